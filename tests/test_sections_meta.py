"""Kind, title, agency and year, as covers print them."""

from __future__ import annotations

import pytest

from tests.dividing import divided

BODY = "\n\n第一部分 概况\n一、部门职责\n负责有关工作，承担上级交办的任务。\n"


@pytest.mark.parametrize(
    ("cover", "kind", "title", "organization", "year"),
    [
        ("2024年度  \n新乡市科学技术协会部门决算\n\n二〇二五年九月", "final_accounts", "2024年度新乡市科学技术协会部门决算", "新乡市科学技术协会", 2024),
        ("2023年度某县侨联部门决算\n二〇二四年九月", "final_accounts", "2023年度某县侨联部门决算", "某县侨联", 2023),
        ("上海市普陀区规划和自然\n资源局\n2024 年度部门决算", "final_accounts", "上海市普陀区规划和自然资源局2024年度部门决算", "上海市普陀区规划和自然资源局", 2024),
        ("江苏省2018年度\n省级部门预算公开报表\n部 门:中共江苏省委办公厅\n江苏省财政厅印制", "budget", "江苏省2018年度省级部门预算公开报表", "中共江苏省委办公厅", 2018),
        ("上海市某区2026年区级单位预算\n预算单位：上海市某区司法局", "budget", "上海市某区2026年区级单位预算", "上海市某区司法局", 2026),
        ("附件2\n四川省某县水务局\n2023年度部门整体支出绩效\n自 评 报 告", "department_self_evaluation", "四川省某县水务局2023年度部门整体支出绩效自评报告", "四川省某县水务局", 2023),
        ("关于2022年度某市公安局部门决算公开的说明\n2023年8月20日", "final_accounts", "关于2022年度某市公安局部门决算公开的说明", "某市公安局", 2022),
        ("农村危房改造项目支出绩效自评报告\n项目单位：某某区住房和城乡建设局\n主管部门：某市住房和城乡建设局\n2023年度", "project_self_evaluation", "农村危房改造项目支出绩效自评报告", "某某区住房和城乡建设局", 2023),
        ("二〇二三年度某县人民法院部门决算", "final_accounts", "二〇二三年度某县人民法院部门决算", "某县人民法院", 2023),
        ("2021年某市妇女联合会（本级）单位预算", "budget", "2021年某市妇女联合会（本级）单位预算", "某市妇女联合会", 2021),
        ("某县财政局关于2022年部门整体支出绩效自评的报告", "department_self_evaluation", "某县财政局关于2022年部门整体支出绩效自评的报告", "某县财政局", 2022),
        ("2024年度部门决算\n\n某市发展和改革委员会\n2025年9月", "final_accounts", "2024年度部门决算", "某市发展和改革委员会", 2024),
        ("2021年\n某县农业农村局部门预算\n二〇二一年二月", "budget", "2021年某县农业农村局部门预算", "某县农业农村局", 2021),
        ("索引号：014000-2024-00123\n发布日期：2024-08-20　来源：财务科　浏览次数：123\n某某县水利局2023年度部门决算公开", "final_accounts", "某某县水利局2023年度部门决算公开", "某某县水利局", 2023),
        ("某市经信局2016年“三公经费”预算对比增减说明", "budget", "某市经信局2016年“三公经费”预算对比增减说明", "某市经信局", 2016),
        ("某县财政局2020年度 机关整体支出绩效评价报告", "department_self_evaluation", "某县财政局2020年度机关整体支出绩效评价报告", "某县财政局", 2020),
        ("2021年\n某市某区人民检察院(差额表)\n部门预算", "budget", "2021年某市某区人民检察院(差额表)部门预算", "某市某区人民检察院", 2021),
        ("某省某市某区2026年区级部门预算\n预算主管部门：某市某区城市管理局", "budget", "某省某市某区2026年区级部门预算", "某市某区城市管理局", 2026),
        ("某市2018年度部门整体支出\n绩效评价自评报告\n部门(单位)名称:  某市公园管理中心\n预 算 编 码:   906017\n评价方式:部门(单位)绩效自评\n评价机构:部门(单位)评价组", "department_self_evaluation", "某市2018年度部门整体支出绩效评价自评报告", "某市公园管理中心", 2018),
        ("食堂改造经费绩效自评表(修改)\n项目支出绩效自评表\n(2019年度)\n项目名称\n食堂改造经费\n主管部门\n某市教育局\n实施单位\n某市食品工程学校", "project_self_evaluation", "食堂改造经费绩效自评表(修改)", "某市食品工程学校", 2019),
        ("2020年度\n新疆维吾尔自治区某某州文化和旅游局部门决\n算\n二〇二一年八月", "final_accounts", "2020年度新疆维吾尔自治区某某州文化和旅游局部门决算", "新疆维吾尔自治区某某州文化和旅游局", 2020),
        ("某市第四中学专项资金绩效自评价报告\n（2022年度）", "project_self_evaluation", "某市第四中学专项资金绩效自评价报告", "某市第四中学", 2022),
        ("某县水土保持站2020年度流域治理项目自评表\n单位名称：某县水土保持监测站 填报日期：2021年3月10日", "project_self_evaluation", "某县水土保持站2020年度流域治理项目自评表", "某县水土保持监测站", 2020),
        ("某县2021年度转移支付区域（项目）绩效目标自评表\n申报单位名称：某县交通运输局", "project_self_evaluation", "某县2021年度转移支付区域（项目）绩效目标自评表", "某县交通运输局", 2021),
        ("某市机关事务局2023年部门整体支出绩效目标申报表", "budget", "某市机关事务局2023年部门整体支出绩效目标申报表", "某市机关事务局", 2023),
        ("某某大学2022年度单位决算", "final_accounts", "某某大学2022年度单位决算", "某某大学", 2022),
    ],
)  # fmt: skip
def test_covers(cover: str, kind: str, title: str, organization: str, year: int) -> None:
    division = divided(cover + BODY)
    assert (division.kind, division.title, division.organization, division.fiscal_year) == (kind, title, organization, year)
    assert division.confidence > 0.6


