"""What people say that figures are. Every version is kept; the newest one stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import Unknown, VersionConflict
from service.store.stamps import new_id, now
from service.store.tables import Correction, Job


def correct(
    session: Session,
    tenant: str,
    job: str,
    observation: str,
    version: int,
    after: Mapping[str, object],
    note: str,
    author: str,
    *,
    before: Mapping[str, object] | None = None,
    withdrawn: bool = False,
) -> Correction:
    """A new version on top of `version`, the one that the author saw (0: none). `before` is what was read, needed for the
    first version only; later ones start from the version before. Raises Unknown, and VersionConflict where another came first."""
    if session.scalar(select(Job.id).where(Job.tenant == tenant, Job.id == job).with_for_update()) is None:
        raise Unknown("job")
    newest = _newest(session, job, observation)
    current = newest.version if newest else 0
    if version != current:
        raise VersionConflict(current)
    started = newest.after if newest else dict(before or {})
    correction = Correction(id=new_id("cor"), tenant=tenant, job=job, observation=observation, version=current + 1, before=started)
    correction.after, correction.note, correction.author = dict(after), note, author
    correction.withdrawn, correction.created = withdrawn, now()
    session.add(correction)
    return correction


def _newest(session: Session, job: str, observation: str) -> Correction | None:
    query = select(Correction).where(Correction.job == job, Correction.observation == observation)
    return session.scalar(query.order_by(Correction.version.desc()).limit(1))


def listed(session: Session, tenant: str, job: str) -> Sequence[Correction]:
    """All versions of all corrections of a job, oldest first."""
    query = select(Correction).where(Correction.tenant == tenant, Correction.job == job)
    return session.scalars(query.order_by(Correction.observation, Correction.version)).all()


def standing(session: Session, tenant: str, job: str) -> Sequence[Correction]:
    """The newest version of each corrected observation, those that were withdrawn left out."""
    newest = {c.observation: c for c in listed(session, tenant, job)}
    return [c for c in newest.values() if not c.withdrawn]
