"""Tenants, keys, people, sessions, and the log of who did what."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from service.errors import NameTaken, Unknown
from service.store import tables as t
from service.store.engine import lock
from service.store.stamps import new_id, now


def add_tenant(session: Session, name: str, tenant: str | None = None) -> t.Tenant:
    """The tenant `tenant` (its identifier; default: a new one), made where it is not there yet."""
    found = session.get(t.Tenant, tenant) if tenant else None
    if found is None:
        found = t.Tenant(id=tenant or new_id("ten"), name=name, created=now())
        session.add(found)
    return found


def tenant(session: Session, tenant: str) -> t.Tenant | None:
    """A tenant by identifier."""
    return session.get(t.Tenant, tenant)


def tenants(session: Session) -> Sequence[t.Tenant]:
    """All tenants, oldest first."""
    return session.scalars(select(t.Tenant).order_by(t.Tenant.created)).all()


def has_access(session: Session) -> bool:
    """Whether anybody can sign in or has a key that holds."""
    holds = t.Key.revoked.is_(None), or_(t.Key.expires.is_(None), t.Key.expires > now())
    return session.scalar(select(t.Key.id).where(*holds).limit(1)) is not None or session.scalar(select(t.Person.id).limit(1)) is not None


def add_key(
    session: Session,
    tenant: str,
    name: str,
    prefix: str,
    digest: str,
    scopes: Sequence[str],
    *,
    expires: float | None = None,
    per_minute: int = 600,
) -> t.Key:
    """A new key of a tenant; only its digest comes here. Raises Unknown."""
    _require_tenant(session, tenant)
    key = t.Key(id=new_id("key"), tenant=tenant, name=name, prefix=prefix, digest=digest, scopes=list(scopes), created=now())
    key.expires, key.per_minute = expires, per_minute
    session.add(key)
    return key


def _require_tenant(session: Session, tenant: str) -> None:
    if session.get(t.Tenant, tenant) is None:
        raise Unknown("tenant")


def key_of_digest(session: Session, digest: str) -> t.Key | None:
    """The key with this digest that holds: not revoked, not expired."""
    holds = t.Key.revoked.is_(None), or_(t.Key.expires.is_(None), t.Key.expires > now())
    return session.scalar(select(t.Key).where(t.Key.digest == digest, *holds))


def keys(session: Session, tenant: str) -> Sequence[t.Key]:
    """All keys of a tenant, newest first."""
    return session.scalars(select(t.Key).where(t.Key.tenant == tenant).order_by(t.Key.id.desc())).all()


def revoke_key(session: Session, tenant: str, key: str) -> t.Key:
    """From now on the key opens nothing. Raises Unknown."""
    found = session.scalar(select(t.Key).where(t.Key.tenant == tenant, t.Key.id == key).with_for_update())
    if found is None:
        raise Unknown("key")
    found.revoked = found.revoked or now()
    return found


def add_person(session: Session, tenant: str, name: str, password: str, scopes: Sequence[str]) -> t.Person:
    """Somebody who may sign in; `password` is its hash. Raises Unknown, NameTaken."""
    lock(session, "people")
    _require_tenant(session, tenant)
    if person_of_name(session, name) is not None:
        raise NameTaken(name)
    person = t.Person(id=new_id("per"), tenant=tenant, name=name, password=password, scopes=list(scopes), created=now())
    session.add(person)
    return person


def person_of_name(session: Session, name: str) -> t.Person | None:
    """Names are unique over all tenants: nobody is asked for a tenant when signing in."""
    return session.scalar(select(t.Person).where(t.Person.name == name))


def people(session: Session, tenant: str) -> Sequence[t.Person]:
    """All people of a tenant, oldest first."""
    return session.scalars(select(t.Person).where(t.Person.tenant == tenant).order_by(t.Person.id)).all()


def set_password(session: Session, tenant: str, person: str, password: str) -> None:
    """A new hash; all sessions of the person end. Raises Unknown."""
    found = _person(session, tenant, person)
    found.password = password
    session.execute(delete(t.Session).where(t.Session.person == found.id))


def rehash(session: Session, person: str, password: str) -> None:
    """The same password under a newer hash; sessions stay."""
    found = session.get(t.Person, person)
    if found is not None:
        found.password = password


def remove_person(session: Session, tenant: str, person: str) -> None:
    """Delete a person and end all sessions. Raises Unknown."""
    found = _person(session, tenant, person)
    session.execute(delete(t.Session).where(t.Session.person == found.id))
    session.delete(found)


def _person(session: Session, tenant: str, person: str) -> t.Person:
    found = session.scalar(select(t.Person).where(t.Person.tenant == tenant, t.Person.id == person).with_for_update())
    if found is None:
        raise Unknown("person")
    return found


def add_session(session: Session, person: str, digest: str, csrf: str, expires: float) -> None:
    """A signed-in browser; `digest` of its cookie."""
    session.add(t.Session(digest=digest, person=person, csrf=csrf, expires=expires))


def session_of_digest(session: Session, digest: str) -> tuple[t.Session, t.Person] | None:
    """The session of a cookie that has not expired, with its person."""
    query = select(t.Session, t.Person).join(t.Person, t.Person.id == t.Session.person)
    found = session.execute(query.where(t.Session.digest == digest, t.Session.expires > now())).first()
    return None if found is None else (found[0], found[1])


def remove_session(session: Session, digest: str) -> None:
    """Sign out."""
    session.execute(delete(t.Session).where(t.Session.digest == digest))


def audit(session: Session, tenant: str, actor: str, action: str, subject: str) -> None:
    """Note who did what to what."""
    session.add(t.Audit(tenant=tenant, actor=actor, action=action, subject=subject, created=now()))


def audit_log(session: Session, tenant: str, before: int | None = None, limit: int = 50) -> Sequence[t.Audit]:
    """Newest first; `before` is the number of the last entry seen."""
    query = select(t.Audit).where(t.Audit.tenant == tenant).order_by(t.Audit.id.desc()).limit(limit)
    return session.scalars(query if before is None else query.where(t.Audit.id < max(0, min(before, 2**63 - 1)))).all()