def test_the_year_of_most_captions_where_the_title_has_none() -> None:
    division = divided("""
        焦作市科学技术协会部门决算
        第一部分 焦作市科学技术协会概况
        负责科学普及工作，与上年2020年相比没有变化。
        第二部分 2021 年度部门决算表
        部门：焦作市科学技术协会 2021 年度 单位：万元
        第三部分 2021 年度部门决算情况说明
        2021 年度收、支总计均为329.43万元。
        """)
    assert (division.organization, division.fiscal_year) == ("焦作市科学技术协会", 2021)


def test_the_cover_wins_over_a_caption_that_names_another_body() -> None:
    division = divided(
        "2024年度某某区文化和旅游局部门决算\n第一部分 某某区文化和旅游局概况\n部门：某某区图书馆 单位：万元\n部门：某某区图书馆 单位：万元\n"
    )
    assert division.organization == "某某区文化和旅游局"


def test_without_cover_the_captions_and_the_file_name_speak() -> None:
    division = divided(
        "一、部门职责\n负责防汛工作，保障安全。\n编制单位：某县水务局 单位：元\n2019年度收入合计12万元。\n",
        filename="某县水务局2019年度部门决算.txt",
    )
    assert (division.title, division.organization, division.fiscal_year) == ("某县水务局2019年度部门决算", "某县水务局", 2019)
    assert division.kind == "final_accounts"


COUNTY = """
    一、2023年预算执行情况
    2023年，全县财政总收入完成10.55亿元，其中：税收收入6.00亿元，增长5%。
    加上上级补助收入、调入资金和债务转贷收入后，收入总计30.00亿元。
    """


@pytest.mark.parametrize(
    "title", ["关于某县2023年财政预算执行情况及2024年财政预算草案的报告", "某县人民政府关于2023年决算情况的报告", "一、2023年执行情况"]
)
def test_what_a_county_takes_in_and_spends_is_no_report_of_a_department(title: str) -> None:
    assert divided(title + "\n各位代表：\n" + COUNTY).kind == "other"
    assert divided("某区人民政府关于2022年决算（草案）的报告\n区人大常委会：\n一、全区收支决算情况\n").kind == "other"


def test_a_finance_bureau_reports_as_a_department() -> None:
    text = "某县财政局2023年部门预算公开\n一、主要职责\n管理税收收入、转移支付收入和调入资金。\n编制决算草案。\n"
    assert divided(text).kind == "budget"


def test_years_told_to_compare_are_not_the_year_of_the_report() -> None:
    division = divided("""
        二、“三公”经费支出决算情况说明
        某某市水务局2016年度“三公”经费支出决算为68.30万元。
        (一)接待费支出26.40万元，与2015年度决算相比，减少9.60万元。
        (二)公务用车费用41.90万元，与2015年度决算相比，减少1.10万元，与2015年度决算支出持平。
        """)
    assert (division.organization, division.fiscal_year, division.kind) == ("某某市水务局", 2016, "final_accounts")
    assert division.confidence < 0.75


def test_a_statement_of_expenditure_without_a_title_is_of_final_accounts() -> None:
    assert divided("2020年“三公”经费支出43万元，比上年减少2万元，其中公务接待支出12万元。\n").kind == "final_accounts"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("某州数据中心2024年度项目支出绩效单位自评报告", "project_self_evaluation"),
        ("某县政协部门整体支出及项目支出绩效评价报告", "department_self_evaluation"),
    ],
)
def test_kinds_of_evaluations(title: str, kind: str) -> None:
    assert divided(title + BODY).kind == kind


def test_whose_site_a_report_without_an_agency_stands_on() -> None:
    text = "欢迎来到某县政协网站!\n部门整体支出绩效评价报告\n一、基本情况\n2021年收入90万元，比上年增加。\n"
    assert divided(text).organization == "某县政协"


def test_words_of_all_rules_of_a_kind_vote_where_no_title_tells_it() -> None:
    found = divided(
        "某某街道改造\n\n一、项目概况\n项目于三月开工。\n二、项目绩效目标\n改造房屋100户。\n三、项目资金到位情况\n项目资金到位及时。\n"
    )
    assert found.kind == "project_self_evaluation"
