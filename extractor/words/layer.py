"""Text layer to Reading: characters to words and lines, by geometry and not by the order in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.geometry import union
from extractor.records import Box, Char, Chars, Page, Reading, Ruling, Word
from extractor.words.chains import Numbers, chains
from extractor.words.drawn_rules import without_drawn_rules
from extractor.words.glued import alike, several, single, splits
from extractor.words.rows import in_lines

Numeric = npt.NDArray[Any]

SPREAD = 1.05  # of the letter size: widest even gap of letters spread out within one word (因 公 出 国)
EVEN = 0.3  # of the letter size: how far the gaps of spread letters may differ
SHAPELY = (0.5, 2.0)  # height of a letter's box by its size; outside, the font's own measures are broken
DIGITS = frozenset("0123456789,.-")
NARROW = str.maketrans("０１２３４５６７８９，．－", "0123456789,.-")
CLOSING, OPENING = (
    "。，、；：？！）》】〕〉”’」』︒︐︑︔︓︖︕︶︾︼",
    "（《【〔〈“‘「『︵︽︻",
)  # full-width marks that leave one half of their square blank
INKED = 0.4  # of the width of such a mark: the other half at least is blank
SEAM = 0.05  # of the letter size: digits of one figure join better


def layer(page: Page) -> Reading:
    """The page's text layer as lines in reading order, numbered from 1 on this page.

    Words end at ruled lines and at gaps wider than a third of the letter size; letters spread out evenly are one word.
    """
    chars = _shapely(page.chars if isinstance(page.chars, Chars) else _columns(page.chars))
    chars, rulings = without_drawn_rules(chars, page.rulings)
    chars = _uncrowded(chars)
    walls = [ruling for ruling in rulings if ruling.x0 == ruling.x1]
    lines = in_lines(_words(chars, walls), page.number, joined=lambda row: _despread(row, walls))
    return Reading(page.number, page.source, lines, page.width, page.height, page.rotation, page.skew, rulings, warnings=page.warnings)


def _columns(chars: Sequence[Char]) -> Chars:
    """Characters as columns."""
    sizes, angles = (np.array(column, np.float64) for column in ([c.size for c in chars], [c.angle for c in chars]))
    boxes = np.array([c.box for c in chars], np.float64).reshape(-1, 4)
    return Chars("".join(c.text[:1] for c in chars), boxes, sizes, angles, tuple(c.font for c in chars), np.arange(len(chars)))


def _shapely(chars: Chars) -> Chars:
    """Characters with boxes as high as their letters, where the font's ascent and descent are out of all measure."""
    left, top, right, bottom = chars.boxes.T
    height, size = bottom - top, chars.sizes
    broken = ~((SHAPELY[0] * size <= height) & (height <= SHAPELY[1] * size))
    if not broken.any():
        return chars
    broken &= chars.angles % 180 <= 45
    middle = (top + bottom) / 2
    mended = np.stack((left, middle - size / 2, right, middle + size / 2), axis=1)
    return replace(chars, boxes=np.where(broken[:, None], mended, chars.boxes))


def _uncrowded(chars: Chars) -> Chars:
    """Characters with the blank halves of punctuation marks cut off where a neighbour is set into them: typesetters close up
    marks that follow each other, and at the edges of a line."""
    codes = np.frombuffer(chars.text.encode("utf-32-le", "surrogatepass"), np.uint32)
    left, top, right, bottom = chars.boxes.T
    lap = (left[1:] < right[:-1]) & (left[1:] > left[:-1]) & (top[1:] < bottom[:-1]) & (top[:-1] < bottom[1:])
    crowded = np.flatnonzero(lap)
    if not len(crowded):
        return chars
    boxes, width = chars.boxes.copy(), right - left
    ends = crowded[_among(codes[crowded], CLOSING) & (left[crowded + 1] >= (left + INKED * width)[crowded])]
    boxes[ends, 2] = left[ends + 1]
    begins = crowded[_among(codes[crowded + 1], OPENING) & (boxes[crowded, 2] <= (right - INKED * width)[crowded + 1])]
    boxes[begins + 1, 0] = np.maximum(left[begins + 1], boxes[begins, 2])
    return replace(chars, boxes=boxes)


def _among(codes: Numeric, marks: str) -> Numeric:
    """Whether each code point is one of the marks."""
    return _listed(marks)[np.minimum(codes, 0xFFFF)]


@cache
def _listed(marks: str) -> Numeric:
    """Whether each code point of the basic plane is one of the marks."""
    listed = np.zeros(0x10000, np.bool_)
    listed[[ord(mark) for mark in marks]] = True
    return listed


