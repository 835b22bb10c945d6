"""The three sample reports set again in other measures, with and without indents and blank lines."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractor.likeness import fold
from tests.dividing import divided, paragraphs, wrapped

SAMPLES = Path(__file__).parent.parent / "samples"
FORM = re.compile(r"表(?:（.{1,10}）)?$")


def gold(name: str) -> list[dict[str, Any]]:
    """The sections of a sample, titles of forms left out."""
    sections = json.loads((SAMPLES / name / "expected.json").read_text(encoding="utf-8"))["sections"]
    return [s for s in sections if s["number"] or not FORM.search(s["title"])]


def numbered(section: dict[str, Any]) -> str:
    """A heading as it is printed."""
    number = section["number"] or ""
    separator = "、" if number[:1] in "一二三四五六七八九十" and number else "." if number.isdigit() else " " if number[:1] == "第" else ""
    return number + separator + section["title"]


def same(found: list[str], wanted: list[str]) -> float:
    """F1 of two lists of strings, as multisets, after folding."""
    a, b = Counter(map(fold, found)), Counter(map(fold, wanted))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


@pytest.mark.parametrize("name", ["000", "001", "003"])
@pytest.mark.parametrize(
    ("characters", "lead", "blank", "floor"),
    [(22, "　　", "", 0.99), (33, "    ", "\n", 0.99), (41, "　　", "\n", 0.99), (28, "", "\n", 0.95), (36, "", "", 0.95)],
)
def test_headings_and_paragraphs_come_back(name: str, characters: int, lead: str, blank: str, floor: float) -> None:
    sections = gold(name)
    told = [text for s in sections for text in (numbered(s), *s["paragraphs"])]
    lines = [line for text in told for line in wrapped(text, characters, lead)]
    division = divided("某某市科学技术协会部门决算\n\n" + ("\n" + blank).join(lines))
    assert same(paragraphs(division), [p for s in sections for p in s["paragraphs"]]) >= floor
    headings = [f"{s.number or ''}{s.title}" for s in division.sections]
    assert same(headings, [f"{s['number'] or ''}{s['title']}" for s in sections]) >= 0.98
