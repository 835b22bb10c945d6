"""The route that all operations are made with: bodies are bounded, unknown query parameters refused, HEAD answered as GET."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterator
from functools import wraps
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
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

        def __init__(self, path: str, endpoint: Callable[..., Any], **named: Any) -> None:
            super().__init__(path, _writing(endpoint, named.get("status_code") or 200), **named)

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


def _writing(endpoint: Callable[..., Any], status: int) -> Callable[..., Any]:
    """The operation with its answer written in the thread that it ran in: on a machine where all processors are busy each change
    of threads costs milliseconds. Operations that set headers on an answer of the framework's are left to it."""
    if inspect.iscoroutinefunction(endpoint) or inspect.isasyncgenfunction(endpoint):
        return endpoint
    if "response" in inspect.signature(endpoint).parameters:
        return endpoint

    @wraps(endpoint)
    def answered(**named: Any) -> Any:
        told = endpoint(**named)
        return Response(told.model_dump_json(), status, media_type="application/json") if isinstance(told, BaseModel) else told

    return answered


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
