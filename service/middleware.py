"""Around every request, also around what answers errors: an identifier, headers that keep browsers safe, a line in the log, a count."""

from __future__ import annotations

import re
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.metrics import Metrics

log = structlog.get_logger("service.requests")
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"  # nothing that /v1 answers is ever a page
_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=31536000"
_QUIET_ROUTES = ("/livez", "/readyz", "/metrics")  # asked every few seconds by machines: told at debug level


@dataclass(slots=True)
class _Answer:
    """What became of a request."""

    status: int = 499  # the client went away before there was an answer
    bytes: int = 0


class Frame:
    """ASGI middleware; the outermost one."""

    def __init__(self, app: ASGIApp, metrics: Metrics, secure: bool) -> None:
        """`secure`: browsers reach the service by https, and are told to stay there."""
        self.app = app
        self.metrics = metrics
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on. An error that nobody expected was answered below, and goes on to the server, which logs it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, answer, request_id = time.perf_counter(), _Answer(), _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request=request_id):
            try:
                await self.app(scope, receive, self._framed(scope, send, answer, request_id))
            finally:
                self._told(scope, answer, time.perf_counter() - begun)

    def _framed(self, scope: Scope, send: Send, answer: _Answer, request_id: str) -> Send:
        async def framed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                self._mark(MutableHeaders(scope=message), scope["path"], request_id)
            elif message["type"] == "http.response.body":
                answer.bytes += len(message.get("body", b""))
            await send(message)

        return framed

    def _mark(self, headers: MutableHeaders, path: str, request_id: str) -> None:
        """Headers that are not there yet."""
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", _DATA_POLICY if path.startswith("/v1") else _PAGE_POLICY)
        if path.startswith("/v1"):
            headers.setdefault("Cache-Control", "no-store")
        if self.secure:
            headers.setdefault("Strict-Transport-Security", _HSTS)
        headers["X-Request-Id"] = request_id

    def _told(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        route = _route(scope)
        self.metrics.answered(scope["method"], route, answer.status, seconds)
        tell = log.debug if route in _QUIET_ROUTES else log.info
        tell(
            "request",
            method=scope["method"],
            route=route,
            status=answer.status,
            bytes=answer.bytes,
            milliseconds=round(seconds * 1000, 1),
            tenant=scope["state"].get("tenant"),
            **_failure(),
        )


def _request_id(scope: Scope) -> str:
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(12)


def _failure() -> dict[str, str]:
    """The type of the error that is passing."""
    passing = sys.exc_info()[0]
    return {} if passing is None else {"error": passing.__name__}


def _route(scope: Scope) -> str:
    """The pattern of the route: a path may carry names, and would give a label for each document."""
    pattern = getattr(scope.get("route"), "path", None)
    return str(pattern) if pattern else "page" if "endpoint" in scope or scope["path"] == "/" else "none"
