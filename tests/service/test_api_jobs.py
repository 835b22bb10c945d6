"""Jobs, events, batches and tools over HTTP."""

import json
from typing import Any

import pytest
from house import DOCUMENT, Caller, House, report_json
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def events(text: str) -> list[tuple[str, str, Any]]:
    """Identifier, kind and data of each event of a stream."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if "data" in fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found


def test_the_events_of_a_job_are_told_in_order_and_end_with_it(api: Caller) -> None:
    job = api.upload().json()["job"]["id"]
    store = api.house.store
    store.claim(job)
    store.add_event(job, "page", {"page": 1, "pages": 2, "text": "\r\n\r\nevent: forged"})
    store.finish(job, "partial", report=api.house.blobs.put(report_json()))
    answer = api.get(f"/v1/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert [(kind, data.get("state")) for _, kind, data in told] == [
        ("state", "queued"),
        ("state", "running"),
        ("page", None),
        ("state", "partial"),
    ]
    missed = events(api.get(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": told[1][0]}).text)
    assert missed == told[2:]
    assert events(api.get(f"/v1/jobs/{job}/events?after={told[2][0]}").text) == told[3:]
    assert events(api.get(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": "99999999999"}).text) == []


@pytest.mark.parametrize("last", ["x", "-1", "٣", "1" * 20])
def test_an_event_number_that_we_never_gave(api: Caller, last: str) -> None:
    _, job = api.report()
    assert api.get(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": last.encode()}).status_code == 200


def test_a_job_is_cancelled_once_and_tried_again(api: Caller) -> None:
    job = api.upload().json()["job"]["id"]
    assert api.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"
    assert api.post(f"/v1/jobs/{job}/cancel").json()["state"] == "cancelled"
    again = api.post(f"/v1/jobs/{job}/retry")
    assert (again.status_code, again.json()["state"], again.json()["id"]) == (202, "queued", job)
    assert api.post(f"/v1/jobs/{job}/retry").json()["code"] == "job_unfinished"
    assert api("PATCH", f"/v1/jobs/{job}", json={"priority": 1}).json()["priority"] == 1


def test_a_job_that_is_done_stays_as_it_is(api: Caller) -> None:
    _, job = api.report()
    answers = [api.post(f"/v1/jobs/{job}/cancel"), api.post(f"/v1/jobs/{job}/retry"), api("PATCH", f"/v1/jobs/{job}", json={"priority": 1})]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(409, "job_finished")] * 3


def test_jobs_are_found_by_state_batch_and_document(api: Caller) -> None:
    batch = api.post("/v1/batches", json={"name": "2023年"}).json()["id"]
    document, job = api.report(batch=batch)
    other = api.upload(b"other").json()["job"]["id"]
    for query, found in (
        (f"batch={batch}", [job]),
        (f"document={document}", [job]),
        ("state=done", [job]),
        ("state=queued", [other]),
        ("", [other, job]),
    ):
        assert [each["id"] for each in api.get(f"/v1/jobs?{query}").json()["items"]] == found, query
    assert api.get(f"/v1/batches/{batch}").json()["states"] == {"done": 1}
    assert api.get("/v1/jobs").json()["items"][1]["facts"]["organization"] == "安阳市测试局"


def test_every_problem_speaks_both_languages(api: Caller) -> None:
    chinese, english = api.get("/v1/jobs/job_0"), api.get("/v1/jobs/job_0", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    assert (chinese.json()["title"], english.json()["title"]) == ("没有找到", "Not found")
    assert english.headers["content-language"] == "en"
    assert api.get(english.json()["type"]).json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nothing", 404),
        ("PUT", "/v1/jobs", 405),
        ("DELETE", "/v1/session/x", 404),
        ("BREW", "/v1/jobs", 405),
        ("GET", "/v1/jobs?x=1", 422),
    ],
)
def test_what_there_is_not(api: Caller, method: str, path: str, status: int) -> None:
    answer = api(method, path)
    assert answer.status_code == status
    assert answer.json()["status"] == status
    assert status != 405 or answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_tells_the_methods(house: House) -> None:
    answer = house.client.options("/v1/documents")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, POST, HEAD, OPTIONS")


# --- tools ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ({"name": "社会保障和就业支出"}, "function:208"),
        ({"code": "2080505"}, "function:2080505"),
        ({"code": "30101"}, "economic:30101"),
        ({"name": "基本工资", "kinds": ["economic"]}, "economic:30101"),
        ({"name": "收入支出决算总表", "kinds": ["form"]}, "revenue_expenditure_summary"),
        ({"name": "支出总计", "kinds": ["indicator"]}, "expenditure.total"),
        ({"name": "决算数", "kinds": ["column"]}, "final"),
    ],
)
def test_names_of_others_are_resolved(api: Caller, query: dict[str, Any], id_: str) -> None:
    (candidates,) = api.post("/v1/resolve", json={"items": [query]}).json()["items"]
    assert candidates[0]["id"] == id_
    assert candidates[0]["confidence"] >= 0.9


def test_a_name_of_nothing_has_no_candidates(api: Caller) -> None:
    assert api.post("/v1/resolve", json={"items": [{"name": "火星殖民专项"}, {"code": "999"}]}).json()["items"] == [[], []]


def test_figures_of_others_are_checked(api: Caller) -> None:
    form = "revenue_expenditure_summary"
    figures = [
        {"form": form, "indicator": "revenue.total", "column": "final", "value": "1900000", "raw_value": "190.00", "raw_unit": "万元"},
        {"form": form, "indicator": "expenditure.total", "column": "final", "value": "1910000", "raw_value": "191.00", "raw_unit": "万元"},
    ]
    checks = api.post("/v1/check", json={"fiscal_year": 2023, "observations": figures}).json()["checks"]
    failing = [c for c in checks if c["status"] == "fail"]
    assert any(set(c["observations"]) == {"o1", "o2"} and abs(c["difference"]) == 10000 for c in failing)


def test_our_own_observations_pass_through_the_check(api: Caller) -> None:
    """A report's figures, sent back, are checked as they were when they were read."""
    report = json.loads(report_json())
    kept = ("id", "form", "indicator", "name", "column", "year", "value", "text", "unit", "comparator", "raw_value", "raw_unit")
    figures = [{**{k: o[k] for k in kept}, "table": o["evidence"][0]["table"]} for o in report["observations"]]
    checks = api.post("/v1/check", json={"fiscal_year": 2023, "observations": figures}).json()["checks"]
    told = {(c["rule"], c["status"], tuple(c["observations"])) for c in checks}
    assert {key for c in report["checks"] if c["status"] == "fail" and (key := (c["rule"], c["status"], tuple(c["observations"])))} <= told


