"""The route that all operations are made with: bodies are bounded, unknown query parameters refused, HEAD answered as GET."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

from service.problems import Fault, Problem

SMALL_BODY = 1_000_000  # bytes of a JSON request; uploads are streamed and have a limit of their own
LARGE_BODY = 20_000_000  # bytes of observations to be checked: a long report has 5 MB

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def new_router(tag: str, body_bytes: int | None = SMALL_BODY) -> APIRouter:
    """A router below /v1 whose operations read at most `body_bytes`; None where they bound the body themselves."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=_route(body_bytes))


def _route(body_bytes: int | None) -> type[APIRoute]:
    class Route(APIRoute):
        """Bounded and strict."""

        def get_route_handler(self) -> Handler:
            handle = super().get_route_handler()
            known = set(_query_names(self.dependant))

            async def strict(request: Request) -> Response:
                _refuse_unknown(request, known)
                if body_bytes is None:
                    return await handle(request)
                refuse_large(request, body_bytes)
                return await handle(Request(request.scope, _bounded(request.receive, body_bytes)))

            return strict

    return Route


def _query_names(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for below in dependant.dependencies:
        yield from _query_names(below)


def _refuse_unknown(request: Request, known: set[str]) -> None:
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise Problem("unknown_parameter", errors=[Fault(where=f"query.{name[:100]}", message="unknown") for name in unknown[:20]])


def refuse_large(request: Request, most: int) -> None:
    """A body that says that it is too large need not be sent. Problem body_too_large."""
    told = request.headers.get("content-length", "0")
    if told.isdigit() and int(told) > most:
        raise Problem("body_too_large", f"{most:,} bytes at most")


def _bounded(receive: Receive, most: int) -> Receive:
    """Ends with a problem when more than `most` bytes arrive, whatever Content-Length said."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise Problem("body_too_large", f"{most:,} bytes at most")
        return message

    return counted
