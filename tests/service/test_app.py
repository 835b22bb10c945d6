"""The application as a whole: headers, identifiers, errors, health, metrics, logs, the API page, graceful stop."""

from __future__ import annotations

import io
import json
import logging
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import structlog
from fastapi import APIRouter, FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from service import logs
from service.app import build
from service.errors import NoAccess
from service.presence import Presence
from service.settings import Settings
from service.store import open_store


def settings(folder: Path, **more: object) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **more)  # type: ignore[call-arg,arg-type]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    built = build(settings(tmp_path_factory.mktemp("data")))
    broken = APIRouter()

    @broken.get("/v1/broken")
    def fails() -> None:
        raise RuntimeError("甲市财政局的保密内容")

    built.router.routes[:0] = broken.routes  # before the page, which answers everything else
    return built


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, "http://127.0.0.1:8000", raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as the service logs it."""
    root = logging.getLogger()
    before = root.handlers, root.level
    logs.configure("info")
    written = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    yield written
    root.handlers, root.level = list(before[0]), before[1]
    structlog.reset_defaults()


# --- every answer --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/livez", "/v1/limits", "/v1/nothing", "/v1/broken", "/docs/", "/nothing.html"])
def test_every_answer_keeps_browsers_safe(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "server" not in headers


def test_an_identifier_that_is_given_comes_back(client: TestClient) -> None:
    assert client.get("/livez", headers={"X-Request-Id": "abc-12345678"}).headers["x-request-id"] == "abc-12345678"


@pytest.mark.parametrize("given", ["short", "x" * 65, "a b c d e f g", 'quote"quote"quote'])
def test_an_identifier_that_could_forge_a_log_line_is_replaced(client: TestClient, given: str) -> None:
    made = client.get("/livez", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert made != given and re.fullmatch("[0-9a-f]{24}", made)


def test_an_error_that_nobody_expected_is_a_problem_without_its_message(client: TestClient) -> None:
    answer = client.get("/v1/broken")
    assert answer.status_code == 500 and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "internal_error" and "财政局" not in answer.text and "RuntimeError" not in answer.text
    assert answer.headers["x-request-id"]


def test_https_is_kept_where_the_service_is_reached_by_it(tmp_path: Path) -> None:
    with TestClient(build(settings(tmp_path, public_url="https://mingzhang.example"))) as client:
        assert client.get("/livez").headers["strict-transport-security"].startswith("max-age=")


# --- logs ----------------------------------------------------------------------------------------


def test_the_log_names_routes_and_neither_files_nor_paths(client: TestClient, lines: io.StringIO) -> None:
    client.post("/v1/documents", files={"file": ("保密的名字.txt", "甲市财政局2024年度部门决算".encode())})
    client.get("/v1/documents/doc_0?secret=1")
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    requests = [line for line in told if line["event"] == "request"]
    assert [line["route"] for line in requests] == ["/v1/documents", "/v1/documents/{document}"]
    assert requests[0]["status"] == 202 and requests[0]["tenant"] == "local" and requests[0]["milliseconds"] > 0
    assert not re.search("保密|财政局|secret|doc_0", lines.getvalue())


def test_an_exception_is_logged_by_type_and_place_only(lines: io.StringIO) -> None:
    try:
        raise ValueError("甲市财政局的保密内容")
    except ValueError:
        structlog.get_logger("service.test").error("failed", exc_info=True)
        logging.getLogger("some.library").exception("failed too")
    ours, theirs = (json.loads(line) for line in lines.getvalue().splitlines())
    for line in (ours, theirs):
        assert line["error"] == "ValueError" and "test_app.py" in line["places"][-1]
    assert "保密" not in lines.getvalue()


# --- health and metrics --------------------------------------------------------------------------


def test_ready_only_with_a_worker(client: TestClient, app: FastAPI) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503 and "retry-after" in answer.headers
    assert answer.json() == {"status": "not_ready", "database": True, "blobs": True, "worker": False}
    worker = Presence(app.state.store)
    worker.beat()
    assert client.get("/readyz").json()["status"] == "ready"
    worker.leave()


def test_metrics_count_requests_jobs_and_workers(client: TestClient, app: FastAPI) -> None:
    worker = Presence(app.state.store)
    worker.beat({"pages": 7, "page_seconds": 3.5, "deaths": 1, "memory_bytes": 1000})
    client.get("/v1/limits")
    families = {family.name: family for family in text_string_to_metric_families(client.get("/metrics").text)}
    routes = {sample.labels["route"] for sample in families["mingzhang_requests"].samples}
    assert "/v1/limits" in routes and not any("doc_" in route for route in routes)
    assert families["mingzhang_workers"].samples[0].value == 1
    assert families["mingzhang_worker_pages"].samples[0].value == 7
    assert {"mingzhang_jobs", "mingzhang_queue_length", "mingzhang_worker_memory_bytes", "process_resident_memory_bytes"} <= set(families)
    worker.leave()


def test_metrics_of_a_service_on_the_network_are_for_admins(tmp_path: Path) -> None:
    from service.auth import make_key

    on_network = settings(tmp_path, host="0.0.0.0")
    store = open_store(on_network)
    store.migrate()
    store.add_tenant("甲", "jia")
    admin, _ = make_key(store, "jia", "admin", ["admin"])
    reader, _ = make_key(store, "jia", "reader", ["read"])
    with TestClient(build(on_network)) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"Authorization": f"Bearer {reader}"}).status_code == 403
        assert client.get("/metrics", headers={"Authorization": f"Bearer {admin}"}).status_code == 200
        assert client.get("/livez").status_code == 200
    store.close()


def test_a_service_on_the_network_does_not_start_without_a_key(tmp_path: Path) -> None:
    with pytest.raises(NoAccess), TestClient(build(settings(tmp_path, host="0.0.0.0"))):
        pass


# --- pages ---------------------------------------------------------------------------------------


class Links(HTMLParser):
    """Addresses that a page loads, and whether it holds scripts or styles of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("src", "href") if (value := given.get(name))]
        self.inline |= (tag == "script" and "src" not in given) or tag == "style" or "style" in given


