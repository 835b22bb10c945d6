"""Posting documents over HTTP: what is accepted, what is known, what is refused."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from bombs import BOMBS
from house import DOCUMENT, Caller, House, png

from service.errors import StorageFull, Unavailable
from service.uploads import safe_name


def test_a_posted_document_is_accepted_and_its_bytes_are_on_disk(api: Caller) -> None:
    answer = api.upload()
    told = answer.json()
    assert answer.status_code == 202
    assert told["job"]["state"] == "queued"
    assert answer.headers["location"] == f"/v1/jobs/{told['job']['id']}"
    assert api.house.blobs.read(told["document"]["sha256"]) == DOCUMENT.encode()
    assert api.get(answer.headers["location"]).json()["id"] == told["job"]["id"]


def test_the_same_bytes_and_options_are_one_job(api: Caller) -> None:
    first, second = api.upload(), api.upload(name="另一个名字.txt")
    other = api.upload(options={"ocr": "none"})
    assert (first.status_code, second.status_code, other.status_code) == (202, 200, 202)
    assert first.json()["job"]["id"] == second.json()["job"]["id"] != other.json()["job"]["id"]
    assert second.json()["known"]
    assert first.json()["document"]["id"] == other.json()["document"]["id"]


def test_an_idempotency_key_stands_for_one_request(api: Caller) -> None:
    key = {"Idempotency-Key": "monthly-1"}
    first, again = api.upload(headers=key), api.upload(headers=key)
    assert again.status_code == first.status_code == 202
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = api.upload("另一份2023年部门决算".encode(), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")


def test_fifty_parallel_posts_with_one_key_are_one_job(api: Caller) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: api.upload(headers={"Idempotency-Key": "k"}), range(50)))
    jobs = {answer.json()["job"]["id"] for answer in answers if answer.status_code in (200, 202)}
    refused = {answer.json()["code"] for answer in answers if answer.status_code not in (200, 202)}
    assert len(jobs) == 1
    assert refused <= {"idempotency_in_progress"}
    assert len(api.get("/v1/jobs").json()["items"]) == 1


def test_a_request_that_was_refused_may_be_sent_again_under_its_key(api: Caller) -> None:
    key = {"Idempotency-Key": "k"}
    assert api.upload(headers=key, batch="bat_0").status_code == 404
    assert api.upload(headers=key).status_code == 202


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "empty_document"),
        (b"PK\x03\x04" + b"\0" * 40 + b"word/document.xml", 415, "unsupported_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415, "unsupported_format"),
        (b"\x00\x00\x00\x0cjP  ", 415, "unsupported_format"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(api: Caller, content: bytes, status: int, code: str) -> None:
    answer = api.upload(content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["advice"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert api.get("/v1/documents").json()["items"] == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (png(), "image/png"),
        (DOCUMENT.encode(), "text/plain"),
        (b"<html><body>1</body></html>", "text/html"),
    ],
)
def test_the_bytes_tell_the_format_not_the_name(api: Caller, content: bytes, media_type: str) -> None:
    assert api.upload(content, "x.exe").json()["document"]["media_type"] == media_type


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"", "multipart/form-data", 400, "malformed_body"),
        (b"--b\r\n", "multipart/form-data; boundary=b", 400, "malformed_body"),
        (
            b'--b\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            400,
            "malformed_body",
        ),
        (b"x=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"%PDF-1.7", "application/pdf", 415, "unsupported_media_type"),
        (b"", "", 415, "unsupported_media_type"),
        (b"{", "application/json", 400, "malformed_body"),
        (b"[" * 100_000, "application/json", 400, "malformed_body"),
        (b"\xff\xfe", "application/json", 400, "malformed_body"),
        (b"{}", "application/json", 422, "invalid_request"),
        (b'{"url": "http://127.0.0.1/"}', "application/json", 403, "url_not_allowed"),
        (b'{"url": "file:///etc/passwd"}', "application/json", 422, "invalid_request"),
        (b'{"url": "http://a/", "\\ud800": 1}', "application/json", 422, "invalid_request"),
    ],
)
def test_bodies_that_are_no_document(api: Caller, body: bytes, kind: str, status: int, code: str) -> None:
    answer = api.post("/v1/documents", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "fields", [{"options": {"ocr": "magic"}}, {"options": "{"}, {"priority": 0}, {"priority": "x"}, {"callback": "ftp://x"}, {"unknown": 1}]
)
def test_fields_that_are_wrong_are_named(api: Caller, fields: dict[str, object]) -> None:
    answer = api.upload(**fields)
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("malformed_body", "invalid_request")
    assert "ValidationError" not in answer.text


def test_a_password_is_never_told_again(api: Caller) -> None:
    told = api.upload(options={"password": "geheim", "last_page": 3})
    assert told.json()["job"]["options"] == {"last_page": 3}
    assert "geheim" not in told.text + api.get("/v1/jobs").text


def test_a_body_over_the_limit_is_refused_before_it_is_sent(api: Caller) -> None:
    answer = api.upload(headers={"Content-Length": "200000000"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    large = api.post("/v1/batches", content=b"{" + b" " * 1_000_001)
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")


def test_a_full_queue_a_full_disk_and_a_lost_database_are_told(api: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """The errors are the store's own, made at the call that the API makes."""
    store, blobs = api.house.store, api.house.blobs

    def full(*_: object) -> str:
        raise StorageFull("blobs")

    def away(*_: object, **__: object) -> None:
        raise Unavailable("database")

    with monkeypatch.context() as patched:
        patched.setattr(blobs, "place", full)
        answer = api.upload()
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (507, "storage_full", True)
    with monkeypatch.context() as patched:
        patched.setattr(type(store), "accept", away)
        answer = api.upload()
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        assert int(answer.headers["retry-after"]) >= 1
    with monkeypatch.context() as patched:
        patched.setattr(store, "limits", type(store.limits)(service=10_000, tenant=0))
        answer = api.upload()
        assert (answer.status_code, answer.json()["code"]) == (429, "queue_full")
        assert int(answer.headers["retry-after"]) >= 1
    assert api.get("/v1/documents").json()["items"] == []  # nothing half was kept
    assert api.upload().status_code == 202


