"""Evaluation tables that fell apart into pieces of three characters, and those of other provinces in lines."""

from __future__ import annotations

import pytest
from flattening import reading, wrapped

from extractor.records import Table
from extractor.tables.flattened import flattened
from tests.texts import texts

HEAD = "一级指标\n二级指\n标\n三级指\n标\n指标值 指标说明\n实际完成\n值\n分\n值\n得分\n未\n完\n成\n原\n因\n分\n析\n及\n改\n进\n措\n施"
EXPLAINED = "反映本部门负责的重点工作任务进展情况。分项具体列示推进情况，相关情况应予以细化、量化表述。"


def narrow(*cells: str, width: int = 4) -> list[str]:
    return [line for cell in cells for line in wrapped(cell, width)]


def evaluation(*lines: str) -> list[Table]:
    text = "部门（单位）整体绩效自评表\n（ 2021 年度）\n部门（单位）\n名称\n某市科协\n" + "\n".join(lines) + "\n"
    return flattened(reading(text), frozenset())


def test_names_cut_by_a_page_break_and_by_explanations_are_whole_again() -> None:
    rows = [
        *narrow("产出指标", "(25分)"), *wrapped("重点工作任务完成", 3), *wrapped("全民科学素质工作完成率", 3), "=100%", *wrapped(EXPLAINED, 5), "100 2 2",
        *wrapped("创新驱动助力工程、科", 3), ">=90%", *wrapped(EXPLAINED[:15], 5), "95 2 1",
        *wrapped("普日活动完成", 3), f"率 {EXPLAINED[15:20]}", *wrapped(EXPLAINED[20:], 5),
        *wrapped("老科协工作完成率", 3), ">=90%", *wrapped(EXPLAINED, 5), "100 2 2", "总分：", "97", ".7",
    ]  # fmt: skip
    (table,) = evaluation(HEAD, *rows)
    found = texts(table)
    assert [row[2] for row in found[:3]] == ["全民科学素质工作完成率", "创新驱动助力工程、科普日活动完成率", "老科协工作完成率"]
    assert [row[3:4] + row[5:8] for row in found[:3]] == [["=100%", "100", "2", "2"], [">=90%", "95", "2", "1"], [">=90%", "100", "2", "2"]]
    assert [row[4] for row in found[:3]] == [EXPLAINED] * 3
    assert found[0][:2] == ["产出指标(25分)", "重点工作任务完成"]
    assert found[3][0] == "总分" and "97.7" in found[3]


def test_a_reason_one_character_a_line_is_no_name() -> None:
    rows = [
        "效益指标",
        "履职效\n益",
        "经济效\n益",
        ">=90%",
        *wrapped("反映部门履职所带来的影响。", 5),
        "0 1 0",
        *"当年未进行",
        "满意度",
        "社会公\n众满意\n度",
        ">=90",
        *wrapped("反映满意程度。", 5),
        "95 9 9",
    ]
    (table,) = evaluation(HEAD, *rows)
    assert [row[:3] for row in texts(table)] == [["效益指标", "履职效益", "经济效益"], ["", "满意度", "社会公众满意度"]]
    assert texts(table)[0][-1] == "当年未进行"


def test_budget_block_with_a_broken_score() -> None:
    block = "预算执行情\n况\n年初数 全年数 全年执行数\n分\n值\n预算执行\n率\n得\n分\n部门预算总额 227.68 225.94 329.22\n10\n145.71%\n9.\n9资金来源\n财政性资\n金 227.68 220.65 323.56 146.64%\n其他资金 0 5.68 5.66 99.65%\n年度履职\n目标"
    budget, _ = evaluation(block, HEAD, "效益指标\n履职效益\n经济效益\n>=90%\n说明很长的一句话。\n95 9 9")
    assert texts(budget) == [
        ["部门预算总额", "227.68", "225.94", "329.22", "10", "145.71%", "9.9"],
        ["财政性资金", "227.68", "220.65", "323.56", "", "146.64%", ""],
        ["其他资金", "0", "5.68", "5.66", "", "99.65%", ""],
    ]


