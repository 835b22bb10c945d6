"""Tables of observations: nothing that a spreadsheet would run, no amount read again from text."""

from __future__ import annotations

import io
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from extractor import exports
from extractor.output import publish
from tests.builders import findings, observation


@pytest.fixture
def report():
    return publish(
        findings(observation("three_public.total", "2.46"), observation("total", "1")._replace(value=None, text="=HYPERLINK(1)", unit=None))
    )


def test_frame_has_a_row_for_each_observation_and_keeps_decimals(report) -> None:
    frame = report.to_frame()
    assert list(frame["value"]) == [Decimal(24600), None]
    assert list(frame["line"]) == [1, 1]


def test_csv_opens_in_spreadsheets_and_runs_nothing(report) -> None:
    text = exports.to_csv([report]).decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "24600" in text


def test_parquet_holds_exact_decimals(report) -> None:
    table = pq.read_table(io.BytesIO(exports.to_parquet([report])))
    assert table.column("value").to_pylist() == [Decimal("24600.00000000"), None]


def test_xlsx_is_a_workbook(report) -> None:
    assert exports.to_xlsx([report]).startswith(b"PK")


def test_nothing_found_is_an_empty_table_not_an_error() -> None:
    empty = publish(findings())
    assert exports.to_csv([empty]).count(b"\n") == 1
    assert pq.read_table(io.BytesIO(exports.to_parquet([empty]))).num_rows == 0
    assert exports.to_xlsx([empty]).startswith(b"PK")