def test_no_bomb_harms_whoever_takes_it_in(api: Caller) -> None:
    """Hostile documents are kept for a child process or refused with advice; nothing of them is opened here, nothing is left."""
    incoming = api.house.blobs.root / "incoming"
    for name, content in BOMBS.items():
        began = time.monotonic()
        answer = api.upload(content, f"{name}.pdf")
        assert answer.status_code == 202 or (400 <= answer.status_code < 500 and answer.json()["advice"]), (name, answer.text)
        assert time.monotonic() - began < 10, name
        assert list(incoming.iterdir()) == [], name


def test_documents_are_listed_page_by_page(api: Caller) -> None:
    posted = [api.upload(f"第{n}份2023年部门决算".encode()).json()["document"]["id"] for n in range(5)]
    seen: list[str] = []
    path = "/v1/documents?limit=2"
    while path:
        page = api.get(path).json()
        seen += [item["id"] for item in page["items"]]
        path = page["next"] and f"/v1/documents?limit=2&cursor={page['next']}"
    assert seen == posted[::-1]
    wrong = api.get("/v1/jobs", params={"cursor": api.get("/v1/documents?limit=2").json()["next"]})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_cursor")


@pytest.mark.parametrize("cursor", ["x", "!!!", "W10", "bnVsbA", "WzEsMl0", "\ud83d", "A" * 300])
def test_cursors_that_we_never_gave(api: Caller, cursor: str) -> None:
    assert api.get("/v1/documents", params={"cursor": cursor.encode("utf-8", "replace")}).status_code == 422


def test_the_source_is_saved_never_shown(api: Caller) -> None:
    page = b"<html><script>alert(1)</script></html>"
    document = api.upload(page, '../../"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b.html').json()["document"]
    answer = api.get(f"/v1/documents/{document['id']}/source")
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "<" not in answer.headers["content-disposition"].partition("filename*")[0].replace("<img", "")
    again = api.get(f"/v1/documents/{document['id']}/source", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\决算.pdf", "决算.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("报\u202efdp.exe", "报fdp.exe"),
        ("", "document"),
        ("..", "document"),
        ("长" * 500 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_take_no_time() -> None:
    began = time.process_time()
    assert safe_name("a/" + "b" * 100_000) == "b" * 200
    assert safe_name("長" * 100_000)
    assert time.process_time() - began < 0.5


def test_a_deleted_document_is_gone_with_its_jobs(api: Caller) -> None:
    document, job = api.report()
    assert api("DELETE", f"/v1/documents/{document}").status_code == 204
    assert {api.get(path).status_code for path in (f"/v1/documents/{document}", f"/v1/jobs/{job}", f"/v1/jobs/{job}/report")} == {404}


def test_a_document_in_work_is_not_deleted(api: Caller) -> None:
    document = api.upload().json()["document"]["id"]
    answer = api("DELETE", f"/v1/documents/{document}")
    assert (answer.status_code, answer.json()["code"]) == (409, "job_unfinished")


def test_slow_uploads_are_ended(house: House) -> None:
    import anyio

    from service.limits import Limits
    from service.problems import Problem
    from service.uploads import paced

    async def silent():
        yield b"x"
        await anyio.sleep(60)

    async def read() -> None:
        async for _ in paced(silent(), Limits(idle_seconds=0)):
            pass

    with pytest.raises(Problem, check=lambda problem: problem.code == "too_slow"):
        anyio.run(read)
