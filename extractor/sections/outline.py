"""Units and forms to sections: which are headings, how deep they stand, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractor.likeness import fold
from extractor.records import Paragraph, Section
from extractor.sections.families import Item, families
from extractor.sections.flow import Flow, Form
from extractor.sections.headings import Role, merged, roles, with_bare_numbers
from extractor.sections.numbering import TOP_STYLES
from extractor.sections.paragraphs import Unit, paragraph
from extractor.sections.strands import COMMENT
from extractor.sections.titles import FORM_TITLE

_TABLE_NUMBER = re.compile(r"表\s*\d")  # 表 3-1 X: a caption, no heading


@dataclass(slots=True, eq=False)
class _Node:
    """A heading under construction. `role`: numbered, or how an unnumbered one was told; `index` in the pieces;
    `start`: offset of the title in the heading's text; `markup`: heading level of the markup, 0 for none."""

    unit: Unit | None
    title: str
    number: str | None
    page: int
    parent: _Node | None
    role: str
    index: int
    start: int = 0
    markup: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def level(self) -> int:
        """Depth from 1."""
        return 1 if self.parent is None else self.parent.level + 1


def outline(source: Flow, title: str) -> tuple[Section, ...]:
    """The sections of a document in reading order. Text before any heading goes under an unnumbered section that has
    the document's own `title`."""
    covered = fold(title) in fold("".join(strand.text for strand in source.cover))
    pieces = merged(with_bare_numbers(_without_title(source.pieces, fold(title) if covered else "")))
    unnumbered = roles(pieces, source.listed)
    items = families(pieces, _restarts(pieces, unnumbered))
    builder = _Builder(title)
    for index, piece in enumerate(pieces):
        builder.add(index, piece, items.get(index), unnumbered.get(index))
    return _sections(builder.nodes)


def _without_title(pieces: Sequence[Unit | Form], title: str) -> list[Unit | Form]:
    """The document's own title printed again, on one to three lines, is no heading of its outline."""
    found: list[Unit | Form] = []
    index = 0
    while index < len(pieces):
        found.append(pieces[index])
        index += 1
        for lines in (1, 2, 3):
            last = found[-1:] + list(pieces[index : index + lines - 1])
            if title and all(isinstance(p, Unit) and len(p.text) <= len(title) + 8 for p in last) and _joined(last) == title:
                found.pop()
                index += lines - 1
                break
    return found


def _joined(pieces: Sequence[Unit | Form]) -> str:
    return fold("".join(p.text for p in pieces if isinstance(p, Unit)))


def _restarts(pieces: Sequence[Unit | Form], unnumbered: Mapping[int, Role]) -> frozenset[int]:
    """Indices of the unnumbered headings after which counting starts anew: the next number is a first one."""
    found: set[int] = set()
    upcoming: int | None = None
    for index in range(len(pieces) - 1, -1, -1):
        piece = pieces[index]
        if unnumbered.get(index) in ("title", "strong") and upcoming == 1:
            found.add(index)
        elif isinstance(piece, Unit) and piece.marker:
            upcoming = piece.marker.value
    return frozenset(found)


class _Builder:
    """Takes pieces in reading order and grows the tree of headings."""

    def __init__(self, title: str) -> None:
        self.nodes: list[_Node] = []
        self._title = title
        self._by_item: dict[int, _Node] = {}
        self._current: _Node | None = None
        self._host: _Node | None = None  # the heading that a form stands under, while the form is open
        self._anchor: _Node | None = None  # the last unnumbered heading that numbered ones may stand under

    def add(self, index: int, piece: Unit | Form, item: Item | None, role: Role | None) -> None:
        """Put one piece in its place."""
        if isinstance(piece, Form):
            self._add_form(index, piece, item)
        elif item is not None and item.heading:
            self._add_numbered(item)
        elif role is not None:
            self._add_unnumbered(index, piece, role)
        else:
            self._add_paragraph(index, piece)

    def _open(self, node: _Node) -> None:
        self.nodes.append(node)
        self._current, self._host = node, None

    def _add_numbered(self, item: Item) -> None:
        parent = item.parent
        while parent is not None and not parent.heading:
            parent = parent.parent
        above = self._by_item[parent.index] if parent else None
        if item.marker.style in TOP_STYLES[:2]:
            self._anchor = None
        elif self._anchor and item.family.items[0].index > self._anchor.index and (above is None or above.index < self._anchor.index):
            above = self._anchor
        source = item.unit
        node = _Node(
            source, item.marker.rest.strip(), item.marker.number, source.first.page, above, "numbered", item.index, item.marker.start
        )
        self._by_item[item.index] = node
        self._open(node)

    def _add_unnumbered(self, index: int, source: Unit, role: Role) -> None:
        if role == "form":
            self._open(_Node(source, source.text, None, source.first.page, self._above_form(), role, index))
            return
        markup = source.first.line.level
        above = self._part() if role in ("title", "strong") else self._outside(("weak", "form"))
        if role == "strong" and markup:
            above = self._under_markup(markup) or above
        node = _Node(source, source.text, None, source.first.page, above, role, index, 0, markup)
        self._open(node)
        if role != "weak":
            self._anchor = node

    def _part(self) -> _Node | None:
        """The part (第一部分, 附件1) that is open."""
        node = self._current
        while node is not None and not (node.number and node.number.startswith(("第", "附"))):
            node = node.parent
        return node

    def _outside(self, inner: tuple[str, ...]) -> _Node | None:
        """The nearest open heading of none of these roles."""
        node = self._current
        while node is not None and node.role in inner:
            node = node.parent
        return node

    def _under_markup(self, markup: int) -> _Node | None:
        """The nearest open unnumbered heading with a higher rank in the markup."""
        node = self._current
        while node is not None and not (node.markup and node.markup < markup):
            node = node.parent
        return node

    def _above_form(self) -> _Node | None:
        node = self._host or self._current
        return node.parent if node and node.role == "form" else node

    def _add_form(self, index: int, form: Form, item: Item | None) -> None:
        captioned = form.heading is not None and _TABLE_NUMBER.match(form.heading.text) is not None
        named = not captioned and (form.heading is not None or FORM_TITLE.search(fold(form.table.title)) is not None)
        host = self._above_form()
        repeated = self._current is not None and fold(self._current.title) == fold(form.table.title)
        if item is not None and item.heading:
            self._add_numbered(item)
        elif named and not repeated:
            title = re.sub(r"\s+", "", form.table.title or (form.heading.text if form.heading else ""))
            self._open(_Node(form.heading, title, None, form.place.page, host, "form", index))
        if named:
            self._host = host if host and host.paragraphs else None
        for note in form.notes:
            self._add_paragraph(index, note)

    def _add_paragraph(self, index: int, source: Unit) -> None:
        if self._current is None:
            self._open(_Node(None, self._title, None, source.first.page, None, "title", index))
        target = self.nodes[-1] if self._host is None or COMMENT.match(source.text) else self._host
        target.paragraphs.append(paragraph(source))


def _sections(nodes: Sequence[_Node]) -> tuple[Section, ...]:
    ids = {id(node): f"s{n}" for n, node in enumerate(nodes, 1)}
    return tuple(
        Section(
            ids[id(node)],
            ids[id(node.parent)] if node.parent else None,
            node.level,
            node.number,
            node.title,
            node.page,
            tuple(node.paragraphs),
            paragraph(node.unit, node.start) if node.unit else None,
        )
        for node in nodes
    )
