"""The forms of a department as sheets: header cells with spans, body cells, and what each figure means."""

from __future__ import annotations

from collections.abc import Callable

from samples.departments import Department, by_code, name_of
from samples.manners import Manner
from samples.press import Body, Head, Press, Sheet, column_numbers, spread
from samples.three_public import three_public

BUDGET_TITLES = {
    "revenue_expenditure_summary": "部门收支总表",
    "revenue_detail": "部门收入总表",
    "expenditure_detail": "部门支出总表",
    "appropriation_summary": "财政拨款收支总表",
    "general_budget_expenditure": "一般公共预算支出表",
    "general_budget_basic_expenditure": "一般公共预算基本支出表",
    "three_public": "一般公共预算“三公”经费支出表",
    "government_fund_budget": "政府性基金预算支出表",
    "state_capital_budget": "国有资本经营预算支出表",
}
PROVINCIAL: tuple[dict[str, str], ...] = (
    {},
    {"revenue_expenditure_summary": "收支总体情况表", "revenue_detail": "收入总体情况表", "expenditure_detail": "支出总体情况表",
     "appropriation_summary": "财政拨款收支总体情况表", "general_budget_expenditure": "一般公共预算支出情况表（按功能分类科目）",
     "general_budget_basic_expenditure": "一般公共预算基本支出情况表（按经济分类科目）", "government_fund_budget": "政府性基金预算支出情况表"},
    {"revenue_expenditure_summary": "收支总表", "revenue_detail": "收入总表", "expenditure_detail": "支出总表",
     "general_budget_expenditure": "财政拨款一般公共预算支出表", "three_public": "财政拨款“三公”经费支出预算表"},
    {"revenue_expenditure_summary": "部门收支预算总表", "revenue_detail": "部门收入预算总表", "expenditure_detail": "部门支出预算总表",
     "appropriation_summary": "财政拨款收支预算总表", "general_budget_expenditure": "一般公共预算支出预算表",
     "general_budget_basic_expenditure": "一般公共预算基本支出预算表", "government_fund_budget": "政府性基金支出预算表"},
)  # fmt: skip
FINAL_TITLES = {
    "revenue_expenditure_summary": "收入支出决算总表",
    "revenue_detail": "收入决算表",
    "expenditure_detail": "支出决算表",
    "appropriation_summary": "财政拨款收入支出决算总表",
    "general_budget_expenditure": "一般公共预算财政拨款支出决算表",
    "general_budget_basic_expenditure": "一般公共预算财政拨款基本支出决算表",
    "three_public": "一般公共预算财政拨款“三公”经费支出决算表",
    "government_fund_budget": "政府性基金预算财政拨款收入支出决算表",
    "state_capital_budget": "国有资本经营预算财政拨款支出决算表",
}


def sheets(department: Department, manner: Manner) -> list[Sheet]:
    """All forms of a department in the manner's order."""
    makers: dict[str, Callable[[Department, Manner, Press], tuple]] = {
        "revenue_expenditure_summary": _summary,
        "revenue_detail": _revenue,
        "expenditure_detail": _expenditure,
        "appropriation_summary": _appropriation,
        "general_budget_expenditure": _general,
        "general_budget_basic_expenditure": _basic,
        "three_public": three_public,
        "government_fund_budget": _fund,
        "state_capital_budget": _capital,
    }
    titles = {**BUDGET_TITLES, **PROVINCIAL[manner.habits.provincial]} if department.kind == "budget" else FINAL_TITLES
    made = []
    for number, form in enumerate(manner.order, 1):
        unit = manner.three_unit if form == "three_public" else manner.unit
        widths, header, body, notes = makers[form](department, manner, Press(manner, unit))
        title = (f"{department.year}年" if manner.title_year else "") + titles[form]
        made.append(Sheet(form, title, f"公开{number:02d}表", unit, tuple(widths), _tuples(header), _tuples(body), tuple(notes)))
    return made


def _tuples(rows: list) -> tuple:
    return tuple(tuple(row) for row in rows)


_NUMERALS = "一二三四五六七八九十"


def _numbered(n: int) -> str:
    return (_NUMERALS[n - 1] if n <= 10 else "十" + _NUMERALS[n - 11]) + "、"


def _pad(left: list, right: list, blank_left: list, blank_right: list) -> list:
    rows = max(len(left), len(right))
    left += [blank_left] * (rows - len(left))
    right += [blank_right] * (rows - len(right))
    return [[*a, *b] for a, b in zip(left, right, strict=True)]