def test_word_targets_stand_behind_known_names() -> None:
    text = "部门（单位）整体支出绩效目标申报表\n（ 2021 年度）\n一级指标 二级指标 三级指标 指标值 指标说明\n投入管理指\n标\n工作目标管理\n年度履职目标相\n关性\n相关\n1.年度履职目标是否符合国家战略部署和发展规\n划，工作任务是否合理。\n工作任务科学性 科学\n1.工作任务是否有明确的绩效目标，是否能体现产出和效果\n预算和财务管\n理\n专项资金细化率 >=90%\n专项资金细化率=已细化数/总数×100%。\n二、绩效自评工作开展情况\n"
    (table,) = flattened(reading(text), frozenset())
    assert [row[2:4] for row in texts(table)] == [["年度履职目标相关性", "相关"], ["工作任务科学性", "科学"], ["专项资金细化率", ">=90%"]]


def test_a_project_table_of_another_province_weight_first() -> None:
    text = (
        "项目支出绩效自评表\n（2023年度）\n项目名称 农村公路养护\n项目资金\n（万元）\n年初预算数 全年预算数 全年执行数 分值 执行率 得分\n"
        "年度资金总额 120 118.5 100 10 84.39% 8.44\n其中：财政拨款 120 118.5 100 - 84.39% -\n年度总体目标\n养护公路。 基本完成\n"
        "一级\n指标\n二级\n指标 三级指标 分值 年度指标值 实际完成值 得分 未完成原因分析\n产出\n指标\n数量\n指标\n养护公路里程 10 ≥200公里 198公里 9.9 雨季影响\n"
        "桥涵维修座\n数 10 ≥5座 5座 10\n效益\n指标\n社会效\n益指标\n群众出行条\n件改善程度 30 明显改善 明显改善 30\n总 分 100 98.34\n"
    )
    block, table = flattened(reading(text), frozenset())
    assert block.unit == "万元" and texts(block)[1] == ["年度资金总额", "120", "118.5", "100", "10", "84.39%", "8.44"]
    assert texts(block)[0][:2] == texts(table)[0][:2] == ["项目名称", "农村公路养护"]
    assert texts(table)[1] == ["产出指标", "数量指标", "养护公路里程", "10", "≥200公里", "198公里", "9.9", "雨季影响"]
    assert [row[2:4] for row in texts(table)[2:4]] == [["桥涵维修座数", "10"], ["群众出行条件改善程度", "30"]]
    sheets = flattened(reading(text + text.replace("农村公路养护", "校舍维修改造")), frozenset())
    assert [texts(sheet)[0][1] for sheet in sheets] == ["农村公路养护"] * 2 + ["校舍维修改造"] * 2


def test_score_summary_is_a_list() -> None:
    text = "各项指标得分情况表\n指标 权重分值 得分 得分率\n预算执行 10 10 100%\n投入管理 20 19 95%\n合计 100 94 94%\n四、绩效目标实现情况分析\n"
    (table,) = flattened(reading(text), frozenset())
    assert table.columns == (("指标",), ("权重分值",), ("得分",), ("得分率",))
    assert texts(table)[2] == ["合计", "100", "94", "94%"]


def test_a_header_without_rows_is_said_and_not_dropped() -> None:
    (table,) = evaluation("一级指标 二级指标 三级指标 指标值 指标说明 实际完成值 分值 得分", "本年度未开展自评，也没有指标。")
    assert table.rows == () and [warning.code for warning in table.warnings] == ["table_unrecognised"]


@pytest.mark.parametrize(("printed", "score"), [("97分", "97分"), ("97%", "97%"), (">=97", "")])
def test_a_total_with_its_measure_and_one_that_is_no_number(printed: str, score: str) -> None:
    rows = [*narrow("产出指标", "数量指标"), *wrapped("培训场次完成率", 3), "=100%", *wrapped(EXPLAINED, 5), "100 2 2", "总分：", printed]
    (table,) = evaluation(HEAD, *rows)
    assert texts(table)[-1][0] == "总分" and "".join(texts(table)[-1][1:]) == score
