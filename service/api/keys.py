"""What administrators of a tenant do: keys, the secret that callbacks are signed with, the log of who did what."""

from __future__ import annotations

import time

from fastapi import Response

from service import auth
from service.api import listing, telling, wire
from service.api.access import Admin
from service.api.resources import Service
from service.api.route import new_router
from service.problems import Fault, Problem, documented

router = new_router("administration")


@router.post("/keys", operation_id="add_key", status_code=201)
def add_key(service: Service, principal: Admin, asked: wire.KeyRequest) -> wire.KeyMade:
    """A new key. Its text is told now and never again."""
    if asked.expires and (asked.expires.tzinfo is None or asked.expires.timestamp() <= time.time()):
        raise Problem("invalid_request", errors=[Fault(where="body.expires", message="a time in the future, with its zone")])
    expires = asked.expires.timestamp() if asked.expires else None
    text, row = auth.make_key(service.store, principal.tenant, asked.name, asked.scopes, expires, asked.per_minute)
    service.store.audit(principal.tenant, principal.actor, "add_key", row.id)
    return wire.KeyMade(**telling.key(row).model_dump(), key=text)


@router.get("/keys", operation_id="list_keys", responses=documented(["invalid_cursor"]))
def list_keys(service: Service, principal: Admin, limit: listing.Limit = 50, cursor: listing.Cursor = None) -> wire.Listing[wire.KeyTold]:
    """Keys of the tenant, newest first, those that were revoked included."""
    rows, following = listing.cut(service.store.keys(principal.tenant), cursor, limit, "keys")
    return wire.Listing(items=[telling.key(row) for row in rows], next=following)


@router.delete("/keys/{key}", operation_id="revoke_key", status_code=204, responses=documented(["not_found"]))
def revoke_key(service: Service, principal: Admin, key: wire.Identifier) -> Response:
    """From now on the key opens nothing."""
    service.store.revoke_key(principal.tenant, key)
    service.store.audit(principal.tenant, principal.actor, "revoke_key", key)
    return Response(status_code=204)


@router.get("/audit", operation_id="list_audit", responses=documented(["invalid_cursor"]))
def list_audit(
    service: Service, principal: Admin, limit: listing.Limit = 50, cursor: listing.Cursor = None
) -> wire.Listing[wire.AuditTold]:
    """Who did what, newest first."""
    rows = service.store.audit_log(principal.tenant, listing.read(cursor, int, "audit"), limit + 1)
    return listing.listed(rows, limit, telling.audit, lambda row: row.id, "audit")


@router.get("/webhooks/secret", operation_id="get_webhook_secret")
def get_webhook_secret(service: Service, principal: Admin) -> wire.SecretTold:
    """The secret that callbacks of the tenant are signed with (Standard Webhooks), made when it is first asked for."""
    return wire.SecretTold(secret=service.store.secret(principal.tenant))


@router.post("/webhooks/secret", operation_id="replace_webhook_secret", status_code=201)
def replace_webhook_secret(service: Service, principal: Admin) -> wire.SecretTold:
    """A new secret; callbacks are signed with it from now on."""
    secret = service.store.secret(principal.tenant, fresh=True)
    service.store.audit(principal.tenant, principal.actor, "replace_webhook_secret", "")
    return wire.SecretTold(secret=secret)
