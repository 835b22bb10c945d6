"""People sign in and out. The cookie is out of reach of scripts; what changes something carries the CSRF token as well."""

from __future__ import annotations

from typing import Annotated

from fastapi import Cookie, Request, Response

from service import auth
from service.api.access import COOKIE, Reader
from service.api.resources import Service, State
from service.api.route import new_router
from service.api.wire import Credentials, SessionTold
from service.auth import Principal
from service.problems import Problem, documented, waiting

router = new_router("sessions")


@router.post("/session", operation_id="sign_in", responses=documented(["sign_in_failed", "rate_limited", "csrf_failed"]))
def sign_in(request: Request, response: Response, service: Service, asked: Credentials) -> SessionTold:
    """Sign in: sets the cookie of a new session."""
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Problem("csrf_failed")  # another page would sign its visitor in under a name of its own
    if seconds := service.limiter.wait_to_sign_in(asked.name):
        raise waiting("rate_limited", seconds)
    opened = auth.sign_in(service.store, asked.name, asked.password.get_secret_value())
    principal = auth.principal_of_session(service.store, opened[0]) if opened else None
    if opened is None or principal is None:
        raise Problem("sign_in_failed")
    _set(response, service, opened[0], auth.SESSION_SECONDS)
    return _told(principal)


def _set(response: Response, service: State, cookie: str, seconds: int) -> None:
    secure = service.settings.public_url.startswith("https:")
    response.set_cookie(COOKIE, cookie, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict")


def _told(principal: Principal) -> SessionTold:
    scopes = [scope for scope in auth.SCOPES if principal.may(scope)]
    return SessionTold.model_validate({"actor": principal.actor, "tenant": principal.tenant, "scopes": scopes, "csrf": principal.csrf})


@router.get("/session", operation_id="get_session")
def get_session(principal: Reader) -> SessionTold:
    """Who asks, by key or session."""
    return _told(principal)


@router.delete("/session", operation_id="sign_out", status_code=204)
def sign_out(
    response: Response,
    service: Service,
    principal: Reader,
    cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
) -> None:
    """End the session of the cookie."""
    if cookie:
        auth.sign_out(service.store, cookie)
        service.store.audit(principal.tenant, principal.actor, "sign_out", "")
    _set(response, service, "", 0)
