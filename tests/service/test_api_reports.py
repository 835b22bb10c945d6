"""Reports over HTTP: whole in every format, in parts, with corrections; pages as pictures."""

import csv
import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from house import Caller, House, png, report_json

from extractor import Report

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def job(api: Caller) -> str:
    """A job that is done."""
    return api.report()[1]


def test_the_report_is_the_stored_one(api: Caller, job: str) -> None:
    answer = api.get(f"/v1/jobs/{job}/report")
    assert answer.content == report_json()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Accept"
    again = api.get(f"/v1/jobs/{job}/report", headers={"If-None-Match": f'"other", W/{answer.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert api("HEAD", f"/v1/jobs/{job}/report").content == b""
    assert api("HEAD", f"/v1/jobs/{job}/report").headers["etag"] == answer.headers["etag"]


def test_a_document_gives_the_report_of_its_newest_job_that_has_one(api: Caller) -> None:
    document, _ = api.report()
    api.upload(options={"ocr": "none"})  # queued
    assert api.get(f"/v1/documents/{document}/report").content == report_json()


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.1, text/csv", "text/csv; charset=utf-8"),
        ("application/x-ndjson", "application/jsonl"),
        (XLSX, XLSX),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("application/zip", "application/zip"),
    ],
)
def test_accept_tells_the_format(api: Caller, job: str, accept: str, kind: str) -> None:
    answer = api.get(f"/v1/jobs/{job}/report", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


def test_a_format_that_there_is_not(api: Caller, job: str) -> None:
    for headers in ({"Accept": "image/png"}, {"Accept": "application/json;q=0"}):
        answer = api.get(f"/v1/jobs/{job}/report", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (406, "not_acceptable")
    assert api.get(f"/v1/jobs/{job}/report?format=pdf").status_code == 422
    assert api.get(f"/v1/jobs/{job}/report?format=csv", headers={"Accept": "image/png"}).status_code == 200


def test_every_format_has_a_tag_of_its_own(api: Caller, job: str) -> None:
    tags = {api.get(f"/v1/jobs/{job}/report?format={kind}").headers["etag"] for kind in ("json", "jsonl", "csv", "xlsx", "parquet", "zip")}
    assert len(tags) == 6


def test_no_cell_of_an_export_is_a_formula(api: Caller) -> None:
    report = json.loads(report_json())
    for field in ("name", "raw_name", "raw_value"):
        report["observations"][0][field] = '=cmd|" /C calc"!A0'
    report["document"]["filename"] = "@SUM(1).txt"
    job = _stored(api, report)
    rows = list(csv.reader(io.StringIO(api.get(f"/v1/jobs/{job}/report?format=csv").content.decode("utf-8-sig"))))
    assert rows[1][0] == "'@SUM(1).txt"
    assert not any(cell.startswith(("=", "@", "\t")) and cell != "=" for row in rows for cell in row)  # "=" alone: a comparator
    with zipfile.ZipFile(io.BytesIO(api.get(f"/v1/jobs/{job}/report?format=xlsx").content)) as workbook:
        sheets = [workbook.read(name) for name in workbook.namelist() if "worksheets/" in name]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)


def _stored(api: Caller, report: dict[str, Any], content: bytes = b"") -> str:
    """A job with a report made by hand."""
    store = api.house.store
    job: str = api.upload(content or json.dumps(report["document"]).encode()).json()["job"]["id"]
    store.claim(job)
    store.finish(job, "done", report=api.house.blobs.put(json.dumps(report).encode()))
    return job


def test_the_package_describes_itself(api: Caller, job: str) -> None:
    answer = api.get(f"/v1/jobs/{job}/report?format=zip")
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        described = json.loads(package.read("datapackage.json"))
        for resource in described["resources"]:
            table = list(csv.reader(io.StringIO(package.read(resource["path"]).decode())))
            assert table[0] == [field["name"] for field in resource["schema"]["fields"]]
            assert len(package.read(resource["path"])) == resource["bytes"]
        assert Report.model_validate_json(package.read("report.json"))
    assert api.get(f"/v1/jobs/{job}/report?format=zip").content == answer.content


def test_observations_are_filtered_and_paged(api: Caller, job: str) -> None:
    path = f"/v1/jobs/{job}/report/observations"
    every = json.loads(report_json())["observations"]
    seen: list[Any] = []
    cursor: dict[str, Any] = {}
    while True:
        page = api.get(path, params={"limit": 3, **cursor}).json()
        seen += page["items"]
        if not page["next"]:
            break
        cursor = {"cursor": page["next"]}
    assert seen == every
    revenue = api.get(path, params={"indicator": "revenue."}).json()["items"]
    assert revenue == [o for o in every if o["indicator"].startswith("revenue.")] != []
    assert api.get(path, params={"form": "narrative"}).json()["items"] == [o for o in every if o["form"] == "narrative"]
    doubtful = api.get(path, params={"max_confidence": 0.9}).json()["items"]
    assert doubtful == [o for o in every if o["confidence"] <= 0.9]
    assert api.get(path, params={"page": 99}).json()["items"] == []
    other = api.get(path, params={"limit": 3, "form": "narrative", **cursor})
    assert (other.status_code, other.json()["code"]) == (422, "invalid_cursor")


def test_failing_checks_come_first(api: Caller, job: str) -> None:
    told = [c["status"] for c in api.get(f"/v1/jobs/{job}/report/checks?limit=200").json()["items"]]
    assert told == sorted(told, key=["fail", "not_applicable", "pass"].index)
    assert {c["status"] for c in api.get(f"/v1/jobs/{job}/report/checks?status=pass").json()["items"]} == {"pass"}
    taken = api.get(f"/v1/jobs/{job}/report/checks?indicator=revenue.total&limit=200").json()["items"]
    assert 0 < len(taken) < len(told)


def test_tables_and_sections(api: Caller, job: str) -> None:
    report = json.loads(report_json())
    assert api.get(f"/v1/jobs/{job}/report/tables").json()["items"] == report["tables"]
    assert api.get(f"/v1/jobs/{job}/report/sections").json()["items"] == report["sections"]
    assert api.get(f"/v1/jobs/{job}/report/tables?form=three_public").json()["items"] == []


def test_a_report_that_is_not_there_says_why(api: Caller) -> None:
    waiting = api.upload().json()["job"]["id"]
    answer = api.get(f"/v1/jobs/{waiting}/report")
    assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (409, "report_not_ready", True)
    api.house.store.finish(waiting, "failed", problem={"code": "password_protected", "title": "文件已加密"})
    answer = api.get(f"/v1/jobs/{waiting}/report/tables")
    assert (answer.status_code, answer.json()["code"], answer.json()["detail"]) == (409, "report_missing", "password_protected")


# --- corrections ----------------------------------------------------------------------------------


def _path(job: str, observation: str = "o1") -> str:
    return f"/v1/jobs/{job}/observations/{observation}/correction"


def test_a_correction_stands_beside_what_was_read(api: Caller, job: str) -> None:
    first = json.loads(report_json())["observations"][0]
    answer = api("PUT", _path(job), json={"value": "1874000.55", "note": "漏读小数"}, headers={"If-Match": '"0"'})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    assert answer.json()["before"]["value"] == first["value"]
    assert api.get(f"/v1/jobs/{job}/report").content == report_json()  # what was read stays
    shown = api.get(f"/v1/jobs/{job}/report?corrected=true")
    changed = Report.model_validate_json(shown.content).observations[0]
    assert changed.value == Decimal("1874000.55")
    assert (changed.repairs[-1].kind, changed.repairs[-1].before) == ("corrected", f"value: {first['value']}")
    assert shown.headers["etag"] != api.get(f"/v1/jobs/{job}/report").headers["etag"]
    table = api.get(f"/v1/jobs/{job}/report?corrected=true&format=csv").text
    assert "1874000.55" in table


def test_of_two_who_saw_the_same_version_one_wins(api: Caller, job: str) -> None:
    api("PUT", _path(job), json={"value": 1}, headers={"If-Match": '"0"'})
    late = api("PUT", _path(job), json={"value": 2}, headers={"If-Match": '"0"'})
    assert (late.status_code, late.json()["code"], late.headers["etag"]) == (412, "version_conflict", '"1"')
    assert api("PUT", _path(job), json={"value": 2}, headers={"If-Match": late.headers["etag"]}).headers["etag"] == '"2"'


def test_a_withdrawn_correction_leaves_its_versions(api: Caller, job: str) -> None:
    api("PUT", _path(job), json={"name": "正确的名字"}, headers={"If-Match": '"0"'})
    assert api("DELETE", _path(job), headers={"If-Match": '"1"'}).json()["withdrawn"]
    assert json.loads(api.get(f"/v1/jobs/{job}/report?corrected=true").content) == json.loads(report_json())
    assert [c["version"] for c in api.get(f"/v1/jobs/{job}/corrections").json()["items"]] == [1, 2]
    assert api("DELETE", _path(job), headers={"If-Match": '"2"'}).status_code == 404
    assert api("PUT", _path(job), json={"year": 2022}, headers={"If-Match": '"2"'}).headers["etag"] == '"3"'


@pytest.mark.parametrize(
    ("body", "match", "status"),
    [
        ({"value": 1}, None, 428),
        ({"value": 1}, "x", 422),
        ({}, '"0"', 422),
        ({"note": "nothing"}, '"0"', 422),
        ({"value": "NaN"}, '"0"', 422),
        ({"value": "1e400"}, '"0"', 422),
        ({"value": "abc"}, '"0"', 422),
        ({"id": "o2"}, '"0"', 422),
        ({"name": None}, '"0"', 422),
        ({"unit": "JPY"}, '"0"', 422),
        ({"value": None, "text": "优", "unit": None}, '"0"', 200),
    ],
)
def test_what_a_correction_may_say(api: Caller, job: str, body: dict[str, Any], match: str | None, status: int) -> None:
    answer = api("PUT", _path(job), json=body, headers={"If-Match": match} if match else {})
    assert answer.status_code == status, answer.text
    assert api("PUT", _path(job, "o99999"), json={"value": 1}, headers={"If-Match": '"0"'}).status_code == 404


# --- pictures -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn(house: House) -> tuple[Caller, str]:
    """A job of a picture, 200 x 100 px."""
    api = house.caller()
    report = json.loads(report_json())
    report["pages"] = [{"number": 1, "width": 200, "height": 100, "rotation": 0, "skew": 0, "source": "ocr", "ocr_confidence": 0.9}]
    report["observations"][0]["evidence"] = [
        {"page": 1, "bbox": [0.1, 0.2, 0.5, 0.4], "lines": None, "table": None, "row": None, "column": None}
    ]
    return api, _stored(api, report, png(200, 100))


def test_a_page_is_drawn_in_a_child_process_and_kept(drawn: tuple[Caller, str]) -> None:
    api, job = drawn
    answer = api.get(f"/v1/jobs/{job}/pages/1.png?width=64")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text[:300]
    assert answer.content.startswith(b"\x89PNG")
    assert int.from_bytes(answer.content[16:20], "big") == 64
    assert api.get(f"/v1/jobs/{job}/pages/1.png?width=64").content == answer.content
    assert api.get(f"/v1/jobs/{job}/pages/1.png?width=64", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


def test_a_crop_shows_what_stands_under_a_box(drawn: tuple[Caller, str]) -> None:
    api, job = drawn
    for asked in ({"observation": "o1"}, {"page": 1, "bbox": "0.1,0.2,0.5,0.4"}):
        answer = api.get(f"/v1/jobs/{job}/crop", params={**asked, "width": 80})
        assert (answer.status_code, answer.content[:4]) == (200, b"\x89PNG"), answer.text[:300]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("pages/2.png", 404),
        ("pages/0.png", 404),
        ("pages/x.png", 404),
        ("pages/٣.png", 404),
        ("pages/1.png?width=0", 422),
        ("pages/1.png?width=1000000", 422),
        ("crop", 422),
        ("crop?observation=o1&page=1", 422),
        ("crop?page=1", 422),
        ("crop?page=1&bbox=0,0,1", 422),
        ("crop?page=1&bbox=0,0,nan,1", 422),
        ("crop?page=1&bbox=0.5,0,0.4,1", 422),
        ("crop?page=1&bbox=0,0,2,1", 422),
        ("crop?observation=o99999", 404),
        ("crop?observation=o2", 422),
    ],
)
def test_pictures_that_there_are_not(drawn: tuple[Caller, str], path: str, status: int) -> None:
    api, job = drawn
    answer = api.get(f"/v1/jobs/{job}/{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_text_has_no_pictures(api: Caller, job: str) -> None:
    answer = api.get(f"/v1/jobs/{job}/pages/1.png")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_unavailable")
