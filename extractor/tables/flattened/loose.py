"""Pieces of printed lines given to columns where no blank runs down all lines: converters keep words apart and about where
they stood, no more. The header tells where columns are; what a piece is tells the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from extractor.amounts import DASHES
from extractor.likeness import fold
from extractor.tables.flattened.heads import column_of_header
from extractor.tables.flattened.values import Piece

PASSES = 3  # each learns from the one before where columns are
APART, OFF = 0.7, 0.25  # cost per character of print between a piece and its column, and between their middles
NEVER, UNLIKE, ODD = 60.0, 12.0, 1.5  # no number in a column of points; a number among words; words as a value
AGAIN, TWICE, VERDICT = 1.0, 16.0, 8.0  # two pieces of words in one cell; two values; a word that is a usual result among words
SKIPPED = 8.0
NUMBERS, VALUES = ("weight", "score"), ("target", "actual")


class Spot(NamedTuple):
    """A piece with the line it stands on (index), and from which to which column of print it reaches."""

    piece: Piece
    line: int
    left: int
    right: int


@dataclass(slots=True)
class Place:
    """A column while it is looked for: what it holds, and about where it is."""

    kind: str
    left: float
    right: float


def places_of(head: Sequence[Spot]) -> list[Place]:
    """The columns that a header names, from left to right: those of its fullest line, and what stands above or below them; a
    word that says nothing goes on with the column before it."""
    lines = sorted({spot.line for spot in head}, key=lambda line: -sum(spot.line == line for spot in head))
    groups: list[list[Spot]] = []
    for line in lines:
        for spot in (spot for spot in head if spot.line == line):
            near = min(groups, key=lambda group: _distance(spot, group[0]), default=[])
            if near and near[0].line != line and _distance(spot, near[0]) <= 0:
                near.append(spot)
            else:
                groups.append([spot])
    found: list[Place] = []
    for n, group in enumerate(sorted(groups, key=lambda group: group[0].left)):
        kind = column_of_header("".join(fold(spot.piece.text) for spot in sorted(group, key=lambda spot: spot.line)))
        left, right = min(spot.left for spot in group), max(spot.right for spot in group)
        if not kind and found and found[-1].kind in ("reason", "explanation", "target", "actual"):
            found[-1].right = right
        else:
            named = kind if kind not in {place.kind for place in found} else f"also {kind}"  # a second column of explanations
            found.append(Place(named or f"other{n}", left, right))
    return found


def _distance(one: Spot, other: Spot) -> int:
    """Characters of print between two pieces; less than nothing where one stands over the other."""
    return max(one.left, other.left) - min(one.right, other.right)


def dealt(spots: Sequence[Spot], places: Sequence[Place]) -> dict[str, list[Spot]]:
    """The pieces by column: from left to right on each line, each where it costs least."""
    found: dict[str, list[Spot]] = {}
    for _ in range(PASSES):
        found = {place.kind: [] for place in places}
        for line in sorted({spot.line for spot in spots}):
            row = [spot for spot in spots if spot.line == line]
            for spot, n in zip(row, _line(row, places), strict=True):
                if n >= 0:
                    found[places[n].kind].append(spot)
        for place in places:
            if held := found[place.kind]:
                place.left, place.right = median(spot.left for spot in held), median(spot.right for spot in held)
    return found


def _line(row: Sequence[Spot], places: Sequence[Place]) -> list[int]:
    """The column of each piece of a line, -1 for what stands left of all (a name that spans the sheet)."""
    best: dict[int, tuple[float, list[int]]] = {-1: (0.0, [])}
    for spot in row:
        following: dict[int, tuple[float, list[int]]] = {}
        for last, (cost, chosen) in best.items():
            for n in range(max(last, 0) if last >= 0 else -1, len(places)):
                whole = cost + _cost(spot, n, last, places) + _skipped(last, n, places)
                if n not in following or whole < following[n][0]:
                    following[n] = whole, [*chosen, n]
        best = following
    return min(best.values(), key=lambda option: option[0])[1]


def _skipped(last: int, n: int, places: Sequence[Place]) -> float:
    """What it costs that a weight has no score, though the line goes on behind where it would stand."""
    if last < 0 or places[last].kind != "weight":
        return 0.0
    return SKIPPED if any(place.kind == "score" for place in places[last + 1 : n]) else 0.0


def _cost(spot: Spot, n: int, last: int, places: Sequence[Place]) -> float:
    """What it costs to have a piece in a column, behind a piece in column `last`."""
    if n < 0:
        return 2 * max(0.0, spot.right - places[0].left) + 1
    place = places[n]
    apart = max(0.0, spot.left - place.right, place.left - spot.right)
    away = APART * apart + OFF * abs((spot.left + spot.right) - (place.left + place.right)) / 2
    number = spot.piece.plain or fold(spot.piece.text) in DASHES
    if place.kind in NUMBERS:
        return away + (0 if number and n != last else NEVER)
    if place.kind in VALUES:
        return away + (0 if number or spot.piece.kind != "text" else ODD) + (TWICE if n == last else 0)
    words = n == last or not place.kind.startswith("other")
    unlike = (UNLIKE if number or spot.piece.value else VERDICT if spot.piece.kind == "word" else 0) if words else 0
    return away + unlike + (AGAIN if n == last else 0)
