"""What a clerk reads: printed units, printed titles, every number that matters."""

from __future__ import annotations

from decimal import Decimal

from extractor.checks import check
from extractor.checks.wording import amount, printed, titling
from extractor.records import Division, Table
from tests.drawn_figures import failing, figure, table


def test_numbers_as_printed() -> None:
    assert printed(figure("three_public.total@final", "1,234.50")) == "1234.50万元"
    assert printed(figure("revenue.total@change_rate", "-8.64%")) == "-8.64%"
    assert amount(Decimal(8381000), [figure("a@final", "667.77"), figure("a@final", "837.1")]) == "838.10万元"


def test_the_total_of_the_column_of_totals_is_named_once() -> None:
    found = failing(table("expenditure_detail", "total basic project\ntotal 10.00 6.00 3.00"))
    assert found[0][1].startswith("支出决算表中合计10.00万元，")


def test_titles_as_this_document_prints_them() -> None:
    tables = [Table("t1", "2026年预算单位支出预算总表", (), (), form="expenditure_detail")]
    assert titling(tables)("支出决算表中合计10.00万元") == "预算单位支出预算总表中合计10.00万元"
    assert titling(tables)("一般公共预算财政拨款支出决算表中合计1元") == "一般公共预算财政拨款支出决算表中合计1元"


def test_a_failure_is_said_once() -> None:
    rows = tuple(o._replace(id=f"o{n}") for n, o in enumerate(table("expenditure_detail", "total basic project\ntotal 10.00 6.00 3.00")))
    found = check(rows, (), Division("budget", "预算", "某局", 2024, 1.0, ()))
    assert [c.message for c in found if c.status == "fail"] == [
        "支出决算表中合计10.00万元，分项之和9.00万元（基本支出6.00万元、项目支出3.00万元），相差1.00万元。"
    ]
