"""Who asks, and whether they may: a key, a signed-in person, or on loopback without either the local tenant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from service import auth
from service.api.resources import State, state
from service.api.wire import Scope
from service.auth import Principal
from service.problems import Problem, waiting

COOKIE = "mingzhang_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_bearer = HTTPBearer(auto_error=False, scheme_name="key", bearerFormat="mz_...", description="An API key, `mz_...`.")
_cookie = APIKeyCookie(
    name=COOKIE,
    auto_error=False,
    scheme_name="session",
    description=f"Set by `POST /v1/session`. Requests that change something also carry its `csrf` as the header `{CSRF_HEADER}`.",
)


async def identified(
    request: Request,
    key: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    cookie: Annotated[str | None, Security(_cookie)],
) -> Principal:
    """Who asks, within their rate. Problem: not_authenticated, csrf_failed, rate_limited."""
    service = state(request)
    principal = await _of_key(request, service, key) or await _of_session(request, service, cookie) or _of_loopback(request, service)
    if principal is None:
        raise _unknown()
    if seconds := service.limiter.wait(principal.key or f"{principal.tenant} {principal.actor}", principal.per_minute):
        raise waiting("rate_limited", seconds)
    request.state.tenant = principal.tenant  # for the log
    return principal


def _unknown() -> Problem:
    return Problem("not_authenticated", headers={"WWW-Authenticate": "Bearer"})


async def _of_key(request: Request, service: State, key: HTTPAuthorizationCredentials | None) -> Principal | None:
    """A request that carries credentials is never taken for somebody without."""
    if "authorization" not in request.headers:
        return None
    found = await run_in_threadpool(auth.principal_of_key, service.store, key.credentials) if key else None
    if found is None:
        raise _unknown()
    return found


async def _of_session(request: Request, service: State, cookie: str | None) -> Principal | None:
    found = await run_in_threadpool(auth.principal_of_session, service.store, cookie) if cookie else None
    if found and request.method not in _SAFE_METHODS and not found.sent_by_us(request.headers.get(CSRF_HEADER)):
        raise Problem("csrf_failed")
    return found


def _of_loopback(request: Request, service: State) -> Principal | None:
    """Other web pages that the same browser shows must not get in: neither by a name of theirs that leads here (DNS
    rebinding), nor by posting from their own address."""
    if service.local is None:
        return None
    if urlsplit(f"//{request.headers.get('host', '')}").hostname not in _LOOPBACK:
        raise Problem("csrf_failed")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem("csrf_failed")
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Problem("csrf_failed")
    return service.local


def _needing(scope: Scope) -> Callable[[Principal], Awaitable[Principal]]:
    async def allowed(principal: Annotated[Principal, Depends(identified)]) -> Principal:
        if not principal.may(scope):
            raise Problem("scope_missing", f"needs the scope {scope}")
        return principal

    return allowed


Reader = Annotated[Principal, Depends(_needing("read"))]
Writer = Annotated[Principal, Depends(_needing("write"))]
Admin = Annotated[Principal, Depends(_needing("admin"))]
