"""Indicators of an evaluation sheet whose cells still stand below their headers (pdftotext -layout): columns are told by
the blanks that run down all lines, rows by where the points stand and by how far the lines of a cell reach."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from extractor.likeness import fold
from extractor.records import Line
from extractor.tables.flattened.bands import Shown, Wrapping, bands, spread
from extractor.tables.flattened.heads import HEADERS, column_of_header, is_header_word
from extractor.tables.flattened.levels import Levels
from extractor.tables.flattened.loose import Spot, dealt, places_of
from extractor.tables.flattened.runs import Indicator
from extractor.tables.flattened.values import Piece, kind

SURE, LOOSE = 0.95, 0.85  # of what stands below its header; about below it
ASTRAY = 2  # lines by which numbers stand off the words of their row
NEEDED = 5  # columns with headers, so that positions say anything
MOST_HEADER_LINES = 6
MOST_LINES = 1500  # of a sheet; bounds the search
POINTS = ("weight", "score")
VALUES = ("target", "actual", *POINTS)
NAMES_END = "指标"  # of the upper levels: 数量指标
LEVELS = ("first", "second", "third")
TEXTS = ("third", "target", "actual", "explanation", "reason")  # columns whose cells may have several lines


@dataclass(frozen=True, slots=True)
class Stripe:
    """A column: what it holds, from where to where it reaches, and what stands in it."""

    kind: str
    left: int
    right: int
    spots: tuple[Spot, ...]


def positioned(header: Sequence[Line], body: Sequence[Line]) -> list[Indicator]:
    """The rows of a sheet; [] where its print does not stand in columns. `header`, `body`: lines as printed, blanks and all."""
    if not body or len(body) > MOST_LINES:
        return []
    one_page = len({line.page for line in (*header, *body)}) == 1  # on the next the columns may stand elsewhere
    stripes = _best_stripes(header, body) if one_page else {}
    return (_rows(stripes) if stripes else []) or _loosely(header, body)


def _loosely(header: Sequence[Line], body: Sequence[Line]) -> list[Indicator]:
    """The rows where columns overlap in print; only such as have all their points."""
    head, spots = _parts(header, body, _one)
    places = places_of(head)
    if not _tells({place.kind for place in places}):
        return []
    held = dealt(spots, places)
    held = _points_at_values(held)
    stripes = {kind: Stripe(kind, 0, 0, tuple(sorted(found, key=lambda spot: (spot.line, spot.left)))) for kind, found in held.items()}
    rows = _rows(stripes)
    wanted = [kind for kind in POINTS if kind in stripes]
    whole = all(kind in row.values for row in rows for kind in wanted)
    named = not any(piece.value for row in rows for piece in row.levels.third)
    return [_loose(row) for row in rows] if whole and named else []


def _points_at_values(held: dict[str, list[Spot]]) -> dict[str, list[Spot]]:
    """Points that were set on a line of their own, moved to the line with values near by that has none."""
    lines = {kind: {spot.line for spot in spots} for kind, spots in held.items()}
    pointed = set().union(*(lines.get(kind, set()) for kind in POINTS))
    lonely = {line for line in pointed if not any(line in found for kind, found in lines.items() if kind not in POINTS)}
    open_ = sorted(set().union(*(lines.get(kind, set()) for kind in VALUES if kind not in POINTS)) - pointed)
    moved: dict[int, int] = {}
    for line in sorted(lonely):
        near = [other for other in open_ if abs(other - line) <= ASTRAY and other not in moved.values()]
        if near:
            moved[line] = min(near, key=lambda other: abs(other - line))
    shifted = {kind: [spot._replace(line=moved.get(spot.line, spot.line)) for spot in held[kind]] for kind in POINTS if kind in held}
    return held | shifted


def _loose(row: Indicator) -> Indicator:
    row.sure = LOOSE
    return row


def _best_stripes(header: Sequence[Line], body: Sequence[Line]) -> dict[str, Stripe]:
    """The columns, by characters or by their widths: converters count either; what tells more columns apart is right."""
    found = []
    for width in (_one, _wide):
        found.append(_stripes(*_parts(header, body, width)))
    return max(found, key=len)


def _parts(header: Sequence[Line], body: Sequence[Line], width: Callable[[str], int]) -> tuple[list[Spot], list[Spot]]:
    """The pieces of the header, also where it goes on below, and those of the rows."""
    head, rest = _spots(header, width), _spots(body, width)
    last = head[-1].line if head else 0
    while rest and all(is_header_word(spot.piece.text) for spot in rest if spot.line == rest[0].line):
        line = rest[0].line
        last += 1
        head += [spot._replace(line=last) for spot in rest if spot.line == line]
        rest = [spot for spot in rest if spot.line != line]
    return head, rest


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
    """Columns by what they hold; {} where a blank does not part each header, and each figure of points, from the next."""
    limits = _parted([*head, *body])
    kinds: dict[int, str] = {}
    for n, (left, right) in enumerate(limits):
        words = "".join(fold(spot.piece.text) for spot in head if left <= spot.left < right)
        what = column_of_header(words) if words else ""
        kinds |= {n: what if what and what not in kinds.values() else f"other{n}"} if words else {}
    if "third" not in kinds.values():
        kinds = {n: "third" if what == "named" else what for n, what in kinds.items()}
    if not _tells(set(kinds.values())):
        return {}
    whole = _joined(limits, kinds)
    stripes = {}
    for n, what in kinds.items():
        left, right = whole[n]
        stripes[what] = Stripe(what, left, right, tuple(spot for spot in body if left <= spot.left < right))
    return {} if any(_twice(stripes[name]) for name in POINTS if name in stripes) else stripes


def _twice(stripe: Stripe) -> bool:
    """Whether two figures of one line stand in a column: it is none, as points are one figure a row."""
    return max(Counter(spot.line for spot in stripe.spots).values(), default=0) > 1


def _tells(kinds: set[str]) -> bool:
    """Whether headers of these columns are enough to go by."""
    known = kinds & {*LEVELS, *HEADERS}
    return len(known) >= NEEDED and "third" in known and bool(known & set(POINTS))


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
    points = _shown([{spot.line for spot in stripes[name].spots if spot.piece.value} for name in POINTS if name in stripes])
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


def _shown(points: Sequence[set[int]]) -> list[Shown]:
    """The lines that show a row each; a weight and a score set a line or two apart are of one."""
    found: list[Shown] = []
    for line in sorted(set().union(*points)):
        here = [n for n, lines in enumerate(points) if line in lines]
        before = [n for n, lines in enumerate(points) if found and found[-1][0] == found[-1][1] in lines]
        if found and line - found[-1][0] <= ASTRAY and len(here) == len(before) == 1 and here != before:
            found[-1] = found[-1][0], line
        else:
            found.append((line, line))
    return found


def _of(stripes: Mapping[str, Stripe], names: Sequence[str]) -> list[Spot]:
    return [spot for name in names if name in stripes for spot in stripes[name].spots]


def _reach(stripe: Stripe) -> dict[int, bool]:
    """Lines on which the column has something, and whether that fills it, so that the cell may go on below."""
    reach: dict[int, int] = defaultdict(int)
    for spot in stripe.spots:
        reach[spot.line] += sum(map(_wide, spot.piece.text))
    counts = Counter(reach.values())
    full = max((width for width in counts if counts[width] + counts[width + 1] > 1), default=max(counts, default=0))
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
    """What stands in a column as cells: a line goes on in the next one where it fills the column and ends no name of indicators."""
    full = _reach(stripe)
    found: list[list[Spot]] = []
    for spot in stripe.spots:
        before = found[-1][-1].line if found else -2
        ended = bool(found) and found[-1][-1].piece.text.endswith(NAMES_END)
        if spot.line == before or (spot.line == before + 1 and full[before] and not ended):
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
