"""What a figure takes from the registers: subject, column, year and sign, and the fact that it thus states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from extractor.observations.prose.accounts import Accounts
from extractor.observations.prose.counts import counted_thing, family_of, is_count, measured, priced
from extractor.observations.prose.figures import Fact, Figure, figure, with_unit
from extractor.observations.prose.nlp import Mention
from extractor.observations.prose.registers import Registers, Setting
from extractor.observations.prose.terms import phrases, terms
from extractor.records import Unit

MAX_UNKNOWN = 0  # unknown characters allowed before a figure that has no column of its own
NO_COLUMN = "#"
CONTROLLED = "控制率"
POINTS = ("百分点", "个百分点")
MAX_UNKNOWN_COLUMN = 3  # ... before a figure whose column is named, in a clause that names no subject
_PERSONS = "_persons"  # 接待国内来宾50批420人: the unit tells groups from persons
_VEHICLES = frozenset({"three_public.vehicles_held", "three_public.vehicles_purchased"})
BUDGET_PART = "self_evaluation.budget."
_ADJUSTMENT = "budget_adjustment"
_MONEY_COLUMNS = frozenset({"initial_budget", "adjusted_budget", "budget", "final", "executed", "closing_carryover", _ADJUSTMENT})
BUDGETS = frozenset({"initial_budget", "adjusted_budget", "budget"})


class Stating:
    """A reading in progress: what was said so far, and how a figure becomes facts of it."""

    def __init__(self, setting: Setting, accounts: Accounts, wholes: Mapping[str, str]) -> None:
        self.setting = setting
        self.accounts = accounts
        self.topic = setting.topic
        self.account: tuple[str, ...] = ()
        self.listed: list[str] = []  # indicators named since the last figure
        self.together: list[str] = []  # ... and since the last stop: 因公出国费、公务接待费和公务用车运行费
        self.each = False  # 均为0万元
        self.respectively = False
        self.last_column = ""  # of the sentence: 年初预算500万元，其中基本支出400万元
        self.of_account = False  # 初中教育支出100万元，其中：基本支出90万元
        self.of_general_budget = False  # 一般公共预算支出100万元，其中：基本支出90万元
        self.divided: tuple[tuple[str, ...], str, float] | None = None  # what 其中 parts, in this sentence or the one before
        self.parts: set[str] = set()  # ... and the parts named since
        self.silent = False  # the sentence has named no subject yet
        self.told: set[tuple[str, int | None]] = set()  # (indicator, year) of the amounts of the sentence
        self.stage = ""  # of bare amounts in the sentence: 预算中，公务接待费865万元
        self.uncompared: list[str] = []  # subjects named since the last comparison
        self.aside: Registers | None = None
        self.figures = self.figures_before_aside = self.figures_before_parts = 0
        self.wholes = dict(wholes)  # side (revenue, expenditure) -> the whole of it that was named last under the heading
        self.side = ""  # ... and which side that was
        self.side_before = ""  # ... in the sentence before
        self.printed: Unit | None = None  # the unit of the figure before
        self.changed: set[str] = set()  # indicators whose change against the year before was told
        self.past: tuple[str, int] | None = None  # the figure before was this, of a year gone by
        self.figured: set[str] = set()  # indicators that were given a figure
        self.shared: list[str] = []  # indicators of the last row of figures in the sentence
        self.now = Registers(subject=setting.subject, name=setting.subject_name, fresh=bool(setting.subject))

    def _figure(self, mention: Mention) -> Iterator[Fact]:
        now, printed = self.now, figure(mention)
        if len(self.together) > 1 and (whole := terms().whole_of(self.together)):
            now.subject = tuple(dict.fromkeys(self.together)) if self.each else (whole,)
        if now.uses and not now.subject and any(counted_thing(s, printed.raw_unit or "") for s in now.before[0]):
            self._resume()
        if now.muted or (not now.subject and not self._evaluates()):
            return
        if now.base_open:
            yield from self._compared_with(printed)
        elif printed.unit == "count" or (printed.unit is None and now.fresh and any(map(is_count, now.subject))):
            yield from self._counted(printed)
        elif now.direction or (printed.unit == "percent" and now.last_direction and not now.column):
            yield from self._moved(printed)
        elif printed.unit in ("CNY", "percent", None):
            yield from self._stated(printed)
        self.printed = printed.unit

    def _after_figure(self) -> None:
        now = self.now
        self.figures += 1
        now.strayed = (now.strayed or now.unknown > 0) and not now.named  # a figure of something else came in between
        now.column, now.direction, now.fresh, now.unknown, now.base_open = None, 0, False, 0, False
        now.dated, now.aside_year, now.uses, now.used = False, None, False, False
        self.listed, self.together, self.respectively, self.each = [], [], False, False

    def _resume(self) -> None:
        """Back to what was told before the explanation: 接待费2万元，主要用于上级检查，共接待22批次."""
        now = self.now
        (now.subject, now.name, now.mapping), now.year = now.before, now.year_before
        now.explains = now.uses = now.used = False

    def _evaluates(self) -> bool:
        return self.topic == "self_evaluation" or bool(self.setting.project)

    def _subjects(self) -> tuple[str, ...]:
        """The subject, or what the section as a whole is about where the sentence names none."""
        if self.setting.project and not self.now.subject:
            return (f"project:{self.setting.project}",)
        if not self.now.subject and self.topic == "self_evaluation" and not self.now.explains:
            return ("self_evaluation.budget",)
        return tuple(filter(None, self.now.subject))

    def _stated(self, printed: Figure) -> Iterator[Fact]:
        now = self.now
        if now.column == CONTROLLED and not now.subject:
            return  # 控制率 is of 三公 or of staff, not of the whole budget
        limit = MAX_UNKNOWN_COLUMN if now.column is not None else MAX_UNKNOWN
        if now.unknown > limit:
            return
        for indicator in priced(self._subjects(), self.setting.subject, printed.unit):
            column = self._column(indicator)
            if column == "share" and indicator.startswith(("project:", "performance:")):
                continue  # 实际完成数占年度任务的100%
            if column == "share" and now.strayed and not now.named:
                continue  # 上年结转0万元，占0%；某拨款90万元，占100%
            if column and self._fits(column, printed):
                self.last_column = column
                self.told.add((indicator, self._year()))
                printed = with_unit(printed, self.setting.unit)
                less = column == _ADJUSTMENT and "减" in (now.column or "")
                yield self._fact(indicator, column, printed._replace(value=-printed.value) if less else printed)

    def _column(self, indicator: str) -> str:
        now, family = self.now, family_of(indicator)
        if now.column is None:
            if not (now.fresh or now.dated) or (now.explains and not indicator.startswith("function:") and now.last_direction):
                return ""
            if family == "self_evaluation":
                return self._of_evaluation(indicator)
            return "" if family in ("project", "performance") else self._default()
        if now.column == NO_COLUMN:
            return ""
        meaning = phrases().get(now.column)
        return meaning.column.of(family, self.setting.kind) if meaning and meaning.column else now.column

    def _of_evaluation(self, indicator: str) -> str:
        """Where a bare amount of an evaluation stands: beside that of the whole; 项目支出800万元 alone was spent."""
        if not self.now.fresh or not (indicator.startswith(BUDGET_PART) or indicator == "self_evaluation.three_public"):
            return ""
        last = "executed" if self.last_column == "final" else self.last_column
        return last or ("executed" if "支出" in self.now.name else "")

    def _default(self) -> str:
        """Where a bare amount stands; in a budget that of a year gone by is what was spent."""
        if self.stage:
            return self.stage
        year = self.now.aside_year or self.now.year
        past = year is not None and self.setting.year is not None and year < self.setting.year
        return "budget" if self.setting.kind == "budget" and not past else "final"

    def _fits(self, column: str, printed: Figure) -> bool:
        if printed.unit is None:
            return column in _MONEY_COLUMNS and (self.setting.unit is not None or not printed.value)
        return (column in _MONEY_COLUMNS) == (printed.unit == "CNY")

    def _moved(self, printed: Figure) -> Iterator[Fact]:
        now = self.now
        if now.explains and not now.named and now.base == "previous" and not any(i in now.subject for i, _ in self.told):
            return  # 主要原因是上年结转资金10万元，实际较上年增加资金2万元: of what, nobody says
        if now.base == "other" or now.unknown > MAX_UNKNOWN_COLUMN or (now.strayed and not now.named):
            return
        if printed.raw_unit in POINTS and self.printed == "percent":
            return  # 占85.6%，较上年提高0.8个百分点: the share moved, not the thing
        if self.last_column in BUDGETS and not now.base and self._evaluates():
            yield from self._adjusted(printed)
            return
        direction = now.direction or now.last_direction
        column = "change_amount" if printed.unit == "CNY" else "change_rate"
        if printed.unit == "CNY" and not now.direction:
            return
        signed = abs(printed.value) * -1 if direction < 0 else printed.value
        for indicator in self._subjects():
            if indicator.startswith(("self_evaluation", "project:", "performance:")) or is_count(indicator):
                continue
            if not self._against_an_earlier_year(indicator):
                moved = self._fact(indicator, column, printed._replace(value=signed + Decimal(0), unit=printed.unit or "percent"))
                yield moved._replace(year=self.setting.year) if (indicator, self.setting.year) in self.told else moved

    def _against_an_earlier_year(self, indicator: str) -> bool:
        """比上年增加5万元；比2019年减少2万元: a second change, against a year that is not the one before."""
        base, fiscal = self.now.base_year, self.setting.year
        earlier = base is not None and fiscal is not None and base < fiscal - 1
        if not earlier:
            self.changed.add(indicator)
        return earlier and indicator in self.changed

    def _adjusted(self, printed: Figure) -> Iterator[Fact]:
        """年初预算667.77万元，增加170.33万元: what was added to the budget during the year."""
        for indicator in self._subjects():
            if printed.unit == "CNY" and self.now.direction and indicator.startswith(("self_evaluation.budget", "project:")):
                yield self._fact(indicator, _ADJUSTMENT, printed._replace(value=self.now.direction * abs(printed.value)))

    def _compared_with(self, printed: Figure) -> Iterator[Fact]:
        """比2018年决算数2.08万元减少: the figure of that year; 与年初预算667.77万元相比: the budget of this one."""
        now = self.now
        if printed.unit != "CNY" or now.base_year is None:
            return
        for indicator in self._subjects():
            if is_count(indicator):
                continue
            if now.base == "previous":
                column = self._column_compared_with()
                yield self._fact(indicator, column, printed)._replace(year=now.base_year)
            elif "预算" in now.base_column:
                term = phrases()["年初预算" if "年初" in now.base_column else "预算数"].column
                if term:
                    yield self._fact(indicator, term.of(family_of(indicator), self.setting.kind), printed)

    def _column_compared_with(self) -> str:
        """较2024年的2190万元: where nothing is said of that figure, it stands in the column of the one compared with it."""
        said = self.now.base_column
        same = self.last_column if self.last_column == "budget" and not re.search("决算|支出|发生|完成", said) else "final"
        return "budget" if "预算" in said else "executed" if "执行" in said else same

    def _counted(self, printed: Figure) -> Iterator[Fact]:
        now = self.now
        if now.direction or now.unknown > MAX_UNKNOWN_COLUMN:
            return
        for subject in self._subjects():
            indicator = subject if is_count(subject) else counted_thing(subject, printed.raw_unit or "")
            if subject in _VEHICLES and not now.fresh:
                continue  # 保有量5辆（含应急保障用车2辆）: one number for each of them
            if is_count(subject) and (not now.fresh or subject.endswith(_PERSONS)):
                indicator = counted_thing(subject.rpartition("_")[0], printed.raw_unit or "")
            if indicator and measured(indicator, printed.raw_unit):
                yield self._fact(indicator, "count", printed._replace(unit="count"))

    def _fact(self, indicator: str, column: str, printed: Figure) -> Fact:
        now = self.now
        structure = 0.99 if now.named else 0.95
        structure *= 0.9 if now.unknown else 1.0
        structure *= 0.8 if printed.raw_unit is None else 1.0
        self.figured.add(indicator)
        self.past = (indicator, now.aside_year) if now.aside_year is not None else None
        return Fact(indicator, now.name, column, self._year(), printed, None, round(structure, 3), now.mapping, now.repairs)

    def _year(self) -> int | None:
        """The year that the next figure is about."""
        return next((year for year in (self.now.aside_year, self.now.year) if year is not None), self.setting.year)
