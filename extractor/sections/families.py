"""Numbered units sorted into families that count together, and each told heading from list item.

A family is a run 1, 2, 3 … of one style under one item. A number that continues an open family belongs to it; a 1 that
continues none opens a family under the item before it, also in the same style (the outline of an embedded report, a
list under a heading of its own style)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.sections.flow import Form
from extractor.sections.numbering import TOP_STYLES, Marker
from extractor.sections.paragraphs import Unit
from extractor.sections.strands import is_final, is_prose
from extractor.sections.titles import SCORED

LONGEST_HEADING = 64  # characters; longer ones are sentences
_HARD = re.compile(r"[；;，,、]$")
_INNER = re.compile(r"[。！？；](?=.)")
_TERM = re.compile(r"^[^，。；]{1,40}[：:](?=\S{4})")
_ANNOUNCES = re.compile(r"(?:如下|包括|以下|主要[是为有]?|分别[为是]|其中|任务|职责|职能|单位有)[^。]{0,12}[：:]?$")


@dataclass(slots=True, eq=False)
class Item:
    """A numbered unit in the tree; `followed`: something other than its next sibling stands under it."""

    unit: Unit
    marker: Marker
    index: int
    parent: Item | None
    family: Family
    followed: bool = False
    heading: bool = False


@dataclass(slots=True, eq=False)
class Family:
    """Items of one style that count together under one item."""

    style: str
    items: list[Item] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number reached."""
        return self.items[-1].marker.value if self.items else 0


def families(pieces: Sequence[Unit | Form], restarts: frozenset[int]) -> dict[int, Item]:
    """Index in `pieces` -> its item, for every numbered unit. At an index of `restarts` (the title of an embedded
    report) counting starts anew, below the open part."""
    found: dict[int, Item] = {}
    opened: list[Family] = []
    everyone: list[Family] = []
    for index, piece in enumerate(pieces):
        if index in restarts:
            opened = [f for f in opened if f.style in TOP_STYLES]
        source = piece.heading if isinstance(piece, Form) else piece
        if source is None or source.marker is None or index in restarts:
            continue
        home = _home(opened, source.marker, source)
        if home is None:
            home = Family(source.marker.style)
            opened = _above(opened, source.marker.style)
            everyone.append(home)
            opened.append(home)
        else:
            opened = opened[: opened.index(home) + 1]
        parent = opened[-2].items[-1] if len(opened) > 1 else None
        item = Item(source, source.marker, index, parent, home)
        home.items.append(item)
        found[index] = item
    _mark_followed(pieces, found)
    for family in everyone:
        _classify(family, pieces)
    return found


def _above(opened: list[Family], style: str) -> list[Family]:
    """The families that a new family of `style` stands under: a part stands under nothing but a part of another style."""
    if style not in TOP_STYLES:
        same = [f for f in opened if f.style == style]
        listed = same and same[-1] is opened[-1] and not _is_bare(same[-1].items[-1].unit)
        return opened[: opened.index(same[-1])] if listed else opened
    return [f for f in opened if f.style in TOP_STYLES and TOP_STYLES.index(f.style) < TOP_STYLES.index(style)]


def _home(opened: Sequence[Family], mark: Marker, source: Unit) -> Family | None:
    """The open family that the number continues: exactly if there is one, else nearly (a number twice, or left out)."""
    same = [f for f in reversed(opened) if f.style == mark.style]
    exact = [f for f in same if mark.value == f.last + 1]
    if len(exact) > 1:
        return max(exact, key=lambda f: _alikeness(f, mark, source))
    if exact:
        return exact[0]
    if mark.value == 1 and mark.style not in TOP_STYLES:
        return None
    near = [f for f in same if -1 <= mark.value - f.last <= 3]
    return near[0] if near else (same[0] if same else None)


def _alikeness(family: Family, mark: Marker, source: Unit) -> int:
    """How much a unit looks like the last item of a family: same separator, both bare or both sentences."""
    last = family.items[-1]
    return (last.marker.separator == mark.separator) + 2 * (_is_bare(last.unit) == _is_bare(source))


def _is_bare(source: Unit) -> bool:
    """Neither closed as a sentence nor one inside: 二、绩效自评工作开展情况."""
    rest = source.marker.rest if source.marker else source.text
    return not is_final(rest) and not _HARD.search(rest) and not is_prose(rest.rstrip("。")) and len(rest) <= LONGEST_HEADING


def _is_short(source: Unit) -> bool:
    rest = source.marker.rest if source.marker else source.text
    return len(rest) <= LONGEST_HEADING and not _HARD.search(rest)


def _runs_in(source: Unit) -> bool:
    """A sentence runs on in the same paragraph, or a term is explained."""
    rest = source.marker.rest if source.marker else source.text
    if SCORED.search(rest) and len(rest) <= LONGEST_HEADING:
        return False
    if is_final(rest) and is_prose(rest[:-1]):
        return True
    return not _is_short(source) or bool(_INNER.search(rest)) or bool(_TERM.search(rest))


def _mark_followed(pieces: Sequence[Unit | Form], found: dict[int, Item]) -> None:
    for index, item in found.items():
        after = index + 1
        if isinstance(pieces[index], Form):
            item.followed = True
        elif after < len(pieces):
            other = found.get(after)
            item.followed = other is None or other.parent is item


def _classify(family: Family, pieces: Sequence[Unit | Form]) -> None:
    """Headings of a family: those that stand alone, where the family as a whole is no list."""
    items = family.items
    listed = _is_list(family, pieces)
    for item in items:
        item.heading = _heads(item, listed)


def _is_list(family: Family, pieces: Sequence[Unit | Form]) -> bool:
    items = family.items
    if family.style in TOP_STYLES:
        return False
    if sum(_runs_in(i.unit) for i in items) >= 0.5 * len(items):
        return True
    inner = items[:-1] or items
    followed = sum(i.followed for i in inner)
    if all(_is_bare(i.unit) for i in items):
        return not followed and family.style not in ("chinese", "section") and not items[-1].followed and _announced(items[0], pieces)
    if sum(_is_bare(i.unit) for i in items) > 0.5 * len(items) and followed:
        return False
    if len(items) == 1 and not SCORED.search(items[0].unit.text):
        return not followed or len(items[0].marker.rest) > 24 or "，" in items[0].marker.rest
    return followed < 0.5 * len(inner)


def _announced(first: Item, pieces: Sequence[Unit | Form]) -> bool:
    """The lines before a list of bare names announce it (… 包括：), or nothing at all stands under any of them."""
    before = pieces[first.index - 1] if first.index else None
    return (
        not isinstance(before, Unit) or before.text.endswith(("：", ":")) or before.marker is None or bool(_ANNOUNCES.search(before.text))
    )


def _heads(item: Item, listed: bool) -> bool:
    source = item.unit
    if source.first.line.level and len(source.text) <= LONGEST_HEADING * 1.5 and not _TERM.search(item.marker.rest):
        return True
    if item.marker.style in TOP_STYLES:
        return _is_short(source) and not _INNER.search(item.marker.rest)
    if listed:
        return _is_bare(source) and item.followed
    return _is_bare(source) or (
        _is_short(source)
        and (not _runs_in(source) or (item.followed and len(source.text) <= 40 and SCORED.search(source.text) is not None))
    )
