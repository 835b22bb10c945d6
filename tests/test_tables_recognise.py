"""Which form a table is: titles of many provinces, wrong titles, and no title at all."""

from __future__ import annotations

import pytest
from tables_by_hand import table

from extractor import knowledge
from extractor.tables.recognise import form_of, plain_title, recognise, title_likeness

GENERAL = ("科目编码|科目名称|合计|基本支出|项目支出", "206|科学技术支出|3|1|2", "20601|科学技术管理事务|3|1|2")
ECONOMIC = ("科目编码|科目名称|合计|人员经费|公用经费", "301|工资福利支出|3|3|", "30101|基本工资|3|3|")


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("公开05表 一般公共预算财政拨款支出决算表", "general_budget_expenditure"),
        ("表5一般公共预算支出表", "general_budget_expenditure"),
        ("2025年部门一般公共预算支出预算表", "general_budget_expenditure"),
        ("附表3：某某市教育局部门支出总表", "expenditure_detail"),
        ("支出决算表（续）", "expenditure_detail"),
        ("政府性基金预算财政拨款支出决算表", "government_fund_budget"),
        ("政府性基金预算支出预算表", "government_fund_budget"),
        ("国有资本经营预算支出表", "state_capital_budget"),
        ("（五）财政拨款支出预算表", "appropriation_expenditure"),
        ("某某省水利厅2023年度一般公共预算财政拨款支岀决算表", "general_budget_expenditure"),
    ],
)
def test_titles_of_tables_of_functions(title: str, form: str):
    assert form_of(table(title, *GENERAL)) == (form, pytest.approx(1.0, abs=0.06))


@pytest.mark.parametrize(
    "title",
    [
        "2021年区本级“三公”经费预算支出表",
        "某某县“三公”经费决算支出表",
        "财政拨款“三公”经费、行政参公单位机关运行经费情况表",
        "某局一般公共预算财政拨款“三公”经费及机关运行经费情况表",
    ],
)
def test_three_public_with_the_stage_before_its_expenditure(title: str):
    assert recognise((table(title, "项目|预算数", "合计|4432", "公务接待费|323"),))[0].form == "three_public"


@pytest.mark.parametrize(
    "title", ["2016年市国资委财政拨款“三公”经费预算安排表", "“三公”经费对比表", "三公经费情况公示表", "某局“三公”经费支出计划表"]
)
def test_a_title_about_what_one_form_is_about_needs_rows_that_show_it(title: str):
    rows = ("因公出国（境）费|单位不需填列|1", "公务接待费|2|2", "公务用车费|3|3")
    assert recognise((table(title, "项目|小计|其中：财政安排数", *rows),))[0].form == "three_public"
    assert recognise((table(title, "单位|人数|车辆", "某局|2|2", "某中心|3|3"),))[0].form is None


def test_the_classification_behind_a_dash_is_a_note_of_the_title():
    assert form_of(table("一般公共预算基本支出情况表—经济分类", *ECONOMIC)) == ("general_budget_basic_expenditure", 1.0)


@pytest.mark.parametrize(
    "title", ["项目支出明细表", "一般债务支出表", "社会保险基金支出表", "国有资产占用情况表", "某某局内设机构表", "", "2023年"]
)
def test_a_title_of_no_form_of_ours_is_none_of_ours(title: str):
    found = form_of(table(title, "名称|数量", "车辆|3"))
    assert found is None or found[0] == "project_expenditure"


def test_header_and_codes_win_over_a_wrong_title():
    found = form_of(table("一般公共预算支出表", *ECONOMIC))
    assert found is not None
    assert found[0] == "general_budget_basic_expenditure"


def test_without_a_title_a_table_is_told_by_its_header_and_codes():
    assert recognised("", "合计|基本支出|项目支出|上缴上级支出|经营支出|对附属单位补助支出") == "expenditure_detail"
    assert recognised("", "本年收入合计|财政拨款收入|上级补助收入|事业收入|经营收入|附属单位上缴收入|其他收入") == "revenue_detail"
    assert recognised("", "合计|因公出国（境）费|公务用车购置费|公务用车运行费|公务接待费") == "three_public"
    assert recognised("", "合计|数量") is None