@pytest.mark.parametrize("page", ["/docs/", "/"])
def test_pages_load_our_own_files_only(client: TestClient, page: str) -> None:
    answer = client.get(page)
    if page == "/" and answer.status_code == 404:
        pytest.skip("the review page is not built")
    links = Links()
    links.feed(answer.text)
    assert links.found and not links.inline
    for link in links.found:
        assert "//" not in link
        assert client.get(page + link if not link.startswith("/") else link).status_code == 200


def test_the_api_page_is_found_without_its_slash(client: TestClient) -> None:
    assert client.get("/docs").url.path == "/docs/"


def test_what_the_api_page_reads_is_there(client: TestClient) -> None:
    told = client.get("/v1/openapi.json").json()
    assert told["info"]["title"].startswith("Mingzhang") and "/v1/documents" in told["paths"]
    assert not [path for path in told["paths"] if not path.startswith("/v1/")]


def test_a_collector_that_is_set_gets_spans_of_route_patterns(tmp_path: Path) -> None:
    """A collector of our own, on loopback."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    got: list[tuple[str, bytes]] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        thread = Thread(target=collector.serve_forever, daemon=True)
        thread.start()
        with TestClient(build(settings(tmp_path, otlp_endpoint=f"http://127.0.0.1:{collector.server_port}"))) as client:
            client.get("/v1/documents/doc_0123456789")
        collector.shutdown()
        thread.join()
    assert got and got[0][0] == "/v1/traces" and b"/v1/documents/{document}" in b"".join(body for _, body in got)


def test_starting_takes_little(tmp_path: Path) -> None:
    begun = time.monotonic()
    with TestClient(build(settings(tmp_path))) as client:
        assert client.get("/livez").json() == {"status": "ok"}
    assert time.monotonic() - begun < 10
