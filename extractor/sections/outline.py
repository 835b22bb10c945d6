"""Units and forms to sections: which are headings, how deep they stand, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.likeness import bare, fold
from extractor.records import Paragraph, Section
from extractor.sections.families import LONGEST_HEADING, Item, families
from extractor.sections.flow import FORM_TITLE, Flow, Form
from extractor.sections.numbering import TOP_STYLES
from extractor.sections.paragraphs import Unit, paragraph
from extractor.sections.strands import COMMENT, is_final, is_prose

_REPORT_TITLE = re.compile(r"(?:报告|自评|总结|部门决算|部门预算|单位决算|单位预算|公开说明|编制说明)(?:[（(].{1,10}[）)])?$")
_KNOWN = re.compile(
    r"^(?:.{0,30}(?:主要)?(?:职责|职能)(?:及.{2,8})?|.{0,30}机构设置(?:情况)?|.{0,30}机构(?:和|及)?人员(?:情况|构成|编制)?|(?:.{0,12})?名词解释|附件|附录"
    r"|.{0,30}(?:决算|预算)(?:编制|情况|报表)?说明|.{0,30}情况(?:的)?说明|.{0,24}基本情况|.{0,30}概况|其他(?:相关)?(?:重要)?(?:事项|情况)(?:的)?说明)$"
)
_CAPTION = re.compile(r"^(?:图|表)\s*\d|^附图")


@dataclass(slots=True, eq=False)
class _Node:
    """A heading under construction; `kind`: numbered, title, form or free (unnumbered, within the outline)."""

    unit: Unit | None
    title: str
    number: str | None
    page: int
    parent: _Node | None
    kind: str
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
    pieces = _merged_titles(source.pieces)
    titles = frozenset(i for i, p in enumerate(pieces) if isinstance(p, Unit) and _is_title(p, pieces, i))
    items = families(pieces, titles)
    builder = _Builder(title, source.listed)
    for index, piece in enumerate(pieces):
        builder.add(piece, items.get(index), index in titles, pieces[index + 1] if index + 1 < len(pieces) else None)
    return _sections(builder.nodes)


class _Builder:
    """Takes pieces in reading order and grows the tree of headings."""

    def __init__(self, title: str, listed: frozenset[str]) -> None:
        self.nodes: list[_Node] = []
        self.by_item: dict[int, _Node] = {}
        self.current: _Node | None = None
        self.host: _Node | None = None  # the heading that a form stands under, while the form is open
        self.report: _Node | None = None  # title of the embedded report that is open
        self._title = title
        self._listed = listed

    def add(self, piece: Unit | Form, item: Item | None, is_title: bool, after: Unit | Form | None) -> None:
        """Put one piece in its place."""
        if isinstance(piece, Form):
            self._add_form(piece, item)
        elif item is not None and item.heading:
            self._add_numbered(item)
        elif is_title:
            self._add_title(piece)
        elif item is None and self._is_free(piece, after):
            self._add_free(piece)
        else:
            self._add_paragraph(piece)

    def _open(self, node: _Node) -> None:
        self.nodes.append(node)
        self.current, self.host = node, None

    def _add_numbered(self, item: Item) -> None:
        parent = _heading_above(item)
        above = self.by_item[parent.index] if parent else (None if item.marker.style in TOP_STYLES else self.report)
        if item.marker.style in TOP_STYLES[:2]:
            self.report = None
        node = _Node(item.unit, item.marker.rest.strip(), item.marker.number, item.unit.first.page, above, "numbered", item.marker.start)
        self.by_item[item.index] = node
        self._open(node)

    def _add_title(self, source: Unit) -> None:
        part = next((n for n in reversed(self.nodes) if n.kind == "numbered" and n.number and n.number.startswith(("第", "附"))), None)
        self.report = _Node(source, source.text, None, source.first.page, part, "title", 0, source.first.line.level)
        self._open(self.report)

    def _add_free(self, source: Unit) -> None:
        level = source.first.line.level
        above = self.current
        while above and (above.kind in ("free", "form") and (not level or above.markup >= level or not above.markup)):
            above = above.parent
        if above and above.kind == "numbered" and not level:
            above = _top(above)
        self._open(_Node(source, source.text, None, source.first.page, above, "free", 0, level))

    def _add_form(self, form: Form, item: Item | None) -> None:
        host = self.host or self.current
        if form.heading is None and not FORM_TITLE.search(fold(form.table.title)):
            for note in form.notes:
                self._add_paragraph(note)
            return
        if item is not None and item.heading:
            self._add_numbered(item)
        else:
            above = host.parent if host and host.kind == "form" else host
            if form.heading is None and host and fold(host.title) == fold(form.table.title):
                return
            title = form.table.title or (form.heading.text if form.heading else "")
            self._open(_Node(form.heading, _plain(title), None, form.place.page, above, "form"))
        self.host = host if host and host.paragraphs else None
        for note in form.notes:
            self.nodes[-1].paragraphs.append(paragraph(note))

    def _add_paragraph(self, source: Unit) -> None:
        if self.current is None:
            self._open(_Node(None, self._title, None, source.first.page, None, "title"))
        target = self.nodes[-1] if self.host is None or COMMENT.match(source.text) else self.host
        target.paragraphs.append(paragraph(source))

    def _is_free(self, source: Unit, after: Unit | Form | None) -> bool:
        """An unnumbered line that is a heading: markup or type says so, the contents list names it, or it is usual."""
        text = source.text
        if len(text) > LONGEST_HEADING or _CAPTION.match(text) or is_prose(text.rstrip("。")) or re.search("[：:]", text):
            return False
        if source.first.line.level or FORM_TITLE.search(fold(text)):
            return True
        if is_final(text) or after is None:
            return False
        if bare(text) in self._listed or _KNOWN.match(fold(text)):
            return True
        return source.first.line.bold and isinstance(after, Unit) and not after.first.line.bold


def _plain(title: str) -> str:
    return re.sub(r"\s+", "", title)


def _top(node: _Node) -> _Node | None:
    """The part that a heading stands in, or None."""
    while node.parent is not None:
        node = node.parent
    return node if node.number and node.number.startswith("第") else None


def _heading_above(item: Item) -> Item | None:
    above = item.parent
    while above is not None and not above.heading:
        above = above.parent
    return above


def _is_title(source: Unit, pieces: Sequence[Unit | Form], index: int) -> bool:
    """The title of a report within the document: stands alone, unnumbered, short, names a report."""
    text = fold(source.text)
    if source.marker or len(text) > 60 or is_prose(text) or is_final(text) or not _REPORT_TITLE.search(text) or len(text) < 6:
        return False
    return index + 1 < len(pieces)


def _merged_titles(pieces: Sequence[Unit | Form]) -> list[Unit | Form]:
    """Titles of reports that run over two headings of markup are one (X协会 / 2024年度部门整体绩效自评报告)."""
    found: list[Unit | Form] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Unit) and isinstance(last, Unit) and _is_first_half(last) and _is_second_half(piece):
            strands = last.strands + piece.strands
            offset = len(last.text)
            breaks = last.breaks + tuple((offset + at, number) for at, number in piece.breaks)
            found[-1] = Unit(strands, last.text + piece.text, breaks, None)
        else:
            found.append(piece)
    return found


def _is_first_half(source: Unit) -> bool:
    text = source.text
    alone = not source.marker and len(text) <= 40 and not is_final(text) and not is_prose(text)
    return alone and not _KNOWN.match(fold(text)) and not _REPORT_TITLE.search(fold(text)) and not FORM_TITLE.search(fold(text))


def _is_second_half(source: Unit) -> bool:
    text = fold(source.text)
    return bool(
        not source.marker
        and len(text) <= 40
        and _REPORT_TITLE.search(text)
        and not is_prose(text)
        and re.match(r"20\d\d|部门|单位|整体|绩效|项目|自评", text)
    )


def _sections(nodes: Sequence[_Node]) -> tuple[Section, ...]:
    ids = {id(node): f"s{n}" for n, node in enumerate(nodes, 1)}
    return tuple(
        Section(
            ids[id(n)],
            ids[id(n.parent)] if n.parent else None,
            n.level,
            n.number,
            n.title,
            n.page,
            tuple(n.paragraphs),
            paragraph(n.unit, n.start) if n.unit else None,
        )
        for n in nodes
    )
