"""Rows of the store as answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from service.api import wire
from service.store import tables as t

_SECRETS = ("password",)  # options that are never told again


def document(row: t.Document) -> wire.DocumentTold:
    """As told to its owner."""
    return wire.DocumentTold(
        id=row.id, sha256=row.sha256, filename=row.filename, media_type=row.media_type, bytes=row.bytes, created=wire.moment(row.created)
    )


def job(row: t.Job, filename: str | None = None) -> wire.JobTold:
    """As told to its owner; `filename` of its document where it is at hand."""
    return wire.JobTold(
        id=row.id,
        document=row.document,
        filename=filename,
        batch=row.batch,
        state=cast(wire.State, row.state),
        options={name: value for name, value in row.options.items() if name not in _SECRETS},
        priority=row.priority,
        pages=row.pages,
        pages_done=row.pages_done,
        problem=None if row.problem is None else _problem(row.problem),
        facts=row.facts,
        callback=row.callback,
        created=wire.moment(row.created),
        started=wire.moment_if(row.started),
        finished=wire.moment_if(row.finished),
        deadline=wire.moment(row.deadline),
    )


def _problem(data: Mapping[str, Any]) -> wire.JobProblem:
    return wire.JobProblem.model_validate({"code": "extraction_failed", **data})


def batch(row: t.Batch, states: Mapping[str, int]) -> wire.Batch:
    """With how many of its jobs are in each state."""
    return wire.Batch(id=row.id, name=row.name, created=wire.moment(row.created), states=dict(states))


def key(row: t.Key) -> wire.KeyTold:
    """Without its text, which nobody knows."""
    return wire.KeyTold(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=cast("list[wire.Scope]", list(row.scopes)),
        per_minute=row.per_minute,
        created=wire.moment(row.created),
        expires=wire.moment_if(row.expires),
        revoked=wire.moment_if(row.revoked),
    )


def audit(row: t.Audit) -> wire.AuditTold:
    """One line of the log."""
    return wire.AuditTold(id=row.id, actor=row.actor, action=row.action, subject=row.subject, created=wire.moment(row.created))
