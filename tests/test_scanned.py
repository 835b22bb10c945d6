"""The scanned sample from its pixels to its figures, and the two engines against each other on one page."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from extractor import Options, extract
from service.evaluate import Score, score

SAMPLE = Path(__file__).parent.parent / "samples" / "scanned"
FORM_PAGE = 3  # one with a table of codes and amounts
pytestmark = pytest.mark.slow


def scored(options: Options) -> tuple[Score, dict[str, Any]]:
    expected = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
    report = json.loads(extract(SAMPLE / "report.pdf", options=options).model_dump_json())
    return score(expected, report), report


def test_a_scanned_budget_is_read_like_its_text() -> None:
    got, report = scored(Options(workers=2))
    assert got.meta.recall == 1.0
    assert got.tables.f1 >= 0.99
    assert got.false_alarms == 0
    assert {page["source"] for page in report["pages"]} == {"ocr"}
    assert all(abs(page["skew"]) > 0.5 for page in report["pages"])  # it lies askew by one degree


def numbers(engine: str) -> list[str]:
    options = Options(ocr=engine, first_page=FORM_PAGE, last_page=FORM_PAGE)
    report = json.loads(extract(SAMPLE / "report.pdf", options=options).model_dump_json())
    return [o["raw_value"] for o in report["observations"] if o["form"] != "narrative"]


@pytest.mark.skipif(importlib.util.find_spec("paddleocr") is None, reason="extra [paddle] is not installed")
def test_the_official_engine_reads_the_same_figures() -> None:
    ours, theirs = numbers("default"), numbers("paddle")
    shared = sum(min(ours.count(n), theirs.count(n)) for n in set(ours))
    assert ours and shared >= 0.95 * max(len(ours), len(theirs))
