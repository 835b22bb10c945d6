"""Published evaluation sheets of which converters left one cell a line, or no rows at all."""

from __future__ import annotations

import re

import pytest

from extractor import extract
from tests.texts import facts

LONE = """部门预算项目支出绩效自评表(2023年度) |
项目名称 |
公园养护 |
主管部门 |
某县公园管理局 |
预算执行情况(10分) |
年度预算数(万元) |
年初预算 |
调整后预算数 |
预算执行数 |
预算执行率 |
权重 |
得分 |
总额 |
238.93 |
251.89 |
251.89 |
100.00% |
10 |
|
其中:财政资金 |
238.93 |
251.89 |
251.89 |
100.00% |
/ |
/ |
一级指标 |
二级指标 |
三级指标 |
指标性质 |
指标值 |
度量单位 |
完成值 |
权重 |
得分 |
产出指标 |
数量指标 |
养护覆盖率 |
= |
100 |
% |
|
60 |
|
效益指标 |
社会效益指标 |
足额保障率 |
≥ |
95 |
% |
|
30 |
|
合计 |
100 |
"""


def test_one_cell_a_line_each_with_its_pipe() -> None:
    found = facts(LONE)
    assert found[:4] == ["project:公园养护 initial_budget 2389300", "project:公园养护 adjusted_budget 2518900", "project:公园养护 executed 2518900", "project:公园养护 execution_rate 100"]  # fmt: skip
    indicators = ["养护覆盖率 target 100", "养护覆盖率 weight 60", "足额保障率 target 95", "足额保障率 weight 30"]
    assert [fact for fact in found if "率 target" in fact or "率 weight" in fact][-4:] == [f"performance:{fact}" for fact in indicators]


CELLS = """项目支出绩效自评表
(2023年度)
项目名称
河道保洁
主管部门
312-某县河湖管理局
实施单位
312001-某县河湖管理局
项目资金
(万元)
年初预算数
全年预算数
全年执行数
分值
执行率
得分
年度资金总额:
60
60
60
10
100
10
其中:本年财政拨款
60
60
60
绩效指标
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因分析及改进措施
产出指标(50分)
数量指标
保洁河道条数
≥9条
9
20
20
质量指标
保洁合规性
严格执行保洁规程
达成预期指标
15
15
时效指标
保洁及时性
在汛期之前完成
汛期之后才完成
15
12
招标延误
成本指标
效益指标(40分)
社会效益指标
对沿岸环境的影响程度
效果明显
达成预期指标
20
20
满意度指标
服务对象满意度
≥95%
96
20
20
总分
100
97
"""


def test_one_cell_a_line_whatever_words_are_target_and_result() -> None:
    result = extract(CELLS.encode())
    assert result.document.organization == "某县河湖管理局"
    told = [(o.indicator.removeprefix("performance:"), o.column, o.raw_value) for o in result.observations if o.raw_name in o.indicator]
    rows = {
        "保洁河道条数": ("9", "9", "20", "20"),
        "保洁合规性": ("严格执行保洁规程", "达成预期指标", "15", "15"),
        "保洁及时性": ("在汛期之前完成", "汛期之后才完成", "15", "12"),
        "对沿岸环境的影响程度": ("效果明显", "达成预期指标", "20", "20"),
        "服务对象满意度": ("95", "96", "20", "20"),
    }
    for name, values in rows.items():
        assert [value for indicator, _, value in told if indicator == name] == list(values)


