"""What operators' machines ask: is it alive, is it ready, how is it doing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.api.resources import Service
from service.auth import principal_of_key
from service.errors import ServiceError
from service.metrics import CONTENT_TYPE
from service.problems import Problem

router = APIRouter(tags=["operation"], include_in_schema=False)
_RETRY_SECONDS = "5"
_NO_BLOB = "0" * 64
_bearer = HTTPBearer(auto_error=False)


@router.get("/livez")
async def livez() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: Service) -> Response:
    """200 where database and blobs answer and a worker is alive, else 503; each is told."""
    told = {"database": _answers(service.store.ping), "blobs": _answers(lambda: service.blobs.exists(_NO_BLOB))}
    told["worker"] = told["database"] and bool(service.store.living_workers())
    ready = all(told.values())
    headers = {} if ready else {"Retry-After": _RETRY_SECONDS}
    return JSONResponse({"status": "ready" if ready else "not_ready", **told}, 200 if ready else 503, headers)


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (ServiceError, OSError):
        return False
    return True


def _watcher(service: Service, key: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]) -> None:
    """On loopback anybody; elsewhere an admin's key: numbers of all tenants are nobody else's business."""
    if service.settings.local:
        return
    principal = principal_of_key(service.store, key.credentials) if key else None
    if principal is None:
        raise Problem("not_authenticated", headers={"WWW-Authenticate": "Bearer"})
    if not principal.may("admin"):
        raise Problem("scope_missing")


@router.get("/metrics")
def metrics(request: Request, _allowed: Annotated[None, Depends(_watcher)]) -> Response:
    """Prometheus' text format. On loopback for anybody, elsewhere for a key with the scope admin."""
    return Response(request.app.state.metrics.told(), media_type=CONTENT_TYPE)
