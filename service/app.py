"""The one place where the service's parts are joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from anyio import CapacityLimiter
from fastapi import APIRouter, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from service import api, health
from service.api.description import describe
from service.api.failures import handle
from service.api.methods import Methods
from service.auth import RateLimiter, open_house
from service.blobs import open_blobs
from service.jobs import Queue
from service.metrics import Metrics
from service.middleware import Frame
from service.sandbox import Sandbox
from service.settings import Settings
from service.store import open_store
from service.traces import telemetry

_HERE = Path(__file__).parent
_POSTING = 2  # the database writes one after the other anyway; more threads would only keep those who read waiting
_PICTURES = 1  # child processes that draw pages for the review page; documents are read in the worker
_YEAR = "public, max-age=31536000, immutable"  # files whose name holds a digest of their content
_ABOUT = "Reads disclosures of Chinese government departments (部门决算, 部门预算, 绩效自评) and returns normalized JSON."


class App(FastAPI):
    """FastAPI with our frame around all of it, the answers to unexpected errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        """Called once, before the first request."""
        inner = super().build_middleware_stack()
        return Frame(inner, self.state.metrics, self.state.settings.public_url.startswith("https:"))


def build(settings: Settings) -> FastAPI:
    """The application: nothing is opened before it starts. Its lifespan migrates the database; NoAccess where it would
    be open to the network without any key or person."""
    told, flush = telemetry(settings)
    app = App(
        title="Mingzhang 明账",
        version=version("mingzhang"),
        description=_ABOUT,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        telemetry=told,
    )
    state = app.state
    state.settings, state.flush = settings, flush
    state.store, state.blobs = open_store(settings), open_blobs(settings)
    state.metrics = Metrics(state.store)
    state.limiter = RateLimiter()
    state.posting = CapacityLimiter(_POSTING)
    state.local = None
    state.stopping = False  # event streams end when it turns True
    handle(app)
    for router in (*_resources(), health.router):
        app.include_router(router)
    describe(app)
    app.add_middleware(Methods, api=app)
    app.add_route("/docs", _to_folder, include_in_schema=False)
    app.mount("/docs", Assets(directory=_HERE / "apipage", html=True), name="docs")
    app.mount("/", Assets(directory=_HERE / "web" / "dist", html=True, check_dir=False), name="page")
    return app


def _resources() -> list[APIRouter]:
    """The router of each resource: every module of service.api that has one."""
    modules = [import_module(f"{api.__name__}.{found.name}") for found in iter_modules(api.__path__)]
    found: list[Any] = [getattr(module, "router", None) for module in modules]
    return [router for router in found if isinstance(router, APIRouter)]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    await run_in_threadpool(_open, state)
    await run_in_threadpool(app.openapi)  # methods are told from it: not while the first request waits
    try:
        yield
    finally:
        state.stopping = True
        await run_in_threadpool(_close, state)


def _open(state: Any) -> None:
    state.store.migrate()
    state.blobs.clean()
    state.local = open_house(state.store, state.settings)
    state.jobs = Queue(state.settings)
    state.sandbox = Sandbox(state.settings.data_dir / "sandbox-api", children=_PICTURES)


def _close(state: Any) -> None:
    state.sandbox.close()
    state.jobs.close()
    state.store.close()
    state.flush()


async def _to_folder(_request: Request) -> Response:
    """The page's own files lie beside it."""
    return RedirectResponse("docs/", 307)


class Assets(StaticFiles):
    """Our own files. Those with a digest in their name may be kept; the page itself is asked for each time."""

    def file_response(self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200) -> Response:
        """With Cache-Control."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = _YEAR if Path(full_path).parent.name == "assets" else "no-cache"
        return response