COPIED = """项目支出绩效自评表
（2023年度）
项目名称	堤防养护
主管部门	某县河湖管理局	实施单位	某县堤防站
项目资金（万元）	年初预算数	全年预算数	全年执行数	分值	执行率	得分
年度资金总额	50	60	54	10	90%	9
其中：当年财政拨款	50	60	54	—	90%	—
年度总体目标	预期目标	实际完成情况
完成堤防养护。	已完成堤防养护。
绩效指标	一级指标	二级指标	三级指标	年度指标值	实际完成值	分值	得分	偏差原因分析
产出指标	数量指标	养护堤防长度	≥12公里	15公里	20	20
割除杂草 次数	≥2次	2次	20	20
时效指标	按期完成比例	≥80%	72%	20	18	雨期延误
质量指标	养护合规性	执行养护规程	达成预期指标	10	10
效益指标	社会效益指标	堤防安全提升情况	有效提升	有效提升	20	20
满意度指标	服务对象满意度指标	群众满意度	≥90%	96%	10	10
总分	100	97
"""


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_rows_copied_without_the_cells_that_span_them(separator: str) -> None:
    text = "\n".join(line.rstrip().replace("\t", separator) for line in COPIED.splitlines())
    ends = re.sub(r"(?<=\d)$", "\t", text, flags=re.M)  # the blank cell of the reason
    for sheet in (text, ends) if separator == "\t" else (text,):
        found = facts(sheet)
        told = {
            "养护堤防长度": (12, 15, 20, 20),
            "割除杂草次数": (2, 2, 20, 20),
            "按期完成比例": (80, 72, 20, 18),
            "群众满意度": (90, 96, 10, 10),
            "养护合规性": ("执行养护规程", "达成预期指标", 10, 10),
        }
        for name, values in told.items():
            assert [fact.split()[-1] for fact in found if fact.startswith(f"performance:{name} ")][-2:] == [str(v) for v in values[-2:]]
            assert len([fact for fact in found if fact.startswith(f"performance:{name} ")]) == len(values)
        assert "project:堤防养护 executed 540000" in found and "project:堤防养护 score 97" in found


RUN_TOGETHER = """2022年度项目支出绩效自评表 | 部门:某县明朗中学 |
|
|
|
| 公开14表 | 项目名称 | 营养改善计划 | 主管部门 | 某县教育体育局 | 实施单位 | 某县明朗中学 | 项目资金 (元) |
| 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 | 年度资金总额 |
| 387664.62 | 348898.16 | 10 | 90% | 9 | 其中:当年财政 拨款 |
| 387664.62 | 348898.16 | — |
| — | 其他资金 | — | — | — | — |
| — | 绩效指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 产出指标 | 数量指标 | 学生受资助人数 | ≧ | 735 | 人次 | 740 | 20 | 20 |
| 质量指标 | 补助标准达标率 | ═ | 100 | % | 98% | 20 | 19 |
| 满意度指标 | 服务对象满意度指标等 | 学生满意度 | ≧ | 95 | % | 100% | 25 | 25 |
| 家长满意度 | ≧ | 95 | % | 96% | 25 | 25 |
| 其他需要说明事项 | 无 | 总分 | 100 | 98 | 优 |
|
"""


def test_cells_run_together_with_a_line_break_wherever_one_is_blank() -> None:
    found = facts(RUN_TOGETHER)
    project = "project:营养改善计划"
    assert found[:3] == [f"{project} adjusted_budget 387664.62", f"{project} executed 348898.16", "performance:预算执行率 weight 10"]
    indicators = {
        "学生受资助人数": (735, 740, 20),
        "补助标准达标率": (100, 98, 19),
        "学生满意度": (95, 100, 25),
        "家长满意度": (95, 96, 25),
    }
    told = [f"performance:{name} {column} {value}" for name, values in indicators.items() for column, value in zip(("target", "actual", "score"), values, strict=True)]  # fmt: skip
    assert [fact for fact in told if fact not in found] == []
    assert found[-2:] == [f"{project} weight 100", f"{project} score 98"]


def test_a_result_in_words_beside_points_has_words_that_no_list_knows_as_its_target() -> None:
    found = facts(COPIED.replace("割除杂草 次数", "割除杂草次数").replace("\t", " "))
    told = ["target 执行养护规程", "actual 达成预期指标", "weight 10", "score 10"]
    assert [fact for fact in found if "养护合规性" in fact] == [f"performance:养护合规性 {rest}" for rest in told]
