"""Documents of a tenant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.errors import Unknown, WrongState
from service.store.engine import lock
from service.store.stamps import new_id, now
from service.store.tables import Correction, Delivery, Document, Event, Job, Member

_LONGEST_NAME = 300  # characters; a longer one loses its middle, never its ending


def add(session: Session, tenant: str, sha256: str, filename: str, media_type: str, size: int) -> Document:
    """The tenant's document with these bytes, made where it has none. `size` in bytes."""
    lock(session, f"document {tenant} {sha256}")
    query = select(Document).where(Document.tenant == tenant, Document.sha256 == sha256).with_for_update()
    document = session.scalar(query)
    if document is None:
        document = Document(id=new_id("doc"), tenant=tenant, sha256=sha256, filename=_fitting(filename), bytes=size, created=now())
        document.media_type = media_type
        session.add(document)
    document.touched = now()
    return document


def _fitting(name: str) -> str:
    half = _LONGEST_NAME // 2
    return name if len(name) <= _LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"


def one(session: Session, tenant: str, document: str) -> Document | None:
    """The tenant's document of that identifier, None where it has none."""
    return session.scalar(select(Document).where(Document.tenant == tenant, Document.id == document))


def listed(session: Session, tenant: str, after: str | None = None, limit: int = 50) -> Sequence[Document]:
    """Newest first; `after` is the identifier of the last one seen."""
    query = select(Document).where(Document.tenant == tenant).order_by(Document.id.desc()).limit(limit)
    return session.scalars(query.where(Document.id < after) if after else query).all()


def filenames(session: Session, tenant: str, documents: Collection[str]) -> dict[str, str]:
    """What the senders called these documents, by identifier; those that the tenant does not have are left out."""
    rows = session.execute(select(Document.id, Document.filename).where(Document.tenant == tenant, Document.id.in_(sorted(documents))))
    return dict(rows.all())


def remove(session: Session, tenant: str, document: str) -> None:
    """Delete a document with its jobs and all that hangs on them; its bytes go with the next sweep.
    Raises Unknown, or WrongState while one of its jobs waits or runs."""
    lock(session, "queue")
    found = session.scalar(select(Document).where(Document.tenant == tenant, Document.id == document).with_for_update())
    if found is None:
        raise Unknown("document")
    states = session.scalars(select(Job.state).where(Job.document == document)).all()
    busy = [state for state in states if state in ("queued", "running")]
    if busy:
        raise WrongState(busy[0])
    forget(session, document)


def forget(session: Session, document: str) -> None:
    """Delete the rows of a document, whoever owns it."""
    jobs = select(Job.id).where(Job.document == document)
    for table in (Event, Correction, Delivery, Member):
        session.execute(delete(table).where(table.job.in_(jobs)).execution_options(synchronize_session=False))
    session.execute(delete(Job).where(Job.document == document).execution_options(synchronize_session=False))
    session.execute(delete(Document).where(Document.id == document).execution_options(synchronize_session=False))
