"""The columns of a table: which hold codes, names and values, and which of them belong together (收入 | 支出)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor import amounts
from extractor.codes import ACCOUNT, is_account
from extractor.knowledge import headings
from extractor.knowledge.model import Form, Panel
from extractor.likeness import bare, fold
from extractor.observations.cells import is_number
from extractor.records import Cell, Table

Role = Literal["code", "label", "ordinal", "note", "value", "blank"]
CODE = re.compile(r"\d{3}(?:[\s.\-]?\d{2}){0,2}|\d{2}|\d{1,2}")
_LEVEL = re.compile(r"\d\d")
_FULL = re.compile(ACCOUNT)


class Span(NamedTuple):
    """Columns of one panel, by what they hold. `panel` is the panel of the form, None if the form has none or it is
    not known which."""

    codes: tuple[int, ...]
    labels: tuple[int, ...]
    values: tuple[int, ...]
    panel: Panel | None = None


def spans(table: Table, form: Form) -> list[Span]:
    """The panels of a table from left to right. A code or name column after a value column begins a new one."""
    found: list[Span] = []
    codes: list[int] = []
    labels: list[int] = []
    values: list[int] = []
    second = False  # codes and names of another classification between the first one's and the values
    whats = roles(table)
    for i, what in enumerate(whats):
        if what in ("code", "label") and any(whats[v] == "value" for v in values):
            found.append(_span(table, form, codes, labels, values))
            codes, labels, values = [], [], []
        if what == "code" and codes and labels:
            second = True
        if second and what in ("code", "label"):
            continue
        second = second and what != "value"
        {"code": codes, "label": labels, "value": values, "blank": values}.get(what, []).append(i)
    if codes or labels or values:
        found.append(_span(table, form, codes, labels, values))
    return _placed([_by_rows(span, found[:n], table, form) for n, span in enumerate(found)], form)


def roles(table: Table) -> list[Role]:
    """What each column holds, by its header and by its cells where the header is silent or plainly wrong."""
    found: list[Role] = []
    for i, path in enumerate(table.columns):
        cells = [row[i] for row in table.rows]
        below = i and found[-1] == "code" and _told(path) != "value" and _are_levels(cells, [row[i - 1] for row in table.rows])
        found.append("code" if below else _role(path, cells))
    return found


def _told(path: Sequence[str]) -> Role | None:
    """What the header says the column holds: its last word, or a word above it that says code, where the last ones are
    the narrow 类, 款, 项 misread."""
    return "code" if any(headings.role(path[: n + 1]) == "code" for n in range(len(path))) else headings.role(path)


def _are_levels(cells: Sequence[Cell], left: Sequence[Cell]) -> bool:
    """Whether a column goes on with the codes of the column to its left: two digits or nothing, and nothing where that
    one is blank (204 | 09 | 02). Told by the cells, because a header of narrow columns is easily misread."""
    pairs = [(fold(cell.text).strip(), fold(beside.text).strip()) for cell, beside in zip(cells, left, strict=True)]
    filled = [(text, beside) for text, beside in pairs if text]
    return bool(filled) and all(_LEVEL.fullmatch(text) and CODE.fullmatch(beside) for text, beside in filled)


def _role(path: Sequence[str], cells: Sequence[Cell]) -> Role:
    told = _told(path)
    filled = [cell for cell in cells if not amounts.is_blank(cell.text)]
    if told in ("ordinal", "note"):
        return told
    if not filled:
        return told or "blank"
    seen = _seen(filled)
    if told is None or told == "label":
        return seen if told is None or seen != "ordinal" else "ordinal"
    if told == "code":
        return "label" if seen == "label" and not any(_FULL.match(fold(c.text)) or CODE.fullmatch(fold(c.text)) for c in filled) else "code"
    return "label" if seen == "label" and not any(is_number(cell) for cell in filled) and len(filled) > 1 else "value"


def _seen(filled: Sequence[Cell]) -> Role:
    """What the cells of a column look like."""
    texts = [fold(cell.text) for cell in filled]
    numbers = [text for cell, text in zip(filled, texts, strict=True) if is_number(cell)]
    if len(numbers) * 2 < len(texts):
        return "label"
    if _counts_up(numbers):
        return "ordinal"
    full = [text for text in numbers if is_account(text)]
    return "code" if full and len(full) * 2 > len(numbers) and all("." not in text for text in numbers) else "value"


def _counts_up(texts: Sequence[str]) -> bool:
    """Whether whole numbers count the rows: 1, 2, 3 or 32, 33, 34."""
    if len(texts) < 3 or not all(text.isdigit() for text in texts):
        return False
    steps = [int(b) - int(a) for a, b in pairwise(texts)]
    return steps.count(1) * 5 >= len(steps) * 4


def _span(table: Table, form: Form, codes: list[int], labels: list[int], values: list[int]) -> Span:
    words = [bare(part) for i in (*labels, *codes, *values) for part in reversed(table.columns[i])]
    named = [(words.index(bare(header)), -len(header), panel) for panel in form.panels for header in panel.headers if bare(header) in words]
    panel = min(named, key=lambda n: n[:2])[2] if named else None
    return Span(tuple(codes), tuple(labels), tuple(values), panel)


def _by_rows(span: Span, before: Sequence[Span], table: Table, form: Form) -> Span:
    """A panel whose header says the same as one before it, which a misread word beside lets reach over it, goes by its rows: most of
    them say another panel's header word (教育支出)."""
    if span.panel is None or all(span.panel != other.panel for other in before):
        return span
    texts = [text for row in table.rows if (text := "".join(row[i].text for i in span.labels).strip())]
    others = [panel for panel in form.panels if all(panel != other.panel for other in before)]
    said = [panel for panel in others if 2 * sum(any(word in text for word in panel.headers) for text in texts) > len(texts)]
    return span._replace(panel=said[0]) if len(said) == 1 else span


def _placed(found: list[Span], form: Form) -> list[Span]:
    """Panels whose header was lost take the first of the form's panels that is still free. A single one stays without:
    it may hold both sides, one below the other."""
    if not form.panels or len(found) == 1 or all(span.panel for span in found):
        return found
    placed: list[Span] = []
    taken = {span.panel.id for span in found if span.panel}
    for i, span in enumerate(found):
        free = [panel for panel in form.panels if panel.id not in taken]
        default = form.panels[0] if i == 0 and form.panels[0].id not in taken else (free[0] if free else form.panels[-1])
        panel = span.panel or (form.panels[1] if i and form.panels[1].id in taken and not free else default)
        taken.add(panel.id)
        placed.append(span._replace(panel=panel))
    return placed