def test_a_misread_header_word_still_tells_the_form():
    columns = "合计|上年结转|一般公共预算拨款收入|上级补助收入|事业收入|附属单位上缴收{}|其他收入"
    assert recognised("", columns.format("入")) == recognised("", columns.format("人")) == "revenue_detail"
    assert recognised("", columns.format("人").replace("上级补助收入", "上解收入|补贴人数")) is None
    misread = "合计|上年结转|一般公共预算拨款收八|政府性基金预算拔款收入|上级补助收入|事业收入|附厲单位上墩收|其他收入"
    assert recognised("", misread) == "revenue_detail"  # nearly all are columns of it
    assert recognised("", misread.replace("政府性基金预算拔款收入", "安排人数")) is None


def recognised(title: str, columns: str) -> str | None:
    cells = "|".join(["1"] * (columns.count("|") + 1))
    return recognise((table(title, "科目编码|科目名称|" + columns, f"206|科学技术支出|{cells}"),))[0].form


INDICATORS = ("一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分", "产出指标|数量指标|培训场次|≥12场|13场|8|8")
MONEY = ("项目名称|年初预算数|全年预算数|全年执行数|分值|执行率|得分", "年度资金总额|4865.00|5120.00|5017.30|10|97.99%|9.8")


@pytest.mark.parametrize("title", ["部门整体支出绩效自评表", "项目支出绩效自评表"])
def test_results_without_a_title_go_on_with_the_self_evaluation_before(title: str):
    first, _, rest = recognise((table(title, *MONEY), table("", "其他资金|0|0", "上年结转|0|0"), table("", *INDICATORS)))
    assert first.form == rest.form and rest.form in ("department_self_evaluation", "project_self_evaluation")
    assert rest.confidence < first.confidence


def test_targets_without_a_title_below_a_self_evaluation_stay_targets():
    targets = table("", "一级指标|二级指标|三级指标|年度指标值", "产出指标|数量指标|培训场次|≥12场")
    assert recognise((table("项目支出绩效自评表", *MONEY), targets))[1].form != "project_self_evaluation"


def test_an_ambiguous_table_without_a_title_is_left_alone():
    assert form_of(table("", *GENERAL)) is None


def test_no_title_stands_for_two_forms():
    forms: dict[str, set[str]] = {}
    for form in knowledge.load().forms.values():
        for title in form.titles:
            forms.setdefault(plain_title(title), set()).add(form.id)
    assert {title for title, ids in forms.items() if len(ids) > 1} <= {"项目支出绩效自评情况表"}


def test_every_title_is_recognised_as_its_own_form_behind_an_agency_and_a_year():
    for form in knowledge.load().forms.values():
        for title in form.titles:
            shaped = {"function": GENERAL, "economic": ECONOMIC}.get(form.codes, ("项目|金额", "甲|1"))
            found = form_of(table(f"某某市水务局2022年度{title}", *shaped))
            assert found is not None, title
            if plain_title(title) != "项目支出绩效自评情况表":
                assert found[0] == form.id, title


