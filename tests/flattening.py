"""Tables as converters leave them in text: borders and blank cells gone, names wrapped, cells glued, pages broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.records import Line, Reading

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Manner:
    """How a converter spoils a table. `wrap`: characters a line of a name; `centred`: numbers stand at the middle line
    of a wrapped name; `apart`: numbers on a line of their own; `glued`: a number runs into the words behind it;
    `page_every`: rows between page breaks; `blank_lines`: an empty line behind every line; `ordinals`: a 栏次 row."""

    wrap: int = 99
    centred: bool = False
    apart: bool = False
    glued: bool = False
    page_every: int = 0
    blank_lines: bool = False
    ordinals: bool = True
    code_alone: bool = False


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of `width` characters."""
    return [text[i : i + width] for i in range(0, len(text), width)] or [""]


def coded_text(title: str, columns: Sequence[str], rows: Rows, manner: Manner, *, unit: str = "万元", label: str = "公开 02 表") -> str:
    """A table with codes; rows are (code, name, value, value, …) with '' for blank cells."""
    lines = [title, label, f"部门：某某市某局 2022 年度 单位：{unit}", "项 目", " ".join(columns) + "功能分类", "科目编码", "科目名称"]
    if manner.ordinals:
        lines.append("栏次 " + " ".join(str(i + 1) for i in range(len(columns))))
    for number, (code, name, *values) in enumerate(rows, 1):
        lines += coded_row(code, name, [value for value in values if value], manner)
        if manner.page_every and number % manner.page_every == 0:
            lines += [f"- {number // manner.page_every + 5} -"]
    lines += ["注：本表反映部门本年度取得的各项收入情况。"]
    return spaced(lines, manner)


def coded_row(code: str, name: str, values: Sequence[str], manner: Manner) -> list[str]:
    """The printed lines of one row."""
    pieces, numbers = wrapped(name, manner.wrap), " ".join(values)
    if len(pieces) == 1 and not manner.code_alone:
        return [f"{code} {name} {numbers}".strip()]
    if manner.centred:
        middle = len(pieces) // 2
        line = " ".join(part for part in (code, pieces[middle] if len(pieces) % 2 else "", numbers) if part)
        return [*pieces[:middle], line, *pieces[middle + len(pieces) % 2 :]]
    if manner.apart or manner.code_alone:
        return [part for part in (code, *pieces, numbers) if part]
    return [part for part in (f"{code} {pieces[0]}".strip(), *pieces[1:-1], f"{pieces[-1]} {numbers}") if part]


def two_sided_text(title: str, header: Sequence[str], rows: Rows, manner: Manner, *, unit: str = "万元") -> str:
    """A two-sided table; rows are (label, place, value, label, place, value, …) with '' for blank cells."""
    lines = [title, "公开 01 表", f"部门：某某市某局 2022 年度 金额单位：{unit}", "收入 支出", *header]
    for row in rows:
        lines += wrapped_cells([cell for cell in row if cell], manner)
    lines += ["注：本表反映部门本年度的总收支和年末结转结余情况。"]
    return spaced(lines, manner)


def wrapped_cells(cells: Sequence[str], manner: Manner) -> list[str]:
    """One printed row; the rest of its longest label on a line of its own, numbers run into the words behind them."""
    cells = list(cells)
    rests = []
    for i, cell in enumerate(cells):
        if len(cell) > manner.wrap and not cell[0].isdigit():
            cells[i], rest = cell[: manner.wrap], cell[manner.wrap :]
            rests.append(rest)
    text = cells[0]
    for before, cell in pairwise(cells):
        text += ("" if manner.glued and before[-1].isdigit() and "." in before and not cell[0].isdigit() else " ") + cell
    return [text, *rests]


def spaced(lines: Sequence[str], manner: Manner) -> str:
    """The lines as text."""
    return ("\n\n" if manner.blank_lines else "\n").join(lines) + "\n"


def reading(text: str) -> tuple[Reading, ...]:
    """The text as one page of plain lines."""
    return (Reading(1, "plain_text", tuple(Line(1, n, line) for n, line in enumerate(text.split("\n"), 1))),)
