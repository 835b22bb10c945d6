"""Who asks: API keys for programs, names and passwords with sessions for people. Only digests and hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.errors import NoAccess
from service.settings import Settings
from service.store import Store
from service.store.tables import Key, Person

SCOPES = ("read", "write", "admin")  # each includes those before it
LOCAL_TENANT = "local"
SESSION_SECONDS = 43_200  # 12 hours: one working day
_KEY_START = "mz_"
_SHOWN = 11  # characters of a key that listings show
_PER_MINUTE = 600  # requests
_LOCAL_PER_MINUTE = 60_000  # on a machine of one's own only a loop that ran wild is stopped
_SIGN_INS_PER_MINUTE = 10  # by name: a guesser gets nowhere, somebody who mistypes does

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))  # checked for unknown names, so that they take as long as known ones


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. `actor` goes into the audit log; `csrf` is set for people, whose changes must carry it."""

    tenant: str
    actor: str
    scopes: frozenset[str]
    key: str | None = None
    per_minute: int = _PER_MINUTE
    csrf: str | None = None

    def may(self, scope: str) -> bool:
        """Whether a request that needs `scope` is allowed."""
        return scope in self.scopes

    def sent_by_us(self, token: str | None) -> bool:
        """Whether a changing request carries the token that its session was given; keys need none."""
        return self.csrf is None or (token is not None and hmac.compare_digest(self.csrf.encode(), token.encode("utf-8", "replace")))


def with_lesser(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes with those that they include. Raises ValueError for an unknown one."""
    asked = set(scopes)
    if unknown := asked - set(SCOPES):
        raise ValueError(f"unknown scope: {', '.join(sorted(unknown))}")
    highest = max((SCOPES.index(scope) for scope in asked), default=-1)
    return frozenset(SCOPES[: highest + 1])


def digest(text: str) -> str:
    """Of a key or a cookie, which are random enough to need no slow hash."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


# --- programs ------------------------------------------------------------------------------------


def make_key(
    store: Store,
    tenant: str,
    name: str,
    scopes: Iterable[str] = ("read", "write"),
    expires: float | None = None,
    per_minute: int = _PER_MINUTE,
) -> tuple[str, Key]:
    """A new key and its row. The text is told once and kept nowhere. `expires` in UTC seconds. Raises Unknown (tenant)."""
    text = _KEY_START + secrets.token_urlsafe(32)
    granted = [scope for scope in SCOPES if scope in with_lesser(scopes)]
    return text, store.add_key(tenant, name, text[:_SHOWN], digest(text), granted, expires=expires, per_minute=per_minute)


def principal_of_key(store: Store, text: str) -> Principal | None:
    """Who a key stands for; None where it is unknown, revoked or expired."""
    if not text.startswith(_KEY_START):
        return None
    key = store.key_of_digest(digest(text))
    return None if key is None else Principal(key.tenant, f"key {key.prefix}", frozenset(key.scopes), key.id, key.per_minute)


# --- people --------------------------------------------------------------------------------------


def make_person(store: Store, tenant: str, name: str, password: str, scopes: Iterable[str] = ("read", "write")) -> Person:
    """Somebody who may sign in. Raises Unknown (tenant), NameTaken."""
    granted = [scope for scope in SCOPES if scope in with_lesser(scopes)]
    return store.add_person(tenant, name, _hasher.hash(password), granted)


def change_password(store: Store, tenant: str, person: str, password: str) -> None:
    """All sessions of the person end. Raises Unknown."""
    store.set_password(tenant, person, _hasher.hash(password))


def sign_in(store: Store, name: str, password: str) -> tuple[str, str] | None:
    """Cookie and CSRF token of a new session; None where name or password is wrong (which of them is not told)."""
    person = store.person_of_name(name)
    if not _right(person.password if person else _NOBODY, password) or person is None:
        return None
    if _hasher.check_needs_rehash(person.password):
        store.rehash(person.id, _hasher.hash(password))
    cookie, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    store.add_session(person.id, digest(cookie), csrf, time.time() + SESSION_SECONDS)
    store.audit(person.tenant, person.name, "sign_in", person.id)
    return cookie, csrf


def _right(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password.encode("utf-8", "replace"))
    except (VerificationError, InvalidHashError):
        return False


def principal_of_session(store: Store, cookie: str) -> Principal | None:
    """Who a cookie stands for; None where it is unknown or over."""
    found = store.session_of_digest(digest(cookie))
    if found is None:
        return None
    session, person = found
    return Principal(person.tenant, person.name, frozenset(person.scopes), csrf=session.csrf)


def sign_out(store: Store, cookie: str) -> None:
    """The session is over."""
    store.remove_session(digest(cookie))


# --- the first start -----------------------------------------------------------------------------


def open_house(store: Store, settings: Settings) -> Principal | None:
    """Who asks without key or session. On loopback, as long as there are no keys and no people: the tenant `local`, made
    here. Else nobody (None). Raises NoAccess where the service listens to a network and nobody could ever get in."""
    if store.has_access():
        return None
    if not settings.local:
        raise NoAccess(settings.host)
    store.add_tenant("本机", LOCAL_TENANT)
    return Principal(LOCAL_TENANT, "local", with_lesser(["admin"]), per_minute=_LOCAL_PER_MINUTE)


# --- rates ---------------------------------------------------------------------------------------


class RateLimiter:
    """A token bucket for each caller, in the memory of this process: a minute's worth at once, then at the even rate."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, callers: int = 10_000) -> None:
        """`callers`: how many are remembered; beyond that those who have waited longest are forgotten."""
        self._clock = clock
        self._callers = callers
        self._buckets: dict[str, tuple[float, float]] = {}  # tokens left, and when they were counted
        self._lock = threading.Lock()

    def wait(self, caller: str, per_minute: int) -> float:
        """0 where the request may pass, and takes a token; else the seconds until one may."""
        with self._lock:
            now = self._clock()
            left, counted = self._buckets.pop(caller, (float(per_minute), now))
            left = min(float(per_minute), left + (now - counted) * per_minute / 60)
            passes = left >= 1
            self._buckets[caller] = (left - passes, now)
            self._forget()
            return 0.0 if passes else (1 - left) * 60 / max(per_minute, 1)

    def wait_to_sign_in(self, name: str) -> float:
        """As `wait`, for one more try at a name's password."""
        return self.wait(f"sign-in {digest(name)}", _SIGN_INS_PER_MINUTE)

    def _forget(self) -> None:
        while len(self._buckets) > self._callers:
            del self._buckets[next(iter(self._buckets))]  # dicts keep the order in which callers last came
