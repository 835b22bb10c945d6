"""Reports as bytes in the formats that the command line and the service offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def written(reports: Sequence[Report], format: Format, *, alone: bool) -> Iterator[bytes]:
    """The reports, piece by piece. JSON gives one object where one file was asked for (`alone`), else an array in the
    order asked; JSON lines give one report a line; the others one row an observation of all reports."""
    if format is Format.json:
        yield from _array(reports) if not alone else reports[0].json_pieces(indent=2)
        yield b"\n"
    elif format is Format.jsonl:
        for report in reports:
            yield from report.json_pieces()
            yield b"\n"
    else:
        from extractor import exports  # pandas costs half a second: JSON does not pay for it

        writers = {Format.csv: exports.to_csv, Format.parquet: exports.to_parquet, Format.xlsx: exports.to_xlsx}
        yield writers[format](reports)


def _array(reports: Sequence[Report]) -> Iterator[bytes]:
    yield b"["
    for n, report in enumerate(reports):
        yield b",\n" if n else b""
        yield from report.json_pieces(indent=2)
    yield b"]"