def _words(chars: Chars, walls: Sequence[Ruling]) -> list[Word]:
    """The words that runs of letters make up, parted at walls."""
    order, starts = chains(chars.boxes, chars.sizes, chars.angles)
    runs = _Runs(chars, order, starts)
    words: list[Word] = []
    for number, (word, parted) in enumerate(zip(runs.words(), _crossed(runs.boxes, walls), strict=True)):
        if parted:
            words += _between_walls(runs, number, walls)
        elif several(word.text) and (places := _glued(runs, runs.starts[number], runs.ends[number])):
            words += _parts(runs, runs.starts[number], places, runs.ends[number])
        else:
            words.append(word)
    return words


class _Runs:
    """Runs of letters that follow each other: `text`, `boxes`, `sizes` by run; letters by place in reading order."""

    def __init__(self, chars: Chars, order: Numbers, starts: Numbers) -> None:
        self.ends = [*starts[1:].tolist(), *[len(order)] * bool(len(starts))]  # a blank page has no runs
        self.starts = starts.tolist()
        natural = bool((order[1:] > order[:-1]).all())
        self.text = chars.text if natural else "".join(map(chars.text.__getitem__, order.tolist()))
        self._letters = chars.boxes[order]
        self._sizes = chars.sizes[order]
        heavy = np.array([_is_bold(font) for font in chars.fonts], np.bool_)
        self._bold = heavy[chars.font[order]]
        self.boxes = _around(self._letters, starts)
        self._means = _means(self._sizes, starts)
        self._mostly_bold = (2 * _sums(self._bold, starts) > np.diff(starts, append=len(order))).tolist()

    def words(self) -> Iterator[Word]:
        """Every run as a word."""
        boxes = map(Box._make, self.boxes.tolist())
        texts = (self.text[start:end] for start, end in zip(self.starts, self.ends, strict=True))
        return map(Word, texts, boxes, self._means, self._mostly_bold)

    def part(self, start: int, end: int) -> Word:
        """Letters from `start` to `end` as a word."""
        boxes, bold = self._letters[start:end], int(self._bold[start:end].sum())
        return Word(self.text[start:end], union(Box(*box) for box in boxes.tolist()), fmean(self._sizes[start:end]), bold * 2 > end - start)

    def letters(self, start: int, end: int) -> tuple[list[list[float]], list[float]]:
        """Boxes and sizes of letters."""
        return self._letters[start:end].tolist(), self._sizes[start:end].tolist()


@lru_cache(maxsize=1000)
def _is_bold(font: str) -> bool:
    return "bold" in font.lower() or "heavy" in font.lower()


def _around(boxes: Numeric, starts: Numbers) -> Numeric:
    """Boxes around the boxes from each start to the next."""
    if not len(starts):
        return np.zeros((0, 4))
    low, high = np.minimum.reduceat(boxes[:, :2], starts), np.maximum.reduceat(boxes[:, 2:], starts)
    return np.concatenate((low, high), axis=1)


def _sums(values: Numeric, starts: Numbers) -> Numeric:
    return np.add.reduceat(values, starts, dtype=np.int64) if len(starts) else np.zeros(0, np.int64)


def _means(values: Numeric, starts: Numbers) -> list[float]:
    """Means of the values from each start to the next; exact where they are all the same, as letter sizes mostly are."""
    if not len(starts):
        return []
    means = np.minimum.reduceat(values, starts)
    ends = np.append(starts[1:], len(values))
    for i in np.flatnonzero(np.maximum.reduceat(values, starts) != means):
        means[i] = fmean(values[starts[i] : ends[i]])
    return list(means.tolist())


def _crossed(boxes: Numeric, walls: Sequence[Ruling]) -> list[bool]:
    """Whether a wall stands within each box, at the height of its middle."""
    x, low, high = np.array([(w.x0, w.y0, w.y1) for w in walls], np.float64).reshape(-1, 3).T
    left, top, right, bottom = boxes.T[:, :, None]
    height = (top + bottom) / 2
    return list(((left + 1 < x) & (x < right - 1) & (low <= height) & (height <= high)).any(axis=1).tolist())


