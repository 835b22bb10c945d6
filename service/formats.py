"""Reports as bytes in the formats that the command line and the service offer."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from extractor import Report


class Format(StrEnum):
    """Output formats of `mingzhang extract`."""

    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"

    @property
    def binary(self) -> bool:
        """Not fit for a terminal."""
        return self in (Format.parquet, Format.xlsx)


def written(reports: Sequence[Report], format: Format, *, alone: bool) -> bytes:
    """The reports in one piece. JSON gives one object where one file was asked for (`alone`), else an array in the
    order asked; JSON lines give one report a line; the others one row an observation of all reports."""
    if format is Format.json:
        texts = [report.model_dump_json(indent=2) for report in reports]
        return ((texts[0] if alone else "[" + ",\n".join(texts) + "]") + "\n").encode()
    if format is Format.jsonl:
        return "".join(report.model_dump_json() + "\n" for report in reports).encode()
    from extractor import exports  # pandas costs half a second: JSON does not pay for it

    writers = {Format.csv: exports.to_csv, Format.parquet: exports.to_parquet, Format.xlsx: exports.to_xlsx}
    return writers[format](reports)
