"""The whole application with tenants, people and keys, for tests of the HTTP API."""

import json
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from extractor import extract
from service import app as application
from service import auth
from service.settings import Settings

HOST = "http://127.0.0.1:8000"
DOCUMENT = """=HYPERLINK("http://evil.example","安阳市") 测试局2023年度部门决算

第一部分 测试局概况

一、部门职责
<script>alert(1)</script>负责测试工作。

第二部分 2023年度部门决算表

收入支出决算总表
公开01表
部门：安阳市测试局\t\t\t\t\t单位：万元
收入\t\t支出\t\t
项目\t决算数\t项目\t决算数
一、一般公共预算财政拨款收入\t187.40\t一、一般公共服务支出\t150.00
二、政府性基金预算财政拨款收入\t0.00\t八、社会保障和就业支出\t40.00
本年收入合计\t187.40\t本年支出合计\t190.00
年初结转和结余\t2.60\t年末结转和结余\t0.00
总计\t190.00\t总计\t190.00

第三部分 2023年度部门决算情况说明

一、收入支出决算总体情况说明
2023年度收入总计190.00万元，支出总计190.00万元。与2022年度相比，收、支总计各减少10.00万元，下降5.00%。
"""


@cache
def report_json(text: str = DOCUMENT) -> bytes:
    """The report of a small document, as a worker stores it."""
    return extract(text.encode(), filename="决算.txt").model_dump_json().encode()


class House:
    """An application that runs, and clients for it."""

    def __init__(self, app: FastAPI, client: TestClient) -> None:
        self.app = app
        self.store, self.blobs = app.state.store, app.state.blobs
        self.client = client
        self._tenants = 0

    def tenant(self) -> str:
        """A new tenant."""
        self._tenants += 1
        return str(self.store.add_tenant(f"第{self._tenants}局", None).id)

    def key(self, tenant: str, *scopes: str, per_minute: int = 100_000) -> str:
        """The text of a new key."""
        text, _ = auth.make_key(self.store, tenant, "test", scopes or ("admin",), per_minute=per_minute)
        return text

    def caller(self, tenant: str | None = None, *scopes: str, per_minute: int = 100_000) -> "Caller":
        """Somebody with a key of a tenant (default: a new one); scopes default to admin."""
        tenant = tenant or self.tenant()
        return Caller(self, tenant, {"Authorization": f"Bearer {self.key(tenant, *scopes, per_minute=per_minute)}"})


class Caller:
    """A client of one tenant."""

    def __init__(self, house: House, tenant: str, headers: dict[str, str]) -> None:
        self.house, self.tenant, self.headers = house, tenant, headers

    def __call__(self, method: str, path: str, **named: Any) -> Any:
        headers = {**self.headers, **named.pop("headers", {})}
        return self.house.client.request(method, path, headers=headers, **named)

    def get(self, path: str, **named: Any) -> Any:
        return self("GET", path, **named)

    def post(self, path: str, **named: Any) -> Any:
        return self("POST", path, **named)

    def upload(
        self, content: bytes = DOCUMENT.encode(), name: str = "决算.txt", *, headers: dict[str, str] | None = None, **fields: Any
    ) -> Any:
        """Post a document; `options` as a dict."""
        data = {key: json.dumps(value) if isinstance(value, dict) else str(value) for key, value in fields.items()}
        return self.post("/v1/documents", files={"file": (name, content)}, data=data, headers=headers or {})

    def report(self, text: str = DOCUMENT, name: str = "决算.txt", state: str = "done", **fields: Any) -> tuple[str, str]:
        """Identifiers of a document and of its job that a worker has done."""
        told = self.upload(text.encode(), name, **fields).json()
        store, job = self.house.store, told["job"]["id"]
        store.claim(job)
        store.finish(
            job, state, report=self.house.blobs.put(report_json(text)), facts={"organization": "安阳市测试局", "fiscal_year": 2023}
        )
        return told["document"]["id"], job


@contextmanager
def opened(folder: Path, database_url: str = "", **settings: Any) -> Iterator[House]:
    """A house on a database of its own. One person and one key are there, so that nobody gets in without."""
    app = application.build(Settings(_env_file=None, data_dir=folder, database_url=database_url, log_level="error", **settings))
    app.state.store.migrate()
    app.state.store.add_tenant("所有者", "owner")
    auth.make_person(app.state.store, "owner", "张三", "正确的密码", ["admin"])
    with TestClient(app, base_url=HOST, raise_server_exceptions=False) as client:
        yield House(app, client)


def png(width: int = 8, height: int = 8) -> bytes:
    """A white picture."""
    import struct

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff" * (width * 3)) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def eventually(found: Any, seconds: float = 10.0) -> Any:
    """The first true answer of `found()`."""
    end = time.monotonic() + seconds
    while not (answer := found()) and time.monotonic() < end:
        time.sleep(0.05)
    return answer
