"""In which column a number stands when the blank cells are lost: the numbers of a row keep their order, so a row is an
increasing map from its numbers to the columns, and the right maps are those under which the identities hold.

Rows form a tree (total > 类 > 款 > 项). Marginals are exact on it: sum-product message passing (Pearl 1988), where
the factor of a family says that each column of the parent is the sum of its children.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from math import comb
from typing import NamedTuple

from extractor import amounts

Columns = tuple[int, ...]
Evidence = Callable[[int, int, Decimal], float]

MAX_MAPS = 2000  # maps of one row: C(12, 6) = 924 is the most a known form has; of a row with more nothing can be said
MAX_COMBINATIONS = 4000  # of children under one map of the parent, before a family is given up
MAX_STEPS = 40000  # maps tried in one table: about a tenth of a second
BROKEN = 1e-3  # weight of a map under which the row's own identity fails (the row has lost a number, or is wrong)
DIRECT, TWICE, ONCE, USUAL, GUESS = 0.99, 0.98, 0.92, 0.85, 0.6  # confidence by how a cell was decided
SURE = 0.985  # marginal from which a cell counts as decided
LIKELY = 0.9


class Row(NamedTuple):
    """A row to be solved. `values`: its numbers from left to right, None for a printed dash. `parent`: index of the row
    that it is a part of, None for a top row without a total."""

    values: tuple[Decimal | None, ...]
    raws: tuple[str, ...]
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """Columns of a table. `sums`: (column, its terms as (column, sign)); `usual`: how often each column is filled, 0..1."""

    width: int
    sums: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ()
    usual: tuple[float, ...] = ()


class Placed(NamedTuple):
    """Where the numbers of a row stand: a column each, and the confidence of each; `balanced`: its own identities hold.
    `columns` is empty where nothing can be said (more numbers than columns, or too many columns for them)."""

    columns: Columns
    confidence: tuple[float, ...]
    balanced: bool = True


@dataclass(slots=True)
class _Node:
    """Working state of one row: its maps with their weights, own and after messages."""

    maps: list[Columns]
    own: list[float]
    flat: list[float]
    balanced: list[bool]
    direct: bool
    children: list[int] = field(default_factory=list)
    confirmed: bool = False
    supported: set[tuple[int, int]] = field(default_factory=set)


def solve(rows: Sequence[Row], scheme: Scheme, evidence: Evidence | None = None) -> list[Placed]:
    """A column for every number of every row. `evidence(row, column, value)` is a factor, 1 where nothing is known,
    above 1 where another part of the document states that value for that cell, below 1 where it states another."""
    nodes = [_node(i, row, scheme, evidence) for i, row in enumerate(rows)]
    for i, row in enumerate(rows):
        if row.parent is not None and row.parent != i:
            nodes[row.parent].children.append(i)
    families = _Families(rows, scheme, nodes)
    weighed = families.marginals(flat=False)
    flat = families.marginals(flat=True)
    return [_placed(nodes[i], weighed[i], flat[i]) for i in range(len(rows))]


def _node(index: int, row: Row, scheme: Scheme, evidence: Evidence | None) -> _Node:
    count = len(row.values)
    if count > scheme.width or not count or comb(scheme.width, count) > MAX_MAPS:
        return _Node([], [], [], [], False)
    maps = list(combinations(range(scheme.width), count))
    balanced = [_balances(row, columns, scheme) for columns in maps]
    if any(balanced):
        maps = [m for m, ok in zip(maps, balanced, strict=True) if ok]
        balanced = [True] * len(maps)
    node = _Node(maps, [], [], balanced, count == scheme.width)
    for columns, ok in zip(maps, balanced, strict=True):
        factor = _backing(node, index, row, columns, evidence)
        node.flat.append(factor * (1.0 if ok else BROKEN * _leading(columns)))
        node.own.append(node.flat[-1] * _prior(row, columns, scheme))
    return node


def _leading(columns: Columns) -> float:
    """A row that lost numbers most often still has its first one."""
    return 1.0 if columns[0] == 0 else 0.1


def _backing(node: _Node, index: int, row: Row, columns: Columns, evidence: Evidence | None) -> float:
    factor = 1.0
    for i, (column, value) in enumerate(zip(columns, row.values, strict=True)):
        if evidence is not None and value is not None:
            weight = evidence(index, column, value)
            factor *= weight
            if weight > 1:
                node.supported.add((column, i))
    return factor


def _prior(row: Row, columns: Columns, scheme: Scheme) -> float:
    """How usual it is that just these columns are filled; a printed zero fills none."""
    filled = set(_filled(columns, row))
    weight = 1.0
    for column, usual in enumerate(scheme.usual):
        weight *= usual if column in filled else 1 - usual
    return weight


def _balances(row: Row, columns: Columns, scheme: Scheme) -> bool:
    cells = dict(zip(columns, row.values, strict=True))
    return all(_holds(cells, row, target, terms) for target, terms in scheme.sums)


def _holds(cells: dict[int, Decimal | None], row: Row, target: int, terms: Sequence[tuple[int, int]]) -> bool:
    """Whether a column is the sum of its terms within the printed precision; blanks are nothing."""
    right = sum((sign * (cells.get(column) or Decimal(0)) for column, sign in terms), Decimal(0))
    filled = 1 + sum(cells.get(column) is not None for column, _ in terms)
    return abs((cells.get(target) or Decimal(0)) - right) <= half(row.raws) * filled


def half(raws: Sequence[str]) -> Decimal:
    """Half a unit of the finest printed place: a trailing zero is often left out (5.8 beside 6.45)."""
    return min((amounts.half_unit(raw.rstrip("%％")) for raw in raws), default=Decimal("0.5"))


class _Families:
    """The tree of rows with the factor of every family, enumerated once."""

    def __init__(self, rows: Sequence[Row], scheme: Scheme, nodes: list[_Node]) -> None:
        self.rows, self.scheme, self.nodes = rows, scheme, nodes
        self.steps = 0
        self.negative = any(value is not None and value < 0 for row in rows for value in row.values)
        self.half = half([raw for row in rows for raw, v in zip(row.raws, row.values, strict=True) if v is not None])
        self.members = {i: self._members(i) for i, node in enumerate(nodes) if node.children and node.maps}
        self.choices = {i: self._enumerate(i) for i in self.members}
        for parent, by_map in self.choices.items():
            if by_map is not None:
                for member in (parent, *self.members[parent]):
                    nodes[member].confirmed = True

    def _members(self, parent: int) -> list[int]:
        """The children, a child that lost numbers replaced by its own children."""
        found: list[int] = []
        for child in self.nodes[parent].children:
            node = self.nodes[child]
            broken = not any(node.balanced)
            if broken and node.children:
                found.extend(self._members(child))
            elif node.maps:
                found.append(child)
        return found

    def _enumerate(self, parent: int) -> dict[int, list[tuple[int, ...]]] | None:
        """For every map of the parent the choices of its members' maps that add up; None if none does, or if the
        search would take too long."""
        found: dict[int, list[tuple[int, ...]]] = {}
        for number, columns in enumerate(self.nodes[parent].maps):
            combos = self._sums(parent, columns)
            if self.steps > MAX_STEPS:
                return None
            if combos:
                found[number] = combos
        carried = {m: [c for c in combos if self._carried(parent, m, c)] for m, combos in found.items()}
        return {m: combos for m, combos in carried.items() if combos} or found or None

    def _carried(self, parent: int, number: int, combo: tuple[int, ...]) -> bool:
        """Whether every column that the parent fills has a part: 0.01 in a column of its own is within the rounding of
        nothing, but does not come from nothing."""
        filled = {
            column
            for member, choice in zip(self.members[parent], combo, strict=True)
            for column in _filled(self.nodes[member].maps[choice], self.rows[member])
        }
        return set(_filled(self.nodes[parent].maps[number], self.rows[parent])) <= filled

    def _sums(self, parent: int, columns: Columns) -> list[tuple[int, ...]]:
        row, node, members = self.rows[parent], self.nodes[parent], self.members[parent]
        target = [Decimal(0)] * self.scheme.width
        for column, value in zip(columns, row.values, strict=True):
            target[column] = value or Decimal(0)
        checked = range(self.scheme.width) if any(node.balanced) else columns
        slack = self.half * (len(members) + 1)
        found: list[tuple[int, ...]] = []

        def descend(depth: int, rest: list[Decimal], chosen: tuple[int, ...]) -> None:
            if depth == len(members):
                if all(abs(rest[c]) <= slack for c in checked):
                    found.append(chosen)
                return
            for number, candidate in enumerate(self.nodes[members[depth]].maps):
                self.steps += 1
                if self.steps > MAX_STEPS or len(found) > MAX_COMBINATIONS:
                    return
                left = _minus(rest, candidate, self.rows[members[depth]].values)
                if self.negative or all(left[c] >= -slack for c in candidate if c in checked):
                    descend(depth + 1, left, (*chosen, number))

        descend(0, target, ())
        return found if len(found) <= MAX_COMBINATIONS else []

    def marginals(self, *, flat: bool) -> list[list[float]]:
        """Probability of every map of every row; `flat` leaves out how usual the columns are."""
        own = [node.flat if flat else node.own for node in self.nodes]
        own = [_normal(weights) for weights in own]
        up = list(own)
        for parent in self._bottom_up():
            up[parent] = [up[parent][m] * total for m, total in enumerate(self._family_weights(parent, up))]
            up[parent] = _normal(up[parent]) if sum(up[parent]) else own[parent]
        found = [_normal(weights) for weights in up]
        known = list(up)  # a row that counts in two families (its parent lost numbers) carries over what the first one says
        for parent in reversed(self._bottom_up()):
            self._spread(parent, known, found)
        return found

    def _bottom_up(self) -> list[int]:
        depth = {i: self._depth(i) for i, choices in self.choices.items() if choices is not None}
        return sorted(depth, key=lambda i: -depth[i])

    def _depth(self, row: int) -> int:
        depth, parent = 0, self.rows[row].parent
        while parent is not None and depth <= len(self.rows):
            depth, parent = depth + 1, self.rows[parent].parent
        return depth

    def _family_weights(self, parent: int, up: list[list[float]]) -> list[float]:
        choices = self.choices[parent] or {}
        return [sum(self._weight(parent, combo, up) for combo in choices.get(m, ())) for m in range(len(up[parent]))]

    def _weight(self, parent: int, combo: tuple[int, ...], up: list[list[float]]) -> float:
        weight = 1.0
        for member, number in zip(self.members[parent], combo, strict=True):
            weight *= up[member][number]
        return weight

    def _spread(self, parent: int, known: list[list[float]], found: list[list[float]]) -> None:
        """Pass what is known of the parent down to its members."""
        spread = [[0.0] * len(known[member]) for member in self.members[parent]]
        for m, combos in (self.choices[parent] or {}).items():
            weights = [self._weight(parent, combo, known) for combo in combos]
            total = sum(weights)
            for combo, weight in zip(combos, weights, strict=True):
                for j, number in enumerate(combo):
                    spread[j][number] += found[parent][m] * weight / total if total else 0.0
        for member, weights in zip(self.members[parent], spread, strict=True):
            if sum(weights):
                found[member] = known[member] = _normal(weights)


def _filled(columns: Columns, row: Row) -> list[int]:
    """The columns with an amount other than zero."""
    return [column for column, value in zip(columns, row.values, strict=True) if value]


def _minus(rest: list[Decimal], columns: Columns, values: Sequence[Decimal | None]) -> list[Decimal]:
    left = list(rest)
    for column, value in zip(columns, values, strict=True):
        if value:
            left[column] -= value
    return left


def _normal(weights: Sequence[float]) -> list[float]:
    """Weights with the sum 1; equal ones where all are 0. Done after every message: a factor of 1000 for each of a
    hundred supported cells is more than a float holds."""
    total = sum(weights)
    return [weight / total for weight in weights] if total else [1 / len(weights)] * len(weights) if weights else []


def _placed(node: _Node, weighed: list[float], flat: list[float]) -> Placed:
    if not node.maps:
        return Placed((), (), balanced=False)
    best = max(range(len(weighed)), key=weighed.__getitem__)
    columns = node.maps[best]
    confidence = tuple(_confidence(node, i, column, weighed, flat) for i, column in enumerate(columns))
    return Placed(columns, confidence, node.balanced[best])


def _confidence(node: _Node, i: int, column: int, weighed: list[float], flat: list[float]) -> float:
    """How sure a number's column is: by two identities, by one, by custom, or guessed."""
    if node.direct:
        return DIRECT
    usual = sum(w for m, w in zip(node.maps, weighed, strict=True) if m[i] == column)
    decided = sum(w for m, w in zip(node.maps, flat, strict=True) if m[i] == column)
    witnesses = any(node.balanced) + node.confirmed + ((column, i) in node.supported)
    if decided >= SURE and usual >= SURE and witnesses:
        return TWICE if witnesses > 1 else ONCE
    return min(usual, USUAL) if usual >= LIKELY else min(usual, GUESS)
