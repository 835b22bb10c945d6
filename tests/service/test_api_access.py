"""Who may do what: every operation of the OpenAPI document for every kind of caller."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from house import Caller, House

from service import auth

OPEN = {"sign_in", "get_limits", "get_capabilities", "get_schema", "list_problems", "get_problem"}  # without any key
WRITING = {
    "post_document", "delete_document", "cancel_job", "retry_job", "prioritise_job", "correct_observation", "withdraw_correction", "add_batch",
}  # fmt: skip
ADMINISTRATION = {"add_key", "list_keys", "revoke_key", "list_audit", "get_webhook_secret", "replace_webhook_secret"}
READING = {
    "list_documents", "get_document", "get_source", "get_document_report", "list_jobs", "get_job", "listen_to_job", "get_report",
    "list_observations", "list_tables", "list_sections", "list_checks", "get_page_picture", "get_crop", "list_corrections", "get_correction",
    "list_batches", "get_batch", "compare_jobs", "resolve_names", "check_figures", "get_session", "sign_out",
}  # fmt: skip
BODIES: dict[str, Any] = {
    "add_batch": {"name": "批"},
    "add_key": {"name": "新密钥"},
    "correct_observation": {"value": 1},
    "prioritise_job": {"priority": 1},
    "resolve_names": {"items": [{"name": "合计"}]},
    "check_figures": {"observations": [{"indicator": "revenue.total", "column": "final", "value": 1}]},
    "sign_in": {"name": "x", "password": "y"},
}
Operation = tuple[str, str, str]  # method, path, operation id


def operations(house: House) -> Iterator[Operation]:
    for path, methods in house.app.openapi()["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1/") and method in ("get", "post", "put", "patch", "delete"):
                yield method.upper(), path, operation["operationId"]


class Things:
    """What a tenant owns, to be put into paths."""

    def __init__(self, owner: Caller) -> None:
        _, self.other = owner.report(options={"ocr": "none"})
        self.document, self.job = owner.report()
        self.batch = owner.post("/v1/batches", json={"name": "2023"}).json()["id"]
        self.key = owner.post("/v1/keys", json={"name": "a"}).json()["id"]
        path = f"/v1/jobs/{self.job}/observations/o1/correction"
        assert owner("PUT", path, json={"value": "1.5"}, headers={"If-Match": '"0"'}).status_code == 200

    def path(self, pattern: str) -> str:
        told = {
            "document": self.document,
            "job": self.job,
            "batch": self.batch,
            "key": self.key,
            "observation": "o1",
            "number": "1",
            "code": "not_found",
        }
        return re.sub(r"\{(\w+)\}", lambda found: told[found[1]], pattern)


def ask(caller: Caller, operation: Operation, things: Things) -> Any:
    method, pattern, name = operation
    named: dict[str, Any] = {"json": BODIES[name]} if name in BODIES else {}
    if name == "post_document":
        named = {"files": {"file": ("a.txt", "2023年部门决算".encode())}}
    if name == "compare_jobs":
        named = {"params": {"jobs": f"{things.job},{things.other}"}}
    if name in ("correct_observation", "withdraw_correction"):
        named["headers"] = {"If-Match": '"1"'}
    if name == "get_crop":
        named = {"params": {"observation": "o1"}}
    return caller(method, things.path(pattern), **named)


def test_every_operation_has_its_place_in_the_matrix(house: House) -> None:
    named = {name for _, _, name in operations(house)}
    assert named == OPEN | READING | WRITING | ADMINISTRATION


def test_the_openapi_document_says_which_operations_are_open(house: House) -> None:
    told = house.app.openapi()["paths"]
    assert {name for method, path, name in operations(house) if "security" not in told[path][method.lower()]} == OPEN


@pytest.mark.parametrize("who", ["nobody", "nonsense", "unknown key", "revoked key", "expired key", "basic", "unknown cookie"])
def test_nobody_gets_in_without_a_key_that_holds(house: House, who: str) -> None:
    owner = house.caller()
    things = Things(owner)
    revoked, row = auth.make_key(house.store, owner.tenant, "revoked")
    house.store.revoke_key(owner.tenant, row.id)
    expired, _ = auth.make_key(house.store, owner.tenant, "expired", expires=1.0)
    headers = {
        "nobody": {},
        "nonsense": {"Authorization": "Bearer \t"},
        "unknown key": {"Authorization": "Bearer mz_" + "0" * 43},
        "revoked key": {"Authorization": f"Bearer {revoked}"},
        "expired key": {"Authorization": f"Bearer {expired}"},
        "basic": {"Authorization": "Basic YTpi"},
        "unknown cookie": {"Cookie": "mingzhang_session=" + "0" * 43},
    }[who]
    stranger = Caller(house, owner.tenant, headers)
    for operation in operations(house):
        if operation[2] not in OPEN:
            answer = ask(stranger, operation, things)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), operation
            assert answer.headers["www-authenticate"] == "Bearer"


def test_another_tenant_sees_the_same_as_of_what_never_was(house: House) -> None:
    """404 with one and the same body for what belongs to others and for what is not there."""
    things, stranger = Things(house.caller()), house.caller()
    missing = Things.__new__(Things)
    missing.document, missing.job, missing.other, missing.batch, missing.key = "doc_0", "job_0", "job_1", "bat_0", "key_0"
    for operation in operations(house):
        if ("{" in operation[1] and operation[2] not in OPEN) or operation[2] == "compare_jobs":
            foreign, absent = ask(stranger, operation, things), ask(stranger, operation, missing)
            assert (foreign.status_code, foreign.text) == (404, absent.text), operation
            assert absent.status_code == 404
    assert stranger.upload(batch=things.batch).status_code == 404
    for path in ("/v1/documents", "/v1/jobs", "/v1/batches", f"/v1/jobs?batch={things.batch}", f"/v1/jobs?document={things.document}"):
        assert stranger.get(path).json()["items"] == [], path


@pytest.mark.parametrize(
    ("scope", "allowed"), [("read", READING), ("write", READING | WRITING), ("admin", READING | WRITING | ADMINISTRATION)]
)
def test_a_scope_allows_what_it_says_and_no_more(house: House, scope: str, allowed: set[str]) -> None:
    owner = house.caller()
    things = Things(owner)
    caller = house.caller(owner.tenant, scope)
    last = ("delete_document", "revoke_key")  # what they take away is asked for last
    for operation in sorted(operations(house), key=lambda each: each[2] in last):
        if operation[2] in OPEN:
            continue
        answer = ask(caller, operation, things)
        assert answer.status_code < 500, operation
        refused = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
        assert refused == (operation[2] not in allowed), (operation, answer.text)
        assert answer.status_code not in (401, 404), (operation, answer.text)


def test_an_operation_that_needs_nothing_is_open_to_all(house: House) -> None:
    things, nobody = Things(house.caller()), Caller(house, "", {})
    told = {operation[2]: ask(nobody, operation, things).status_code for operation in operations(house) if operation[2] in OPEN}
    assert told.pop("sign_in") == 401
    assert set(told.values()) == {200}


def test_a_person_signs_in_and_out(house: House) -> None:
    nobody = Caller(house, "", {})
    answer = nobody.post("/v1/session", json={"name": "张三", "password": "正确的密码"})
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    house.client.cookies.clear()
    person = Caller(house, "owner", {"Cookie": cookie.partition(";")[0]})
    assert person.get("/v1/session").json() == answer.json()
    assert person.post("/v1/batches", json={"name": "无令牌"}).json()["code"] == "csrf_failed"
    person.headers["X-CSRF-Token"] = answer.json()["csrf"] + "x"
    assert person.post("/v1/batches", json={"name": "错令牌"}).json()["code"] == "csrf_failed"
    person.headers["X-CSRF-Token"] = answer.json()["csrf"]
    assert person.post("/v1/batches", json={"name": "对令牌"}).status_code == 201
    assert person("DELETE", "/v1/session").status_code == 204
    assert person.get("/v1/session").status_code == 401
    house.client.cookies.clear()


def test_a_guesser_is_slowed_down(house: House) -> None:
    auth.make_person(house.store, "owner", "李四", "没人猜得到")
    nobody = Caller(house, "", {})
    answers = [nobody.post("/v1/session", json={"name": "李四", "password": str(n)}) for n in range(20)]
    assert {a.json()["code"] for a in answers} == {"sign_in_failed", "rate_limited"}
    assert [a.status_code for a in answers[:10]] == [401] * 10
    answers = [a for a in answers if a.status_code == 429]
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_a_key_has_its_rate(house: House) -> None:
    caller = house.caller(None, "read", per_minute=3)
    answers = [caller.get("/v1/jobs") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 21


def test_a_key_is_told_once_and_can_be_revoked(api: Caller) -> None:
    made = api.post("/v1/keys", json={"name": "导入", "scopes": ["write"]}).json()
    caller = Caller(api.house, api.tenant, {"Authorization": f"Bearer {made['key']}"})
    assert caller.get("/v1/session").json()["scopes"] == ["read", "write"]
    assert made["key"] not in json.dumps(api.get("/v1/keys").json())
    assert api("DELETE", f"/v1/keys/{made['id']}").status_code == 204
    assert caller.get("/v1/session").status_code == 401
    assert {entry["action"] for entry in api.get("/v1/audit").json()["items"]} >= {"add_key", "revoke_key"}


class TestLoopback:
    """Without keys and people, on loopback, the machine's own user needs none; other web pages in the browser stay out."""

    @pytest.fixture
    def local(self, house: House) -> Iterator[Caller]:
        tenant = house.tenant()
        house.app.state.local = auth.Principal(tenant, "local", auth.with_lesser(["admin"]))
        yield Caller(house, tenant, {})
        house.app.state.local = None

    def test_it_is_open_to_its_user(self, local: Caller) -> None:
        assert local.upload().status_code == 202
        assert local.upload(headers={"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Host": "evil.example:8000"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ],
    )
    def test_other_pages_stay_out(self, local: Caller, headers: dict[str, str]) -> None:
        answer = local.upload(headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")

    def test_a_wrong_key_is_not_taken_for_none(self, local: Caller) -> None:
        assert local.get("/v1/jobs", headers={"Authorization": "Bearer mz_wrong"}).status_code == 401
