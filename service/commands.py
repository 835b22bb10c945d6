"""The commands that need the extra [service] (or [mcp]): thin, and importing what they need only when they run."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.messages import say

if TYPE_CHECKING:
    import socket

    from service.settings import Settings
    from service.store import Store

_SWEEP_SECONDS = 3600.0
_NICE = 5  # a worker beside the API leaves it the first turn: people who read are answered while documents are read
_DAY_SECONDS = 86_400
errors = Console(stderr=True, highlight=False)
output = Console(highlight=False)
keys = typer.Typer(no_args_is_help=True, help="访问密钥 / API keys")
people = typer.Typer(no_args_is_help=True, help="登录用户 / people who sign in")

Tenant = Annotated[str, typer.Option(help="所属租户 / tenant; made where there is none")]
Scopes = Annotated[list[str], typer.Option("--scope", help="read, write, admin")]


def register(app: typer.Typer) -> None:
    """Add the commands of the service to the command line."""
    for name, command in (("serve", serve), ("work", work), ("backup", backup), ("restore", restore), ("sweep", sweep), ("mcp", mcp)):
        app.command(name)(command)
    app.add_typer(keys, name="key")
    app.add_typer(people, name="person")


def _say(key: str, style: str | None = None, **values: object) -> None:
    """A message in the reader's language; what is in it is never taken for markup."""
    errors.print(say(key, **values), style=style, markup=False, soft_wrap=True)