def test_the_two_summaries_are_told_apart_without_a_title():
    final = ("一、一般公共预算财政拨款收入|9|一、教育支出|9", "使用非财政拨款结余||结余分配|", "总计|9|总计|9")
    assert form_of(table("", "收入>项目|收入>决算数|支出>项目|支出>决算数", *final)) == ("revenue_expenditure_summary", 0.85)
    columns = "收入>项目|收入>金额|支出>项目|支出>合计|支出>一般公共预算财政拨款|支出>政府性基金预算财政拨款|支出>国有资本经营预算财政拨款"
    appropriation = (
        "一、一般公共预算财政拨款|9|一、教育支出|9|9||",
        "年初财政拨款结转和结余||年末财政拨款结转和结余||||",
        "总计|9|总计|9|9||",
    )
    assert form_of(table("", columns, *appropriation)) == ("appropriation_summary", 0.85)


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("财政拨款预算支出表", "appropriation_expenditure"),
        ("一般公共预算财政拨款预算支出表", "general_budget_expenditure"),
        ("一般公共预算支出预算表（功能科目）", "general_budget_expenditure"),
        ("一般公共预算支出总体情况表", "general_budget_expenditure"),
        ("一般公共预算财政拨款收支决算表", "general_budget_expenditure"),
        ("一般公共预算基本支出总体情况表", "general_budget_basic_expenditure"),
        ("政府性基金预算财政拨款收支决算表", "government_fund_budget"),
        ("政府性基金预算支出表", "government_fund_budget"),
        ("国有资本经营预算支出总体情况表", "state_capital_budget"),
        ("财政拨款“三公”经费支出预决算表", "three_public"),
        ("财政拨款“三公”经费预算支出表", "three_public"),
        ("部门预算支出总表", "expenditure_detail"),
        ("支出总体情况表", "expenditure_detail"),
    ],
)
def test_words_for_stage_and_extent_stand_anywhere_in_a_title(title: str, form: str):
    plain = plain_title(title)
    best = max(knowledge.load().forms.values(), key=lambda each: title_likeness(each, plain))
    assert (best.id, title_likeness(best, plain)) == (form, 1.0)


SHEET = ("一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分（20分*执行率）", "产出指标|数量指标|培训场次|12场|13场|8")


@pytest.mark.parametrize(
    ("title", "entry", "form"),
    [
        ("2020年度水土保持监测项目自评表", "项目名称|水土保持监测||||", "project_self_evaluation"),
        ("转移支付区域（项目）绩效目标自评表", "资金使用单位|某县交通运输局||||", "project_self_evaluation"),
        ("食堂设备采购绩效自评情况", "项目名称|食堂设备采购||||", "project_self_evaluation"),
        ("2022年整体绩效完成情况", "部门名称|某县司法局||||", "department_self_evaluation"),
        ("", "部门预算总额|100|100|98||", "department_self_evaluation"),
        ("绩效自评表", "部门（单位）名称|某县司法局||||", "department_self_evaluation"),
        ("绩效自评表", "单位名称|某县司法局|项目名称|普法经费||", "project_self_evaluation"),
        ("部门预算绩效自评表", "部门（单位）名称|某县司法局||||", "department_self_evaluation"),
        ("部门预算绩效自评表", "项目名称|普法经费||||", "project_self_evaluation"),
        ("绩效运行监控表", "项目名称|水土保持监测||||", None),
    ],
)
def test_a_sheet_of_indicators_is_told_by_what_it_holds(title: str, entry: str, form: str | None) -> None:
    found = recognise((table(title, "|||||", entry, *SHEET),))[0]
    assert found.form == form


def test_a_telling_word_that_is_not_there_is_not_misread() -> None:
    form = knowledge.load().forms["project_self_evaluation"]
    assert title_likeness(form, "部门预算顶目绩效自评表") > 0 == title_likeness(form, "部门预算绩效自评表")
    assert title_likeness(form, "某县司法局部门预算绩效自评表") == 0


def test_one_level_of_indicators_is_enough_beside_targets_and_actual_values() -> None:
    columns = "项目名称|全年预算数|三级指标|年度指标值|实际完成值"
    assert recognise((table("某队2023年", columns, "装备购置|320|购置消防车|3辆|3辆"),))[0].form == "project_self_evaluation"
    assert recognise((table("某队2023年", "名称|三级指标|分值", "装备|购置消防车|3"),))[0].form is None


def test_a_sheet_of_targets_is_no_self_evaluation_with_a_misread_title() -> None:
    rows = ("项目名称|设备更新|年度资金总额|480", "一级指标|二级指标|三级指标|指标值", "产出指标|数量指标|设备数量|≥36台")
    assert recognise((table("项目支出绩效目标表", "|||", *rows),))[0].form == "project_performance_target"
