"""Reads a paragraph from left to right: words set registers, every figure takes what stands in them.

The registers are those of a human reader: what is being talked about (subject), which column of it (决算数, 占, 增加),
against what it is compared (与上年相比), for which year, and whether the sentence explains (主要原因是) or lists parts.
A figure whose surroundings hold words that nobody knows is left out rather than given to the last subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.observations.prose.figures import Fact, figure
from extractor.observations.prose.nlp import Mention, words_of
from extractor.observations.prose.registers import TOTALS, WHOLES, Registers
from extractor.observations.prose.stating import BUDGET_PART, BUDGETS, NO_COLUMN, Stating
from extractor.observations.prose.terms import Meaning, phrases, terms

_BETWEEN = frozenset({",", "、", "和", "及", "与"})  # between the figures of a row
_LAST_YEAR = frozenset({"上年", "去年", "上年度", "上一年度", "去年度"})
_EACH = frozenset({"均", "均为", "都", "都为", "各", "各为"})
SEVERAL = 2  # parts that a list has at least
OF_GENERAL_BUDGET: dict[tuple[str, ...], tuple[str, ...]] = {
    ("expenditure.basic",): ("general_budget.basic",),
    ("expenditure.project",): ("general_budget.project",),
}
_THIS_YEAR = ("本年", "今年")
_OF_THE_YEAR = ("本年收入", "本年支出")
_SPENT = ("function:", "three_public.", "agency_operating", "procurement.")  # what 2023年支出10万元 may tell of
_THINGS = ("three_public.", "procurement.", "assets.")
_EVALUATIONS = ("self_evaluation", "evaluation")
_APART = (
    "",
    "three_public",
    "agency_operating",
    "procurement",
    "assets",
)  # headings that are no fund's, and may be those of what went before
_SIDES = {"revenue": "收入", "expenditure": "支出"}
_OF_THE_WHOLE = ("全年", "年中", "调整", "年度中", "中期")


def _longer_name(mentions: Sequence[Mention], position: int) -> str:
    """The name that a 类 is only the end of, from the unknown character before it on; '' if none stands right before."""
    first = position
    while first and mentions[first - 1].label in ("unknown", "glue") and mentions[first - 1].text.isalpha():
        first -= 1
    while first < position and mentions[first].label != "unknown":
        first += 1
    return "".join(mention.text for mention in mentions[first : position + 1]) if first < position else ""


class Reader(Stating):
    """One paragraph's reading. `read` yields the facts in order of printing."""

    def read(self, mentions: Sequence[Mention], taken: frozenset[int] = frozenset()) -> Iterator[Fact]:
        """Facts of the mentions; figures that begin at an offset in `taken` were read by someone else."""
        resume = 0
        for position, mention in enumerate(mentions):
            if position < resume:
                continue
            if mention.label == "class" and (longer := _longer_name(mentions, position)):
                self._on_longer(longer)
            elif mention.label != "figure":
                getattr(self, f"_on_{mention.label}")(mention)
            elif row := self._shared_out(mentions, position):
                yield from self._share(row)
                resume = position + 2 * len(row) - 1
            else:
                if mention.start not in taken:
                    yield from self._figure(mention)
                self._after_figure()

    def _shared_out(self, mentions: Sequence[Mention], position: int) -> list[tuple[str, Mention]]:
        """分别为1辆和130辆: a row of figures, one for each of as many subjects; [] where there is no such row.
        A unit printed behind the last figure only holds for all (各是4125.49,4143.91万元)."""
        row = [position]
        while row[-1] + 2 < len(mentions) and mentions[row[-1] + 1].text in _BETWEEN and mentions[row[-1] + 2].label == "figure":
            row.append(row[-1] + 2)
        indicators = (self.listed or self.shared) if self.respectively else list(self.now.subject)
        if len(row) < 2 or len(row) != len(indicators):
            return []
        unit = figure(mentions[row[-1]]).raw_unit or ""
        figures = [m if figure(m).raw_unit else m._replace(text=m.text + unit) for m in (mentions[n] for n in row)]
        return list(zip(indicators, figures, strict=True))

    def _share(self, row: list[tuple[str, Mention]]) -> Iterator[Fact]:
        """Each figure of the row to its subject; the other registers hold for all of them."""
        now = self.now
        everybody, direction, column = now.subject, now.direction, now.column
        self.shared, self.together = [indicator for indicator, _ in row], []
        for indicator, mention in row:
            now.subject, now.direction, now.column, now.fresh, now.unknown = (indicator,), direction, column, True, 0
            yield from self._figure(mention)
            self._after_figure()
        now.subject = everybody

    # --- words set registers ---------------------------------------------------------------------

    def _on_unknown(self, mention: Mention) -> None:
        """Nobody's word. A bracket opens an aside: what it talks of ends with it."""
        if mention.text == "(":
            self.aside, self.figures_before_aside = replace(self.now), self.figures
        elif mention.text == ")" and self.aside:
            self._leave_aside(self.aside)
            self.aside = None
        self.now.unknown += len(mention.text) if mention.text.isalnum() else 0
        self.now.muted = self.now.muted or mention.text == "="  # a formula

    def _leave_aside(self, before: Registers) -> None:
        """What was talked of before the bracket; where no figure stood in it, all goes on as if it were not there."""
        now = self.now
        if self.figures_before_aside == self.figures:
            self.now = before
        else:
            now.subject, now.name, now.mapping, now.year = before.subject, before.name, before.mapping, before.year
            now.strayed = before.strayed

    def _on_whole(self, mention: Mention) -> None:
        """与上年相比，支出减少33万元: revenue or expenditure as a whole, as it was named last."""
        own = f"{mention.key}.current_year_total" if mention.text.startswith(_THIS_YEAR) and self.topic in ("", "summary") else None
        indicator = self.wholes.get(mention.key, own)
        self._talk_of((indicator,) if indicator else (), mention.text)

    def _on_glue(self, mention: Mention) -> None:
        self.respectively = self.respectively or mention.text.startswith("分别")
        self.each = self.each or mention.text in _EACH
        if mention.text == "其中":
            self.side = self.side_before if self.silent and not self.side else self.side  # 收入预算100万元。其中：财政拨款90万元
            self.stage = self.last_column if self.last_column in BUDGETS else self.stage  # 预算20万元，其中：公务接待费9万元
            self.of_account = any(self.now.subject[:1] == (code,) and len(code) > len("function:205") for code in self.account)
            self.of_general_budget = self.now.subject == ("general_budget.expenditure",)
            self.divided, self.parts = (self.now.subject, self.now.name, self.now.mapping), set()
        if mention.text in _LAST_YEAR and self.setting.year and not self.now.explains:
            self.now.aside_year, self.now.dated = self.setting.year - 1, True

    def _on_word(self, _mention: Mention) -> None:
        """A pattern that says nothing of its own."""

    def _on_item(self, _mention: Mention) -> None:
        """A number before an item."""

    def _on_comma(self, mention: Mention) -> None:
        now = self.now
        if mention.text == ":":
            self.together = []
        if mention.text == ":" or (now.column is None and not now.direction):
            now.unknown = 0
        now.named, now.base_open, now.aside_year = False, False, None
        if mention.text == ",":
            now.direction, now.used = 0, now.uses

    def _on_stop(self, mention: Mention) -> None:
        now, self.together = self.now, []
        if now.explains:
            self._resume()
        now.column, now.direction, now.last_direction, now.unknown, now.named, now.base_open = None, 0, 0, 0, False, False
        now.aside_year, now.dated = None, False
        if mention.text != ";":
            self._end_sentence()
            if now.subject and now.subject[0].startswith("self_evaluation.budget"):
                now.subject, now.name = (), ""
            now.year, now.muted, now.base, now.base_column = None, False, "", ""

    def _end_sentence(self) -> None:
        """Forget what only holds within a sentence; what it parted is remembered through the next one that names nothing.
        A stop within brackets ends none (费用6万元（购置2万元；运行4万元。）比上年增加1万元)."""
        if self.aside:
            return
        self.side_before = self.side
        self.last_column, self.stage, self.shared, self.side, self.of_account, self.of_general_budget = "", "", [], "", False, False
        if len(self.parts) < SEVERAL:
            self.divided = None
        self.parts, self.told, self.silent = set(), set(), True

    def _on_topic(self, mention: Mention) -> None:
        """A fund whose own carry-over, revenue and expenditure follow."""
        self.topic = self.topic if self.topic in _EVALUATIONS else mention.key

    def _on_stage(self, mention: Mention) -> None:
        """三公经费预算中，…: the column of all bare amounts that follow in the sentence; without a key that of the last one."""
        meaning = phrases().get(mention.key)
        column = meaning.column if meaning else None
        self.stage = column.of(self.topic, self.setting.kind) if column else self.last_column

    def _on_date(self, mention: Mention) -> None:
        if "月" not in mention.text or "12月" in mention.text:
            self.now.year, self.now.dated = int(mention.text[:4]), True

    def _on_base(self, mention: Mention) -> None:
        """与2022年度相比, 较上年决算数: what follows is a movement against it; against the own budget it is none of ours."""
        now, fiscal = self.now, self.setting.year
        if now.explains and not now.subject and not now.unknown and "上年" in mention.text:
            self._resume()  # 主要原因是厉行节约，与上年相比减少2万元: a comparison that begins a clause is of what was told before
        self._both_totals()
        if self.silent and self.divided and not now.explains:  # 其中：甲5万元，乙3万元。比上年减少1万元: all of it did
            now.subject, now.name, now.mapping = self.divided
        self._compared(mention.text)
        previous = fiscal - 1 if fiscal else None
        printed = next((int(mention.text[n : n + 4]) for n in range(len(mention.text)) if mention.text[n : n + 2] == "20"), None)
        own = printed is None and not any(word in mention.text for word in ("上", "去", "同期"))
        own = own or ("预算" in mention.text and self.setting.kind != "budget")  # no change of what was spent
        now.base = "other" if own or (printed is not None and printed == fiscal) else "previous"
        now.base_year = printed if printed is not None else previous
        now.base_column = mention.text
        now.base_open, now.column, now.direction, now.unknown = True, None, 0, 0
        if mention.key == "difference":
            now.base, now.base_open, now.column = "other", False, NO_COLUMN

    def _compared(self, text: str) -> None:
        """较上年三公经费合计16.08万元: what the comparison itself names, if it was told before; 比上年收入: the whole of that side."""
        words = [phrases().get(word) for word in words_of(text)]
        readings = [s for word in words if word for s in word.subjects if s.holds(self.topic, self.setting.kind)]
        if readings and set(readings[0].indicators) & self.figured and readings[0].indicators != self.now.subject:
            self._talk_of(readings[0].indicators, text)
        side = next((key for key, word in _SIDES.items() if text.endswith(word)), "")
        if side in self.wholes and self.now.subject[:1] and WHOLES.get(self.now.subject[0], side) != side:
            self._talk_of((self.wholes[side],), text)

    def _both_totals(self) -> None:
        """收入总计…，支出总计…，与上年相比增加…: the comparison is of both, if neither was compared before."""
        pair = self.uncompared[-2:]
        if tuple(pair) in TOTALS:
            self.now.subject = tuple(pair)
        self.uncompared = []

    def _on_reason(self, _mention: Mention) -> None:
        now, self.together = self.now, []
        if not now.explains:
            now.before, now.year_before = (now.subject, now.name, now.mapping), now.year
        now.explains, now.fresh, now.subject, now.name = True, False, (), ""
        now.column, now.direction, now.unknown, now.base = None, 0, 0, ""

    def _on_part(self, mention: Mention) -> None:
        self._on_reason(mention)
        self.figures_before_parts = self.figures
        self.now.uses = "用于" in mention.text

    def _on_back(self, mention: Mention) -> None:
        """工资福利支出包括基本工资、津贴补贴等支出1200万元: the figure is that of the whole, where no part was given one."""
        now = self.now
        if now.explains and now.before[0] and self.figures == self.figures_before_parts:
            self._resume()
            now.fresh, now.named, now.unknown = True, True, 0
        self._on_glue(mention)

    def _on_mute(self, _mention: Mention) -> None:
        self.now.muted = True

    def _on_up(self, _mention: Mention) -> None:
        self._move(1)

    def _on_down(self, _mention: Mention) -> None:
        self._move(-1)

    def _move(self, direction: int) -> None:
        now = self.now
        now.direction = now.last_direction = direction
        now.column, now.base_open = None, False

    def _on_column(self, mention: Mention) -> None:
        """A column; 增加预算资金 is a movement of it, which no column of ours holds."""
        now = self.now
        if now.used and now.before[0]:
            self._resume()
        if mention.text.startswith(_OF_THE_WHOLE) and now.subject[:1] and now.subject[0].startswith(BUDGET_PART) and not now.named:
            now.subject, now.name = (), ""  # 其中其他资金50万元，全年预算数1,150万元
        spent = terms().spent_of(now.subject[0]) if now.subject[:1] and mention.text.lstrip("共").startswith("支出") else None
        if spent is not None and mention.key == "支出决算":
            self._talk_of((spent,) if spent else (), mention.text)
        now.column = NO_COLUMN if now.direction else mention.key
        now.direction = 0
        if now.named:
            now.unknown = 0

    def _on_subject(self, mention: Mention) -> None:
        meaning = phrases().get(mention.key)
        if meaning is None:
            self._talk_of((mention.key,) if mention.key else (), mention.text)
            return
        if mention.key in _OF_THE_YEAR and self._spoken_of(mention):
            self._on_column(mention._replace(key="支出决算"))
            return
        readings = [s for s in meaning.subjects if s.holds(self.topic, self.setting.kind) and not (s.weak and self.now.named)]
        if not readings:
            if meaning.column:
                self._on_column(mention)
            elif self._of_elsewhere(meaning):
                self._talk_of((), mention.text)
            return
        if mention.text.endswith("财政拨款") and mention.key == "财政拨款收入" and self.side != "revenue":
            return
        if mention.text.startswith("支出") and self._of_a_thing(readings[0].indicators):
            return
        of_side = self.side == "expenditure" and (mention.key != mention.text or mention.text.endswith("拨款"))
        spent = terms().spent_of("".join(readings[0].indicators)) if of_side else None
        if spent is not None:
            self._talk_of((spent,) if spent else (), mention.text)  # 支出总计100万元，其中：一般公共预算财政拨款90万元
            return
        indicators = readings[0].indicators
        if indicators == ("self_evaluation.budget.revenue",) and "revenue" in self.wholes:
            indicators = ("revenue.appropriation",)  # 收入：90万元，其中：财政拨款收入80万元
        if indicators[:1] and indicators[0].endswith((".basic", ".project")):
            indicators = () if self.of_account else OF_GENERAL_BUDGET.get(indicators, indicators) if self.of_general_budget else indicators
        self._talk_of(indicators, mention.text)
        if mention.key.endswith("预算") and self.topic == "self_evaluation":
            self._on_column(mention._replace(key="预算数"))  # 基本支出预算800万元

    def _of_a_thing(self, indicators: tuple[str, ...]) -> bool:
        """“三公”经费支出合计20万元: of what the clause has named, not all expenditure."""
        named = self.now.named and "".join(self.now.subject[:1]).startswith((*_THINGS, "agency_operating"))
        return named and "".join(indicators[:1]) in WHOLES

    def _of_elsewhere(self, meaning: Meaning) -> bool:
        """Whether a word names a thing of ours, but not under this heading: its figures are none of the heading's thing."""
        if self.topic in _EVALUATIONS or any(s.holds(self.topic, self.setting.kind) for s in meaning.subjects):
            return False
        return any("".join(s.indicators).startswith(_THINGS) for s in meaning.subjects)

    def _spoken_of(self, mention: Mention) -> bool:
        """Whether 2023年支出决算, 2023年支出 are the column of what is talked of, not expenditure as a whole."""
        subject = "".join(self.now.subject[:1])
        if not subject and self.now.subject and not self.silent:
            return True  # of a thing without identifier
        if mention.key == mention.text or (mention.key == "本年收入" and subject.startswith(_SPENT)):
            return self.now.named and subject.startswith(_SPENT)
        if "决算" not in mention.text:
            return subject.startswith(_SPENT)
        return bool(subject) and _SIDES.get(WHOLES.get(subject, ""), mention.key[-2:]) == mention.key[-2:]

    def _on_account(self, mention: Mention) -> None:
        code, mapping, repairs = self.accounts.read(mention.text)
        self.account = (f"function:{code}",) if code else ()
        self._talk_of(self.account, self.accounts.printed, mapping, repairs)

    def _on_class(self, mention: Mention) -> None:
        """教育支出100万元: a 类 without its bracket."""
        if self.topic in terms().account_words.topics:
            self._on_account(mention._replace(text=f"{mention.text}(类)"))
        else:
            self._talk_of((), mention.text)

    def _on_longer(self, name: str) -> None:
        """初中教育支出100万元: a name that ends like a 类 and is another; the 款 or 项 of that name, if there is just one."""
        found = self.accounts.called(name)
        self.account = (f"function:{found.code}",) if found.code else ()
        self._talk_of(self.account, name, found.mapping, found.repairs)

    def _on_dashed(self, mention: Mention) -> None:
        """教育支出-进修及培训-培训支出"""
        for name, level in zip(mention.text.replace("--", "-").split("-"), "类款项", strict=False):
            self._on_account(mention._replace(text=f"{name}({level})"))

    def _on_coded(self, mention: Mention) -> None:
        self._on_account(mention)

    def _talk_of(
        self, indicators: tuple[str, ...], name: str, mapping: float = 1.0, repairs: tuple[tuple[str, str, str], ...] = ()
    ) -> None:
        now = self.now
        now.subject, now.name, now.mapping, now.repairs = indicators or ("",), name, mapping, repairs
        if self.past and indicators == (terms().spent_of(self.past[0]),):
            now.aside_year = self.past[1]  # 上年收入总计100万元，支出总计90万元
        self.silent = False
        self.parts.update(indicators)
        now.fresh, now.named, now.unknown = True, True, 0
        self.uncompared.extend(indicators)
        named = {WHOLES[indicator]: indicator for indicator in indicators if indicator in WHOLES}
        self.wholes |= named
        self.side = next(iter(named)) if len(named) == 1 else "" if named else self.side
        self.listed.extend(indicators)
        self.together.extend(indicators)
        now.column = None if now.column in ("share",) else now.column
        if not now.direction:
            now.column = None
        family = indicators[0].split(".")[0] if indicators else ""
        if family in ("government_fund", "state_capital") and self.topic in _APART and self.listed == list(indicators) and not self.figures:
            self.topic = family  # the paragraph begins with a fund: 政府性基金预算财政拨款支出300万元，年初结转0万元
        if family in ("three_public", "procurement", "assets", "agency_operating") and self.topic != "self_evaluation":
            self.topic = family
