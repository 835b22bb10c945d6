"""Lists of basic expenditure by economic class."""

from __future__ import annotations

from tables_by_hand import read, table


def test_economic_list_in_three_panels_with_a_total_under_two_of_them():
    found = read(
        table(
            "一般公共预算财政拨款基本支出决算明细表",
            "人员经费>科目编码|人员经费>科目名称|人员经费>决算数|公用经费>科目编码|公用经费>科目名称|公用经费>决算数|公用经费>科目编码|公用经费>科目名称|公用经费>决算数",
            "301|工资福利支出|433.53|302|商品和服务支出|36.28|310|资本性支出|1.5",
            "30101|基本工资|94.96|30201|办公费||31002|办公设备购置|1.50",
            "人员经费合计||562.92|公用经费合计|||||36.28",
        )
    )
    assert found["economic:30101@final"] == "949600"
    assert found["economic:31002@final"] == "15000"
    assert found["general_budget.personnel@final"] == "5629200"
    assert found["general_budget.operating@final"] == "362800"
    assert "economic:30201@final" not in found


def test_economic_list_split_into_personnel_and_operating():
    found = read(
        table(
            "一般公共预算基本支出表",
            "部门预算支出经济分类科目>科目编码|部门预算支出经济分类科目>科目名称|本年一般公共预算基本支出>合计|本年一般公共预算基本支出>人员经费|本年一般公共预算基本支出>公用经费",
            "301|工资福利支出|10|10|",
            "30201|办公费|2||2",
            "|合计|12|10|2",
        ),
        kind="budget",
    )
    assert found == {
        "economic:301@total": "100000",
        "economic:301@personnel": "100000",
        "economic:30201@total": "20000",
        "economic:30201@operating": "20000",
        "total@total": "120000",
        "total@personnel": "100000",
        "total@operating": "20000",
    }


def test_codes_of_two_economic_classifications_side_by_side_go_by_the_first():
    found = read(
        table(
            "一般公共预算基本支出表",
            "部门预算支出经济分类>科目编码|部门预算支出经济分类>科目名称|政府预算支出经济分类>科目编码|政府预算支出经济分类>科目名称|金额",
            "30101|基本工资|50101|工资奖金津补贴|12.5",
            "30201|办公费|50201|办公经费|2",
        ),
        kind="budget",
    )
    assert found == {"economic:30101@budget": "125000", "economic:30201@budget": "20000"}
