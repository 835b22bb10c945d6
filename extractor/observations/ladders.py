"""Lists of accounts by name alone: which codes their names have when the list is read as a whole.

One name has many codes (行政运行 below many groups; 其他支出 as class, group and item, each below the one before), but such
lists keep the order of the codes: an account stands after all of lower codes, and below its class and group. The codes
of a list are therefore chosen together, so that most names fit and the fewest rows stand out of order. A name of several codes
below a group that is not printed stays undecided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractor.observations import names
from extractor.observations.names import OWN, Family

FORMER = 0.2  # what a name weighs less that its code does not have in the year
BACKWARDS = 0.5  # what a step to a lower code costs: the next agency's list, or another account of that name
ORPHAN = 0.3  # what a step costs to an account whose class or group is not the one above
ROWS = 3  # fewer names are no list
WAYS = 24  # so many ways through the list are followed at once


class Way(NamedTuple):
    """The codes chosen from the top down to a row, the last of them, and what they weigh."""

    last: str
    weight: float
    codes: tuple[str | None, ...]


def ascending(printed: Sequence[str], family: Family, year: int | None, context: Mapping[str, str]) -> list[tuple[str, float] | None]:
    """The code of each name of a list from top to bottom, and 0..1 how well it has that name; None where no account is
    called so, where it cannot be decided, or in a list too short. `context`: code -> name as printed in the document's
    tables."""
    choices = [_choices(name, family, year, context) for name in printed]
    if sum(map(bool, choices)) < ROWS:
        return [None] * len(printed)
    ways = [Way("", 0.0, ())]
    for each in choices:
        reached = [_best(code, like, ways) for code, like in each.items()] or [way._replace(codes=(*way.codes, None)) for way in ways]
        ways = sorted(reached, key=lambda way: -way.weight)[:WAYS]
    return _decided(ways[0].codes, choices)


def _decided(codes: Sequence[str | None], choices: Sequence[Mapping[str, float]]) -> list[tuple[str, float] | None]:
    """The codes, but those of which nothing tells them from others: of several, none below an account decided above."""
    found: list[tuple[str, float] | None] = []
    last = ""
    for code, each in zip(codes, choices, strict=True):
        if code is None:
            found.append(None)
            continue
        sure = len(each) == 1 or not _orphan(last, code)
        last = code if sure else ""
        found.append((code, min(1.0, each[code])) if sure else None)
    return found


def _choices(name: str, family: Family, year: int | None, context: Mapping[str, str]) -> dict[str, float]:
    """Codes that have this name -> how well they have it."""
    found: dict[str, float] = {}
    for code, like, official in names.alike(name, family, context) if name else ():
        former = context.get(code) != official and not names.holds(code, official, year, family)
        found[code] = max(found.get(code, 0.0), like - FORMER * former + OWN * (code in context))
    return found


def _best(code: str, like: float, ways: Sequence[Way]) -> Way:
    before = max(ways, key=lambda way: way.weight - _cost(way.last, code))
    return Way(code, before.weight + like - _cost(before.last, code), (*before.codes, code))


def _cost(last: str, code: str) -> float:
    """What it costs to go from one account to the next one printed."""
    return BACKWARDS * (code <= last) + ORPHAN * _orphan(last, code)


def _orphan(last: str, code: str) -> bool:
    """Whether an account is below another class or group than the one before."""
    return len(code) > 3 and not last.startswith(code[:-2])
