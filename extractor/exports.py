"""Reports as tables: pandas frames, CSV, XLSX, Parquet. Amounts stay decimals end to end.

Text cells that a spreadsheet would run as a formula (= + - @ tab return) are prefixed with an apostrophe in CSV and
written as strings in XLSX (OWASP, CSV Injection).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from extractor.output import Report

COLUMNS = (
    "document", "organization", "fiscal_year", "id", "form", "indicator", "name", "raw_name", "column", "year",
    "value", "text", "unit", "comparator", "raw_value", "raw_unit",
    "page", "left", "top", "right", "bottom", "line", "table", "row", "table_column", "confidence", "repairs",
)  # fmt: skip
WHOLE = ("fiscal_year", "year", "page", "line", "row", "table_column")  # integers, where there is one
_HARMLESS = re.compile(r"[-+]?[\d.,]*%?|[<>]?=?")  # numbers and comparators are no formulas
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_MONEY_DIGITS, _MONEY_PLACES = 38, 8  # decimal128 of Parquet: wide enough for yuan printed with any number of places


def frame(reports: Sequence[Report]) -> pd.DataFrame:
    """One row an observation, in reading order; `value` holds Decimals or None, `left..bottom` fractions of the page."""
    rows = [_row(report, n) for report in reports for n in range(len(report.observations))]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(WHOLE, "Int64"))


def _row(report: Report, index: int) -> tuple[object, ...]:
    o = report.observations[index]
    e = o.evidence[0] if o.evidence else None
    box: Sequence[float | None] = (e.bbox if e else None) or [None] * 4
    line = e.lines[0] if e and e.lines else None
    where = (e.page, *box, line, e.table, e.row, e.column) if e else (None,) * 9
    repairs = "; ".join(f"{r.kind}: {r.before} -> {r.after}" for r in o.repairs)
    return (
        report.document.filename or report.document.sha256, report.document.organization, report.document.fiscal_year,
        o.id, o.form, o.indicator, o.name, o.raw_name, o.column, o.year, o.value, o.text, o.unit,
        o.comparator, o.raw_value, o.raw_unit, *where, o.confidence, repairs,
    )  # fmt: skip


def to_csv(reports: Sequence[Report]) -> bytes:
    """UTF-8 with a byte order mark, so that Excel reads the Chinese."""
    safe = frame(reports).map(_harmless)
    return b"\xef\xbb\xbf" + safe.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _harmless(value: object) -> object:
    risky = isinstance(value, str) and value.startswith(_FORMULA_STARTS) and not _HARMLESS.fullmatch(value)
    return f"'{value}" if risky else value


def to_xlsx(reports: Sequence[Report]) -> bytes:
    """Three sheets: observations, checks, warnings. No cell is a formula or a link."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with pd.ExcelWriter(out, engine="xlsxwriter", engine_kwargs={"options": options}) as writer:
        _sheet(writer, "observations", frame(reports))
        _sheet(writer, "checks", pd.DataFrame([c.model_dump(exclude={"observations"}) for r in reports for c in r.checks]))
        _sheet(writer, "warnings", pd.DataFrame([w.model_dump() for r in reports for w in r.warnings]))
    return out.getvalue()


def _sheet(writer: pd.ExcelWriter, name: str, data: pd.DataFrame) -> None:
    """Excel keeps 15 digits: a decimal that would not survive as a number is written as text."""
    data.map(_excel_number).to_excel(writer, sheet_name=name, index=False, freeze_panes=(1, 0))
    for index, column in enumerate(data.columns):
        longest = max([len(str(column)), *(len(str(v)) for v in data[column].head(200))])
        writer.sheets[name].set_column(index, index, min(60, longest + 2))


def _excel_number(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def to_parquet(reports: Sequence[Report]) -> bytes:
    """One Parquet file; `value` is decimal128(38, 8)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = frame(reports)
    fields = [
        pa.field(c, pa.decimal128(_MONEY_DIGITS, _MONEY_PLACES) if c == "value" else pa.int64() if c in WHOLE
                 else pa.float64() if c in ("left", "top", "right", "bottom", "confidence") else pa.string())
        for c in COLUMNS
    ]  # fmt: skip
    columns = [pa.array(_nones(data[field.name]), field.type) for field in fields]
    out = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(fields)), out, compression="zstd")
    return out.getvalue()


def _nones(column: pd.Series) -> list[object]:
    """Values with None for what pandas holds as not-a-number."""
    return [None if pd.isna(value) else value for value in column.astype(object)]
