"""Sheets as web pages and their converters print them: cells that end with pipes, one cell a line, rows nobody filled in."""

from __future__ import annotations

from extractor import extract
from tests.texts import cells, facts, lines_of

HEAD = "2022年度部门整体支出绩效评价自评表\n"
STREAM = """序号 | 一级 指标 |
二级 指标 |
三级 指标 |
指标分值 | 指标解释 | 自评得分 |
1 | 规划 (15分) |
基础信息 (3分) | 基础信息完整性 | 3 | 是否真实、完整。 |
3 |
2 | 工作计划 (6分) | 工作计划完整性 | 3 | 是否完整。 | 2 ||
3 | 工作计划明确性 | 3 | 是否明确。 | 2.5 |||
合计 | 9 | | 7.5 ||||
"""


def test_cells_that_end_with_pipes_are_dealt_to_rows_by_the_fill() -> None:
    rows = cells("表1 |\n|||\n收 入 |\n支 出 |\n||\n项 目 |\n预算 |\n项 目 |\n预算 |\n一、预算拨款 |\n4.5 |\n|\n|\n")
    assert rows == [("表1", "", "", ""), ("收 入", "支 出", "", ""), ("项 目", "预算", "项 目", "预算"), ("一、预算拨款", "4.5", "", "")]
    lines = [line for line in lines_of("表1 |\n|||\n甲 |\n5 |\n||\n") if line.cells]
    assert [(line.number, line.last) for line in lines] == [(1, 2), (3, 5)]


def test_rows_under_spans_that_are_lost() -> None:
    found = facts(HEAD + STREAM)
    told = [
        "基础信息完整性 weight 3",
        "基础信息完整性 score 3",
        "工作计划完整性 score 2",
        "工作计划明确性 weight 3",
        "工作计划明确性 score 2.5",
    ]
    assert [f"performance:{fact}" for fact in told if f"performance:{fact}" not in found] == []


def test_a_fill_that_all_rows_have_is_no_column_and_parents_are_found_by_their_children() -> None:
    found = facts("""某区行政审批局2016年“三公”经费预算公开
某区行政审批局2016年“三公”经费预算 | |||||||
| | | | | 单位:万元 | ||
合 计 | 因公出国(境)费 | 公务用车费 | 公务接待费 | ||||
小 计 | 公务用车运行维护费 | 公务用车购置费 | |||||
7.7 | 0 | 6 | 4 | 2 | 1.7 | ||
""")
    parts = ["total", "overseas", "vehicle", "vehicle_operation", "vehicle_purchase", "reception"]
    assert found == [
        f"three_public.{part} budget {value}" for part, value in zip(parts, [77000, 0, 60000, 40000, 20000, 17000], strict=True)
    ]


UNFILLED = """
某市水利局防汛股项目支出绩效自评
项目支出绩效自评表
(2022年度)
项目名称
防汛经费
主管部门
实施单位 某市水利局
项目资金
(万元)
年初预算数 全年预算数(A) 全年执行数(B) 分值 执行率(B/A) 得分
年度资金总额: 880 880 440 10 5
其中:本年财政拨款 880 880 440 - -
其他资金 - -
一级
指标
二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施
(50分)
数量指标 指标1:完成灌区改造项目数量 1 1 10 10
指标2:完成水价改革项目 1 1 10 9
……
质量指标 指标1:工程质量合格 10 8
指标2:
……
(30分)
社会效益
指标
指标1:/ / /
指标2:
可持续影
响指标
指标1:已建工程良性运行 10 10
满意度指标
(10分)
服务对象
满意度指标
指标1:服务对象满意度 90% 100% 10 10
总分 100 92
"""


def test_rows_of_the_printed_form_that_nobody_filled_in() -> None:
    found = facts(UNFILLED)
    assert found[:5] == ["project:防汛经费 initial_budget 8800000", "project:防汛经费 adjusted_budget 8800000", "project:防汛经费 executed 4400000", "performance:预算执行率 weight 10", "performance:预算执行率 score 5"]  # fmt: skip
    scores = [fact for fact in found if fact.startswith("performance") and " score " in fact]
    assert scores[1:] == [
        "performance:完成灌区改造项目数量 score 10",
        "performance:完成水价改革项目 score 9",
        "performance:工程质量合格 score 8",
        "performance:已建工程良性运行 score 10",
        "performance:服务对象满意度 score 10",
    ]