def _with_row_numbers(manner: Manner, half: list[list[Body]], first: int) -> list[list[Body]]:
    if not manner.row_numbers:
        return half
    return [[row[0], Body(str(n)), *row[1:]] for n, row in enumerate(half, first)]


def _summary(d: Department, m: Manner, p: Press) -> tuple:
    budget = d.kind == "budget"
    column = "budget" if budget else "final"
    sources = [
        ("revenue.general_budget_appropriation", "一般公共预算拨款收入" if budget else "一般公共预算财政拨款收入", d.appropriated),
        ("revenue.government_fund_appropriation", "政府性基金预算拨款收入" if budget else "政府性基金预算财政拨款收入", d.fund),
        ("revenue.state_capital_appropriation", "国有资本经营预算财政拨款收入", 0),
        ("revenue.superior_subsidy", "上级补助收入", 0),
        ("revenue.institutional", "事业收入", 0),
        ("revenue.business", "经营收入", 0),
        ("revenue.subsidiary_remittance", "附属单位上缴收入", 0),
        ("revenue.other", "其他收入", d.other),
    ]
    classes = {code: row for code, row in by_code(d.all_items).items() if len(code) == 3}
    shown = sorted({*classes, "201", "205", "208"})
    left = [[Body(_numbered(n) + label), p.amount(cents, (indicator, column))] for n, (indicator, label, cents) in enumerate(sources, 1)]
    right = [
        [Body(_numbered(n) + name_of(code)), p.amount(classes.get(code, (0,))[0], (f"function:{code}", column))]
        for n, code in enumerate(shown, 1)
    ]
    body = _pad(
        _numbers_in(m, left, 1),
        _numbers_in(m, right, 30),
        [Body("")] * (3 if m.row_numbers else 2),
        [Body("")] * (3 if m.row_numbers else 2),
    )
    ends_left = [("本年收入合计", d.revenue, "revenue.current_year_total"), ("年初结转和结余", d.carried_in, "revenue.opening_carryover")]
    ends_right = [
        ("本年支出合计", d.spent, "expenditure.current_year_total"),
        ("年末结转和结余", d.carried_out, "expenditure.closing_carryover"),
    ]
    last = ("收入总计", "支出总计") if budget else (spread(m, "总计"), spread(m, "总计"))
    ends_left.append((last[0], d.grand_total, "revenue.total"))
    ends_right.append((last[1], d.grand_total, "expenditure.total"))
    for (a, x, ka), (b, y, kb) in zip(ends_left, ends_right, strict=True):
        gap = [Body("")] if m.row_numbers else []
        body.append([Body(a), *gap, p.amount(x, (ka, column)), Body(b), *gap, p.amount(y, (kb, column))])
    value = "预算数" if budget else "决算数"
    item = spread(m, "项目")
    half = [Head(item), Head("行次"), Head(value)] if m.row_numbers else [Head(item), Head(value)]
    header = [[Head(spread(m, "收入"), len(half)), Head(spread(m, "支出"), len(half))], [*half, *half]]
    widths = [4.2, 0.8, 2] if m.row_numbers else [4.2, 2.2]
    return widths * 2, header, body, ["注：本表反映部门本年度的总收支和年末结转结余情况。"]


_numbers_in = _with_row_numbers


def _coded(d: Department, m: Manner, p: Press, rows: dict, columns: list[tuple[str, str]], total: list[int], head: str) -> tuple:
    """A form with functional codes. `rows`: code -> amounts; `columns`: (printed, canonical)."""
    code_cells = _code_columns(m)
    three = code_cells == 3
    total_row = [Body(spread(m, "合计")) if i == code_cells else Body("") for i in range(code_cells + 1)]
    total_row += [p.amount(cents, ("total", c)) for cents, (_, c) in zip(total, columns, strict=True)]
    body = [
        [
            *_label_cells(m, code),
            *(p.amount(v, (f"function:{code}", c)) for v, (_, c) in zip(row, columns, strict=True)),
        ]
        for code, row in rows.items()
    ]
    body = [total_row, *body] if m.total_first and not m.habits.total_alone else [*body, total_row]
    heads = [Head(printed, 1, 3 if three else 2) for printed, _ in columns]
    header = [
        [Head(spread(m, "项目"), code_cells + 1), *heads],
        _label_heads(m),
    ]
    if three:
        header.append([Head("类"), Head("款"), Head("项")])
    header += column_numbers(m, code_cells + 1, len(columns))
    widths = [*({0: [], 1: [1.5], 3: [0.7] * 3}[code_cells]), 2.2 if m.narrow_names else 4, *([1.8] * len(columns))]
    return widths, header, body, [head]


