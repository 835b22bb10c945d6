"""What can go wrong, as RFC 9457 `application/problem+json`: a stable code, advice, and whether a retry may help.

The catalogue is data (problems.toml). No problem names a path, a statement or a trace, and a problem of one code reads
the same whatever caused it, so that nothing can be learnt of what belongs to others.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "/v1/problems/"  # where the catalogue's entry is served
Language = Literal["zh", "en"]


class Entry(BaseModel):
    """One entry of the catalogue; texts are Chinese, then English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    status: int = Field(ge=400, le=599)
    title: tuple[str, str]
    advice: tuple[str, str]
    retryable: bool = False


class Fault(BaseModel):
    """One thing that is wrong with a request: where, and why."""

    where: str = Field(description="place in the request, such as body.options.first_page or query.limit")
    message: str


class ProblemBody(BaseModel):
    """An error as RFC 9457 says it, with what a program and a person need to go on."""

    model_config = ConfigDict(title="Problem")

    type: str = Field(description="address of the catalogue's entry", examples=["/v1/problems/not_found"])
    title: str = Field(description="what happened, in the language of Accept-Language (zh, en)")
    status: int
    code: str = Field(description="stable identifier")
    advice: str = Field(description="what to do about it")
    retryable: bool = Field(description="whether the same request may succeed later")
    detail: str | None = Field(default=None, description="more about this occurrence")
    errors: list[Fault] = Field(default=[], description="faults of an invalid request")


class Problem(HTTPException):
    """Ends a request with an entry of the catalogue. KeyError for a code that is not in it."""

    def __init__(
        self, code: str, detail: str = "", *, advice: str = "", errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        self.entry = catalogue()[code]
        self.code = code
        self.advice = advice
        self.errors = tuple(errors)
        super().__init__(self.entry.status, detail, dict(headers) if headers else None)

    def body(self, language: Language = "zh") -> dict[str, Any]:
        """As JSON."""
        index = 0 if language == "zh" else 1
        told: dict[str, Any] = {
            "type": TYPE_PREFIX + self.code,
            "title": self.entry.title[index],
            "status": self.entry.status,
            "code": self.code,
            "advice": self.advice or self.entry.advice[index],
            "retryable": self.entry.retryable,
        }
        if self.detail:
            told["detail"] = self.detail
        if self.errors:
            told["errors"] = [fault.model_dump() for fault in self.errors]
        return told


def waiting(code: str, seconds: float, detail: str = "") -> Problem:
    """A problem that passes: told with Retry-After, at least one second."""
    return Problem(code, detail, headers={"Retry-After": str(max(1, round(seconds + 0.5)))})


@cache
def catalogue() -> Mapping[str, Entry]:
    """All problems by code. pydantic.ValidationError for a fault in the data."""
    entries = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return {code: Entry(code=code, **entry) for code, entry in entries.items()}


def respond(request: Request, problem: Problem) -> JSONResponse:
    """The answer that a problem is."""
    spoken = language(request.headers.get("accept-language", ""))
    headers = {"Content-Language": spoken, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **(problem.headers or {})}
    return JSONResponse(problem.body(spoken), problem.entry.status, headers, MEDIA_TYPE)


def language(accepted: str) -> Language:
    """Chinese, unless Accept-Language prefers English (RFC 9110, 12.5.4)."""
    weights = {"zh": 0.0, "en": 0.0}
    for part in accepted[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        name = tag.strip().lower()[:2]
        if name in weights:
            weights[name] = max(weights[name], _quality(rest))
    return "en" if weights["en"] > weights["zh"] else "zh"


def _quality(parameters: str) -> float:
    text = parameters.strip().removeprefix("q=")
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def documented(codes: Iterable[str]) -> dict[int | str, dict[str, Any]]:
    """Responses of an operation that may end with these problems, as OpenAPI describes them."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for entry in (catalogue()[code] for code in codes):
        told = by_status.setdefault(entry.status, _described())
        told["description"] = "; ".join(filter(None, [told["description"], f"`{entry.code}`: {entry.title[1]}"]))
        told["content"][MEDIA_TYPE]["examples"][entry.code] = {"value": Problem(entry.code).body("en")}
        if entry.status in (429, 503):
            told["headers"] = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}}
    return by_status


def _described() -> dict[str, Any]:
    return {"description": "", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}}}
