"""The OpenAPI document: complete enough for generated clients, and true (schemathesis asks every operation)."""

import re
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from house import Caller, House
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from starlette.types import Receive, Scope, Send

EXAMPLES = {"sqlite": 5, "postgresql": 2}  # for each operation, and as many that are wrong
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        if path.startswith("/v1/")
        for method, operation in methods.items()
    ]


def test_every_operation_says_what_a_client_needs(house: House) -> None:
    document = house.app.openapi()
    names = [operation["operationId"] for _, _, operation in _operations(document)]
    assert len(set(names)) == len(names)
    for method, path, operation in _operations(document):
        assert re.fullmatch(r"[a-z_]+", operation["operationId"])
        assert operation["description"], path
        assert any(status.startswith("2") for status in operation["responses"]), path
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == ["application/problem+json"], (method, path, status)


def test_every_reference_leads_somewhere(house: House) -> None:
    document = house.app.openapi()
    names = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))
    assert names <= set(document["components"]["schemas"])


@pytest.fixture
def schema(house: House) -> Any:
    """Of the application that runs already: its lifespan is not begun again."""

    async def running(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await house.app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return schemathesis.openapi.from_asgi("/v1/openapi.json", running)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_no_generated_request_brings_a_server_error(house: House, schema: Any, mode: GenerationMode) -> None:
    """Each operation with requests that fit and that do not, by a caller who may do everything and owns a little."""
    owner = house.caller()
    document, job = owner.report()
    batch = owner.post("/v1/batches", json={"name": "x"}).json()["id"]
    known = {"document": document, "job": job, "observation": "o1", "batch": batch, "number": "1"}
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path.startswith("/v1/") and not operation.path.endswith("/events"):
            _ask(operation, owner, known, mode, EXAMPLES[house.store.engine.dialect.name])


def _ask(operation: Any, owner: Caller, known: dict[str, str], mode: GenerationMode, examples: int) -> None:
    named = {name: known[name] for name in re.findall(r"\{(\w+)\}", operation.path) if name in known}
    there = operation.method.upper() in ("GET", "PUT", "PATCH") and named  # what is deleted must not be what others ask for
    strategy = operation.as_strategy(generation_mode=mode, **({"path_parameters": named} if there else {}))

    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def asked(case: Any) -> None:
        case.call_and_validate(headers=owner.headers, checks=CHECKS)

    with suppress(Unsatisfiable):  # nothing of that operation can be sent wrong
        asked()
