"""What a report tells in words: sections, paragraphs and the figures stated in them, in several provinces' wording."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from samples.departments import Department, name_of
from samples.three_public import three_public_amounts

WAN = 1000000  # cents in 万元


def wan(cents: int) -> str:
    """万元 with two decimals."""
    return f"{(Decimal(cents) / WAN).quantize(Decimal('0.01'), rounding='ROUND_HALF_UP')}"


def rate(part: int, whole: int) -> str:
    """Percent with two decimals of the printed amounts."""
    return f"{(Decimal(part) * 100 / Decimal(whole or 1)).quantize(Decimal('0.01'), rounding='ROUND_HALF_UP')}"


@dataclass
class Told:
    """Sections (number, title, paragraphs) and figures (indicator, column, printed, unit, sign)."""

    sections: list[tuple[str | None, str, list[str]]] = field(default_factory=list)
    figures: list[tuple[str, str, str, str, int]] = field(default_factory=list)

    def say(self, indicator: str, column: str, printed: str, unit: str = "CNY", sign: int = 1) -> str:
        """Notes a figure and returns its digits for the sentence."""
        self.figures.append((indicator, column, printed, unit, sign))
        return printed


def tell(d: Department, manner: int) -> Told:
    """The whole text of final accounts; manners 0..2 differ in wording."""
    told = Told()
    told.sections.append(("第一部分", f"{d.name}概况", []))
    told.sections.append(
        (
            "一",
            "主要职责",
            [f"{d.name}是主管本地区有关工作的政府工作部门，承担政策研究、规划编制、监督管理和公共服务等职责，并完成上级交办的其他任务。"],
        )
    )
    told.sections.append(("二", "机构设置", [f"从决算单位构成看，{d.name}部门决算包括本级决算，无所属单位决算。"]))
    told.sections.append(("第二部分", f"{d.year}年度部门决算表", []))
    told.sections.append(("第三部分", f"{d.year}年度部门决算情况说明", []))
    for number, (title, paragraphs) in zip("一二三四五六七八", _parts(d, manner, told), strict=False):
        told.sections.append((number, title, paragraphs))
    told.sections.append(
        (
            "第四部分",
            "名词解释",
            [
                "一、财政拨款收入：指单位从同级财政部门取得的财政预算资金。",
                "二、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。",
            ],
        )
    )
    return told


def _parts(d: Department, manner: int, t: Told) -> list[tuple[str, list[str]]]:
    return [
        ("收入支出决算总体情况说明", [_totals(d, manner, t)]),
        ("收入决算情况说明", [_revenue(d, manner, t)]),
        ("支出决算情况说明", [_expenditure(d, manner, t)]),
        ("一般公共预算财政拨款支出决算情况说明", _general(d, manner, t)),
        ("“三公”经费支出决算情况说明", _three_public(d, manner, t)),
        ("机关运行经费支出情况说明", [_agency(d, manner, t)]),
        ("政府采购支出情况说明", [_procurement(d, t)]),
    ]


def _change(t: Told, indicators: tuple[str, ...], now: int, before: int, words: tuple[str, str]) -> str:
    sign = 1 if now >= before else -1
    amount, percent = wan(abs(now - before)), rate(abs(now - before), before)
    for indicator in indicators:
        t.say(indicator, "change_amount", amount, "CNY", sign)
        t.say(indicator, "change_rate", percent, "percent", sign)
    return f"{words[0] if sign > 0 else words[1]}{amount}万元，{'增长' if sign > 0 else '下降'}{percent}%"


def _totals(d: Department, manner: int, t: Told) -> str:
    both = ("revenue.total", "expenditure.total")
    total = wan(d.grand_total)
    for indicator in both:
        t.say(indicator, "final", total)
    before = max(1000000, d.grand_total * 93 // 100 if d.last_year % 2 else d.grand_total * 108 // 100)
    if manner == 0:
        return f"{d.year}年度收、支总计均为{total}万元。与上年度相比，收、支总计各{_change(t, both, d.grand_total, before, ('增加', '减少'))}。主要原因是项目安排变化。"
    if manner == 1:
        return f"{d.name}{d.year}年度收入总计{total}万元，支出总计{total}万元。与{d.year - 1}年相比，收、支总计各{_change(t, both, d.grand_total, before, ('增加', '减少'))}。"
    return f"{d.year}年度收入、支出决算总计均为{total}万元，与{d.year - 1}年度相比，收入、支出总计各{_change(t, both, d.grand_total, before, ('增加', '减少'))}，主要是人员变动所致。"


def _revenue(d: Department, manner: int, t: Told) -> str:
    head = t.say("revenue.current_year_total", "final", wan(d.revenue))
    own = d.appropriated + d.fund
    parts = [("财政拨款收入", "revenue.appropriation", own), ("其他收入", "revenue.other", d.other)]
    told = []
    for label, indicator, cents in parts:
        if cents:
            amount, share = t.say(indicator, "final", wan(cents)), t.say(indicator, "share", rate(cents, d.revenue), "percent")
            told.append(f"{label}{amount}万元，占{share}%")
    return f"{'本年' if manner == 1 else f'{d.year}年度'}收入合计{head}万元，其中：{'；'.join(told)}。"


def _expenditure(d: Department, manner: int, t: Told) -> str:
    basic = sum(i.basic for i in d.all_items)
    head = t.say("expenditure.current_year_total", "final", wan(d.spent))
    told = []
    for label, indicator, cents in (("基本支出", "expenditure.basic", basic), ("项目支出", "expenditure.project", d.spent - basic)):
        amount, share = t.say(indicator, "final", wan(cents)), t.say(indicator, "share", rate(cents, d.spent), "percent")
        told.append(f"{label}{amount}万元，占{share}%")
    return f"{'本年' if manner == 1 else f'{d.year}年度'}支出合计{head}万元，其中：{'；'.join(told)}。"


def _general(d: Department, manner: int, t: Told) -> list[str]:
    opening = sum(i.opening for i in d.items)
    budget = t.say("general_budget.expenditure", "initial_budget", wan(opening))
    final = t.say("general_budget.expenditure", "final", wan(d.general))
    done = t.say("general_budget.expenditure", "completion_rate", rate(d.general, opening), "percent")
    lines = [f"{d.year}年度一般公共预算财政拨款支出年初预算为{budget}万元，支出决算为{final}万元，完成年初预算的{done}%。其中："]
    for n, item in enumerate(d.items, 1):
        path = f"{name_of(item.code[:3])}（类）{name_of(item.code[:5])}（款）{name_of(item.code)}（项）"
        key = f"function:{item.code}"
        a, b = t.say(key, "initial_budget", wan(item.opening)), t.say(key, "final", wan(item.total))
        text = f"{n}.{path}。年初预算为{a}万元，支出决算为{b}万元"
        if manner == 2:
            text = f"{n}．{path}。年初预算{a}万元，支出决算{b}万元"
        if item.opening:
            text += f"，完成年初预算的{t.say(key, 'completion_rate', rate(item.total, item.opening), 'percent')}%"
        lines.append(text + "。决算数与年初预算数存在差异的主要原因是年中追加经费。" if manner != 1 else text + "。")
    return lines


def _three_public(d: Department, manner: int, t: Told) -> list[str]:
    budget, final = three_public_amounts(d, 0), three_public_amounts(d, 1)
    whole = (t.say("three_public.total", "budget", wan(budget["total"])), t.say("three_public.total", "final", wan(final["total"])))
    text = f"{d.year}年度“三公”经费财政拨款支出预算为{whole[0]}万元，支出决算为{whole[1]}万元"
    if budget["total"]:
        text += f"，完成预算的{t.say('three_public.total', 'completion_rate', rate(final['total'], budget['total']), 'percent')}%"
    lines = [text + "。其中："]
    labels = (("overseas", "因公出国（境）费"), ("vehicle", "公务用车购置及运行维护费"), ("reception", "公务接待费"))
    for n, (part, label) in enumerate(labels, 1):
        key = f"three_public.{part}"
        line = f"{n}.{label}预算为{t.say(key, 'budget', wan(budget[part]))}万元，支出决算为{t.say(key, 'final', wan(final[part]))}万元"
        if budget[part]:
            line += f"，完成预算的{t.say(key, 'completion_rate', rate(final[part], budget[part]), 'percent')}%"
        if part == "overseas":
            groups = (
                t.say("three_public.overseas_groups", "count", "2", "count"),
                t.say("three_public.overseas_persons", "count", "5", "count"),
            )
            line += f"。全年因公出国（境）团组{groups[0]}个，累计{groups[1]}人次"
        if part == "vehicle":
            line += f"。年末公务用车保有量为{t.say('three_public.vehicles_held', 'count', '3', 'count')}辆"
        lines.append(line + "。")
    return lines


def _agency(d: Department, manner: int, t: Told) -> str:
    operating = sum(c for code, c in d.economic if not code.startswith(("301", "303")))
    amount = t.say("agency_operating", "final", wan(operating))
    before = max(100, operating * 95 // 100)
    words = ("比上年增加", "比上年减少") if manner == 0 else ("较上年增加", "较上年减少")
    return f"{d.year}年度机关运行经费支出{amount}万元，{_change(t, ('agency_operating',), operating, before, words)}。"


def _procurement(d: Department, t: Told) -> str:
    goods, works, services = (d.general // 50, d.general // 90, d.general // 70)
    values = [goods, works, services]
    printed = [wan(v) for v in values]
    total = str(sum(Decimal(p) for p in printed))
    t.say("procurement.total", "final", total)
    for name, text in zip(("goods", "works", "services"), printed, strict=True):
        t.say(f"procurement.{name}", "final", text)
    return f"{d.year}年度政府采购支出总额{total}万元，其中：政府采购货物支出{printed[0]}万元、政府采购工程支出{printed[1]}万元、政府采购服务支出{printed[2]}万元。"
