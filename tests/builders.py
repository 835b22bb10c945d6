"""Small builders of records, so that a test reads like the document it is about."""

from __future__ import annotations

from decimal import Decimal

from extractor.records import Check, Division, Evidence, Findings, Observation, PageFacts, Place, Section, Source, Table


def observation(
    indicator: str, raw: str, *, column: str = "final", form: str = "three_public", raw_unit: str = "万元", line: int = 1
) -> Observation:
    """One amount in 万元 of 2024, printed on a line."""
    value = Decimal(raw.replace(",", "")) * {"万元": 10000, "元": 1}[raw_unit]
    evidence = (Evidence(Place(1, None, (line, line))),)
    return Observation(
        "o1", form, indicator, indicator, indicator, column, 2024, value, None, "CNY", "=", raw, raw_unit, evidence, confidence=0.97
    )


def findings(
    *observations: Observation, checks: tuple[Check, ...] = (), tables: tuple[Table, ...] = (), filename: str = "a.txt"
) -> Findings:
    """A document in which just these were found."""
    source = Source(b"x", filename, "text/plain", "0" * 64, "utf-8")
    division = Division("final_accounts", "某局决算", "某局", 2024, 0.9, (Section("s1", None, 1, "一", "情况", 1),))
    return Findings(source, (PageFacts(1, "plain_text", None, None, 0, 0.0, None),), division, tables, observations, checks, ())
