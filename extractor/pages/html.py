"""HTML documents: blocks to lines, tables to rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import groupby

from lxml import etree

from extractor.options import Options
from extractor.pages.plain import decoded
from extractor.pages.text_rows.html_table import cell_text, collapsed, grid
from extractor.records import Line, Page, Source, Warning_

LAYOUT_SHARE = 0.5  # a table most of whose text stands in tables inside it only lays out the page
MENU = 3  # lines that are nothing but links, one behind another: the way through a site
_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "select", "textarea", "button", "svg", "iframe", "title"})
_STRUCTURE = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "div",
    "fieldset",
    "footer",
    "form",
    "header",
    "hr",
    "main",
    "nav",
}
_TEXT = {"caption", "dd", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "ul"}
_BLOCKS = frozenset(_STRUCTURE | _TEXT | {"table", "tbody", "td", "tfoot", "th", "thead", "tr"})
_BOLD = frozenset({"b", "strong"})
_CONTAINER = re.compile(r"</?(?:div|section|article|center|blockquote|ul|ol|li|dl|dd|form|fieldset)\b[^<>]*>", re.I)
_INLINE = re.compile(r"</?(?:span|font|b|strong|i|em|u|a|big|small|o:p|st1:\w+)\b[^<>]*>", re.I)
_WITHIN = re.compile(r"#.|\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|csv|txt|zip|rar|7z|jpe?g|png)$", re.I)
_TAG = re.compile(r"<[^<>]*>")


def pages(source: Source, _options: Options) -> Iterator[Page]:
    """The document as one page; lines are numbered in reading order, those of menus left out and counted in a warning."""
    text, warnings = decoded(source)
    reader = _Lines()
    read = reader.read(_tree(text))
    lines = _without_menus(read, reader.links)
    if len(lines) < len(read):
        warnings = (*warnings, Warning_("site_menu_removed", f"略去网站导航 {len(read) - len(lines)} 行。", 1))
    if not lines:
        warnings = (*warnings, Warning_("page_unreadable", "网页中没有文字。", 1))
    yield Page(1, "plain_text", lines=lines, warnings=warnings)


def _without_menus(lines: Sequence[Line], links: Set[int]) -> tuple[Line, ...]:
    """The lines without runs of `links` (numbers of lines that are nothing but links); a page of links keeps all."""
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.number in links)]
    menus = {line.number for run in runs if run[0].number in links and len(run) >= MENU for line in run}
    kept = tuple(line for line in lines if line.number not in menus)
    return kept if any(line.text.strip() for line in kept) else tuple(lines)


def _tree(text: str) -> etree._Element:
    """The element tree. Browsers' soup is mended by libxml2; nesting deeper than it takes (2,048 levels) loses text,
    so containers are then turned into line breaks, and at last all tags."""
    for simpler in (text, _INLINE.sub("", _CONTAINER.sub("<br>", text)), _TAG.sub("<br>", text)):
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(simpler.encode("utf-8", "replace"), parser)
        too_deep = any("depth" in entry.message.lower() for entry in parser.error_log)
        if root is not None and not too_deep:
            return root
    return etree.Element("html")


class _Lines:
    """Collects the text of blocks into lines, walking the tree in document order."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.bold_chars = 0
        self.bold = 0
        self.level = 0
        self.link_chars = 0
        self.link = 0
        self.links: set[int] = set()  # numbers of the lines that are nothing but links

    def read(self, root: etree._Element) -> list[Line]:
        """All lines of the tree."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "end":
                self._leave(node, tag)
            elif tag in _HIDDEN or _invisible(node):
                walk.skip_subtree()
            elif tag == "table" and _holds_data(node):
                self._table(node)
                walk.skip_subtree()
            else:
                self._enter(node, tag)
        self._flush()
        return self.lines

    def _enter(self, node: etree._Element, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
        self.bold += _is_bold(node, tag)
        self.link += _leads_away(node, tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.level = int(tag[1])
        self._add(node.text)

    def _leave(self, node: etree._Element, tag: str) -> None:
        skipped = tag in _HIDDEN or _invisible(node) or (tag == "table" and _holds_data(node))
        if tag in _BLOCKS:
            self._flush()
        if not skipped:
            self.bold -= _is_bold(node, tag)
            self.link -= _leads_away(node, tag)
            if re.fullmatch(r"h[1-6]", tag):
                self.level = 0
        self._add(node.tail)

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.bold_chars += len(text.strip()) if self.bold else 0
            self.link_chars += len(text.strip()) if self.link else 0

    def _flush(self) -> None:
        whole = "".join(self.pieces)
        text = collapsed(whole)
        if text:
            bold = self.bold_chars >= len(whole.strip())
            if self.link_chars and self.link_chars >= sum(map(len, whole.split())):
                self.links.add(len(self.lines) + 1)
            self.lines.append(Line(1, len(self.lines) + 1, text, level=self.level, bold=bold))
        self.pieces, self.bold_chars, self.link_chars = [], 0, 0

    def _table(self, table: etree._Element) -> None:
        """Its caption and rows, with a blank line on either side: tables that follow each other stay apart."""
        self._flush()
        self._append("")
        for caption in table.findall("caption"):
            self._append(cell_text(caption))
        for row in grid(table):
            self._append("\t".join(row.cells), row.cells, row.spans)
        self._append("")

    def _append(self, text: str, cells: tuple[str, ...] | None = None, spans: tuple[tuple[int, int], ...] = ()) -> None:
        self.lines.append(Line(1, len(self.lines) + 1, text, cells=cells, spans=spans))


def _holds_data(table: etree._Element) -> bool:
    """Whether a table is one, not the layout of a page: more than one cell in a row, and its text is its own."""
    rows = grid(table)
    if max((sum(span != (0, 0) for span in row.spans) for row in rows), default=0) < 2:
        return False
    inner = sum(len(cell_text(nested)) for nested in table.iterfind(".//table"))
    return inner <= LAYOUT_SHARE * len(cell_text(table))


def _leads_away(node: etree._Element, tag: str) -> bool:
    """Whether an element is a link to another page: no entry of the contents of this one, nor a file that comes with it."""
    target = (node.get("href") or "").strip() if tag == "a" else ""
    return bool(target) and not _WITHIN.search(target)


def _invisible(node: etree._Element) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style or node.get("hidden") is not None


def _is_bold(node: etree._Element, tag: str) -> bool:
    return tag in _BOLD or "font-weight:bold" in (node.get("style") or "").replace(" ", "").lower()
