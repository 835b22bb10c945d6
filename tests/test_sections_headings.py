"""What is a heading and what is not: wrapped ones, lists, markup, larger type, titles of forms."""

from __future__ import annotations

from tests.dividing import divided, headings, paragraphs, printed


def test_list_items_are_paragraphs_and_stand_alone_lines_are_headings() -> None:
    division = divided("""
        一、部门职责

        （一）强化思想引领。加强对科技工作者的思想政治引领。

        （二）创新科普活动。

        二、工作目标管理

        ①年度履职目标相关性，指标 2 分，得 2 分。

        我单位结合年初工作要点制定了年度目标。

        ②工作任务科学性，指标 2 分，得 2 分。

        我单位制定了3项工作任务。

        ②绩效指标合理性，指标 2 分，得 1 分。

        绩效指标与目标一致。

        三、年度任务

        1. 年度总体目标

        完成全年工作。

        2. 年度主要内容

        落实各项任务。

        四、改进措施

        1、加强预算编制。

        2、严格财务审核。
        """)
    assert headings(division) == [
        "1 一 部门职责",
        "1 二 工作目标管理",
        "2 ① 年度履职目标相关性，指标 2 分，得 2 分。",
        "2 ② 工作任务科学性，指标 2 分，得 2 分。",
        "2 ② 绩效指标合理性，指标 2 分，得 1 分。",
        "1 三 年度任务",
        "2 1 年度总体目标",
        "2 2 年度主要内容",
        "1 四 改进措施",
    ]
    assert paragraphs(division)[:2] == ["（一）强化思想引领。加强对科技工作者的思想政治引领。", "（二）创新科普活动。"]
    assert paragraphs(division)[-2:] == ["1、加强预算编制。", "2、严格财务审核。"]


def test_a_list_of_bare_names_that_is_announced_is_no_outline() -> None:
    division = divided("""
        二、决算单位构成
        纳入2022年度部门决算编制范围的单位包括：
        1.某区教育局本级
        2.某区教师发展中心
        三、人员情况
        年末在职人员120人。
        """)
    assert headings(division) == ["1 二 决算单位构成", "1 三 人员情况"]
    assert paragraphs(division)[1:3] == ["1.某区教育局本级", "2.某区教师发展中心"]


def test_a_heading_that_wraps_is_one_heading() -> None:
    division = divided("""
        六、一般公共预算财政拨款基本支出决算情况说明

        2021年度一般公共预算财政拨款基本支出194.18万元，其中：人

        员经费175.77万元，主要包括：基本工资、津贴补贴、奖金、绩

        效工资、机关事业单位基本养老保险缴费。

        七、一般公共预算财政拨款“三公”经费支出决算情况说

        明

        （一）总体情况

        2021年度“三公”经费支出预算为4.1万元，支出决算为0.81万

        元，完成预算的19.76%。
        """)
    assert headings(division)[1] == "1 七 一般公共预算财政拨款“三公”经费支出决算情况说明"
    heading = division.sections[1].heading
    assert heading is not None
    assert heading.places[0].lines == (9, 11)


def test_headings_without_any_number() -> None:
    division = divided("""
        某某区残疾人联合会2023年部门决算公开说明

        部门职责

            区残联的主要职能是：代表残疾人共同利益，维护残疾人合法权益，团结
        教育残疾人，为残疾人服务。

        机构设置

            区残联内设办公室、组联部、康复部3个机构。

        收入支出决算总体情况说明

            2023年度收、支总计283.6万元，比上年减少12.1万元。
        """)
    assert headings(division) == ["1 部门职责", "1 机构设置", "1 收入支出决算总体情况说明"]


def test_markup_ranks_headings_without_numbers() -> None:
    division = divided("""
        # 某某区民政局2020年部门预算

        ## 部门情况

        ### 部门领导

        局长一名，副局长三名。

        ## 名词解释

        1. 财政拨款收入：指本级财政部门当年拨付的资金。
        """)
    assert headings(division) == ["1 部门情况", "2 部门领导", "1 名词解释"]


def test_larger_type_makes_a_heading_on_a_page() -> None:
    division = printed(
        [
            (200.0, 60.0, "某某区司法局主要职能"),
            (114.0, 100.0, "主管全区司法行政工作，主要职责是："),
            (114.0, 120.0, "（一）拟订工作规划，并组织实施。"),
        ]
    )
    assert headings(division) == ["1 某某区司法局主要职能"]
    assert len(paragraphs(division)) == 2


def test_the_title_printed_again_before_the_body_is_no_heading() -> None:
    division = divided("""
        2023年度
        某某县水务局部门决算

        目录
        第一部分 部门概况
        第二部分 名词解释

        2023年度
        某某县水务局部门决算

        第一部分 部门概况

        负责全县水务工作，承担防汛任务。

        第二部分 名词解释

        一、基本支出：指为保障机构正常运转而发生的支出。
        """)
    assert headings(division) == ["1 第一部分 部门概况", "1 第二部分 名词解释"]
    assert len(paragraphs(division)) == 2


def test_the_number_of_a_part_on_a_line_of_its_own() -> None:
    division = divided("""
        2022年度某某县农业农村局部门决算

        目录

        第一部分

        部门概况

        第五部分

        附件

        第一部分

        部门概况

        一、主要职能。
        1、贯彻执行党和国家有关“三农”工作的方针；
        2、承办县委、县政府交办的其他事项。
        第五部分

        附件

        附件1
        2022年度部门整体支出绩效自评报告
        一、部门基本情况
        主管农业农村工作，内设12个股室。
        """)
    assert headings(division) == [
        "1 第一部分 部门概况",
        "2 一 主要职能。",
        "1 第五部分 附件",
        "2 附件1 2022年度部门整体支出绩效自评报告",
        "3 一 部门基本情况",
    ]


def test_a_heading_of_markup_that_ends_as_a_sentence_stands_below_the_numbered_one_before_it() -> None:
    found = divided("""
        2023年度部门决算
        一、收入情况
        收入合计5.00万元，比上年增加1.00万元，增长百分之二十五。
        # 说明。
        以上收入均已入账，没有截留和挪用等情况，特此说明，请予监督。
        二、支出情况
        支出合计5.00万元，比上年增加1.00万元，增长百分之二十五。
        """)
    assert [(section.level, section.title) for section in found.sections] == [(1, "收入情况"), (2, "说明。"), (1, "支出情况")]
