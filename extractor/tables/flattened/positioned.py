"""Indicators of an evaluation sheet whose cells still stand below their headers (pdftotext -layout): columns are told by
the blanks that run down all lines, rows by where the points stand and by how far the lines of a cell reach."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.likeness import fold
from extractor.records import Line
from extractor.tables.flattened.bands import Wrapping, bands, spread
from extractor.tables.flattened.heads import HEADERS, column_of_header, is_header_word
from extractor.tables.flattened.levels import Levels
from extractor.tables.flattened.runs import Indicator
from extractor.tables.flattened.values import Piece, kind

SURE = 0.95  # of what stands below its header
NEEDED = 5  # columns with headers, so that positions say anything
MOST_HEADER_LINES = 6
MOST_LINES = 1500  # of a sheet; bounds the search
POINTS = ("weight", "score")
VALUES = ("target", "actual", *POINTS)
LEVELS = ("first", "second", "third")
TEXTS = ("third", "target", "actual", "explanation", "reason")  # columns whose cells may have several lines


class Spot(NamedTuple):
    """A piece with the line it stands on (index), and from which to which column of print it reaches."""

    piece: Piece
    line: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Stripe:
    """A column: what it holds, from where to where it reaches, and what stands in it."""

    kind: str
    left: int
    right: int
    spots: tuple[Spot, ...]


def positioned(header: Sequence[Line], body: Sequence[Line]) -> list[Indicator]:
    """The rows of a sheet; [] where its print does not stand in columns. `header`, `body`: lines as printed, blanks and all."""
    if len({line.page for line in (*header, *body)}) > 1 or not body or len(body) > MOST_LINES:
        return []
    stripes = _best_stripes(header, body)
    return _rows(stripes) if stripes else []


def _best_stripes(header: Sequence[Line], body: Sequence[Line]) -> dict[str, Stripe]:
    """The columns, by characters or by their widths: converters count either; what tells more columns apart is right."""
    found = []
    for width in (_one, _wide):
        head, rest = _spots(header, width), _spots(body, width)
        while rest and all(is_header_word(spot.piece.text) for spot in rest if spot.line == rest[0].line):
            head += [spot for spot in rest if spot.line == rest[0].line]  # a header that goes on below
            rest = [spot for spot in rest if spot.line != rest[0].line]
        found.append(_stripes(head, rest))
    return max(found, key=len)


def header(lines: Sequence[Line]) -> tuple[Line, Line, tuple[tuple[str, str], ...]] | None:
    """First and last line of a header whose words are wrapped (一级指 / 标), and what its columns hold, from left to right;
    None where there is none."""
    words = [bool(line.text.split()) and all(map(is_header_word, line.text.split())) for line in lines]
    for at, line in enumerate(lines):
        if not words[at] or (at and words[at - 1]):
            continue
        end = next((i for i in range(at, len(lines)) if not words[i]), len(lines))
        block = lines[at:end]
        if end - at > MOST_HEADER_LINES or "一级" not in fold("".join(each.text for each in block)):
            continue
        stripes = _best_stripes(block, lines[end:])
        found = sorted((stripe for stripe in stripes.values() if stripe.kind in HEADERS), key=lambda stripe: stripe.left)
        if found:
            return line, block[-1], tuple((stripe.kind, HEADERS[stripe.kind]) for stripe in found)
    return None


def _one(_character: str) -> int:
    return 1


def _wide(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _spots(lines: Sequence[Line], width: Callable[[str], int]) -> list[Spot]:
    """All runs without a blank, with the columns of print that they take."""
    found: list[Spot] = []
    for index, line in enumerate(lines):
        at, start, text = 0, 0, ""
        for character in (*line.text, " "):
            if not character.isspace():
                start, text = (at, character) if not text else (start, text + character)
            elif text:
                found.append(Spot(Piece(text, kind(text), line.number, line.page, 0, 1), index, start, at))
                text = ""
            at += width(character)
    return found


def _stripes(head: Sequence[Spot], body: Sequence[Spot]) -> dict[str, Stripe]:
    """Columns by what they hold; {} where a blank does not part each header from the next."""
    limits = _parted([*head, *body])
    kinds: dict[int, str] = {}
    for n, (left, right) in enumerate(limits):
        words = "".join(fold(spot.piece.text) for spot in head if left <= spot.left < right)
        what = column_of_header(words) if words else ""
        kinds |= {n: what if what and what not in kinds.values() else f"other{n}"} if words else {}
    if "third" not in kinds.values():
        kinds = {n: "third" if what == "named" else what for n, what in kinds.items()}
    known = {what for what in kinds.values() if not what.startswith("other")}
    if len(known) < NEEDED or "third" not in known or not known & set(POINTS):
        return {}
    whole = _joined(limits, kinds)
    stripes = {}
    for n, what in kinds.items():
        left, right = whole[n]
        stripes[what] = Stripe(what, left, right, tuple(spot for spot in body if left <= spot.left < right))
    return stripes


def _parted(spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """The columns of print that anything takes, as runs without a blank."""
    found: list[list[int]] = []
    for spot in sorted(spots, key=lambda spot: spot.left):
        if found and spot.left <= found[-1][1] - 1:
            found[-1][1] = max(found[-1][1], spot.right)
        else:
            found.append([spot.left, spot.right])
    return [(left, right) for left, right in found]


def _joined(limits: Sequence[tuple[int, int]], kinds: Mapping[int, str]) -> dict[int, tuple[int, int]]:
    """Columns with headers, each with the runs beside it that have none and stand nearer to it than to the next; what is left
    of the first is a name that spans all rows."""
    whole = {n: limits[n] for n in kinds}
    for n in range(min(kinds), len(limits)):
        if n not in kinds:
            left, right = limits[n]
            near = min(kinds, key=lambda k: max(limits[k][0] - right, left - limits[k][1]))
            whole[near] = min(whole[near][0], left), max(whole[near][1], right)
    return whole


def _rows(stripes: Mapping[str, Stripe]) -> list[Indicator]:
    """A row for each line with points; the other lines go to the rows whose cells they are of."""
    points = sorted({spot.line for name in POINTS if name in stripes for spot in stripes[name].spots if spot.piece.value})
    lines = [spot.line for stripe in stripes.values() for spot in stripe.spots]
    if not points or any(not spot.piece.value and fold(spot.piece.text) not in ("-", "/") for spot in _of(stripes, POINTS)):
        return []
    wrapping = Wrapping(min(lines), max(lines), [_reach(stripes[name]) for name in TEXTS if name in stripes])
    starts = bands(points, wrapping)
    rows = [_indicator(stripes, start, end) for start, end in zip(starts, [*starts[1:], wrapping.last + 1], strict=True)]
    for level in LEVELS[:2]:
        if level in stripes:
            _name_groups(rows, level, _cells(stripes[level]), starts, wrapping.last)
    return rows if all(row.levels.third and row.values for row in rows) else []


def _of(stripes: Mapping[str, Stripe], names: Sequence[str]) -> list[Spot]:
    return [spot for name in names if name in stripes for spot in stripes[name].spots]


def _reach(stripe: Stripe) -> dict[int, bool]:
    """Lines on which the column has something, and whether that fills it, so that the cell may go on below."""
    reach: dict[int, int] = defaultdict(int)
    for spot in stripe.spots:
        reach[spot.line] += sum(map(_wide, spot.piece.text))
    full = max(reach.values(), default=0)
    return {line: width >= full - 1 and full > 2 for line, width in reach.items()}


def _indicator(stripes: Mapping[str, Stripe], start: int, end: int) -> Indicator:
    held = {name: [spot.piece for spot in stripe.spots if start <= spot.line < end] for name, stripe in stripes.items()}
    row = Indicator(sure=SURE)
    row.levels = Levels((), (), tuple(held["third"]), sure=True)
    row.explanation, row.reason = held.get("explanation", []), held.get("reason", [])
    row.values = {name: _whole(held[name]) for name in VALUES if held.get(name)}
    return row


def _whole(pieces: Sequence[Piece]) -> Piece:
    """A value printed on several lines as one piece."""
    if len(pieces) == 1:
        return pieces[0]
    text = "".join(piece.text for piece in pieces)
    return pieces[0]._replace(text=text, kind=kind(text))


def _cells(stripe: Stripe) -> list[list[Spot]]:
    """What stands in a column as cells: a line goes on in the next one where it fills the column."""
    full = _reach(stripe)
    found: list[list[Spot]] = []
    for spot in stripe.spots:
        before = found[-1][-1].line if found else -2
        if spot.line == before or (spot.line == before + 1 and full[before]):
            found[-1].append(spot)
        else:
            found.append([spot])
    return found


def _name_groups(rows: list[Indicator], level: str, cells: Sequence[Sequence[Spot]], starts: Sequence[int], last: int) -> None:
    """Each name of an upper level to the row with which its rows begin: it stands at the middle of them."""
    middles = [(cell[0].line + cell[-1].line) / 2 for cell in cells]
    for at, cell in zip(spread(middles, starts, last), cells, strict=False):
        pieces = tuple(spot.piece for spot in cell)
        rows[at].levels = rows[at].levels._replace(first=pieces) if level == "first" else rows[at].levels._replace(second=pieces)
