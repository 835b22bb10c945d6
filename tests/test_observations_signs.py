"""The column of signs beside a target, as scans give it."""

from __future__ import annotations

import pytest
from tables_by_hand import report, table

from extractor.observations.forms import observe_tables
from extractor.records import Observation
from extractor.tables.recognise import recognise

COLUMNS = "项目名称|一级指标|二级指标|三级指标|指标性质|指标值|度量单位"


def target(sign: str) -> Observation:
    sheet = table("项目支出绩效目标表", COLUMNS, f"业务培训|产出指标|数量指标|培训人次|{sign}|350|人次")
    (found,) = (o for o in observe_tables(recognise((sheet,)), report("budget")) if o.column == "target")
    return found


@pytest.mark.parametrize(("sign", "comparator"), [("≥", ">="), ("⩽", "<="), ("-", "="), ("—", "="), ("", "="), ("定量", "="), ("V", "=")])
def test_only_a_sign_of_comparison_is_read_with_the_number_beside_it(sign: str, comparator: str) -> None:
    found = target(sign)
    assert (found.value, found.comparator) == (350, comparator)


def test_a_sign_that_cannot_be_read_makes_its_target_doubtful() -> None:
    sure, doubtful = target("≥").signals.mapping, target("V").signals.mapping
    assert sure is not None
    assert doubtful is not None
    assert doubtful < 0.8 * sure
    assert target("定量").signals.mapping == target("").signals.mapping == sure
