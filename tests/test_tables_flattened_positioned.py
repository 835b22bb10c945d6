"""Evaluation sheets whose cells still stand below their headers: names wrapped over lines, points at the middle of a row."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.tables.flattened.bands import Wrapping, bands, spread

STRICT = """
                    项目支出绩效自评表
                      （2023年度）
   项目名称                        校舍维修改造补助资金
   主管部门           某某县教育局               实施单位        某某县中心小
                                                                     学校
                             年初预算数   全年预算数  全年执行数  分值   执行率      得分
                年度资金总     100.00       110.00      99.00      10    90.00%       9
项目资金（万元      额
      ）        其中：当年     80.00        90.00       79.00      —     87.78%       —
                 财政拨款
       一级指   二级指标     三级指标    年度指标值  实际完成值  分值   得分   偏差原因分析
         标                                                                    及改进措施
                           维修改造校舍处    ≥12处       15处      10     10
                数量指标         数
       产出指                                                                 部分工程资金
         标     时效指标  截至2023年底投    ≥80%       92.5%      40    39.5  支付不及时，
                             资完成比例                                       下一步加快支
                                                                                付进度
                质量指标  项目总成本控制    ≤110万元   99万元     20     20
                            在预算范围内
       满意度   服务对象    受益师生满意     ≥90%       96%       20     20
        指标   满意度指标       程度
                             总分                                 100    98.5
"""

LOOSE = """
                         项目支出绩效自评表
                           （2023年度）
  项目名称               校舍维修改造补助资金
    一级指标 二级指标        三级指标   年度指标值 实际完成值 分值 得分 偏差原因分析及改进     措施
           数量指标 维修改造校舍处数     ≥12处       15处
                  改善受益学生数量 ≥1.5万人 1.62万人 10 10
                                              10 10
           质量指标    工程验收合格率 =100%       100% 10 10
    产出指标                                                 部分工程资金支付不
           时效指标 截至2023年底投资完
                     成比例     ≥80%      92.5%  20   19.5   及时，下一步加快支
                                                            付进度
          社会效益指标 校舍安全保障能力提
                     升情况     有效提升 有效提升 20 20
    效益指标 生态效益指标 对校园周边环境改善 明显改善 明显改善 10 9 部分工程资金支付不       及时，下一步加快支
                      程度                                    付进度
    满意度指 服务对象满意度 受益师生对项目实施 ≥90%         96%   10 10
     标      指标       的满意度
                    总分                        100 98.5
"""

EXPLAINED = """
              某县文化局2023年度部门整体支出绩效自评表

序 一级指标 二级指标   三级指标   分值     指标解释            评分标准      自评得分
号
                        部门及所属二级单位预算基础 1.基础数据信息真实（1分）；
1       基础信息 基础信息完整
               性     3  信息是否符合相关规定，信息 2.完整（1分）；3.准确（1    3
                         资料是否真实、完整。          分）。
  规划（15      年度工作计划 12 部门及所属二级单位年度工作 完整可行得满分，否则酌情扣 11
2 分）          完整性        计划制定是否完整可行。         分。
                        预算执行率=（预算执行数/预
3            预算执行率 60 算数）×100%，用以反映和考 执行率达到100%得满分，每低
                                         于1个百分点扣0.5分。  58.5
                         核部门预算执行程度。
  执行（85 预算执行
4 分）         结转结余率 25 结转结余总额与支出预算数的
                             比率。          不超过5%得满分。     25
         总分         100                                 97.5
