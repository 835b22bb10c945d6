"""Plain lists: words and a few numbers a line (各项指标得分情况表, 三公 by item, 项目自评汇总表)."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from extractor.knowledge.model import Form
from extractor.likeness import bare, fold
from extractor.records import Cell, Table, Warning_
from extractor.tables.flattened.coded import number_cell, undecided
from extractor.tables.flattened.columns import body, header, known_columns
from extractor.tables.flattened.grid import assembled, blank, cell
from extractor.tables.flattened.regions import Region
from extractor.tables.flattened.solve import DIRECT, GUESS
from extractor.tables.flattened.tokens import Token, of_line

NAMED = 0.95  # a label on the line of its numbers
FACTS = re.compile(r"权重|分值|得分|得分率|满分|标准分")


@dataclass(slots=True)
class Item:
    """A line of a list: fragments of its label and its numbers; `extra` are words behind the numbers."""

    label: list[Token] = field(default_factory=list)
    numbers: list[Token] = field(default_factory=list)


def listed(region: Region, first: int | None = None) -> Table:
    """The table of a list region: the label column, then the columns of numbers. `first`: index of the line of the first
    item, where it is known; else the header tells."""
    head = header(region.lines[:first], region.form)
    items = _items([token for line in body(region.lines, head.height) for token in of_line(line)], region.form)
    top = [token for line in region.lines[: head.height] for token in of_line(line) if token.kind == "word"]
    width = max((len(item.numbers) for item in items), default=0)
    paths = _paths(region, top, head.text, items, width)
    rows = tuple(_row(item, width) for item in items)
    return assembled(region, paths, rows, _warnings(items, width))


def _items(stream: Sequence[Token], form: Form | None) -> list[Item]:
    """Words then numbers, again and again. Words on the line after the numbers begin the next label, and so does a row of
    the form below another one, of which the number is not printed."""
    labels = {bare(label) for row in form.rows for label in row.labels} if form is not None else set()
    items: list[Item] = []
    for token in stream:
        if token.kind == "word":
            if not items or items[-1].numbers or _apart(_words(items[-1]), token.text, labels):
                items.append(Item())
            items[-1].label.append(token)
        elif items:
            items[-1].numbers.append(token)
    return [item for item in items if item.numbers or item.label]


def _words(item: Item) -> str:
    return "".join(token.text for token in item.label)


def _apart(label: str, word: str, labels: Set[str]) -> bool:
    """Whether two words are two rows of the form, not one (公务用车 | 购置费)."""
    return bare(label) in labels and bare(word) in labels and bare(label + word) not in labels


def _paths(region: Region, top: Sequence[Token], text: str, items: Sequence[Item], width: int) -> tuple[tuple[str, ...], ...]:
    """Header words: as printed where there is one for every column, else the known ones in the joined header."""
    words = [fold(token.text) for token in top]
    if len(words) == width + 1:
        return tuple((word,) for word in words)
    spanning = [n for n, word in enumerate(words) if word.endswith("情况")]
    if len(spanning) == 1 and len(words) == width + 2:
        return _spanned(words, spanning[0], [token.line > top[0].line for token in top])
    if all(FACTS.search(item.label[0].text) for item in items if item.label) and len(words) > width:
        return (("指标",), *((word,) for word in words[-width:]))
    found = [column.path for column in known_columns(region.form, text)][:width]
    first = words[0] if words and (not found or words[0] not in found[0]) else "项目"
    return ((first,), *found, *((f"第{i + 1}列",) for i in range(len(found), width)))


def _spanned(words: Sequence[str], at: int, below: Sequence[bool]) -> tuple[tuple[str, ...], ...]:
    """Header paths where the word at `at` (比上年增减情况) stands above all the words `below` the first line."""
    return tuple((words[at], word) if below[n] else (word,) for n, word in enumerate(words) if n != at)


def _row(item: Item, width: int) -> tuple[Cell, ...]:
    complete = len(item.numbers) == width
    cells = [blank()] * width
    for column, token in enumerate(item.numbers):
        cells[column] = number_cell(token, DIRECT if complete else GUESS, lost=not complete)
    return (cell(item.label, NAMED) if item.label else blank(), *cells)


def _warnings(items: Sequence[Item], width: int) -> tuple[Warning_, ...]:
    return tuple(undecided(_words(item), item.numbers) for item in items if 0 < len(item.numbers) < width)
