"""How numbers and names are put into the sentence that a clerk reads: in the printed unit, with the printed places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from extractor.amounts import YUAN
from extractor.checks.intervals import digits, places, scale
from extractor.knowledge import load
from extractor.records import Observation, Table

_UNITS = {value: name for name, value in YUAN.items()}
_SUFFIX = {"percent": "%", "point": "分", "count": "", None: ""}
_YEAR = re.compile(r"^.*?(?:\d{4}|二[〇○零]..)年度?")
RATE_PLACES = 2  # places of a recomputed rate, as in the documents


def printed(observation: Observation) -> str:
    """The number as printed, without separators, with its unit: 187.40万元, -8.64%."""
    sign = "-" if observation.value is not None and observation.value < 0 else ""
    return f"{sign}{digits(observation) or observation.text or ''}{unit(observation)}"


def unit(observation: Observation) -> str:
    """The unit to print behind a number."""
    if observation.unit == "CNY":
        return _UNITS.get(scale(observation), observation.raw_unit or "元")
    return (observation.raw_unit or "") if observation.unit == "count" else _SUFFIX[observation.unit]


def unit_of(measure: Decimal, default: str) -> str:
    """Name of a unit of so many yuan."""
    return _UNITS.get(measure, default)


def amount(value: Decimal, terms: Sequence[Observation]) -> str:
    """A computed value in the printed unit of the first of the terms, with the most decimals that any of them shows."""
    like = terms[0]
    most = max([places(term) for term in terms if term.unit == like.unit])
    return f"{rounded(value / scale(like), most)}{unit(like)}"


def rate(percent: Decimal) -> str:
    """A recomputed rate: 95.46%."""
    return f"{rounded(percent, RATE_PLACES)}%"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as the documents do."""
    return value.quantize(_step(decimals), ROUND_HALF_UP)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def form_name(form: str) -> str:
    """Official title of a form; 文中 for prose."""
    if form == "narrative":
        return "文中"
    known = load().forms.get(form)
    return known.title if known else form


def titling(tables: Iterable[Table]) -> Callable[[str], str]:
    """What puts the titles that this document prints into a message, instead of the official ones (a budget has 预算表)."""
    printed = {table.form: _YEAR.sub("", table.title) for table in tables if table.form and table.title}
    names = {form.title: printed.get(form.id) or form.title for form in load().forms.values()}
    if all(title == official for official, title in names.items()):
        return lambda message: message
    longest_first = re.compile("|".join(re.escape(title) for title in sorted(names, key=len, reverse=True)))
    return lambda message: longest_first.sub(lambda match: names[match[0]], message)


def column_name(column: str) -> str:
    """Official name of a column."""
    return load().columns.get(column, column)


def name(observation: Observation) -> str:
    """Name of what is stated; codes are added in brackets: 行政运行（2040601）."""
    family, colon, code = observation.indicator.partition(":")
    words = observation.name or observation.raw_name or load().indicators.get(observation.indicator, "")
    if colon and family in ("function", "economic"):
        return f"{words}（{code}）" if words else code
    return words or code or family


def clause(observation: Observation) -> str:
    """Name, column and number: 行政运行（2040601）项目支出64840547.00元."""
    words, column = name(observation), column_name(observation.column)
    return f"{words}{'' if words.endswith(column) else column}{printed(observation)}"