"""


def scores(text: str, column: str = "score") -> dict[str, str]:
    """Names of indicators and what stands in a column, in order of printing."""
    found = [o for o in extract(text.encode()).observations if o.column == column and o.indicator.startswith("performance:")]
    return {o.indicator.removeprefix("performance:"): o.text or f"{o.value}" for o in found}


def test_cells_below_their_headers_wrapped_over_lines() -> None:
    names = ["维修改造校舍处数", "截至2023年底投资完成比例", "项目总成本控制在预算范围内", "受益师生满意程度"]
    found = scores(STRICT)
    assert [name for name in found if name != "预算执行率"] == names
    assert [found[name] for name in names] == ["10", "39.5", "20", "20"]
    assert [scores(STRICT, "actual")[name] for name in names] == ["15", "92.5", "990000", "96"]
    assert found["预算执行率"] == "9"


def test_a_label_wrapped_around_its_amounts() -> None:
    fiscal = {o.column: o.value for o in extract(STRICT.encode()).observations if o.indicator == "self_evaluation.budget.fiscal"}
    assert {column: int(fiscal[column] or 0) for column in ("initial_budget", "adjusted_budget", "executed")} == {
        "initial_budget": 800000,
        "adjusted_budget": 900000,
        "executed": 790000,
    }


def test_columns_that_overlap_in_print_and_points_a_line_off() -> None:
    assert scores(LOOSE) == {
        "维修改造校舍处数": "10",
        "改善受益学生数量": "10",
        "工程验收合格率": "10",
        "截至2023年底投资完成比例": "19.5",
        "校舍安全保障能力提升情况": "20",
        "对校园周边环境改善程度": "9",
        "受益师生对项目实施的满意度": "10",
    }
    assert list(scores(LOOSE, "target").values())[-3:] == ["有效提升", "明显改善", "90"]


def test_explanations_full_of_numbers_beside_the_points() -> None:
    assert scores(EXPLAINED) == {"基础信息完整性": "3", "年度工作计划完整性": "11", "预算执行率": "58.5", "结转结余率": "25"}
    assert {name: value for name, value in scores(EXPLAINED, "weight").items() if name in ("规划", "执行")} == {"规划": "15", "执行": "85"}


@pytest.mark.parametrize(
    ("shown", "columns", "starts"),
    [
        ([(0, 0), (3, 3)], [{0: True, 1: False, 3: False}], [0, 3]),  # a cell goes on; what is blank stays with the row above
        ([(0, 0), (1, 1), (2, 2)], [], [0, 1, 2]),
        ([(1, 1), (4, 4)], [{0: True, 1: True, 2: False, 3: True, 4: True, 5: False}], [0, 3]),
        ([(0, 0), (2, 2)], [{0: True, 1: False, 2: True, 3: False}], [0, 2]),  # shown at the top of each
        ([(0, 1), (2, 2)], [], [0, 2]),
    ],
)
def test_lines_of_rows(shown: list[tuple[int, int]], columns: list[dict[int, bool]], starts: list[int]) -> None:
    last = max(line for column in columns for line in column) if columns else shown[-1][1]
    assert bands(shown, Wrapping(0, last, columns)) == starts


def test_names_that_span_rows_begin_where_they_stand_at_the_middle() -> None:
    assert spread([1.0, 4.0], [0, 1, 2, 3, 4, 5], 5) == [0, 3]
    assert spread([2.0], [0, 2, 4], 5) == [0]
    assert spread([0.0, 3.0], [0, 1, 3], 5) == [0, 1]
    assert spread([0.0, 2.0], [0, 1, 2], 2) == [0, 2]  # at the top of their rows
    assert spread([0.0, 2.0], [0, 1, 2, 3], 3) == [0, 1]  # in the middle as well


LEVEL = """2023年度项目支出绩效自评表
项目名称  道路养护
主管部门  某县交通局
一级指标  二级指标  三级指标      年度指标值   实际完成值   分值   得分
产出指标  数量指标  养护里程      ≥12公里      12公里       20     20
          质量指标  验收合格率    100%         100%         20     20
效益指标  社会效益  事故下降率    ≥5%          6%           20     18
总分                                                        60     58
"""


@pytest.mark.parametrize(
    ("head", "wraps"), [("一级指  二级指  三级指标", "标      标"), ("一级    二级    三级指标", "指标    指标"), ("", "")]
)
def test_columns_that_line_up_where_chinese_letters_are_two_wide(head: str, wraps: str) -> None:
    """Two figures of a line are never one: 20 | 20 is no 2020."""
    text = LEVEL.replace("一级指标  二级指标  三级指标", head).replace("产出指标", f"{wraps}\n产出指标") if head else LEVEL
    (table,) = extract(text.encode()).tables
    assert [[cell.text for cell in row] for row in table.rows][1:4] == [
        ["产出指标", "数量指标", "养护里程", "≥12公里", "12公里", "20", "20"],
        ["质量指标", "验收合格率", "100%", "100%", "20", "20"],
        ["效益指标", "社会效益", "事故下降率", "≥5%", "6%", "20", "18"],
    ]


def test_a_header_all_of_whose_words_are_wrapped() -> None:
    head = "一级  二级  三级        年度    实际    分值 得分\n指标  指标  指标        指标值  完成值"
    rows = [
        "产出  数量  养护里程    ≥12公里 12公里  20   20",
        "指标  指标",
        "      质量  验收合格率  100%    100%    20   19",
        "      指标",
    ]
    text = "\n".join(
        ["2023年度项目支出绩效自评表", "项目名称  道路养护", head, *rows, "总分                                    40   39", ""]
    )
    (table,) = extract(text.encode()).tables
    assert [">".join(path) for path in table.columns] == ["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分"]
    assert [[cell.text for cell in row][-5:] for row in table.rows][1:3] == [
        ["养护里程", "≥12公里", "12公里", "20", "20"],
        ["验收合格率", "100%", "100%", "20", "19"],
    ]
