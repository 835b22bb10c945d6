"""Figures as sentences print them, folding with its way back, and the lines where figures stand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.observations.prose import observe_prose
from extractor.observations.prose.evidence import place
from extractor.observations.prose.figures import figure
from extractor.observations.prose.folding import fold
from extractor.observations.prose.nlp import Mention, mentions
from extractor.records import Box, Cell, Division, Paragraph, Place, Section, Table
from tests.drawn_figures import figure as drawn
from tests.prose_reading import observe, said

amounts = st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2, allow_nan=False, allow_infinity=False)


def printed(value: Decimal, commas: bool) -> str:
    return f"{value:,.2f}" if commas else f"{value:.2f}"


@settings(deadline=None)  # the first example builds the pipeline
@given(amounts, st.booleans(), st.sampled_from([("元", 1), ("万元", 10_000), ("亿元", 100_000_000)]))
def test_an_amount_is_read_to_the_fen_in_any_unit(value: Decimal, commas: bool, unit: tuple[str, int]) -> None:
    read = figure(Mention("figure", "", printed(value, commas) + unit[0], 0, 1))
    assert (read.value, read.unit, read.raw) == (value * unit[1], "CNY", printed(value, commas))


@settings(deadline=None)  # the first example builds the pipeline
@given(amounts, amounts, st.booleans())
def test_two_amounts_in_one_sentence_keep_their_columns(budget: Decimal, final: Decimal, commas: bool) -> None:
    sentence = f"公务接待费预算为{printed(budget, commas)}万元，支出决算为{printed(final, commas)}万元。"
    values = [(o.column, o.value) for o in observe("“三公”经费支出决算情况说明", sentence)]
    assert values == [("budget", budget * 10000), ("final", final * 10000)]


@settings(deadline=None)  # the first example builds the pipeline
@given(st.text(alphabet="收入支出 　１２３4５.，,。（）()“”*万元%①类款项占比", max_size=60))
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    for n in range(len(folded.text)):
        start, end = folded.span(n, n + 1)
        assert fold(text[start:end]).text == folded.text[n]


@settings(deadline=None)  # the first example builds the pipeline
@given(st.text(alphabet="2023年度收入支出预决算增加减少占比为的，。；：、（）(类)(款)%万元0159.三公经费接待个人次批辆=-", max_size=80))
def test_no_sentence_breaks_the_reader(text: str) -> None:
    assert "".join(mention.text for mention in mentions(fold(text).text)) == fold(text).text
    assert all(o.evidence and o.column for o in observe("收入支出决算总体情况说明", text))


@pytest.mark.parametrize("unread", ["2023年3月15日", "第12届", "3+1工作", "社区e站", "（一）", "1.", "2、", "[2023]12号"])
def test_dates_ordinals_and_numbers_of_items_are_no_amounts(unread: str) -> None:
    assert observe("收入支出决算总体情况说明", f"{unread}收入总计情况如下。") == []


def test_a_figure_without_percent_sign_after_growth_is_a_rate() -> None:
    found = observe("一般公共预算财政拨款支出决算情况说明", "一般公共预算财政拨款支出增加1193.20万元，增长13.95。主要原因：项目增加。")
    assert said(found) == ["general_budget.expenditure change_amount 11932000", "general_budget.expenditure change_rate 13.95"]
    assert (found[1].raw_unit, found[1].signals.structure and found[1].signals.structure < 0.9) == (None, True)


def test_signs_and_units_are_told_as_printed() -> None:
    fall = observe("收入决算情况说明", "2023年度收入合计较上年减少70.14万元，下降8.64%。")
    assert [(o.value, o.raw_value, o.raw_unit) for o in fall] == [(Decimal(-701400), "70.14", "万元"), (Decimal("-8.64"), "8.64", "%")]


def test_a_wrapped_figure_stands_on_the_lines_that_print_it() -> None:
    text = "2023年度收入总计500.00万元，支出总计500.00万元。"
    paragraph = Paragraph(
        text,
        (Place(3, None, (10, 12)),),
        ((0, 10), (12, 11), (22, 12)),
        ((0, 3, Box(1, 1, 9, 2)), (12, 3, Box(1, 3, 9, 4)), (22, 4, Box(1, 1, 9, 2))),
    )
    assert place(paragraph, 10, 18).place == Place(3, Box(1, 1, 9, 4), (10, 11))
    assert place(paragraph, 22, 25).place == Place(4, Box(1, 1, 9, 2), (12, 12))


def test_raw_names_and_repairs_say_what_was_read() -> None:
    [budget, *_] = observe(
        "一般公共预算财政拨款支出决算情况说明", "1.教育支出（类）进修及培训（款）培训支出（项）。年初预算为5万元，决算4万元。"
    )
    assert budget.raw_name == "教育支出（类）进修及培训（款）培训支出（项）"
    assert (budget.indicator, budget.name) == ("function:2050803", "培训支出")
    assert [edit.why for edit in budget.repairs] == ["code_from_name"]


def test_the_documents_own_codes_go_before_the_classification() -> None:
    sentence = "社会保障和就业支出（类）其他支出（款）扶持工作（项）年初预算5万元。"
    assert said(
        observe("一般公共预算财政拨款支出决算情况说明", sentence, codes="208 社会保障和就业支出, 20877 其他支出, 2087701 扶持工作")
    ) == ["function:2087701 initial_budget 50000"]


@pytest.mark.parametrize("level", ["（{}）", "（{}级）"])
def test_a_name_that_lists_is_one_name_and_a_list_of_accounts_is_none(level: str) -> None:
    kind, group, item = (level.format(letter) for letter in "类款项")
    heading = "一般公共预算财政拨款支出决算情况说明"
    sentence = f"城乡社区支出{kind}城乡社区管理事务{group}执业资格注册、资质审查{item}。年初预算为0.11万元。"
    assert said(observe(heading, sentence)) == ["function:2120110 initial_budget 1100"]
    two = f"教育支出{kind}决算5万元、卫生健康支出{kind}决算4万元。"
    assert said(observe(heading, two)) == ["function:205 final 50000", "function:210 final 40000"]


def test_codes_that_the_tables_print_in_one_cell_with_the_name() -> None:
    sentence = "卫生健康支出（类）其他卫生健康支出（款）其他卫生健康支出（项）年初预算5万元。"
    row = tuple(Cell(text) for text in ("2109977其他卫生健康支出", "5.00"))
    codes = Table("t1", "支出决算表", (("科目编码及名称",), ("合计",)), (row,))
    paragraph = Paragraph(sentence, (Place(1, None, (1, 1)),))
    sections = (Section("s1", None, 1, None, "一般公共预算财政拨款支出决算情况说明", 1, (paragraph,)),)
    assert said(observe_prose(Division("final_accounts", "", "", 2023, 0.9, sections), (codes,))) == [
        "function:2109977 initial_budget 50000"
    ]


def test_codes_that_stand_in_steps_are_those_of_the_rows_that_were_read() -> None:
    sentence = "卫生健康支出（类）其他卫生健康支出（款）其他卫生健康支出（项）。年初预算252.19万元。"
    read = [drawn(f"{code}@total", "306.3", form="expenditure_detail", called="其他卫生健康支出") for code in ("21099", "2109999")]
    sections = (Section("s1", None, 1, None, "一般公共预算财政拨款支出决算情况说明", 1, (Paragraph(sentence, (Place(1),)),)),)
    found = observe_prose(Division("final_accounts", "", "", 2019, 0.9, sections), (), read)
    assert said(found, 2019) == ["function:2109999 initial_budget 2521900"]


def test_a_report_of_no_known_year_gives_figures_of_no_year() -> None:
    paragraph = Paragraph("收入总计500万元，比上年决算数400万元增加100万元。", (Place(1, None, (1, 1)),))
    sections = (Section("s1", None, 1, None, "收入支出决算总体情况说明", 1, (paragraph,)),)
    found = observe_prose(Division("final_accounts", "", "", None, 0.1, sections), ())
    assert [(o.indicator, o.column, o.year) for o in found] == [("revenue.total", "final", None), ("revenue.total", "change_amount", None)]


def test_figures_in_headings_are_read_too() -> None:
    assert said(observe("一、收入支出决算总体情况 > 2023年度收入总计500万元")) == ["revenue.total final 5000000"]


@pytest.mark.parametrize("number", ["0731-8888666", "020-83831234", "0000-6663280"])
def test_telephone_numbers_are_no_figures(number: str) -> None:
    assert said(observe("一般公共预算支出情况说明", f"一般公共预算支出联系电话：{number}")) == []


def test_figures_of_documents_that_are_no_reports_are_doubted() -> None:
    told = "全年财政总收入22.30亿元，其中一般公共预算收入12.36亿元；一般公共预算支出45.80亿元，其中教育支出9.80亿元。"
    bulletin = extract(f"某县2023年国民经济和社会发展统计公报\n\n{told}\n".encode())
    assert bulletin.document.kind == "other" and bulletin.observations
    assert all(o.confidence < 0.6 for o in bulletin.observations)
    report = extract(f"某县教育局2023年度部门决算\n\n{told}\n".encode())
    assert report.observations and all(o.confidence > 0.9 for o in report.observations)
