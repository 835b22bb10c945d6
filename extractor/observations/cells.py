"""A cell becomes an observation: its number, words and unit, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor import amounts
from extractor.amounts import YUAN
from extractor.knowledge.model import Form
from extractor.likeness import fold
from extractor.records import Cell, Comparator, Division, Edit, Evidence, Observation, Signals, Table, Unit

UNSURE_UNIT = 0.7  # mapping of an amount whose unit is printed nowhere near and was taken from the other tables
MEASURE_CHARS = 5  # 平方公里, 台（套: what is longer is the rest of a sentence
_PERCENT = re.compile(r"[%％]|个?百分[比点之]?")
_PERMILLE = re.compile(r"[‰]|千分[比点之]?")
_BOUND = re.compile(r"(?:达到?|[>≥＞<≤＜]?)(\d.*?)(?:(?:[(（]?含[)）]?|及)?以([上下内])[)）]?|(?<=[天日时钟月年])(内))")
_REACHED = re.compile(r"(?:达到?|完成)(?=\d)|[(（]含[)）]$")  # 达到95%, ≤100%（含）
_CALENDAR = re.compile(r"(?:19|20)\d\d年?度?")  # a year, no count of years
_PRICE = re.compile(r"[/／每].{1,6}$")
_MULTIPLES = {"万": Decimal(10000), "亿": Decimal(100000000)}  # 120万平方米
_ITEMS = re.compile(
    r"[个项次人件台套辆场期份篇家户批名处所天月年日米栋座幢间条段块片亩顷里吨斤克升册本张门支组班届例位头只羽株棵尾袋盏口眼艘架部节集枚笔宗起站村床顶杆根面具幅首列趟轮堂盒箱桶瓶包盘管员校园厅室层格路线圈匹窝丛]"
    r"|小时|分钟|[学课]时|工日|平方|立方|公顷|[千兆]瓦|千伏|分贝|毫米|厘米|[㎡㎞㎏℃°³²]"
    r"|^(?:[kKcm]?m[²³23]?|[kKm]?[gG]|[kKM]?[Ww]h?|[kK]?[Vv]|[MGT]B|[μu]m|d[Bb]|m?L|Hz|t|h|min)$"
)
_DATE = re.compile(r"月[底末初份前]?.{0,3}|年[底末初前].{0,3}")  # 12月底前 is a day, 12个月 is a time


class Frame(NamedTuple):
    """What all cells of one table share. `unit` is the money unit, `inherited` where it comes from another table."""

    table: Table
    form: Form
    division: Division
    unit: str | None
    inherited: bool = False

    @property
    def year(self) -> int | None:
        """The fiscal year of the report."""
        return self.division.fiscal_year

    @property
    def budget(self) -> bool:
        """Whether the document is a budget."""
        return self.division.kind == "budget"


class Value(NamedTuple):
    """What a cell states, in `unit`; `raw` and `raw_unit` as printed."""

    value: Decimal | None
    text: str | None
    unit: Unit | None
    comparator: Comparator
    raw: str
    raw_unit: str | None
    repairs: tuple[Edit, ...] = ()


class Key(NamedTuple):
    """What a value is about; `mapping` 0..1 how surely indicator and column are the right ones."""

    indicator: str
    name: str
    raw_name: str
    column: str
    year: int | None
    mapping: float
    repairs: tuple[Edit, ...] = ()


def money(cell: Cell, unit: str | None, *, inherited: bool = False) -> Value | None:
    """An amount in yuan; its own unit, if it prints one, before `unit`. None for a blank and for words."""
    return _money(cell.text, unit, inherited)


@lru_cache(maxsize=20_000)
def _money(text: str, unit: str | None, inherited: bool) -> Value | None:
    """The same of a cell's text: a report states most of its figures several times."""
    amount = None if amounts.is_blank(text) else amounts.parse(amounts.unbracketed(text))
    if amount is None:
        return None
    own = amount.rest.strip("()（）")
    if _PERCENT.match(own):
        return Value(amounts.plain(amount.value), None, "percent", amount.comparator, _digits(amount), "%")
    printed = own if own in YUAN else unit
    if (own and own not in YUAN) or printed is None:
        return None
    repairs = (Edit("unit_inherited", "", printed),) if inherited and own not in YUAN else ()
    return Value(amounts.in_yuan(amount.value, printed), None, "CNY", amount.comparator, _digits(amount), printed, repairs)