@contextmanager
def _told() -> Iterator[None]:
    """Failures that a person can do something about, said in a sentence. Exit 1; 2 where the set-up is wrong."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in ("service", "extractor", "models"):
            raise
        _say("extra_missing", module=missing.name)
        raise typer.Exit(2) from None


@contextmanager
def _store(settings: Settings) -> Iterator[Store]:
    from service.errors import ServiceError
    from service.store import open_store

    store = open_store(settings)
    try:
        store.migrate()
        yield store
    except ServiceError as error:
        _say("service_error", kind=type(error).__name__, detail=error, style="red")
        raise typer.Exit(1) from None
    finally:
        store.close()


def _settings() -> Settings:
    from pydantic import ValidationError

    from service.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(map(str, fault["loc"])).upper()
            errors.print(f"MINGZHANG_{name}: {fault['msg']}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None


# --- serving -------------------------------------------------------------------------------------


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址 / address to listen on")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="端口；0 为任一空闲端口 / port; 0 takes a free one")] = None,
    data: Annotated[Path | None, typer.Option(help="数据文件夹 / data folder")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="同时读取的文件数 / documents read at the same time")] = None,
    work_too: Annotated[bool, typer.Option("--worker/--no-worker", help="同时运行工作进程 / run a worker process too")] = True,
) -> None:
    """启动网页和接口 / the review page and the API, with a worker process beside them."""
    for name, value in (("HOST", host), ("PORT", port), ("DATA_DIR", data), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"MINGZHANG_{name}"] = str(value)  # the worker process reads the same settings
    with _told():
        from service import logs

        settings = _settings()
        logs.configure(settings.log_level)
        _refuse_open_house(settings)
        _serve(settings, _listening(settings), work_too)


def _refuse_open_house(settings: Settings) -> None:
    """On an address that others can reach somebody must be able to get in, and nobody else may."""
    from service.auth import open_house
    from service.errors import NoAccess

    with _store(settings) as store:
        try:
            local = open_house(store, settings)
        except NoAccess:
            _say("no_access", host=settings.host, style="red")
            raise typer.Exit(2) from None
        _say("open_house" if local else "access_needed")


def _listening(settings: Settings) -> socket.socket:
    from service.server import bind

    try:
        return bind(settings.host, settings.port)
    except OSError as error:
        _say("cannot_listen", host=settings.host, port=settings.port, reason=error.strerror, style="red")
        raise typer.Exit(1) from None


def _serve(settings: Settings, sock: socket.socket, work_too: bool) -> None:
    from service.app import build
    from service.server import run
    from service.supervisor import Supervisor

    app = build(settings)
    supervisor = Supervisor(environment=settings.environment())
    host, port = sock.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    _say("serving", address=address, data=settings.data_dir.resolve(), workers=settings.workers if work_too else 0)
    if work_too:
        supervisor.start()
    try:
        run(app, sock, on_stop=lambda: setattr(app.state, "stopping", True))
    finally:
        if work_too:
            supervisor.stop()
    _say("stopped")


def work(
    parent: Annotated[int, typer.Option(hidden=True, help="process to end with")] = 0,
) -> None:
    """只处理排队的文件 / another worker, on this machine or on one with the same database and blob store."""
    with _told():
        from service import logs
        from service.blobs import open_blobs
        from service.jobs import Worker
        from service.supervisor import when_orphaned

        settings = _settings()
        logs.configure(settings.log_level)
        stop = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        if parent:
            os.nice(_NICE)
            when_orphaned(parent, stop.set)
        with _store(settings) as store:
            worker = Worker(settings, store, open_blobs(settings))
            worker.start()
            Thread(target=_sweep_now_and_then, args=(settings, stop), name="sweep", daemon=True).start()
            stop.wait()
            worker.stop()


def _sweep_now_and_then(settings: Settings, stop: Event) -> None:
    """Retention, once an hour; what fails is logged and tried again."""
    import structlog

    from service.errors import ServiceError
    from service.operations import sweep as swept

    log = structlog.get_logger("service.sweep")
    while not stop.wait(_SWEEP_SECONDS):
        try:
            removed = swept(settings)
            log.info("swept", documents=removed.documents, blobs=removed.blobs)
        except (ServiceError, OSError) as error:
            log.error("sweep_failed", error=type(error).__name__)


# --- keys and people -----------------------------------------------------------------------------


@keys.command("create")
def create_key(
    name: Annotated[str, typer.Argument(help="名称 / name")],
    tenant: Tenant = "local",
    scope: Scopes = ["write"],  # noqa: B006  # typer reads it, nobody changes it
    days: Annotated[int, typer.Option(min=0, help="有效天数，0 为长期 / valid for days; 0: for ever")] = 0,
    per_minute: Annotated[int, typer.Option(min=1, help="每分钟请求数 / requests a minute")] = 600,
) -> None:
    """新建密钥，只显示一次 / make a key; it is shown once."""
    with _told(), _store(_settings()) as store:
        from service.auth import make_key

        first = not store.has_access()
        _tenant(store, tenant)
        text, key = make_key(store, tenant, name, scope, time.time() + days * _DAY_SECONDS if days else None, per_minute)
        _say("key_made", id=key.id, tenant=tenant, scopes=", ".join(key.scopes))
        output.print(text, markup=False, soft_wrap=True)
        if first:
            _say("first_access", style="yellow")


@keys.command("list")
def list_keys(tenant: Tenant = "local") -> None:
    """列出密钥 / list the keys of a tenant."""
    with _told(), _store(_settings()) as store:
        table = Table("id", "name", "prefix", "scopes", "expires", "revoked")
        for key in store.keys(tenant):
            table.add_row(key.id, key.name, key.prefix, ", ".join(key.scopes), _day(key.expires), _day(key.revoked))
        output.print(table)


@keys.command("revoke")
def revoke_key(key: Annotated[str, typer.Argument(help="密钥编号 / id of the key")], tenant: Tenant = "local") -> None:
    """停用密钥 / a revoked key opens nothing any more."""
    with _told(), _store(_settings()) as store:
        store.revoke_key(tenant, key)
        _say("key_revoked", id=key)


@people.command("create")
def create_person(
    name: Annotated[str, typer.Argument(help="登录名 / name to sign in with")],
    tenant: Tenant = "local",
    scope: Scopes = ["write"],  # noqa: B006
) -> None:
    """新建用户 / make somebody who can sign in. The password is asked for, or read from standard input."""
    with _told(), _store(_settings()) as store:
        from service.auth import make_person

        first = not store.has_access()
        _tenant(store, tenant)
        person = make_person(store, tenant, name, _password(), scope)
        _say("person_made", name=person.name, tenant=tenant, scopes=", ".join(person.scopes))
        if first:
            _say("first_access", style="yellow")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt(say("password"), hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _tenant(store: Store, tenant: str) -> None:
    if store.tenant(tenant) is None:
        store.add_tenant(tenant, tenant)


def _day(when: float | None) -> str:
    return "" if when is None else time.strftime("%Y-%m-%d", time.gmtime(when))


# --- keeping -------------------------------------------------------------------------------------


def backup(path: Annotated[Path, typer.Argument(help="新文件 / new file")]) -> None:
    """备份全部数据，服务不必停止 / save everything into one file; the service may go on."""
    with _told(), _failing():
        from service import operations

        settings = _settings()
        with _store(settings):  # brings the tables up to date
            saved = operations.backup(settings, path)
        _say("saved", rows=saved.rows, blobs=saved.blobs, path=path)
        _say_missing(saved.missing)


def restore(path: Annotated[Path, typer.Argument(help="备份文件 / file made by backup")]) -> None:
    """恢复到空的数据库 / bring a back-up into an empty store."""
    with _told(), _failing():
        from service import operations

        saved = operations.restore(_settings(), path)
        _say("restored", rows=saved.rows, blobs=saved.blobs)
        _say_missing(saved.missing)


def _say_missing(missing: Sequence[str]) -> None:
    """Bytes that tables refer to and that the back-up does not hold: their digests, so that they can be looked for."""
    if missing:
        _say("blobs_missing", count=len(missing), style="yellow")
        for sha256 in missing:
            errors.print(f"  {sha256}", markup=False)


def sweep() -> None:
    """删除超过保留期限的文件 / delete what is older than MINGZHANG_RETENTION_DAYS, and bytes that nobody refers to."""
    with _told(), _failing():
        from service import operations

        settings = _settings()
        with _store(settings):
            swept = operations.sweep(settings)
        _say("swept", documents=swept.documents, blobs=swept.blobs)


@contextmanager
def _failing() -> Iterator[None]:
    from service.errors import ServiceError

    try:
        yield
    except ServiceError as error:
        _say("service_error", kind=type(error).__name__, detail=error, style="red")
        raise typer.Exit(1) from None
    except OSError as error:
        _say("cannot_open", file=error.filename, reason=error.strerror, style="red")
        raise typer.Exit(1) from None


def mcp() -> None:
    """供智能体调用的工具（标准输入输出） / tools for agents, over standard input and output."""
    with _told():
        from service.mcp import server

        server().run()
