"""Points, weights, rates of points, grades."""

from __future__ import annotations

from extractor.records import Observation
from tests.drawn_figures import failing, grade, prose, rules, statuses, table

SUMMARY = """
weight score score_rate
performance:预算执行情况  10分   9.84分   98.40%
performance:投入管理指标  30分   28分     93.33%
performance:产出指标      25分   25分     100%
performance:效益指标      35分   35分     100%
self_evaluation.total     100分  97.84分  97.84%
"""


def test_a_summary_of_scores() -> None:
    assert failing(table("score_summary", SUMMARY)) == []


def test_a_rate_that_is_not_the_score_over_the_weight() -> None:
    found = failing(table("score_summary", SUMMARY.replace("98.40%", "88.53%")))
    assert [rule for rule, _ in found] == ["score.rate"] and "9.84分" in found[0][1] and "98.40%" in found[0][1]


def test_a_rate_without_decimals_is_rounded() -> None:
    assert failing(table("score_summary", SUMMARY.replace("93.33%", "93%"))) == []


def test_a_total_that_is_not_the_sum() -> None:
    assert rules(table("score_summary", SUMMARY.replace("97.84分  97.84%", "97.48分  97.48%"))) == ["score.total"]


def test_weights_that_are_not_a_hundred() -> None:
    assert rules(table("score_summary", SUMMARY.replace("35分   35分", "40分   40分"))) == ["score.weights"]


LEAVES = """
weight score
self_evaluation.budget        10分 9.9分
performance:投入管理指标      30分 .
performance:预算编制完整性    20分 19分
performance:资产管理规范性    10分 9分
performance:产出指标          60分 {}
performance:自办活动完成率    60分 60分
self_evaluation.total         .    {}分
"""


def test_the_leaves_add_up_whatever_stands_above_them() -> None:
    assert failing(table("department_self_evaluation", LEAVES.format(".", "97.9"))) == []
    assert failing(table("department_self_evaluation", LEAVES.format("60分", "97.9"))) == []
    found = failing(table("department_self_evaluation", LEAVES.format(".", "97.7")))
    assert [rule for rule, _ in found] == ["score.total"] and "97.9分" in found[0][1] and "97.7分" in found[0][1]


def test_a_form_in_two_tables_is_one_form() -> None:
    head, budget, *indicators = LEAVES.format(".", "97.7").strip().splitlines()
    first = table("department_self_evaluation", f"{head}\n{budget}", id="t1")
    second = table("department_self_evaluation", "\n".join([head, *indicators]), id="t2")
    assert rules(first, second) == ["score.total"]


PROJECT = """
adjusted_budget executed execution_rate weight score
project:校舍维修       200 120 60% 10分 6分
performance:维修面积   .   .   .   50分 40分
performance:师生满意度 .   .   .   40分 32分
"""


def project(total: str) -> list[Observation]:
    """The form of one project: its budget line and its total both go by its name."""
    rows = table("project_self_evaluation", PROJECT, id="t1")
    last = table("project_self_evaluation", f"weight score\nproject:校舍维修 100分 {total}分", id="t1")
    placed = [(o, n) for n, part in enumerate((rows, last)) for o in part]
    return [o._replace(evidence=(o.evidence[0]._replace(row=10 * n + (o.evidence[0].place.lines or (0,))[0]),)) for o, n in placed]


def test_the_form_of_one_project() -> None:
    assert failing(project("78")) == []
    assert statuses("score.total", project("78")) == {"pass"}
    assert rules(project("79")) == ["score.total"]


def test_totals_of_several_projects_are_no_contradiction() -> None:
    assert failing(prose("self_evaluation.total@score 95.6分", "self_evaluation.total@score 78分"), kind="project_self_evaluation") == []


def test_scores_are_not_added_where_weights_are_missing() -> None:
    drawn = "weight score\nself_evaluation.total . 97.7分\nperformance:产出指标 25分 25分\nperformance:效益指标 35分 35分"
    assert statuses("score.total", table("department_self_evaluation", drawn)) == {"not_applicable"}


def test_no_more_points_than_the_weight() -> None:
    assert rules(prose("performance:预算编制完整性@weight 2分 performance:预算编制完整性@score 3分")) == ["score.weight"]
    assert failing(prose("performance:预算编制完整性@weight 2分 performance:预算编制完整性@score 2分")) == []


def test_grades() -> None:
    assert failing(prose("self_evaluation.total@score 94分"), [grade("优")]) == []
    assert failing(prose("self_evaluation.total@score 90分"), [grade("优")]) == []
    assert rules(prose("self_evaluation.total@score 88分"), [grade("优")]) == ["score.grade"]


def test_prose_and_table_give_different_totals() -> None:
    assert rules(table("score_summary", SUMMARY), prose("self_evaluation.total@score 97.9分")) == ["narrative.table"]
