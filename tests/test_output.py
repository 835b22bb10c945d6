"""The published report: exact numbers, a valid schema, boxes as fractions."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from extractor.output import Report, publish, schema
from extractor.parts import TOGETHER
from extractor.records import Box, Evidence, PageFacts, Place
from tests.builders import findings, observation


def test_a_report_fulfils_its_own_published_schema() -> None:
    report = json.loads(publish(findings(observation("three_public.total", "2.46"))).model_dump_json())
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(report, schema(), cls=jsonschema.Draft202012Validator)


def test_money_is_a_json_number_in_yuan() -> None:
    report = json.loads(publish(findings(observation("three_public.total", "2.46"))).model_dump_json())
    assert report["observations"][0]["value"] == 24600
    assert '"value":24600,' in publish(findings(observation("three_public.total", "2.46"))).model_dump_json()


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_no_amount_changes_on_the_way_out_and_back(value: Decimal) -> None:
    report = publish(findings(observation("total", "1")._replace(value=value)))
    assert Report.model_validate_json(report.model_dump_json()).observations[0].value == value


def test_a_decimal_that_no_json_number_holds_is_written_as_text() -> None:
    value = Decimal("12345678901234567890.12")
    report = publish(findings(observation("total", "1")._replace(value=value)))
    assert json.loads(report.model_dump_json())["observations"][0]["value"] == "12345678901234567890.12"


def test_boxes_are_fractions_of_the_upright_page_from_its_top_left_corner() -> None:
    place = Place(1, Box(59.5, 84.2, 119, 168.4))
    found = findings(observation("total", "1")._replace(evidence=(Evidence(place),)))
    found = replace(found, pages=(PageFacts(1, "text_layer", 595.0, 842.0, 90, 0.0, None),))
    assert publish(found).observations[0].evidence[0].bbox == [0.1, 0.1, 0.2, 0.2]


def test_characters_that_databases_refuse_do_not_leave() -> None:
    report = publish(findings(observation("total", "1")._replace(raw_name="合\x00计\ud800")))
    assert report.observations[0].raw_name == "合\ufffd计\ufffd"
    report.model_dump_json().encode("utf-8")


def test_rows_of_a_report_become_dicts_and_are_validated_when_read() -> None:
    report = publish(findings(observation("three_public.total", "2.46")))
    whole = json.loads(report.model_dump_json())
    (row,) = report.observations
    assert row.model_dump(mode="json") == whole["observations"][0] == report.model_dump(mode="json")["observations"][0]
    assert "evidence" not in row.model_dump(exclude={"evidence"})
    for changed in ({"confidence": 1.5}, {"value": "many"}, {"unknown": 1}):
        with pytest.raises(ValidationError):
            Report.model_validate({**whole, "observations": [{**whole["observations"][0], **changed}]})


def test_a_confidence_that_is_no_probability_is_not_published() -> None:
    with pytest.raises(ValueError, match="no probability"):
        publish(findings(observation("total", "1")._replace(confidence=1.01)))


@given(st.floats(0, 1), st.floats(0, 1))
def test_places_and_confidences_are_rounded(part: float, sure: float) -> None:
    found = observation("total", "1")._replace(confidence=sure, evidence=(Evidence(Place(1, Box(part, 0.0, 1.0, 2.0))),))
    (o,) = publish(replace(findings(found), pages=(PageFacts(1, "text_layer", 1.0, 1.0, 0, 0.0, None),))).observations
    assert o.evidence[0].bbox == [pytest.approx(part, abs=0.51e-5), 0.0, 1.0, 1.0]
    assert o.confidence == pytest.approx(sure, abs=0.51e-4) and len(str(o.confidence)) <= 6


@pytest.mark.parametrize("count", [0, 1, TOGETHER, TOGETHER + 1])
@pytest.mark.parametrize("indent", [None, 2])
def test_pieces_of_json_are_the_whole_json(count: int, indent: int | None) -> None:
    report = publish(findings(*(observation("total", "1")._replace(id=f"o{n}", raw_name="收\n入") for n in range(count))))
    pieces = list(report.json_pieces(indent))
    assert b"".join(pieces).decode() == report.model_dump_json(indent=indent)
