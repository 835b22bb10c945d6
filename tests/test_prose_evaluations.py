"""The narrative of self-evaluations: the whole department, its indicators, its projects."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe, said

WHOLE = [
    ("三、综合评价结论", "2023年度我单位整体自评得分为97.84分，评价等级为“优”。其中，预算执行率得分9.84分，投入管理指标得分28分，产出指标得分25分，效益指标得分35分。",
     ["self_evaluation.total score 97.84", "self_evaluation.total grade 优", "performance:预算执行率 score 9.84", "performance:投入管理指标 score 28", "performance:产出指标 score 25", "performance:效益指标 score 35"]),
    ("评价结论", "经综合评价，我部门2023年部门整体支出绩效自评得分为92.5分，绩效评价等级为“良好”。", ["self_evaluation.total score 92.5", "self_evaluation.total grade 良好"]),
    ("评价结论", "按照90（含）-100分为优、80（含）-90分为良的等级设置，最终得分为88分。", ["self_evaluation.total score 88"]),
    ("部门资金情况分析", "2023年度，部门年初预算数为120.00万元，全年预算数150.00万元，全年执行数145.50万元，预算执行率97%。",
     ["self_evaluation.budget initial_budget 1200000", "self_evaluation.budget adjusted_budget 1500000", "self_evaluation.budget executed 1455000", "self_evaluation.budget execution_rate 97"]),
    ("资金执行情况", "“三公经费”年初预算3.2万元，实际支出2.4万元，“三公经费”控制率75%。",
     ["self_evaluation.three_public initial_budget 32000", "self_evaluation.three_public executed 24000", "self_evaluation.three_public execution_rate 75"]),
    ("部门绩效指标完成情况分析", "绩效监控完成率100%，绩效自评完成率达98.5%，结转结余率为0%。",
     ["performance:绩效监控完成率 actual 100", "performance:绩效自评完成率 actual 98.5", "performance:结转结余率 actual 0"]),
    ("部门绩效指标完成情况分析", "通过问卷调查，服务对象满意度达到95%以上。", ["performance:服务对象满意度 actual >=95"]),
    ("部门预算资金情况", "2023年初部门预算批复500万元，其中：基本支出400万元，项目支出100万元。年中调整预算50万元，调整后预算数550万元，全年支出540万元。",
     ["self_evaluation.budget initial_budget 5000000", "self_evaluation.budget.basic initial_budget 4000000", "self_evaluation.budget.project initial_budget 1000000", "self_evaluation.budget budget_adjustment 500000", "self_evaluation.budget adjusted_budget 5500000", "self_evaluation.budget executed 5400000"]),
    ("履职效果", "社会公众满意度调查共发放问卷100份，满意度为96.5%。", ["performance:社会公众满意度 actual 96.5"]),
    ("预算完成率", "预算完成率=（500/550）×100%=90.91%，该项指标满分10分，自评得分9分。", ["performance:预算完成率 score 9"]),
    ("效益分析", "质量指标：项目验收合格率100%，分值10分，得分10分。", ["performance:项目验收合格率 actual 100", "performance:项目验收合格率 weight 10", "performance:项目验收合格率 score 10"]),
    ("部门绩效指标完成情况分析", "预算调整率=（预算调整数-年初预算数）/年初预算数×100%。", []),
    ("部门绩效指标完成情况分析", "全年开展活动1800余项，发放资料2000册，参加12876人次，签约金额66.42亿元。", []),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "sentence", "expected"), WHOLE)
def test_departments_evaluate_themselves(heading: str, sentence: str, expected: list[str]) -> None:
    assert said(observe(heading, sentence, kind="department_self_evaluation")) == expected


INDICATORS = [
    ("绩效指标完成情况", "预算执行率（10分）：全年预算数100万元，执行数98万元，预算执行率98%，得9.8分。",
     ["performance:预算执行率 weight 10", "self_evaluation.budget adjusted_budget 1000000", "self_evaluation.budget executed 980000", "self_evaluation.budget execution_rate 98", "performance:预算执行率 score 9.8"]),
    ("绩效指标完成情况", "1.预算执行率指标分值10分，预算执行率98%，自评得分9.8分。", ["performance:预算执行率 weight 10", "self_evaluation.budget execution_rate 98", "performance:预算执行率 score 9.8"]),
    ("绩效指标完成情况", "预算执行率98%（权重10分），得分9.8分。", ["performance:预算执行率 actual 98", "performance:预算执行率 weight 10", "performance:预算执行率 score 9.8"]),
    ("绩效指标完成情况", "（1）预算执行率，分值10分，实际执行率为98.5%，得分9.85分。", ["performance:预算执行率 weight 10", "self_evaluation.budget execution_rate 98.5", "performance:预算执行率 score 9.85"]),
    ("1.预算执行率（10分）", "2023年预算执行率为98.18%，得9.82分。", ["performance:预算执行率 weight 10", "self_evaluation.budget execution_rate 98.18", "performance:预算执行率 score 9.82"]),
    ("①年度履职目标相关性，指标2分，得2分。", "目标与部门职责相关。", ["performance:年度履职目标相关性 weight 2", "performance:年度履职目标相关性 score 2"]),
    ("②重点工作1计划完成率：95%，指标5分，得4.5分。", "按计划开展。", ["performance:重点工作1计划完成率 actual 95", "performance:重点工作1计划完成率 weight 5", "performance:重点工作1计划完成率 score 4.5"]),
    ("（3）预算调整率（分值3分，得2分）", "2023年我单位预算调整率12.5%。", ["performance:预算调整率 weight 3", "performance:预算调整率 score 2", "performance:预算调整率 actual 12.5"]),
    ("③绩效目标填报完成率，指标1分，得1分。", "共实施8个项目，填报8个，完成率100%。", ["performance:绩效目标填报完成率 weight 1", "performance:绩效目标填报完成率 score 1", "performance:绩效目标填报完成率 actual 100"]),
    ("参与人员满意度，指标20分，得18分。", "未收到投诉，根据评分规则，该指标得18分。", ["performance:参与人员满意度 weight 20", "performance:参与人员满意度 score 18", "performance:参与人员满意度 score 18"]),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "paragraph", "expected"), INDICATORS)
def test_an_indicator_has_weight_and_score(heading: str, paragraph: str, expected: list[str]) -> None:
    assert said(observe(f"绩效指标完成情况分析 > {heading}", paragraph, kind="department_self_evaluation")) == expected


PROJECTS = [
    ("1、科普工作经费项目绩效自评情况：根据年初设定的绩效目标，项目自评得分为100分。项目全年预算数为42.37万元，执行数为42.37万元，完成预算的100%。",
     ["project:科普工作经费 score 100", "project:科普工作经费 adjusted_budget 423700", "project:科普工作经费 executed 423700", "project:科普工作经费 completion_rate 100"]),
    ("（2）2023年聘用人员经费项目绩效自评综述：全年预算数为3万元，执行数为2.99万元，完成预算的99.67%。绩效目标完成情况：一是预算执行率99.67%；二是产出指标得分率100%；三是效益指标得分率80%；四是满意度指标得分率90%。",
     ["project:2023年聘用人员经费 adjusted_budget 30000", "project:2023年聘用人员经费 executed 29900", "project:2023年聘用人员经费 completion_rate 99.67", "project:2023年聘用人员经费 execution_rate 99.67", "project:2023年聘用人员经费 output_score_rate 100", "project:2023年聘用人员经费 benefit_score_rate 80", "project:2023年聘用人员经费 satisfaction_score_rate 90"]),
]  # fmt: skip


@pytest.mark.parametrize(("paragraph", "expected"), PROJECTS)
def test_projects_are_evaluated(paragraph: str, expected: list[str]) -> None:
    assert said(observe("预算绩效情况说明 > 项目绩效自评结果", paragraph)) == expected


def test_a_project_named_in_the_heading_is_in_force_below_it() -> None:
    found = observe(
        "项目绩效自评结果 > “智慧图书馆”建设项目绩效自评综述", "项目全年预算数为10万元，执行数为9万元，完成预算的90%。", "自评得分为95分。"
    )
    assert said(found) == [
        f"project:“智慧图书馆”建设 {rest}" for rest in ("adjusted_budget 100000", "executed 90000", "completion_rate 90", "score 95")
    ]


PARTS = [
    ("产出指标（50分）", ("数量指标：疏浚沟渠12公里，得20分。", "质量指标：工程验收合格，得10分。", "时效指标：按期完工，得9.5分。"), ("数量指标 score 20", "质量指标 score 10", "时效指标 score 9.5")),
    ("产出指标（50分）", ("（1）数量指标", "疏浚沟渠12公里，得20分。", "（2）质量指标", "工程验收合格，得10分。"), ("数量指标 score 20", "质量指标 score 10")),
    ("产出指标（50分）", ("数量指标20分，得20分；质量指标（10分）得9分。",), ("数量指标 weight 20", "数量指标 score 20", "质量指标 weight 10", "质量指标 score 9")),
    ("效益指标（30分）", ("社会效益方面，受益群众3000人，自评得分15分。可持续影响方面，建立机制2项，自评得分14分。",), ("社会效益指标 score 15", "可持续影响指标 score 14")),
    ("产出指标（50分）", ("各项任务均已完成，得50分。",), ("产出指标 score 50",)),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "paragraphs", "expected"), PARTS)
def test_a_score_belongs_to_the_second_level_that_its_words_name(
    heading: str, paragraphs: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    found = said(observe(f"绩效指标完成情况分析 > 1.{heading}", *paragraphs, kind="project_self_evaluation"))
    assert found[1:] == [f"performance:{rest}" for rest in expected]


def test_an_evaluation_within_the_accounts_tells_the_budget_of_the_department() -> None:
    text = "2023年部门年初预算98万元，全年预算数110万元，全年执行数104.5万元，预算执行率95%。"
    columns = [("initial_budget", "980000"), ("adjusted_budget", "1100000"), ("executed", "1045000"), ("execution_rate", "95")]
    expected = [f"self_evaluation.budget {column} {value}" for column, value in columns]
    report = "某院2023年度部门整体支出绩效评价报告"
    assert said(observe(f"{report} > 部门财政资金收支情况 > 部门财政资金支出情况", text)) == expected
    assert said(observe(f"{report} > 部门概况 > 部门整体支出规模、使用方向和主要内容", text)) == expected


def test_a_part_of_the_money_and_a_limit_are_not_those_of_the_whole() -> None:
    report = "某院2023年度部门整体支出绩效评价报告"
    assert said(observe(f"{report} > 专项支出", "专项资金年初预算安排380.00万元，全部到位。")) == []
    text = "在职人员65人，编制68人，控制率低于100%。该项得5分。"
    found = said(observe(f"{report} > 投入 > 在职人员控制率（5分）", text))
    assert found[-1] == "performance:在职人员控制率 score 5" and not any("self_evaluation" in fact for fact in found)


def test_projects_by_what_they_achieved() -> None:
    text = "（1）检察业务费项目绩效目标完成情况综述。项目全年预算数126万元，执行数为126万元，完成预算的100%。"
    found = said(observe("预算绩效管理情况", text))
    assert found == [f"project:检察业务费 {rest}" for rest in ("adjusted_budget 1260000", "executed 1260000", "completion_rate 100")]
    assert said(observe("预算绩效管理情况", "（二）绩效目标完成情况", "全年预算数126万元。")) == []
