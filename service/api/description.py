"""The OpenAPI document: what the framework says of the operations, with problems and posted bodies said precisely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from service.api import wire
from service.problems import ProblemBody, documented

_REF = "#/components/schemas/{model}"
_ALWAYS = ("invalid_request", "unknown_parameter", "database_unavailable", "internal_error")
_IDENTIFIED = ("not_authenticated", "scope_missing", "csrf_failed", "rate_limited")
_WITH_BODY = ("malformed_body", "body_too_large")
_METHODS = ("get", "post", "put", "patch", "delete")
_GENERATED = ("HTTPValidationError", "ValidationError")  # the framework's own, which we never send


def describe(app: FastAPI) -> None:
    """Let `app` tell its OpenAPI document with all of that."""
    app.openapi = _described(app, app.openapi)  # type: ignore[method-assign]


def _described(app: FastAPI, generated: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(generated())
        return app.openapi_schema

    return openapi


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for name in _GENERATED:
        schemas.pop(name, None)
    schemas.update(_extra_schemas())
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if path.startswith("/v1/") and method in operations:
                _complete(operations[method])
    return document


def _extra_schemas() -> dict[str, Any]:
    """Schemas of bodies that operations read by themselves, and of problems."""
    posted = models_json_schema([(wire.Address, "validation"), (wire.ExtractionOptions, "validation")], ref_template=_REF)[1]
    told = models_json_schema([(ProblemBody, "serialization")], ref_template=_REF)[1]
    named = {"Problem" if name == ProblemBody.__name__ else name: schema for name, schema in told["$defs"].items()}
    return {**posted["$defs"], **named}


def _complete(operation: dict[str, Any]) -> None:
    """Add the problems that every operation of its kind may end with."""
    codes = [*_ALWAYS, *(_IDENTIFIED if "security" in operation else ()), *(_WITH_BODY if "requestBody" in operation else ())]
    responses = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422", "")):
        del responses["422"]
    for status, response in documented(codes).items():
        _merge(responses.setdefault(str(status), response), response)
    operation["responses"] = dict(sorted(responses.items()))


def _merge(there: dict[str, Any], more: dict[str, Any]) -> None:
    """Examples of both, and the description where it says something else."""
    for kind, content in more["content"].items():
        there.setdefault("content", {}).setdefault(kind, content).setdefault("examples", {}).update(content["examples"])
    known = there.get("description", "")
    there["description"] = known if more["description"] in known else f"{known}; {more['description']}".strip("; ")
