"""Text flattened out of printed web pages and budgets: narrow heads one blank apart, codes of one's own level, wide budgets."""

from __future__ import annotations

import pytest
from flattening import reading

from extractor.records import Table
from extractor.tables.flattened import flattened
from extractor.tables.flattened.torn import joined
from tests.texts import texts


def tables(text: str) -> list[Table]:
    return flattened(reading(text.strip("\n")), frozenset())


def heads(table: Table) -> list[str]:
    return [path[-1] for path in table.columns]


NARROW = """
                                            收入决算表
部门：某县档案馆                                                                                               单位：元
              项目
                                                           上级补助      事业收 经营收 附属单位上缴
功能分类                       本年收入合计          财政拨款收入                                                     其他收入
               科目名称                                         收入        入   入    收入
科目编码
          合计              227,996,593.67 227,926,587.44       0.00      0.00    0.00           0.00 70,006.23
201       一般公共服务支出        149,396,812.07 149,396,812.07       0.00      0.00    0.00           0.00      0.00
229       其他支出            78,599,781.60  78,529,775.37       0.00      0.00    0.00           0.00 70,006.23
"""


def test_heads_of_narrow_columns_one_blank_apart() -> None:
    (table,) = tables(NARROW)
    wanted = ["本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
    assert heads(table)[2:] == wanted
    assert texts(table)[2] == ["229", "其他支出", "78,599,781.60", "78,529,775.37", "0.00", "0.00", "0.00", "0.00", "70,006.23"]


OWN = """
支出决算表
单位：万元
项目 本年支出合计 基本支出 项目支出
科目编码 科目名称
合计 30.00 10.00 20.00
205 教育支出 30.00 10.00 20.00
02 普通教育 25.00 10.00 15.00
99 其他普通教育支出 25.00 10.00 15.00
08 进修及培训 5.00 5.00
02 干部教育 5.00 5.00
"""


def test_rows_that_print_the_digits_of_their_own_level_only() -> None:
    (table,) = tables(OWN)
    assert [row[0] for row in texts(table)] == ["", "205", "20502", "2050299", "20508", "2050802"]
    assert texts(table)[-1][2:] == ["5.00", "", "5.00"]


BUDGET = """
                                           2024年部门支出总体情况表
                                                                                                                                 部门公开表3
部门：某县人力资源和社会保障局                                                                                                                     单位：元
      科目编码                                                                                基本支出
                             科目名称           总计                                                         其中                      项目支出
 类        款    项                                                    小计
                                                                                          人员经费                公用经费
                    合计                     142,190,092.39           73,140,621.48           21,021,534.96      52,119,086.52    69,049,470.91
205                 教育支出                   139,484,795.10           70,466,315.34           20,252,905.73      50,213,409.61    69,018,479.76
205     01          教育管理事务                  94,811,089.68           70,140,579.05           20,159,285.03      49,981,294.02    24,670,510.63
205     01    99    其他教育管理事务支出              94,811,089.68           70,140,579.05           20,159,285.03      49,981,294.02    24,670,510.63
205     03          职业教育                    44,673,705.42              325,736.29              93,620.70         232,115.59     44,347,969.13
"""


def test_a_subtotal_under_a_head_is_a_column_of_its_own() -> None:
    (table,) = tables(BUDGET)
    assert heads(table)[2:] == ["总计", "基本支出", "人员经费", "公用经费", "项目支出"]
    assert texts(table)[0][2:] == ["142,190,092.39", "73,140,621.48", "21,021,534.96", "52,119,086.52", "69,049,470.91"]


def test_the_way_of_dividing_in_brackets_is_no_part_of_a_title_and_a_row_no_line_of_it() -> None:
    text = OWN.strip().replace("支出决算表", "一般公共预算财政拨款支出决算表（按功能分类科目）")
    found = tables(
        f"收入支出决算总表\n单位：万元\n收入 支出\n项目 金额 项目 金额\n一、财政拨款收入 30.00 一、教育支出 30.00\n总计 30.00 总计 30.00\n{text}"
    )
    assert [(table.title, table.form) for table in found][-1] == (
        "一般公共预算财政拨款支出决算表（按功能分类科目）",
        "general_budget_expenditure",
    )
    found = tables(f"收入支出决算总表\n单位：万元\n一、财政拨款收入 30.00 一、教育支出 30.00\n总计 30.00 总计 30.00\n{OWN.strip()}")
    assert found[-1].title == "支出决算表"
    found = tables(f"{OWN.strip()}\n2130505 生产发展 3.00 3.00\n乡村振兴支出\n{OWN.strip()}")
    assert [table.title for table in found] == ["支出决算表", "支出决算表"]


def test_units_that_stand_before_the_titles_of_their_page_are_those_of_its_tables() -> None:
    first, second = OWN.strip().replace("单位：万元\n", ""), OWN.strip().replace("单位：万元\n", "").replace("支出决算表", "收入决算表")
    found = tables(f"单位：元\n单位：万元\n某县档案馆2014年度部门决算\n{first}\n{second}")
    assert [(table.title, table.unit) for table in found] == [("支出决算表", "元"), ("收入决算表", "万元")]
    found = tables(f"单位：元\n某县档案馆2014年度部门决算\n{first}\n{second}")
    assert [table.unit for table in found] == ["元", "元"]


TORN = """
“三公”经费支出决算表
单位：元
预算数 决算数
合计 因公出国（境）费 小计 公务用车购置费 公务用车运行费 公务接待费 合计 因公出国（境）费 小计 公务用车购置费 公务用车运行费 公务接待费
13,700,604.      2,002,300.0      2,002,300.0 11,698,304. 9,268,955.7      1,049,346.4      1,049,346.4 8,219,609.2
         53                4                4          49           3                5                5           8
"""


def test_figures_broken_by_narrow_columns_are_whole() -> None:
    (table,) = tables(TORN)
    printed = [cell.text for cell in table.rows[-1] if cell.text]
    assert printed[:4] == ["13,700,604.53", "2,002,300.04", "2,002,300.04", "11,698,304.49"] and len(printed) == 8
    assert len(table.lines) == 4


@pytest.mark.parametrize(
    "above, below", [("合计 30.0 10.0 20.0", "1 2 3"), ("合计 1,234.50 10.00", "53 4"), ("合计 13,700,604.", "4,120.53 8")]
)
def test_whole_figures_and_figures_that_do_not_fit_are_left_alone(above: str, below: str) -> None:
    lines = reading(f"{above}\n{below}")[0].lines
    assert joined(lines) == [*lines]


CELL_BY_CELL = """
支出决算表
单位：元
项目
本年支
出合计
基本支出 项目支出
科目编码
科目名称
合计 747,612,5
48.91
621,212,0
63.50 126,400,485.4
1
201 一般公共服务支出 747,612
,548.91
621,212,063
.50
126,40
0,485.
41
20113
50
　事业运行 747,612,54 8.91
621,212,063.50
126,400,485.4 1
2
05
02 0
1
　学前教育 12,345.6
7
12,345.67
"""


def test_figures_and_codes_broken_where_cells_are_printed_one_after_another() -> None:
    (table,) = tables(CELL_BY_CELL)
    whole = ["747,612,548.91", "621,212,063.50", "126,400,485.41"]
    wanted = [["", *whole], ["201", *whole], ["2011350", *whole], ["2050201", "12,345.67", "12,345.67", ""]]
    assert [[row[0], *row[2:]] for row in texts(table)] == wanted


def test_a_zero_behind_an_amount_with_one_decimal_is_a_cell() -> None:
    lines = reading("合计 1,234.5 0 10.25\n教育支出 1,200.5 8 3.25\n其他支出 1,434.5 12.25 3.00")[0].lines
    assert joined(lines) == [*lines]


PANELS = """
一般公共预算财政拨款基本支出决算明细表
单位：万元
人员经费 公用经费
科目编码 科目名称 决算数 科目编码 科目名称 决算数 科目编码 科目名称 决算数
301 工资福利支出 12.50 302 商品和服务支出 8.20 399 其他支出
30101 基本工资 10.00 30201 办公费 4.10 39907 国家赔偿费用支出
30102 津贴补贴 2.50 30202 印刷费 39908
30103 奖金 - 30203 咨询费 4.10 39909 经常性赠与
对民间非营利组织和群众性自治组织补贴
人员经费合计 12.50公用经费合计 8.20
"""


def test_panels_of_one_amount_each_have_one_column_of_amounts() -> None:
    (table,) = tables(PANELS)
    assert heads(table)[2:] == ["决算数"]
    assert {row[0]: row[2] for row in texts(table) if row[0] and row[2]} == {
        "301": "12.50", "30101": "10.00", "30102": "2.50", "302": "8.20", "30201": "4.10", "30203": "4.10",
    }  # fmt: skip
    assert "39908" in [row[0] for row in texts(table)]


THREE_PUBLIC = """
一、2017 年一般公共预算财政拨款“三公”经费支出决算表
单位:万元
项 目 预算数 决算数
合 计 65.00 64.87
公务接待费 21.00 21.00
公务用车购置及运行费 44.00 43.87
其中:公务用车运行维护费 44.00 43.87
二、2017 年一般公共预算财政拨款“三公”经费支出情况说
明
某县人民法院 2017 年度一般公共预算财政拨款“三公”
经费支出预算为 65 万元,支出决算为 64.87 万元,完成预算的
99.8%,决算数小于预算数的主要原因是厉行节约。
"""


def test_a_table_ends_at_a_heading_that_wraps_and_at_clauses() -> None:
    (table,) = tables(THREE_PUBLIC)
    assert [row[0] for row in texts(table)] == ["合计", "公务接待费", "公务用车购置及运行费", "其中:公务用车运行维护费"]
    (table,) = tables(THREE_PUBLIC.replace("二、2017 年一般公共预算财政拨款“三公”经费支出情况说\n明\n", ""))
    assert "65" not in [cell for row in texts(table) for cell in row]


COMPARED = """
某县人民政府办公室2018年度“三公”经费预算情况表
部门:某县人民政府办公室       单位:万元
项目 本年年初预算数 上年年初预算数 本年预算比上年增减情况
增减额 增减幅度
合计 6.4 8.8 -2.4 -27.27%
1.因公出国(境)费
2.公务接待费 2.4 4.8 -2.4 -50.00%
3.公务用车购置及运行费 4 4 0 0.00%
"""


def test_a_list_whose_lines_end_in_a_rate_and_whose_head_has_a_word_above_others() -> None:
    (table,) = tables(COMPARED)
    over = "本年预算比上年增减情况"
    assert table.columns == (("项目",), ("本年年初预算数",), ("上年年初预算数",), (over, "增减额"), (over, "增减幅度"))
    assert texts(table)[-2:] == [["2.公务接待费", "2.4", "4.8", "-2.4", "-50.00%"], ["3.公务用车购置及运行费", "4", "4", "0", "0.00%"]]


def test_a_form_by_the_title_that_says_what_money_was_spent() -> None:
    rows = "单位:万元\n项 目\n预算数\n决算数\n合 计\n77.00\n68.30\n公务接待费\n35.00\n26.40\n公务用车购置及运行费\n42.00\n41.90\n"
    (table,) = tables("2016年一般公共预算财政拨款开支的“三公”经费决算情况表\n" + rows)
    assert table.form == "three_public"


LAID_OUT = """
                                                                                    一般公共预算财政拨款支
                                                                                    出决算表（单位：万元）
                                                                                                                        公开05表
                          项目                                     本年支出
      功能分类科目编码            科目名称        小计                  基本支出            项目支出
                          栏次                       1   专
                                                                                    2               3
204                        公共安全支出                 13.25           3.25        10.00
212                        城乡社区支出                          3.11                           3.11
                           国有土地使用权出让收入
        08                                                      3.11                           3.11
                           安排的支出
                           其他国有土地使用权出让
                 99                                             3.11                           3.11
                           收入安排的支出
                           合计                           16.36           3.25        13.11
"""


def test_a_title_on_two_lines_far_in_and_codes_beside_wrapped_names() -> None:
    (table,) = tables(LAID_OUT)
    assert table.form == "general_budget_expenditure"
    codes = {row[0]: row[2:] for row in texts(table)}
    assert codes["21208"] == ["3.11", "", "3.11"] and codes["2120899"] == ["3.11", "", "3.11"]
    assert codes["204"] == ["13.25", "3.25", "10.00"]


def test_a_header_of_one_line_that_is_printed_again() -> None:
    text = """
一般公共预算财政拨款“三公”经费支出决算表
单位：万元
项目 预算数 决算数
“三公”经费合计 10.50 5.50
1.公务接待费 9.50 5.00
2.公务用车购置及运行维护费 1.00 0.50
其中：公务用车购置费
项目 预算数 决算数
公务用车运行维护费 1.00 0.50
"""
    (table,) = tables(text)
    assert texts(table)[-1] == ["公务用车运行维护费", "1.00", "0.50"]
