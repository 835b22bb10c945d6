"""A report as a data package: observations and checks as CSV, described by datapackage.json (Frictionless Data Package),
with the whole report and its schema beside them. The same report gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from extractor import Report, exports, output

_EPOCH = (1980, 1, 1, 0, 0, 0)  # zip files know no earlier time; a fixed one keeps the bytes equal
_WHOLE = ("fiscal_year", "year", "page", "line", "row", "table_column")
_NUMBERS = ("value", "left", "top", "right", "bottom", "confidence", "expected", "actual", "difference", "tolerance")
_CHECK_COLUMNS = ("rule", "status", "severity", "expected", "actual", "difference", "tolerance", "unit", "observations", "message")
_BOM = b"\xef\xbb\xbf"


def to_package(report: Report) -> bytes:
    """The zip file."""
    observations = exports.to_csv([report]).removeprefix(_BOM)
    parts = {
        "observations.csv": observations,
        "checks.csv": _checks(report),
        "report.json": b"".join(report.json_pieces(indent=2)),
        "report.schema.json": _json(output.schema()),
    }
    described = _described(report, parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {"datapackage.json": _json(described), **parts}.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _described(report: Report, parts: dict[str, bytes]) -> dict[str, Any]:
    observations = _resource("observations", parts["observations.csv"], exports.COLUMNS, ("document", "id"))
    return {
        "profile": "tabular-data-package",
        "name": f"mingzhang-{report.document.sha256[:12]}",
        "title": report.document.title,
        "description": "Text that a spreadsheet would run as a formula begins with an apostrophe.",
        "resources": [observations, _resource("checks", parts["checks.csv"], _CHECK_COLUMNS)],
    }


def _resource(name: str, content: bytes, columns: Sequence[str], key: Sequence[str] = ()) -> dict[str, Any]:
    fields = [{"name": column, "type": _type(column)} for column in columns]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""], **({"primaryKey": list(key)} if key else {})},
    }


def _type(column: str) -> str:
    return "integer" if column in _WHOLE else "number" if column in _NUMBERS else "string"


def _checks(report: Report) -> bytes:
    rows = ([_cell(getattr(check, column)) for column in _CHECK_COLUMNS] for check in report.checks)
    return _csv([_CHECK_COLUMNS, *rows])


def _cell(value: object) -> str:
    """As text; what a spreadsheet would run as a formula gets an apostrophe (OWASP, CSV Injection), numbers do not."""
    if value is None:
        return ""
    text = " ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=2).encode()
