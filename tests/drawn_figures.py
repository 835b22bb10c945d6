"""Tables and sentences drawn as text, turned into the observations that they state. Amounts in 万元 unless said otherwise."""

from __future__ import annotations

from decimal import Decimal

from extractor.checks import check
from extractor.knowledge import load
from extractor.records import Check, Division, Evidence, Kind, Observation, Place, Section

YUAN = {"元": 1, "万元": 10000, "亿元": 100000000}
YEAR = 2024


def indicator(word: str) -> str:
    """`206` is a functional code, `e301` an economic one, anything else is an indicator."""
    if word.isdigit():
        return f"function:{word}"
    return f"economic:{word[1:]}" if word[0] == "e" and word[1:].isdigit() else word


def name(indicator: str) -> str:
    family, _, code = indicator.partition(":")
    known = load()
    if family == "function":
        return known.functional.name(code, YEAR) or ""
    if family == "economic":
        return known.economic.name(code, YEAR) or ""
    return code or known.indicators.get(indicator, indicator)


def figure(
    what: str,
    printed: str,
    *,
    form: str = "narrative",
    unit: str = "万元",
    year: int = YEAR,
    line: int = 1,
    called: str = "",
    table: str = "",
) -> Observation:
    """`what` is indicator@column; `printed` the number as printed, with % for a rate and 分 for points."""
    word, _, column = what.partition("@")
    about = indicator(word)
    digits = printed.lstrip("-").removesuffix("%").removesuffix("分").removesuffix("个")
    kind = "percent" if printed.endswith("%") else "point" if printed.endswith("分") else "count" if printed.endswith("个") else "CNY"
    value = Decimal(digits.replace(",", "")) * (YUAN[unit] if kind == "CNY" else 1) * (-1 if printed.startswith("-") else 1)
    where = (Evidence(Place(1, None, (line, line)), table or None),)
    called = called or name(about)
    return Observation(
        "o", form, about, name(about), called, column, year, value, None, kind, "=", digits, unit if kind == "CNY" else None, where
    )


def table(form: str, drawn: str, *, unit: str = "万元", year: int = YEAR, id: str = "") -> list[Observation]:
    """First line: the columns. Then one line a row: its indicator and its cells, `.` for a blank."""
    head, *rows = [line.split() for line in drawn.strip().splitlines()]
    return [
        figure(f"{row[0]}@{column}", cell, form=form, unit=unit, year=year, line=n, table=id or f"t-{form}")
        for n, row in enumerate(rows, 1)
        for column, cell in zip(head, row[1:], strict=True)
        if cell != "."
    ]


def prose(*sentences: str, unit: str = "万元", year: int = YEAR, line: int = 100) -> list[Observation]:
    """One sentence a line: `revenue.total@final 741.64  revenue.total@change_rate -8.64%`."""
    found = []
    for n, sentence in enumerate(sentences):
        words = sentence.split()
        found += [figure(w, v, unit=unit, year=year, line=line + 20 * n) for w, v in zip(words[::2], words[1::2], strict=True)]
    return found


def grade(text: str) -> Observation:
    return figure("self_evaluation.total@grade", "0")._replace(value=None, text=text, unit=None)


def checked(*parts: list[Observation], kind: Kind = "final_accounts", year: int | None = YEAR) -> tuple[Check, ...]:
    """The checks of a document made of these tables and sentences."""
    observations = tuple(o._replace(id=f"o{n}") for n, o in enumerate((o for part in parts for o in part), 1))
    division = Division(kind, "某局部门决算", "某局", year, 1.0, (Section("s1", None, 1, "一", "情况", 1),))
    return check(observations, (), division)


def failing(*parts: list[Observation], kind: Kind = "final_accounts", year: int | None = YEAR) -> list[tuple[str, str]]:
    """Rule and message of every check that fails."""
    return [(c.rule, c.message) for c in checked(*parts, kind=kind, year=year) if c.status == "fail"]


def rules(*parts: list[Observation], kind: Kind = "final_accounts", year: int | None = YEAR) -> list[str]:
    """Rules of the checks that fail."""
    return [rule for rule, _ in failing(*parts, kind=kind, year=year)]


def statuses(rule: str, *parts: list[Observation]) -> set[str]:
    """How the checks of one rule came out."""
    return {c.status for c in checked(*parts) if c.rule == rule}
