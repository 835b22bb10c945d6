"""Budget forms in the words of single provinces."""

from __future__ import annotations

from tables_by_hand import read, table


def test_indicators_whose_heads_all_begin_with_the_same_word():
    found = read(
        table(
            "项目支出绩效表",
            "预算单位|项目名称|绩效目标|一级指标|二级指标|三级指标|绩效指标性质|绩效指标值|绩效度量单位",
            "某某局|运维费|完成运维|产出指标|数量指标|检查次数|≥|24|次",
            "|||满意度指标|服务对象满意度指标|群众满意度|≥|90|%",
        ),
        kind="budget",
    )
    assert found == {"performance:检查次数@target": ">=24 count", "performance:群众满意度@target": ">=90 percent"}


def test_special_business_is_what_elsewhere_is_project_expenditure():
    found = read(
        table(
            "部门综合预算一般公共预算支出明细表（按支出功能分类科目）",
            "功能科目编码|功能科目名称|合计|人员经费支出|公用经费支出|专项业务经费支出|备注",
            "|合计|6.00|3.00|1.00|2.00|",
            "201|一般公共服务支出|6.00|3.00|1.00|2.00|",
        ),
        kind="budget",
    )
    assert (found["function:201@personnel"], found["function:201@operating"], found["function:201@project"]) == ("30000", "10000", "20000")


def test_names_of_two_economic_classifications_side_by_side_go_by_their_panels():
    found = read(
        table(
            "部门综合预算收支总表",
            "收入>项目|收入>预算数|支出>部门预算支出经济分类科目（按大类）|支出>预算数|支出>政府预算支出经济分类科目（按大类）|支出>预算数",
            "1、财政拨款|9|1、工资福利支出|5|1、机关工资福利支出|5",
            "2、其他收入|0|2、对个人和家庭的补助|4|2、对个人和家庭的补助|4",
        ),
        kind="budget",
    )
    assert {name for name in found if name.startswith("economic")} == {f"economic:{code}@budget" for code in (301, 303, 501, 509)}


def test_a_part_of_a_column_is_not_the_column():
    found = read(
        table(
            "部门收支总体情况表",
            "收入>项目|收入>金额|支出>项目|支出>合计|支出>一般公共预算>小计|支出>一般公共预算>其中：财政拨款|支出>政府性基金预算",
            "一、一般公共预算|9|一、基本支出|9|8|7|1",
        ),
        kind="budget",
    )
    assert found["expenditure.basic@general_budget"] == "80000"
    assert "70000" not in found.values()


def test_the_opening_budget_of_three_public_beside_the_adjusted_one_and_alone():
    columns, rows = "项目|年初预算数|全年预算数|决算数", ("1.因公出国（境）费|3|2|1", "2.公务接待费|6|5|4")
    both = read(table("“三公”经费支出决算表", columns, *rows))
    assert [both[f"three_public.reception@{c}"] for c in ("initial_budget", "budget", "final")] == ["60000", "50000", "40000"]
    alone = read(table("“三公”经费支出决算表", "项目|年初预算数|决算数", "1.因公出国（境）费|3|1", "2.公务接待费|6|4"))
    assert [alone[f"three_public.reception@{c}"] for c in ("budget", "final")] == ["60000", "40000"]
    across = read(
        table("“三公”经费支出决算表", "|".join(f"{b}>{k}" for b in ("年初预算数", "决算数") for k in ("合计", "公务接待费")), "3|2|1|1")
    )
    assert across["three_public.reception@budget"] == "20000"


def test_agencies_below_each_other_are_no_accounts():
    found = read(
        table(
            "部门收入预算表",
            "部门（单位）代码|部门（单位）名称|合计|本年收入>小计|本年收入>一般公共预算",
            "|合计|9|9|9",
            "108|某某局|9|9|9",
            "108002|机关服务中心|4|4|4",
        ),
        kind="budget",
    )
    assert found == {"total@total": "90000", "total@revenue": "90000", "total@general_budget": "90000"}


def test_a_project_goes_by_its_own_name_where_accounts_stand_behind_it():
    found = read(
        table(
            "部门项目支出预算表",
            "项目分类|项目代码|项目名称|项目单位|功能科目编码|功能科目名称|部门经济科目编码|部门经济科目名称|合计|本年拨款>一般公共预算",
            "民生类|530121|运维费|某某局|2010601|行政运行|30227|委托业务费|3|3",
        ),
        kind="budget",
    )
    assert found == {"project:运维费@budget": "30000", "project:运维费@general_budget": "30000"}


def test_the_agency_above_its_projects_is_no_project():
    found = read(
        table(
            "部门预算项目支出及其他支出预算表",
            "支出项目类别（资金使用单位）|总计|财政拨款>合计|财政拨款>一般公共预算",
            "合计|3|2|2",
            "某某局|3|2|2",
            "某某局专项培训|3|2|2",
        ),
        kind="budget",
    )
    assert found["total@budget"] == "30000"
    assert {name.partition("@")[0] for name in found} == {"total", "project:某某局专项培训"}


def test_what_was_planned_to_be_bought_is_not_what_was():
    found = read(
        table("政府采购情况表", "项目|行次|采购计划金额>总计|实际采购金额>总计", "合计|1|9|8", "货物|2|9|8"),
    )
    assert (found["procurement.goods@budget"], found["procurement.goods@final"]) == ("90000", "80000")