def number(cell: Cell, unit: Unit | None, raw_unit: str | None = None) -> Value | None:
    """A bare number in `unit` (percent, point, count); a percent sign beside it wins. None for blanks and words."""
    if amounts.is_blank(cell.text):
        return None
    amount = amounts.parse(cell.text)
    if amount is None:
        return None
    percent = bool(_PERCENT.match(amount.rest))
    stated: Unit | None = "percent" if percent else unit
    return Value(amounts.plain(amount.value), None, stated, amount.comparator, _digits(amount), "%" if percent else amount.rest or raw_unit)


def stated(cell: Cell) -> Value | None:
    """A target or an actual value as it stands: a number with its own unit, or words. None for a blank."""
    text = "".join(cell.text.split())
    if amounts.is_blank(text):
        return None
    amount = None if _CALENDAR.fullmatch(text) and "年" in text else amounts.parse(_bound(text))
    if amount is None or (amount.rest and not _measure(amount.rest)):
        return Value(None, text, None, "=", text, None)
    rest = _unbracketed(amount.rest)
    worth, unit = measured(amount.value, rest)
    return Value(worth, None, unit, amount.comparator, _digits(amount), "%" if unit == "percent" else rest or None)


def measured(value: Decimal, printed: str) -> tuple[Decimal, Unit | None]:
    """A number with what is printed behind it, as value and unit: 120万平方米 is a count of 1200000, 4元/平方米 are 4 yuan."""
    if _PERCENT.match(printed):
        return amounts.plain(value), "percent"
    if _PERMILLE.match(printed):
        return amounts.plain(value / 10), "percent"
    if money_unit := _money_unit(printed):
        return amounts.in_yuan(value, money_unit), "CNY"
    if len(printed) > 1:
        value *= _MULTIPLES.get(printed[0], 1)
    return amounts.plain(value), "point" if printed == "分" else "count" if printed else None


def _bound(text: str) -> str:
    """A bound said behind the number as the sign before it: 95%以上 -> >=95%."""
    match = _BOUND.fullmatch(text)
    return (">=" if match[2] == "上" else "<=") + match[1] if match else _REACHED.sub("", text)


def _measure(rest: str) -> bool:
    """Whether what follows a number is its unit and not the rest of a sentence."""
    rest = _unbracketed(rest)
    if _DATE.fullmatch(rest):
        return False
    return bool(
        _PERCENT.fullmatch(rest)
        or _PERMILLE.fullmatch(rest)
        or _money_unit(rest)
        or rest == "分"
        or (_ITEMS.search(rest) and len(rest) <= MEASURE_CHARS)
    )


def _unbracketed(rest: str) -> str:
    """A measure without the brackets around all of it: （人次）, but 台（套）."""
    return rest[1:-1] if rest[:1] in ("(", "（") and rest[-1:] in (")", "）") else rest


def _money_unit(rest: str) -> str | None:
    """The money unit of an amount or of a price (元/平方米), None where it is another measure."""
    printed = _PRICE.sub("", rest)
    return printed if printed in YUAN else None


def _digits(amount: amounts.Amount) -> str:
    """The number as printed, with its sign, without unit and comparator."""
    return amount.raw


def words(cells: Sequence[Cell]) -> str:
    """Words of several cells, joined, without inner spaces."""
    return "".join("".join(cell.text.split()) for cell in cells)


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number and nothing else but a unit."""
    return _is_number(cell.text)


@lru_cache(maxsize=20_000)
def _is_number(text: str) -> bool:
    amount = amounts.parse(fold(text)) if text.strip() else None
    return amount is not None and (not amount.rest or bool(_PERCENT.fullmatch(amount.rest)) or amount.rest in YUAN)


def observed(frame: Frame, key: Key, value: Value, at: tuple[int, int]) -> Observation:
    """The observation of the cell at (row, column) of the table."""
    row, column = at
    cell = frame.table.rows[row][column]
    places = cell.places or frame.table.places[:1]
    inherited = value.repairs and any(edit.why == "unit_inherited" for edit in value.repairs)
    mapping = key.mapping * (UNSURE_UNIT if inherited else 1.0)
    return Observation(
        id="",
        form=frame.form.id,
        indicator=key.indicator,
        name=key.name,
        raw_name=key.raw_name,
        column=key.column,
        year=key.year,
        value=value.value,
        text=value.text,
        unit=value.unit,
        comparator=value.comparator,
        raw_value=value.raw,
        raw_unit=value.raw_unit,
        evidence=tuple([Evidence(place, frame.table.id, row, column) for place in places]),
        signals=Signals(ocr=cell.reading, structure=min(cell.confidence, frame.table.confidence), mapping=round(mapping, 4)),
        repairs=(*key.repairs, *value.repairs, *cell.edits),
    )
