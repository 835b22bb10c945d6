"""Text layer to Reading: characters to words and lines, by geometry and not by the order in the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean

from extractor.geometry import overlap, union
from extractor.records import Box, Char, Page, Reading, Ruling, Word
from extractor.words.rows import in_lines

GAP = 0.35  # of the letter size: wider, and a new word begins
OVERLAP = 0.2  # of the letter size: two letters that overlap more are not neighbours in one word
SAME_ROW = 0.35  # of the letter size: how far the middles of neighbours may differ in height
SPREAD = 1.05  # of the letter size: widest even gap of letters spread out within one word (因 公 出 国)
EVEN = 0.3  # of the letter size: how far the gaps of spread letters may differ
SHAPELY = (0.5, 2.0)  # height of a letter's box by its size; outside, the font's own measures are broken
DIGITS = frozenset("0123456789,.-")
AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})\.\d{2}")
SEAM = 0.05  # of the letter size: digits of one figure join better
AMOUNTS = re.compile(rf"(?:{AMOUNT.pattern}){{1,}}")
RAISED = 0.75  # of the line's size: smaller letters that stand high are superscripts and stay with their word


def layer(page: Page) -> Reading:
    """The page's text layer as lines in reading order, numbered from 1 on this page.

    Words end at ruled lines and at gaps wider than a third of the letter size; letters spread out evenly are one word.
    """
    chars = [_shapely(char) for char in page.chars]
    walls = [ruling for ruling in page.rulings if ruling.x0 == ruling.x1]
    words = [word for run in _runs(chars) for word in _between_walls(run, walls)]
    lines = in_lines(words, page.number, joined=lambda row: _despread(row, walls))
    return Reading(page.number, page.source, lines, page.width, page.height, page.rotation, page.skew, page.rulings, warnings=page.warnings)


def _shapely(char: Char) -> Char:
    """The character with a box as high as its letters, where the font's ascent and descent are out of all measure."""
    height = char.box.bottom - char.box.top
    if char.angle % 180 > 45 or SHAPELY[0] * char.size <= height <= SHAPELY[1] * char.size:
        return char
    middle = (char.box.top + char.box.bottom) / 2
    return char._replace(box=char.box._replace(top=middle - char.size / 2, bottom=middle + char.size / 2))


def _runs(chars: Sequence[Char]) -> list[list[Char]]:
    """Characters chained to words: first in the order of the file, then run to run, whatever their order."""
    runs: list[list[Char]] = []
    for char in chars:
        if runs and _follows(runs[-1][-1], char):
            runs[-1].append(char)
        else:
            runs.append([char])
    return _chained(runs)


def _chained(runs: list[list[Char]]) -> list[list[Char]]:
    """Runs whose ends meet, joined. Each run looks for its nearest successor among the runs of the same height."""
    by_height: dict[int, list[int]] = {}
    for index, run in enumerate(runs):
        by_height.setdefault(_shelf(run[0]), []).append(index)
    follower: dict[int, int] = {}
    taken: set[int] = set()
    for index in sorted(range(len(runs)), key=lambda i: runs[i][0].box.left):
        last = runs[index][-1]
        near = [i for shelf in (-1, 0, 1) for i in by_height.get(_shelf(last) + shelf, ()) if i != index and i not in taken]
        fit = [i for i in near if _follows(last, runs[i][0])]
        if fit:
            follower[index] = min(fit, key=lambda i: runs[i][0].box.left)
            taken.add(follower[index])
    return [_followed(index, runs, follower) for index in range(len(runs)) if index not in taken]


def _followed(index: int, runs: list[list[Char]], follower: dict[int, int]) -> list[Char]:
    """The run with all that follows it."""
    chain = list(runs[index])
    seen = {index}
    while (index := follower.get(index, -1)) >= 0 and index not in seen:
        seen.add(index)
        chain.extend(runs[index])
    return chain


