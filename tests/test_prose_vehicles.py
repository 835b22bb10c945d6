"""公务用车及运行维护费 beside 公务用车购置费: what the other figures tell of it."""

from __future__ import annotations

import pytest

from tests.prose_reading import observe

WHOLE, OPERATION = "three_public.vehicle", "three_public.vehicle_operation"
SUM = "2023年度“三公”经费支出决算30.00万元，其中：因公出国（境）费0万元，"


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (SUM + "公务用车购置费8.00万元，公务用车及运行维护费20.01万元，公务接待费2.00万元。", OPERATION),
        (SUM + "公务用车及运行维护费28.00万元（其中公务用车购置费8.00万元），公务接待费2.00万元。", WHOLE),
        (SUM + "公务用车及运行维护费28.00万元，公务接待费2.00万元。", WHOLE),
        (SUM + "公务用车购置费0万元，公务用车及运行维护费28.00万元，公务接待费2.00万元。", WHOLE),
        ("2023年公务用车购置费18.00万元，公务用车及运行费10.00万元。", OPERATION),
        ("2023年公务用车购置及运行维护费26.00万元，公务用车购置费8.00万元，公务用车及运行维护费18.00万元。", OPERATION),
    ],
)
def test_a_name_without_purchases_means_what_the_others_leave(told: str, meant: str) -> None:
    (found,) = [o for o in observe("三公经费支出决算情况说明", told) if "车及运行" in o.raw_name]
    assert found.indicator == meant
    assert (found.signals.mapping or 1.0) >= 0.85


def test_where_nothing_tells_it_the_name_is_doubted() -> None:
    told = observe("三公经费支出决算情况说明", "2023年公务用车购置费8.00万元，公务用车及运行维护费20.00万元。")
    (found,) = [o for o in told if o.raw_name == "公务用车及运行维护费"]
    assert found.indicator == WHOLE and (found.signals.mapping or 1.0) < 0.7