SCHOOL = """索引号 | 0152-20240326-00132 | 发布机构 | 某县教育体育局 |
公开目录 | 绩效自评报告 | 发布日期 | 2024-03-26 |
文号 | 浏览量 |
某县某乡中心学校2023年度项目支出绩效自评报告
(困难学生生活补助专项资金)
一、自评结论
(一)自评得分
我校困难学生生活补助专项资金项目全年发放资金107.5万元,补助困难学生940人次,自评得分86.4分,自评结果为“良好”。
(二)绩效目标完成情况
1.产出指标完成情况:95%。
2.项目资金执行情况:该项目年初预算资金为150万元,支付107.5万元,支付工程款5万元,实际执行率为71.67%。
"""


def test_a_report_on_the_project_that_stands_in_brackets_below_its_title() -> None:
    report = extract(SCHOOL.encode())
    assert report.document.organization == "某县某乡中心学校"
    assert report.document.title == "某县某乡中心学校2023年度项目支出绩效自评报告(困难学生生活补助专项资金)"
    project = "project:困难学生生活补助专项资金"
    assert facts(SCHOOL) == [
        f"{project} executed 1075000",
        f"{project} score 86.4",
        f"{project} grade 良好",
        "performance:产出指标 actual 95",
        f"{project} initial_budget 1500000",
        f"{project} executed 1075000",
        f"{project} execution_rate 71.67",
    ]


def test_a_table_of_budgets_of_two_years_that_says_what_changed() -> None:
    text = """某县2023年“三公”经费预算
单位:万元 | ||||
项目 | 2022年预算数 | 2023年预算数 | 2023年预算数增减 | 增减原因 |
合计 | 378.5 | 415.5 | 37 | |
1、因公出国(境)费用 | 0 | 0 | 0 | 从严从紧控制出国经费。 |
2、公务接待费 | 114.5 | 89.5 | -25 | 严格执行中央八项规定,减少公务接待。 |
3、公务用车费 | 264 | 326 | 62 | |
说明:按照有关规定,“三公”经费包括因公出国(境)费、公务用车购置及运行费和公务接待费。 | ||||
"""
    assert extract(text.encode()).document.title == "某县2023年“三公”经费预算"
    assert facts(text)[-4:] == [
        "three_public.reception change_amount -250000",
        "three_public.vehicle budget 2640000",
        "three_public.vehicle budget 3260000",
        "three_public.vehicle change_amount 620000",
    ]


LEFT = """部门预算项目支出绩效自评表(2023年度) | ||||||||||
项目名称 | 云平台设备更新 | |||||||||
主管部门 | 某县司法局部门 | 实施单位 | 某县司法局 | |||||||
预算执行情况(10分) | 年度预算数(万元) | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 | ||
总额 | 0.00 | 4.50 | 3.60 | 80.00% | 10 | 8 | 预算执行率未达到90%的需说明原因 | |||
其中:财政资金 | 0.00 | 4.50 | 3.60 | 80.00% | / | / | ||||
其他资金 | / | / | ||||||||
绩效指标(90分) | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析 |
产出指标 | 质量指标 | 设备验收合格率 | = | 100 | % | 完成 | 45 | 44 | ||
效益指标 | 社会效益指标 | 提升系统安全性 | 定性 | 优良中低差 | | 优 | 45 | 43 | ||
合计 | 100 | |||||||||
"""


def test_rows_set_from_the_left_whose_first_cells_span_rows() -> None:
    found = facts(LEFT)
    project = "project:云平台设备更新"
    assert found[:6] == [
        f"{project} initial_budget 0",
        f"{project} adjusted_budget 45000",
        f"{project} executed 36000",
        f"{project} execution_rate 80",
        "performance:预算执行率 weight 10",
        "performance:预算执行率 score 8",
    ]
    assert "performance:设备验收合格率 weight 45" in found and "performance:提升系统安全性 score 43" in found


BUDGET_AND_GOALS = """部门整体支出绩效自评表 |||||||||
(2023年度) |||||||||
预算资金 (万元) | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |||
年度资金总额 | 29.77 | 29.77 | 38.31 | 10 | 128.69% ||||
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因 |
产出指标 | 数量指标 | 指标1:修建村道数量 | ≤4 | 4 | 10 | 10 |||
指标2:整治村庄数量 | ≥200 | 202 | 10 | 10 |||||
"""


def test_lost_spans_under_a_second_header_that_counts_points() -> None:
    found = facts(BUDGET_AND_GOALS)
    assert [fact for fact in found if fact.startswith("performance:")] == [
        f"performance:{name} {column} {value}"
        for name, values in (("修建村道数量", (4, 4, 10, 10)), ("整治村庄数量", (200, 202, 10, 10)))
        for column, value in zip(("target", "actual", "weight", "score"), values, strict=True)
    ]