def _between_walls(runs: _Runs, number: int, walls: Sequence[Ruling]) -> list[Word]:
    """A run as words, parted where a vertical ruled line stands between the middles of two letters."""
    left, top, right, bottom = runs.boxes[number].tolist()
    height = (top + bottom) / 2
    cuts = [w.x0 for w in walls if left + 1 < w.x0 < right - 1 and w.y0 <= height <= w.y1]
    start, end = runs.starts[number], runs.ends[number]
    boxes, sizes = runs.letters(start, end)
    middles = [(box[0] + box[2]) / 2 for box in boxes]
    seams = [0.0, *(abs(b[0] - a[2]) / max(size, 1.0) for (a, b), size in zip(pairwise(boxes), sizes[1:], strict=True))]
    text = runs.text[start:end].translate(NARROW)
    places = {_cut_at(text, sum(middle <= cut for middle in middles), seams) for cut in cuts} - {0, end - start}
    edges = [start, *(start + place for place in sorted(places)), end]
    return [word for a, b in pairwise(edges) for word in _parts(runs, a, _glued(runs, a, b), b)]


def _parts(runs: _Runs, start: int, places: Iterable[int], end: int) -> list[Word]:
    """Words between places within a run."""
    return [runs.part(a, b) for a, b in pairwise([start, *(start + place for place in places), end])]


def _glued(runs: _Runs, start: int, end: int) -> list[int]:
    """Places where the letters from start to end fall into amounts, from `start`; [] where they are not several."""
    text = runs.text[start:end].translate(NARROW)
    if not several(text) or single(text) or not DIGITS.issuperset(text):
        return []
    return splits(text, _uneven(runs, start, end))


def _uneven(runs: _Runs, start: int, end: int) -> list[int]:
    """Places in a run where letters join worse than those of one figure."""
    boxes, sizes = runs.letters(start, end)
    gaps = (abs(b[0] - a[2]) / max(size, 1.0) for (a, b), size in zip(pairwise(boxes), sizes[1:], strict=True))
    return [place for place, gap in enumerate(gaps, 1) if gap > SEAM]


def _cut_at(text: str, place: int, seams: Sequence[float]) -> int:
    """Where a text is parted whose letters lie on both sides of a ruled line before `place`: an amount too wide for its
    cell reaches over the line at its left, and is not parted but from what stands before it (where the letters join
    least well; `seams[i]`: gap or overlap before letter i, of its size)."""
    if not 0 < place < len(text) or text[place - 1] not in DIGITS or text[place] not in DIGITS:
        return place
    start = max((i + 1 for i in range(place) if text[i] not in DIGITS), default=0)
    end = next((i for i in range(place, len(text)) if text[i] not in DIGITS), len(text))
    if single(text[start:place]) and seams[place] > SEAM + max([*seams[start + 1 : place], *seams[place + 1 : end]], default=0.0):
        return place  # an amount that ends at the line, and the number of the next item: 0.00 | 1．
    amount, amounts = alike(text[start:end])
    if amounts.fullmatch(text, start, place) or text[place - 1] == "-":
        return place
    whole = [i for i in range(start, place) if (match := amount.match(text, i)) and match.end() > place]
    after = [i for i in whole if amounts.fullmatch(text, start, i)]
    widest = max(after or whole, key=lambda i: seams[i], default=place)
    return widest if after or not whole or seams[widest] > SEAM else whole[0]


def _despread(row: list[Word], walls: Sequence[Ruling]) -> list[Word]:
    """One line's words from left to right, with letters that are spread out evenly joined."""
    if len(row) < 2 or sum(len(word.text) == 1 for word in row) < 2:
        return row
    found: list[Word] = []
    start = 0
    while start < len(row):
        end = _spread_end(row, start, walls)
        if end - start > 1:
            chosen = row[start:end]
            text = "".join(word.text for word in chosen)
            found.append(Word(text, union(word.box for word in chosen), chosen[0].size, chosen[0].bold))
        else:
            found.append(row[start])
        start = max(end, start + 1)
    return found


def _spread_end(row: list[Word], start: int, walls: Sequence[Ruling]) -> int:
    """Index after the last of the single Chinese letters that follow each other at one even distance."""
    end, first_gap = start + 1, None
    while end < len(row) and _ideograph(row[end - 1].text) and _ideograph(row[end].text):
        a, b = row[end - 1], row[end]
        gap = b.box.left - a.box.right
        if gap > SPREAD * a.size or (first_gap is not None and abs(gap - first_gap) > EVEN * a.size) or _parted(a, b, walls):
            break
        first_gap = gap if first_gap is None else first_gap
        end += 1
    return end


def _ideograph(text: str) -> bool:
    return len(text) == 1 and "\u3400" <= text <= "\u9fff"


def _parted(a: Word, b: Word, walls: Sequence[Ruling]) -> bool:
    """Whether a vertical ruled line stands between two words."""
    height = (a.box.top + a.box.bottom) / 2
    return any(a.box.right - 1 <= w.x0 <= b.box.left + 1 and w.y0 <= height <= w.y1 for w in walls)
