"""A second look at what OCR is known to get wrong.

Ink that no character stands on (a leading 一, a minus sign, the last letter of a wrapped cell), numbers that are no
numbers (25.225.78), and signs that differ by one stroke: a lone dash, a slash, ≥ and >, a minus and a point.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from extractor.records import Edit
from extractor.separators import MINUS
from extractor.words.comparators import comparator
from extractor.words.numbers import GRAMMATICAL, mended
from extractor.words.pieces import INK, Boxes, quads_of, spans
from extractor.words.stacked import beside, stacked
from models import Ocr, OcrChar, OcrLine

CERTAIN = 0.95  # mean probability of a line's characters from which it is not asked whether it is two
MARGIN = 0.18  # of a piece's height: white put around it, as the recogniser was trained
WIDER = 0.45  # the same at the second look
LETTER = 0.3  # of the height: a narrower run of ink is a point, a comma or a stroke of a neighbour
FLAT = 0.3  # height of a mark by that of its line: a dash
LOW = 0.37  # height by that of its line of a lone dash, soft edges included
DASH = 1.3  # width by height from which a lone low mark is a dash, no point
LONG = 0.16  # width of a mark by the height of its line: a dash, no point
MIDDLE = (0.25, 0.75)  # of the line's height: where a minus sign stands
APART = 0.07  # of the height: least blank between a minus sign and the first digit
SIGN = 0.7  # probability given to a sign told by its shape


ORDINAL = re.compile(r"([一二三四五六七八九十]{1,3})[·•.．,，。:：;；'’`](?=[\u4e00-\u9fff])")
DECIMAL_ORDINAL = re.compile(r"(\d{1,2})[·•](?=[\u4e00-\u9fff])")
MEASURE = re.compile(r"\d\.\d{2}(?=[^万千百亿元]元)")  # an amount with two decimals, one character before its 元
LIKE_COMPARATORS = "VvMWNXKZ27乙√>＞<＜》《≥≤-—–一二三=＝_~"  # what a sign of comparison alone in a cell is read as
WIDE_LETTER = 1.4  # of a digit's width: a Chinese character


class Piece(NamedTuple):
    """A line as read, the tight box it was read in (px) and what was mended in it."""

    line: OcrLine
    box: list[int]
    edit: Edit | None = None


def read_twice(picture: Any, boxes: Boxes, ocr: Ocr) -> list[Piece]:
    """Read tight boxes of a picture (RGB), and once more those that leave ink unread; then mend signs and numbers."""
    if not len(boxes):
        return []
    pieces = [Piece(line, box) for line, box in zip(ocr.recognise(picture, quads_of(boxes), MARGIN), boxes.tolist(), strict=True)]
    paper = picture[:, :, 1]
    doubtful = [i for i, piece in enumerate(pieces) if _missed(piece, paper)]
    if doubtful:
        again = ocr.recognise(picture, quads_of(boxes[doubtful]), WIDER)
        for index, line in zip(doubtful, again, strict=True):
            pieces[index] = _better(pieces[index], line, paper)
    pieces = _parted(pieces, picture, ocr)
    return [_measure(_ordinal(_number(_one(_sign(piece, paper), paper)))) for piece in pieces]


def _parted(pieces: list[Piece], picture: Any, ocr: Ocr) -> list[Piece]:
    """The pieces; one that was read without certainty and may be several lines that touch as these, if they read better."""
    usual = float(np.median([piece.box[3] - piece.box[1] for piece in pieces]))
    doubtful = [piece for piece in pieces if _mean(piece) < CERTAIN]
    lines = {id(piece): rows for piece in doubtful if len(rows := stacked(piece.box, picture[:, :, 1], usual)) > 1}
    if not lines:
        return pieces
    shown = [piece.box for piece in pieces if id(piece) not in lines and piece.line.text.strip()]
    for key, rows in lines.items():
        lines[key] = [row for row in rows if beside(row, shown)]
        shown += lines[key]
    boxes = np.array([row for rows in lines.values() for row in rows], np.int32).reshape(-1, 4)
    read = iter(map(Piece, ocr.recognise(picture, quads_of(boxes), MARGIN), boxes.tolist()))
    better = {key: [next(read) for _ in rows] for key, rows in lines.items()}
    return [part for piece in pieces for part in _likelier(piece, better.get(id(piece), [piece]))]


def _likelier(piece: Piece, parts: list[Piece]) -> list[Piece]:
    """The parts where they are read with more certainty than the whole."""
    return parts if not parts or min(map(_mean, parts)) > _mean(piece) else [piece]


def _mean(piece: Piece) -> float:
    """Mean probability of the characters; 0 without any."""
    chars = piece.line.chars
    return sum(char.probability for char in chars) / len(chars) if chars else 0.0


def _missed(piece: Piece, paper: Any) -> list[tuple[int, int]]:
    """Runs of ink as wide as a letter on which no character stands, px from the box's left."""
    left, top, right, bottom = piece.box
    height, width = bottom - top, right - left
    centres = [(char.left + char.right) / 2 * width for char in piece.line.chars if char.text.strip()]
    runs = spans(piece.box, paper, max(1, height // 12))
    slack = 0.35 * height
    return [(a, b) for a, b in runs if b - a >= LETTER * height and not any(a - slack <= c <= b + slack for c in centres)]


def _better(piece: Piece, line: OcrLine, paper: Any) -> Piece:
    """The second reading where it stands on more of the ink and says no less."""
    second = Piece(line, piece.box)
    fewer = len(_missed(second, paper)) < len(_missed(piece, paper))
    return second if fewer and len(line.text) >= len(piece.line.text) else piece


def _sign(piece: Piece, paper: Any) -> Piece:
    """Lone dashes and slashes, comparators and minus signs told by the shape of their ink."""
    chars = piece.line.chars
    text = piece.line.text.strip()
    if len(text) == 1 and text in LIKE_COMPARATORS and (sign := comparator(_tight(piece.box, paper))):
        return _with(piece, (_told(chars[0], text if text in "≥≤" and sign in "><" else sign),))
    if len(text) == 1 and text in "1lI|/" and _leans(piece.box, paper):
        return _with(piece, (_told(chars[0], "/"),))
    if text and (not _is_letter_wide(piece.box) if set(text) <= set("_-—一~") else len(text) == 1 and _is_dash(piece.box, paper)):
        return _with(piece, (_told(chars[0], "-"),))
    if text == "_":
        return _with(piece, (_told(chars[0], "—"),))
    if text and text[0] in "<>＜＞" and len(chars) > 1 and _has_bar(piece, paper):
        return _with(piece, (_told(chars[0], "≤" if text[0] in "<＜" else "≥"), *chars[1:]))
    return _minus(piece, paper)


def _tight(box: Sequence[int], paper: Any) -> Any:
    """The ink of a box without the blank around it."""
    left, top, right, bottom = box
    ink = paper[top:bottom, left:right] < INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink[:0]


def _minus(piece: Piece, paper: Any) -> Piece:
    """A minus sign that was left out or read as a point before an amount."""
    chars, text = piece.line.chars, piece.line.text
    body = text.lstrip(MINUS + ".·•'’`")
    if text.startswith("-") or len(body) < 3 or not body[0].isdigit() or not GRAMMATICAL.fullmatch(body):
        return piece
    kept = chars[len(text) - len(body) :]
    width = piece.box[2] - piece.box[0]
    if not _starts_with_dash(piece.box, paper, (kept[0].left + kept[0].right) / 2 * width):
        return piece
    first = chars[0] if len(kept) < len(chars) else kept[0]._replace(left=0.0, right=kept[0].left)
    return _with(piece, (_told(first, "-"), *kept))


def _one(piece: Piece, paper: Any) -> Piece:
    """The 一 before other characters (一般公共预算) that was left out or read as a dot or a dash, told by its ink."""
    chars = piece.line.chars
    first = next((i for i, char in enumerate(chars) if "\u4e00" <= char.text <= "\u9fff"), None)
    if first is None or first > 1 or chars[0].text == "一" or (first and chars[0].text not in "·•.-—–－_~‐"):
        return piece
    left, top, right, bottom = piece.box
    height, width = bottom - top, right - left
    runs = spans(piece.box, paper, 0)
    if len(runs) < 2 or runs[0][1] - runs[0][0] < 0.5 * height or runs[0][1] > (chars[first].left + chars[first].right) / 2 * width:
        return piece
    rows = np.flatnonzero((paper[top:bottom, left + runs[0][0] : left + runs[0][1]] < INK).any(axis=1))
    if rows[-1] - rows[0] + 1 > FLAT * height or not MIDDLE[0] <= float(rows.mean()) / height <= MIDDLE[1]:
        return piece
    before = chars[0] if first else chars[0]._replace(left=0.0, right=chars[0].left)
    return _with(piece, (_told(before, "一"), *chars[first:]))


def _starts_with_dash(box: Sequence[int], paper: Any, digit: float) -> bool:
    """Whether the first run of ink is low, wide, half way up, and apart from the first digit (middle at `digit` px)."""
    left, top, _, bottom = box
    height = bottom - top
    runs = spans(box, paper, 0)
    if len(runs) < 3 or runs[1][0] - runs[0][1] < max(2, APART * height) or not runs[1][0] - 1 <= digit <= runs[1][1] + 1:
        return False
    a, b = runs[0]
    rows = np.flatnonzero((paper[top:bottom, left + a : left + b] < INK).any(axis=1))
    thick = rows[-1] - rows[0] + 1
    middle = float(rows.mean()) / height
    return bool(thick <= FLAT * height and b - a >= max(LONG * height, 1.5 * thick) and MIDDLE[0] <= middle <= MIDDLE[1])


def _is_dash(box: Sequence[int], paper: Any) -> bool:
    """Whether the only ink of a box is a low mark half way up, wider than high."""
    left, top, right, bottom = box
    ink = paper[top:bottom, left:right] < INK
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return False
    thick, wide, height = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1, bottom - top
    return bool(thick <= LOW * height and wide >= DASH * thick and MIDDLE[0] <= float(rows.mean()) / height <= MIDDLE[1])


def _is_letter_wide(box: Sequence[int]) -> bool:
    left, top, right, bottom = box
    return right - left >= 0.6 * (bottom - top)


def _leans(box: Sequence[int], paper: Any) -> bool:
    """Whether a lone upright stroke leans to the right like a slash."""
    left, top, right, bottom = box
    ink = paper[top:bottom, left:right] < INK
    quarter = max(1, (bottom - top) // 4)
    upper, lower = np.flatnonzero(ink[:quarter].any(axis=0)), np.flatnonzero(ink[-quarter:].any(axis=0))
    return bool(len(upper) and len(lower) and upper.mean() - lower.mean() >= 0.2 * (bottom - top))


def _has_bar(piece: Piece, paper: Any) -> bool:
    """Whether a level stroke lies under the sign that begins the line: ≥ and not >. The stroke is the widest part of
    the sign's lower half, and the sign is narrow just above it."""
    left, top, right, bottom = piece.box
    height = bottom - top
    middle = (piece.line.chars[0].left + piece.line.chars[0].right) / 2 * (right - left)
    run = next(((a, b) for a, b in spans(piece.box, paper, 0) if a <= middle <= b), None)
    if run is None or not 0.3 * height <= run[1] - run[0] <= height:
        return False
    widths = (paper[top:bottom, left + run[0] : left + run[1]] < INK).sum(axis=1) / (run[1] - run[0])
    rows = np.flatnonzero(widths)
    lower = widths[rows[0] : rows[-1] + 1][len(rows) * 5 // 8 :]
    bar = int(np.argmax(lower)) if len(lower) else 0
    return bool(len(lower) > 2 and lower[bar] >= 0.8 and bar >= len(lower) // 2 and lower[:bar].min(initial=1.0) <= 0.45)


def _number(piece: Piece) -> Piece:
    chars = mended(piece.line.chars)
    return piece if chars is None else _with(piece, chars)


def _ordinal(piece: Piece) -> Piece:
    """The 、 after a Chinese ordinal that was read as another small mark (六·经营收入), and the wide stop after a number, which
    some fonts set half way up (1·卫生健康支出)."""
    match = ORDINAL.match(piece.line.text) or DECIMAL_ORDINAL.match(piece.line.text)
    if not match:
        return piece
    at, chars = match.end(1), piece.line.chars
    mark = "、" if match.re is ORDINAL else "．"
    return _with(piece, (*chars[:at], _told(chars[at], mark), *chars[at + 1 :]))


def _measure(piece: Piece) -> Piece:
    """万元 of which 万 was read as one more decimal (171.497元): it is wider than a digit, or stood in second place."""
    chars = piece.line.chars
    for match in MEASURE.finditer(piece.line.text):
        at = match.end()
        digits = [char.right - char.left for char in chars[match.start() : at] if char.text.isdigit()]
        seen = dict(chars[at].alternatives).get("万", 0.0) >= 0.02
        if digits and (seen or chars[at].right - chars[at].left >= WIDE_LETTER * sorted(digits)[len(digits) // 2]):
            return _with(piece, (*chars[:at], _told(chars[at], "万"), *chars[at + 1 :]))
    return piece


def _told(char: OcrChar, text: str) -> OcrChar:
    """The character replaced by one that its shape tells."""
    if char.text == text:
        return char
    return char._replace(text=text, probability=SIGN, alternatives=((char.text, char.probability), *char.alternatives))


def _with(piece: Piece, chars: tuple[OcrChar, ...]) -> Piece:
    after = "".join(char.text for char in chars)
    before = piece.edit.before if piece.edit else piece.line.text
    return Piece(replace(piece.line, text=after, chars=chars), piece.box, Edit("ocr_digit", before, after) if after != before else None)