_words = st.sampled_from(
    ["revenue.total", "expenditure.total", "function:208", "function:2080505", "economic:30101", "performance:x", "?", "function:"]
)
_values = st.one_of(st.none(), st.integers(-(10**18), 10**18), st.decimals(-(10**9), 10**9, places=4).map(str))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.fixed_dictionaries(
            {"indicator": _words, "column": st.sampled_from(["final", "budget", "share", "total", "?"]), "value": _values},
            optional={
                "form": st.sampled_from(["revenue_expenditure_summary", "expenditure_detail", "narrative", "?"]),
                "unit": st.sampled_from(["CNY", "percent", "point", "count", None]),
                "raw_value": st.text("0123456789.,-%", max_size=20),
                "text": st.text(max_size=5),
                "name": st.text(max_size=5),
                "year": st.integers(1900, 2200),
                "comparator": st.sampled_from(["=", ">=", "<"]),
            },
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_figures_bring_the_check_down(api: Caller, figures: list[dict[str, Any]]) -> None:
    assert api.post("/v1/check", json={"fiscal_year": 2023, "observations": figures}).status_code in (200, 422)


def test_two_years_are_compared(api: Caller) -> None:
    _, old = api.report(DOCUMENT.replace("2023", "2022").replace("2.60", "12.60").replace("190.00", "200.00"))
    _, new = api.report()
    answer = api.get("/v1/compare", params={"jobs": f"{old},{new}"})
    told = answer.json()
    assert [r["fiscal_year"] for r in told["reports"]] == [2022, 2023]
    total = next(f for f in told["figures"] if (f["indicator"], f["column"]) == ("revenue.total", "final"))
    assert [f["value"] for f in total["figures"]] == [2000000, 1900000]
    assert (total["change"], total["change_rate"]) == (-100000, -5)
    assert api.get("/v1/compare", params={"jobs": old}).json()["code"] == "comparison_unavailable"
