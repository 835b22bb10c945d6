"""The column of signs beside a target, as scans give it."""

from __future__ import annotations

from dataclasses import replace

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


def test_where_most_targets_of_a_scan_have_a_sign_one_without_was_not_read() -> None:
    signs = ("≥", "≥", "≤", "")
    sheet = table(
        "项目支出绩效目标表", COLUMNS, *(f"业务培训|产出指标|数量指标|第{n}项次数|{sign}|350|人次" for n, sign in enumerate(signs))
    )
    scanned = replace(sheet, rows=tuple(tuple(cell._replace(reading=0.99) for cell in row) for row in sheet.rows))
    found = {
        given is scanned: [o.signals.mapping for o in observe_tables(recognise((given,)), report("budget")) if o.column == "target"]
        for given in (sheet, scanned)
    }
    assert found == {False: [1.0, 1.0, 1.0, 1.0], True: [1.0, 1.0, 1.0, 0.7]}