def _code_columns(m: Manner) -> int:
    """Columns of codes before the names: none where code and name share a cell."""
    if m.habits.code_cells == "with_name":
        return 0
    return 3 if m.codes == "three_cells" or m.habits.code_cells == "own_part" else 1


def _label_heads(m: Manner) -> list[Head]:
    cells = _code_columns(m)
    return [Head("功能分类科目编码", cells), Head("科目名称", 1, 2 if cells == 3 else 1)] if cells else [Head("科目编码及名称")]


def _label_cells(m: Manner, code: str) -> list[Body]:
    """Codes and name of a row."""
    name = "　" * ((len(code) - 3) // 2 if m.habits.indent else 0) + name_of(code)
    if m.habits.code_cells == "with_name":
        return [Body(f"{code} {name}")]
    return [*_code_cells(m, code), Body(name)]


def _code_cells(m: Manner, code: str) -> list[Body]:
    parts = [code[:3], code[3:5], code[5:7]]
    if m.habits.code_cells == "own_part":
        own = max(i for i, part in enumerate(parts) if part)
        return [Body(part if i == own else "") for i, part in enumerate(parts)]
    if m.codes == "three_cells":
        return [Body(part) for part in parts]
    return [Body(" ".join(part for part in parts if part) if m.codes == "spaced" else code)]


def _revenue(d: Department, m: Manner, p: Press) -> tuple:
    other = d.other_item.code if d.other_item else ""
    rows = {}
    for code, total in _received(d).items():
        outside = d.other if other.startswith(code) else 0
        rows[code] = (total, total - outside, 0, 0, 0, 0, outside)
    if d.kind == "budget":
        columns = [
            ("合计", "total"),
            ("财政拨款收入", "appropriation"),
            ("事业收入", "institutional"),
            ("事业单位经营收入", "business"),
            ("其他收入", "other"),
        ]
        rows = {code: (r[0], r[1], 0, 0, r[6]) for code, r in rows.items()}
        return _coded(d, m, p, rows, columns, [d.revenue, d.revenue - d.other, 0, 0, d.other], "注：本表反映部门全年各项收入。")
    columns = [("本年收入合计", "total"), ("财政拨款收入", "appropriation"), ("上级补助收入", "superior_subsidy"), ("事业收入", "institutional"),
               ("经营收入", "business"), ("附属单位上缴收入", "subsidiary_remittance"), ("其他收入", "other")]  # fmt: skip
    return _coded(
        d, m, p, rows, columns, [d.revenue, d.revenue - d.other, 0, 0, 0, 0, d.other], "注：本表反映部门本年度取得的各项收入情况。"
    )


def _received(d: Department) -> dict[str, int]:
    """Revenue by code: what was spent, but for the largest item, which bears the change of the carry-over."""
    largest = max(d.items, key=lambda item: item.total).code
    change = d.carried_out - d.carried_in
    return {code: total + (change if largest.startswith(code) else 0) for code, (total, _, _) in by_code(d.all_items).items()}


def _expenditure(d: Department, m: Manner, p: Press) -> tuple:
    rows = {code: (*row, 0, 0, 0) for code, row in by_code(d.all_items).items()}
    basic = sum(i.basic for i in d.all_items)
    columns = [("本年支出合计", "total"), ("基本支出", "basic"), ("项目支出", "project"), ("上缴上级支出", "superior_remittance"), ("经营支出", "business"),
               ("对附属单位补助支出", "subsidiary_subsidy")]  # fmt: skip
    total = [d.spent, basic, d.spent - basic, 0, 0, 0]
    if d.kind == "budget":
        return _coded(
            d, m, p, {c: r[:3] for c, r in rows.items()}, [("合计", "total"), *columns[1:3]], total[:3], "注：本表反映部门全年各项支出。"
        )
    return _coded(d, m, p, rows, columns, total, "注：本表反映部门本年度各项支出情况。")


def _appropriation(d: Department, m: Manner, p: Press) -> tuple:
    budget = d.kind == "budget"
    column = "budget" if budget else "final"
    left = [[Body(_numbered(n) + label), p.amount(cents, (indicator, column))] for n, (indicator, label, cents) in enumerate((
        ("revenue.general_budget_appropriation", "一般公共预算财政拨款", d.appropriated),
        ("revenue.government_fund_appropriation", "政府性基金预算财政拨款", d.fund),
        ("revenue.state_capital_appropriation", "国有资本经营预算财政拨款", 0)), 1)]  # fmt: skip
    general = {c: r for c, r in by_code(d.items).items() if len(c) == 3}
    fund = {c: r for c, r in by_code(d.fund_items).items() if len(c) == 3}
    shown = sorted({*general, *fund, "201"})
    right = []
    for n, code in enumerate(shown, 1):
        g, f = general.get(code, (0,))[0], fund.get(code, (0,))[0]
        right.append([Body(_numbered(n) + name_of(code)), *_split(p, f"function:{code}", g, f)])
    width = 3 if m.row_numbers else 2
    body = _pad(_numbers_in(m, left, 1), _numbers_in(m, right, 33), [Body("")] * width, [Body("")] * (width + 3))
    gap = [Body("")] if m.row_numbers else []
    spent, paid = d.general + d.fund, d.appropriated + d.fund
    ends = [(("本年收入合计", paid, "revenue.current_year_total"), ("本年支出合计", (d.general, d.fund), "expenditure.current_year_total")),
            (("年初财政拨款结转和结余", d.carried_in, "revenue.opening_carryover"), ("年末财政拨款结转和结余", (d.carried_out, 0), "expenditure.closing_carryover")),
            ((spread(m, "总计"), spent + d.carried_out, "revenue.total"), (spread(m, "总计"), (d.general + d.carried_out, d.fund), "expenditure.total"))]  # fmt: skip
    for (a, x, ka), (b, (g, f), kb) in ends:
        body.append([Body(a), *gap, p.amount(x, (ka, column)), Body(b), *gap, *_split(p, kb, g, f)])
    item = spread(m, "项目")
    names = ("合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    lefts = [Head(item), *([Head("行次")] if m.row_numbers else []), Head("预算数" if budget else "金额")]
    rights = [Head(item), *([Head("行次")] if m.row_numbers else []), *(Head(n) for n in names)]
    header = [[Head(spread(m, "收入"), len(lefts)), Head(spread(m, "支出"), len(rights))], [*lefts, *rights]]
    number = [0.7] if m.row_numbers else []
    return [3.4, *number, 1.7, 3.4, *number, 1.7, 1.7, 1.7, 1.7], header, body, []


def _split(p: Press, indicator: str, general: int, fund: int) -> list[Body]:
    columns = ("total", "general_budget", "government_fund", "state_capital")
    return [p.amount(cents, (indicator, c)) for cents, c in zip((general + fund, general, fund, 0), columns, strict=True)]


def _general(d: Department, m: Manner, p: Press) -> tuple:
    rows = by_code(d.items)
    columns = [("合计" if d.kind == "budget" else "小计", "total"), ("基本支出", "basic"), ("项目支出", "project")]
    widths, header, body, notes = _coded(
        d, m, p, rows, columns, [d.general, d.basic, d.general - d.basic], "注：本表反映部门本年度一般公共预算财政拨款支出情况。"
    )
    cells = _code_columns(m)
    top = "一般公共预算支出" if d.kind == "budget" else "本年支出"
    rest = [h for row in header for h in row if h.text in ("类", "款", "项")]
    header = [[Head(spread(m, "项目"), cells + 1), Head(top, 3)],
              [*_label_heads(m), *(Head(t, 1, 2 if rest else 1) for t, _ in columns)],
              *([rest] if rest else []), *column_numbers(m, cells + 1, 3)]  # fmt: skip
    return widths, header, body, notes


def _basic(d: Department, m: Manner, p: Press) -> tuple:
    if d.kind == "budget" or not m.economic_panels:
        return _economic_list(d, m, p)
    return _economic_panels(d, m, p)


def _economic_sums(d: Department) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, cents in d.economic:
        sums[code[:3]] = sums.get(code[:3], 0) + cents
        sums[code] = cents
    return dict(sorted(sums.items()))


def _personnel(code: str) -> bool:
    return code.startswith(("301", "303"))


def _economic_list(d: Department, m: Manner, p: Press) -> tuple:
    sums = _economic_sums(d)
    people = sum(c for code, c in d.economic if _personnel(code))
    body = []
    for code, cents in sums.items():
        mine = (cents, cents, 0) if _personnel(code) else (cents, 0, cents)
        names = ("total", "personnel", "operating")
        body.append([Body(code), Body(name_of(code)), *(p.amount(v, (f"economic:{code}", c)) for v, c in zip(mine, names, strict=True))])
    total = [
        Body(""),
        Body(spread(m, "合计")),
        p.amount(d.basic, ("total", "total")),
        p.amount(people, ("total", "personnel")),
        p.amount(d.basic - people, ("total", "operating")),
    ]
    body = [total, *body] if m.total_first else [*body, total]
    header = [
        [Head(spread(m, "项目"), 2), Head("一般公共预算基本支出", 3)],
        [Head("经济分类科目编码"), Head("科目名称"), Head("合计"), Head("人员经费"), Head("公用经费")],
    ]
    return [1.5, 2.4 if m.narrow_names else 4, 2, 2, 2], header, body, []


def _economic_panels(d: Department, m: Manner, p: Press) -> tuple:
    sums = _economic_sums(d)
    left = [[Body(c), Body(name_of(c)), p.amount(v, (f"economic:{c}", "final"))] for c, v in sums.items() if _personnel(c)]
    right = [[Body(c), Body(name_of(c)), p.amount(v, (f"economic:{c}", "final"))] for c, v in sums.items() if not _personnel(c)]
    half = (len(right) + 1) // 2
    middle, last = right[:half], right[half:]
    blank = [Body("")] * 3
    rows = max(len(left), len(middle), len(last))
    body = [[*a, *b, *c] for a, b, c in zip(*(part + [blank] * (rows - len(part)) for part in (left, middle, last)), strict=True)]
    people = sum(c for code, c in d.economic if _personnel(code))
    total = [Body("人员经费合计"), Body(""), p.amount(people, ("general_budget.personnel", "final")), Body("公用经费合计"), *[Body("")] * 4,
             p.amount(d.basic - people, ("general_budget.operating", "final"))]  # fmt: skip
    trio = [Head("科目编码"), Head("科目名称"), Head("决算数")]
    header = [[Head("人员经费", 3), Head("公用经费", 6)], [*trio, *trio, *trio]]
    return [1, 3, 1.6] * 3, header, [*body, total], ["注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。"]


def _fund(d: Department, m: Manner, p: Press) -> tuple:
    if d.kind == "budget":
        columns = [("合计", "total"), ("基本支出", "basic"), ("项目支出", "project")]
        rows = by_code(d.fund_items)
        widths, header, body, _ = _coded(d, m, p, rows, columns, [d.fund, 0, d.fund], "")
        return (
            widths,
            header,
            body if rows else [[Body("")] * len(widths)],
            [] if rows else ["说明：本部门没有政府性基金预算支出，故本表无数据。"],
        )
    columns = [("年初结转和结余", "opening_carryover"), ("本年收入", "revenue"), ("小计", "expenditure"), ("基本支出", "expenditure_basic"),
               ("项目支出", "expenditure_project"), ("年末结转和结余", "closing_carryover")]  # fmt: skip
    rows = {code: (0, t, t, b, x, 0) for code, (t, b, x) in by_code(d.fund_items).items()}
    widths, header, body, _ = _coded(d, m, p, rows, columns, [0, d.fund, d.fund, 0, d.fund, 0], "")
    cells = _code_columns(m)
    rest = [h for row in header for h in row if h.text in ("类", "款", "项")]
    deep = 3 if rest else 2
    header = [[Head(spread(m, "项目"), cells + 1), Head("年初结转和结余", 1, deep), Head("本年收入", 1, deep), Head("本年支出", 3), Head("年末结转和结余", 1, deep)],
              [*_label_heads(m), *(Head(t, 1, deep - 1) for t in ("小计", "基本支出", "项目支出"))],
              *([rest] if rest else []), *column_numbers(m, cells + 1, 6)]  # fmt: skip
    if not rows:
        return (
            widths,
            header,
            [[Body("")] * len(widths)] * 2,
            ["说明：我部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。"],
        )
    return widths, header, body, []


def _capital(d: Department, m: Manner, p: Press) -> tuple:
    header = [
        [Head("项目", 2), Head("本年支出", 3)],
        [Head("科目编码"), Head("科目名称"), Head("合计"), Head("基本支出"), Head("项目支出")],
    ]
    return [1.5, 4, 2, 2, 2], header, [[Body("")] * 5], ["说明：我部门没有使用国有资本经营预算安排的支出，故本表无数据。"]
