"""HEAD as GET without a body, OPTIONS, and 405 with Allow, for every path that the OpenAPI document names."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cached_property

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.problems import Problem, respond

_PREFIX = "/v1/"
_PARAMETER = re.compile(r"\\\{[a-z_]+\\\}")
_METHODS = ("get", "post", "put", "patch", "delete")


class Methods:
    """ASGI middleware below the frame and above the routes."""

    def __init__(self, app: ASGIApp, api: FastAPI) -> None:
        """`api`: whose OpenAPI document tells the methods of each path."""
        self.app = app
        self.api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(_PREFIX):
            await self.app(scope, receive, send)
            return
        allowed = self._allowed(scope["path"])
        if not allowed and scope["method"] not in ("GET", "HEAD"):
            await respond(Request(scope, receive), Problem("not_found"))(scope, receive, send)
        elif not allowed:
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={"Allow": ", ".join(allowed)})(scope, receive, send)
        elif scope["method"] not in allowed:
            problem = Problem("method_not_allowed", headers={"Allow": ", ".join(allowed)})
            await respond(Request(scope, receive), problem)(scope, receive, send)
        elif scope["method"] == "HEAD":
            with suppress(ClientDisconnect):
                await self.app({**scope, "method": "GET"}, receive, _Bodyless(send))
        else:
            await self.app(scope, receive, send)

    def _allowed(self, path: str) -> list[str] | None:
        """Methods of a path; None for a path that is none of ours."""
        return next((methods for pattern, methods in self._paths if pattern.fullmatch(path)), None)

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], list[str]]]:
        """Pattern of each path, those without parameters first, with its methods."""
        paths = sorted(self.api.openapi()["paths"].items(), key=lambda entry: entry[0].count("{"))
        return [(_pattern(path), _methods(operations)) for path, operations in paths]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_PARAMETER.sub("[^/]+", re.escape(path)))


def _methods(operations: dict[str, object]) -> list[str]:
    own = [method.upper() for method in _METHODS if method in operations]
    return [*own, *(["HEAD"] if "GET" in own else []), "OPTIONS"]


class _Bodyless:
    """Sends the head of an answer only, and tells a stream that its listener has gone."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.done = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self.send(message)
        elif self.done:
            raise OSError("nobody listens any more")  # what the server says of a broken connection: streams end
        else:
            self.done = not message.get("more_body", False) or bool(message.get("body"))
            await self.send({"type": "http.response.body", "body": b"", "more_body": not self.done})