def _shelf(char: Char) -> int:
    """Height on the page in steps of 12 points, for looking up neighbours."""
    return int((char.box.top + char.box.bottom) // 24)


def _follows(a: Char, b: Char) -> bool:
    """Whether b is the next letter of the word that ends in a."""
    size = max(a.size, b.size, 1.0)
    if a.angle != b.angle and abs(a.angle - b.angle) % 360 > 5:
        return False
    if 45 < a.angle % 180 < 135:
        return _follows_sideways(a, b, size)
    gap = b.box.left - a.box.right
    if not -OVERLAP * min(a.size, b.size) <= gap <= GAP * size or b.box.left <= a.box.left:
        return False
    rise = abs(a.box.top + a.box.bottom - b.box.top - b.box.bottom) / 2
    if rise <= SAME_ROW * min(a.size, b.size):
        return True
    return min(a.size, b.size) < RAISED * size and overlap(a.box.top, a.box.bottom, b.box.top, b.box.bottom) > 0.6 * min(a.size, b.size)


def _follows_sideways(a: Char, b: Char, size: float) -> bool:
    """The same for letters that lie on their side: 90 degrees runs upwards, 270 downwards."""
    gap = a.box.top - b.box.bottom if a.angle < 180 else b.box.top - a.box.bottom
    return -OVERLAP * size <= gap <= GAP * size and abs(a.box.left + a.box.right - b.box.left - b.box.right) / 2 <= SAME_ROW * size


def _between_walls(run: list[Char], walls: Sequence[Ruling]) -> list[Word]:
    """The run as words, parted where a vertical ruled line stands between the middles of two letters."""
    box = union(char.box for char in run)
    height = (box.top + box.bottom) / 2
    cuts = [w.x0 for w in walls if box.left + 1 < w.x0 < box.right - 1 and w.y0 <= height <= w.y1]
    if not cuts or len(run) < 2:
        return _amounts_apart(run, box)
    middles = [(char.box.left + char.box.right) / 2 for char in run]
    text = "".join(char.text[:1] for char in run)
    seams = [0.0, *(abs(b.box.left - a.box.right) / max(b.size, 1.0) for a, b in pairwise(run))]
    places = sorted({_cut_at(text, sum(middle <= cut for middle in middles), seams) for cut in cuts} - {0, len(run)})
    parts = [run[start:end] for start, end in pairwise([0, *places, len(run)])]
    return [_word(part, union(char.box for char in part)) for part in parts]


def _amounts_apart(run: list[Char], box: Box) -> list[Word]:
    """The run as one word; or as several, where it is nothing but amounts of two decimals printed without a gap."""
    text = "".join(char.text[:1] for char in run)
    if not AMOUNTS.fullmatch(text):
        return [_word(run, box)]
    ends = [match.end() for match in AMOUNT.finditer(text)]
    parts = [run[start:end] for start, end in pairwise([0, *ends])]
    return [_word(part, union(char.box for char in part)) for part in parts]


def _cut_at(text: str, place: int, seams: Sequence[float]) -> int:
    """Where a text is parted whose letters lie on both sides of a ruled line before `place`: an amount too wide for its
    cell reaches over the line at its left, and is not parted but from what stands before it (where the letters join
    least well; `seams[i]`: gap or overlap before letter i, of its size)."""
    if not 0 < place < len(text) or text[place - 1] not in DIGITS or text[place] not in DIGITS:
        return place
    start = max((i + 1 for i in range(place) if text[i] not in DIGITS), default=0)
    if AMOUNT.fullmatch(text, start, place) or text[place - 1] == "-":
        return place
    whole = [i for i in range(start, place) if (match := AMOUNT.match(text, i)) and match.end() > place]
    widest = max(whole, key=lambda i: seams[i], default=place)
    if not whole or seams[widest] > SEAM:
        return widest
    return next((i for i in whole if AMOUNTS.fullmatch(text, start, i)), whole[0])


def _word(run: list[Char], box: Box) -> Word:
    bold = sum("bold" in char.font.lower() or "heavy" in char.font.lower() for char in run)
    return Word("".join(char.text for char in run), box, fmean(char.size for char in run), bold * 2 > len(run))


def _despread(row: list[Word], walls: Sequence[Ruling]) -> list[Word]:
    """One line's words from left to right, with letters that are spread out evenly joined."""
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
