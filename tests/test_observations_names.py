"""Names printed in tables and prose, and the codes they stand for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.observations.ladders import ascending
from extractor.observations.names import canonical_performance, class_of_name, code_of_name, economic_code, function_code
from extractor.observations.panels import Span
from extractor.observations.prose.accounts import PART, Accounts, Found
from extractor.observations.rows import Label, coded, labels
from extractor.records import Cell, Table

OWN = {"206": "科学技术支出", "20601": "科学技术管理事务", "2060101": "行政运行", "2130599": "其他巩固脱贫攻坚成果衔接乡村振兴支出"}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["科学技术支出", "科学技术管理事务", "行政运行"], "2060101"),
        (["一般公共服务支出", "财政事务", "行政运行"], "2010601"),
        (["社会保障和就业支出", "行政事业单位离退休", "归口管理的行政单位离退休"], "2080501"),
        (["医疗卫生与计划生育支出", "行政事业单位医疗", "行政单位医疗"], "2101101"),
        (["住房保障支出", "住房改革支出", "购房补帖"], "2210203"),
        (["农林水支出", "巩固脱贫衔接乡村振兴", "其他扶贫支出"], "2130599"),
        (["科学技术"], "206"),
        (["其他支出"], "229"),
        (["城乡社区支出", "城乡社区规划与管理"], "21202"),
    ],
)
def test_names_of_class_group_and_item_find_their_code(names: list[str], code: str):
    found, confidence = function_code(names, 2023, {})
    assert found == code
    assert confidence > 0.7


def test_a_name_that_many_groups_share_is_found_in_the_own_tables_only():
    assert function_code(["行政运行"], 2023, OWN) == ("2060101", 1.0)
    _, confidence = function_code(["行政运行"], 2023, {})
    assert confidence < 0.1


def test_names_that_are_no_accounts_find_nothing():
    assert function_code(["某某市第一中学"], 2023, OWN) == (None, 0.0)
    assert function_code([], 2023, {}) == (None, 0.0)


def test_economic_names():
    assert economic_code(["商品和服务支出", "维修(护)费"], 2023, {})[0] == "30213"
    assert code_of_name("办公费", 2023, "302", family="economic").code == "30201"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("投入管理", "投入管理指标"),
        ("①投入管理指标 (30分)", "投入管理指标"),
        ("三公经费控制率", "“三公经费”控制率"),
        ("政府釆购执行率", "政府采购执行率"),
        ("老科协工作 完成率", "老科协工作完成率"),
        ("完成率", "完成率"),
    ],
)
def test_canonical_names_of_evaluation_indicators(printed: str, name: str):
    assert canonical_performance(printed) == name


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=8), max_size=3))
def test_any_words_give_a_confidence_between_0_and_1(names: list[str]):
    code, confidence = function_code(names, 2023, OWN)
    assert 0.0 <= confidence <= 1.0
    assert (code is None) == (confidence == 0.0)


def test_a_class_is_known_though_a_character_was_misread_but_no_other_words_are_taken_for_one():
    assert class_of_name("卫生健庫支出", 2023).code == "210"
    assert class_of_name("住房保漳支出", 2023).code == "221"
    assert class_of_name("工资福利支岀", 2023, "economic").code == "301"
    for other in ("某某局", "基本支出", "本年支出合计", "下属单位", "对附属单位补助支出", "机关服务中心"):
        assert class_of_name(other, 2023).code is None


def test_what_is_left_over_is_not_what_it_is_left_over_from():
    assert class_of_name("其他公共安全支出", 2020).code is None
    assert class_of_name("公共安金支出", 2020).code == "204"


def test_a_code_that_ocr_read_in_doubt_gives_way_to_its_name_or_weighs_less():
    sure = coded(Label("24099", "其他卫生健康支出"), "function", 2023, {}, "210")
    assert sure is not None and sure.indicator == "function:24099" and sure.mapping <= 0.6  # 240 is no class
    doubted = coded(Label("24099", "其他卫生健康支出", reading=0.56), "function", 2023, {}, "210")
    assert doubted is not None and doubted.indicator == "function:21099" and doubted.repairs[0].why == "code_from_name"
    other = coded(Label("2081299", "其他行政事业单位离退休支出", reading=0.5), "function", 2019, {}, "208")
    confirmed = coded(Label("2050202", "小学教育", reading=0.5), "function", 2019, {}, "205")
    assert other is not None and other.mapping < 0.3
    assert confirmed is not None and confirmed.mapping > 0.9


def test_a_code_put_together_is_as_sure_as_the_levels_read_above():
    rows = [("208", "", "", 0.5), ("", "12", "", 1.0), ("", "", "99", 1.0), ("205", "", "", 1.0), ("", "02", "", 1.0)]
    cells = tuple((*(Cell(text, reading=sure) for text in levels), Cell("某项支出", reading=1.0)) for *levels, sure in rows)
    span = Span((0, 1, 2), (3,), ())
    found = labels(Table("t1", "支出决算表", (("类",), ("款",), ("项",), ("科目名称",)), cells), span)
    assert [(label.code, label.reading) for label in found][2:] == [("2081299", 0.5), ("205", 1.0), ("20502", 1.0)]


NAMES_ALONE = [
    "合计", "一般公共服务支出", "财政事务", "行政运行", "审计事务", "行政运行", "审计业务", "住房保障支出", "住房改革支出", "购房补贴",
    "其他支出", "彩票公益金安排的支出", "用于社会福利的彩票公益金支出", "其他支出", "其他支出",
]  # fmt: skip
THEIR_CODES = [
    "-",
    "201",
    "20106",
    "2010601",
    "20108",
    "2010801",
    "2010804",
    "221",
    "22102",
    "2210203",
    "229",
    "22960",
    "2296002",
    "22999",
    "2299999",
]


def test_names_of_many_codes_are_told_apart_by_the_order_of_their_list():
    found = [each[0] if each else "-" for each in ascending(NAMES_ALONE, "function", 2023, {})]
    assert found == THEIR_CODES
    assert dict(zip(NAMES_ALONE, ascending(NAMES_ALONE, "function", 2019, {}), strict=True))["其他支出"][0] == "2299901"


def test_a_list_that_starts_again_for_the_next_agency_goes_by_its_own_order():
    found = [each[0] if each else "-" for each in ascending(NAMES_ALONE[1:] * 2, "function", 2023, {})]
    assert found == THEIR_CODES[1:] * 2


def test_items_of_many_groups_whose_group_is_not_printed_stay_undecided():
    found = ascending(["行政运行", "一般行政管理事务", "审计业务", "机关服务"], "function", 2023, {})
    assert [each[0] if each else None for each in found] == [None, None, "2010804", None]


def read_in_turn(*names: str) -> Found:
    """What the last of these accounts is found to be."""
    accounts = Accounts((), 2023)
    return [accounts.read(name) for name in names][-1]


@pytest.mark.parametrize(
    ("names", "part"),
    [
        (("一般公共服务支出(类)", "统计信息事务(款)", "统计信息事务(项)"), "2010504"),
        (("卫生健康支出(类)", "行政事业单位医疗(款)", "行政事业单位医疗(项)"), "2101102"),
    ],
)
def test_a_group_printed_as_an_item_is_hardly_the_item_whose_name_it_ends_with(names: tuple[str, ...], part: str) -> None:
    found = read_in_turn(*names)
    assert found.code in ("", part) and found.mapping <= PART


def test_an_item_with_words_before_it_and_one_called_as_its_group_are_sure() -> None:
    assert read_in_turn("一般公共服务支出(类)", "统计信息事务(款)", "用于信息事务(项)")[:2] == ("2010504", 0.95)
    assert read_in_turn("城乡社区支出(类)", "城乡社区环境卫生(款)", "城乡社区环境卫生(项)")[:2] == ("2120501", 1.0)


@pytest.mark.parametrize(("code", "name"), [("21005", "医疗保障"), ("2100501", "行政单位医疗"), ("2100502", "事业单位医疗")])
def test_codes_of_the_years_between_two_editions(code: str, name: str) -> None:
    found = coded(Label(code, name), "function", 2016, {}, "210")
    assert found is not None and (found.indicator, found.name, found.repairs) == (f"function:{code}", name, ())


@pytest.mark.parametrize(("year", "code"), [(2012, "20112"), (2020, "20107")])
def test_a_name_that_had_another_code_in_other_years_says_nothing_against_the_printed_one(year: int, code: str) -> None:
    found = coded(Label("20107", "人口与计划生育事务"), "function", year, {}, "201")
    assert found is not None and found.indicator == f"function:{code}"
