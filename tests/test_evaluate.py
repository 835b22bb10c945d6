"""Scores of reports: a figure counts only if form, indicator, column, year and value are all right."""

from __future__ import annotations

from service.evaluate import calibration_error, score


def figure(value, indicator="total", form="three_public", **more):
    return {"form": form, "indicator": indicator, "column": "final", "year": 2024, "value": value, "unit": "CNY", "comparator": "=", **more}


def test_a_right_figure_counts_and_a_wrong_one_counts_twice() -> None:
    expected = {"observations": [figure(10), figure(20, "three_public.vehicle")]}
    got = score(expected, {"observations": [figure(10.0), figure(21, "three_public.vehicle")]})
    assert got.tables == (1, 2, 2)
    assert len(got.misses) == 1


def test_an_invented_figure_lowers_precision() -> None:
    assert score({"observations": []}, {"observations": [figure(1)]}).tables == (0, 0, 1)


def test_what_is_optional_counts_neither_way() -> None:
    expected = {"observations": [figure(10, optional=True)]}
    assert score(expected, {"observations": [figure(10)]}).tables == (0, 0, 0)


def test_forms_outside_a_partial_expectation_are_not_judged() -> None:
    expected = {"observations": [figure(10)], "partial": True}
    assert score(expected, {"observations": [figure(10), figure(5, form="revenue_detail")]}).tables == (1, 1, 1)


def test_prose_is_scored_by_recall() -> None:
    expected = {"observations": [figure(10, form="narrative"), figure(11, form="narrative", indicator="agency_operating")]}
    got = score(expected, {"observations": [figure(10, form="narrative"), figure(12, form="narrative", indicator="agency_operating")]})
    assert (got.prose.recall, got.contradicted) == (0.5, 1)


def test_headings_and_paragraphs_are_compared_without_width_and_spaces() -> None:
    one = {"sections": [{"number": "（一）", "title": "总体情况。", "paragraphs": ["共 3 辆。"]}]}
    other = {"sections": [{"number": "(一)", "title": "总体情况", "paragraphs": ["共3辆。"]}]}
    got = score(one, other)
    assert (got.headings.f1, got.paragraphs.f1) == (1.0, 1.0)


def test_contradictions_agree_by_family_and_figures() -> None:
    expected = {"checks_failing": [{"rule_family": "sum", "message": "合计252.91万元，各项之和125.21万元", "observations": []}]}
    failing = {"rule": "sum.rows", "status": "fail", "message": "小计125.21，应为252.91", "observations": []}
    false = {"rule": "ratio.share", "status": "fail", "message": "占比12.34%", "observations": []}
    got = score(expected, {"checks": [failing, false]})
    assert (got.failing.right, got.false_alarms) == (1, 1)


def test_calibration() -> None:
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) < 1e-9
    assert calibration_error([]) is None
