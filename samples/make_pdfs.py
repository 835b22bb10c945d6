"""Makes reports of invented departments as text PDFs in many layouts, each with the report that is expected of it.

python -m samples.make_pdfs OUT --count 24 [--first 0]   writes OUT/<n>.pdf and OUT/<n>.expected.json
"""

from __future__ import annotations

import argparse
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from samples.departments import Department, invent
from samples.drawing import Drawer, Paper, Printed, installed_fonts
from samples.manners import manner
from samples.press import Sheet
from samples.sheets import sheets
from samples.telling import Told, tell

_FUND = {"total": "expenditure", "basic": "expenditure_basic", "project": "expenditure_project"}  # both readings of a fund budget hold
YUAN = {"元": Decimal(1), "万元": Decimal(10000)}


def made(seed: int) -> tuple[bytes, dict[str, Any]]:
    """One document and its expected report. Even seeds are final accounts, odd ones budgets."""
    kind = "budget" if seed % 2 else "final_accounts"
    fonts = installed_fonts()
    department, style = invent(seed, kind), manner(seed, fonts)
    paper = Paper(style.font, style.habits)
    drawer = Drawer(paper, style)
    drawer.m_department = department.name
    title = f"{department.year}年度{department.name}部门{'预算' if kind == 'budget' else '决算'}"
    drawer.cover((f"{department.year}年度", title.removeprefix(f"{department.year}年度")), "二〇二五年九月")
    told = tell(department, style.prose) if kind == "final_accounts" else Told()
    before, after = _halves(told)
    if before:
        drawer.paragraphs(before)
    drawn = [(sheet, _draw(drawer, sheet)) for sheet in sheets(department, style)]
    if after:
        drawer.paragraphs(after)
    return paper.close(), _expected(department, title, drawn, told)


def _draw(drawer: Drawer, sheet: Sheet) -> list[Printed]:
    first = len(drawer.paper.printed)
    drawer.sheet(sheet)
    return drawer.paper.printed[first:]


def _halves(told: Told) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Text before and after the tables; they follow the heading 第二部分."""
    halves: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    after = False
    for number, title, paragraphs in told.sections:
        after = after or number == "第三部分"
        heading = f"{number} {title}" if number and number.startswith("第") else f"{number}、{title}"
        halves[after].append((heading, True))
        halves[after].extend((p, False) for p in paragraphs)
    return halves


def _expected(d: Department, title: str, drawn: list[tuple[Sheet, list[Printed]]], told: Told) -> dict[str, Any]:
    observations = [_figure(d.year, sheet, printed) for sheet, figures in drawn for printed in figures]
    observations += [_statement(d.year, *figure) for figure in told.figures]
    sections = [{"number": n, "title": t, "paragraphs": p} for n, t, p in told.sections]
    document = {"kind": d.kind, "title": title, "organization": d.name, "fiscal_year": d.year}
    return {"document": document, "sections": sections, "observations": observations, "checks_failing": []}


def _figure(year: int, sheet: Sheet, printed: Printed) -> dict[str, Any]:
    indicator, column = printed.key
    value = Decimal(printed.text.replace(",", "")) * YUAN[sheet.unit]
    other = _FUND.get(column) if sheet.form == "government_fund_budget" else None
    return (
        _observation(sheet.form, indicator, column, year, value, "CNY", printed.text)
        | {"page": printed.page}
        | ({"column_alt": other} if other else {})
    )


def _statement(year: int, indicator: str, column: str, printed: str, unit: str, sign: int) -> dict[str, Any]:
    value = sign * Decimal(printed) * (YUAN["万元"] if unit == "CNY" else 1)
    return _observation("narrative", indicator, column, year, value, unit, printed)


def _observation(form: str, indicator: str, column: str, year: int, value: Decimal, unit: str, raw: str) -> dict[str, Any]:
    number = int(value) if value == value.to_integral_value() else float(value)
    return {
        "form": form,
        "indicator": indicator,
        "column": column,
        "year": year,
        "value": number,
        "text": None,
        "unit": unit,
        "comparator": "=",
        "raw_value": raw,
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for seed in range(given.first, given.first + given.count):
        data, expected = made(seed)
        (given.out / f"{seed:03d}.pdf").write_bytes(data)
        (given.out / f"{seed:03d}.expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
