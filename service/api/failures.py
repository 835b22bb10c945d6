"""Every error as a problem: those of the store, of validation, of routing, and those that nobody expected."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from service.errors import NameTaken, QueueFull, ServiceError, StorageFull, Unavailable, Unknown, VersionConflict, WrongState
from service.problems import Fault, Problem, respond, waiting
from service.store.cleaning import clean

QUEUE_SECONDS, DATABASE_SECONDS = 30, 5  # to wait before another try
MAX_FAULTS, MAX_TEXT = 20, 200  # told of one invalid request; characters of each
_BY_STATUS = {400: "malformed_body", 401: "not_authenticated", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def handle(app: FastAPI) -> None:
    """Answer every error of `app` with a problem."""
    handlers: dict[type[Exception], Callable[[Any], Problem]] = {
        Problem: lambda problem: problem,
        ServiceError: of_service,
        RequestValidationError: _of_validation,
        HTTPException: _of_routing,
        Exception: lambda _: Problem("internal_error"),
    }
    for kind, tell in handlers.items():
        app.add_exception_handler(kind, _handler(tell))


def _handler(tell: Callable[[Any], Problem]) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        return respond(request, tell(error))

    return answer


def of_service(error: ServiceError) -> Problem:
    """The problem that an error of the store, the blobs or the queue is."""
    if isinstance(error, QueueFull):
        return waiting("queue_full", QUEUE_SECONDS)
    if isinstance(error, Unavailable):
        return waiting("database_unavailable", DATABASE_SECONDS)
    if isinstance(error, VersionConflict):
        return Problem("version_conflict", headers={"ETag": f'"{error.current}"'})
    if isinstance(error, WrongState):
        return Problem("job_unfinished" if error.state in ("queued", "running") else "job_finished")
    codes = {Unknown: "not_found", StorageFull: "storage_full", NameTaken: "name_taken"}
    return Problem(next((code for kind, code in codes.items() if isinstance(error, kind)), "internal_error"))


def _of_validation(error: RequestValidationError) -> Problem:
    faults = cast("Sequence[dict[str, Any]]", error.errors())
    if any(fault["type"] == "json_invalid" for fault in faults):
        return Problem("malformed_body", "not JSON")
    return invalid(faults)


def invalid(faults: Sequence[Any], within: str = "") -> Problem:
    """The problem that faults found by pydantic are. What was sent is not told back."""
    told = [Fault(where=_place(fault["loc"], within), message=clean(str(fault["msg"]))[:MAX_TEXT]) for fault in faults[:MAX_FAULTS]]
    return Problem("invalid_request", errors=told)


def _place(parts: Sequence[object], within: str) -> str:
    return clean(".".join(map(str, (*([within] if within else []), *parts))))[:MAX_TEXT]


def _of_routing(error: HTTPException) -> Problem:
    """What the framework itself refuses. 404 of an unknown path reads like that of an unknown thing."""
    code = _BY_STATUS.get(error.status_code, "malformed_body" if error.status_code < 500 else "internal_error")
    return Problem(code, headers=error.headers)
