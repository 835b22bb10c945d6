"""Keys for programs, names and passwords for people."""

import time

import pytest

from service import auth
from service.auth import Principal, RateLimiter
from service.errors import NameTaken, NoAccess, Unknown
from service.settings import Settings
from service.store.tables import Base


def test_a_key_opens_its_tenant_and_is_kept_nowhere(store):
    text, key = auth.make_key(store, "qinghai", "导入程序", ["write"], per_minute=60)
    assert text.startswith("mz_")
    assert len(text) > 40
    who = auth.principal_of_key(store, text)
    assert (who.tenant, who.key, who.per_minute, who.scopes) == ("qinghai", key.id, 60, {"read", "write"})
    assert (who.may("read"), who.may("write"), who.may("admin")) == (True, True, False)
    assert text not in _everything(store)


@pytest.mark.parametrize("text", ["", "mz_", "mz_wrong", "\x00", "mz_\ud800", "Bearer mz_", "mz_" + "x" * 10_000])
def test_other_texts_open_nothing(store, text):
    auth.make_key(store, "qinghai", "k")
    assert auth.principal_of_key(store, text) is None
    assert auth.principal_of_session(store, text) is None


def test_revoked_and_expired_keys_open_nothing(store):
    revoked, key = auth.make_key(store, "qinghai", "k")
    expired, _ = auth.make_key(store, "qinghai", "k", expires=time.time() - 1)
    later, _ = auth.make_key(store, "qinghai", "k", expires=time.time() + 60)
    store.revoke_key("qinghai", key.id)
    assert auth.principal_of_key(store, revoked) is None
    assert auth.principal_of_key(store, expired) is None
    assert auth.principal_of_key(store, later)


def test_a_key_needs_a_tenant_and_known_scopes(store):
    with pytest.raises(Unknown):
        auth.make_key(store, "nowhere", "k")
    with pytest.raises(ValueError, match="unknown scope: root"):
        auth.make_key(store, "qinghai", "k", ["root"])
    _, key = auth.make_key(store, "qinghai", "k", ["admin"])
    assert key.scopes == ["read", "write", "admin"]


def test_a_person_signs_in_and_out(store):
    person = auth.make_person(store, "qinghai", "张三", "青海湖2023", ["admin"])
    cookie, csrf = auth.sign_in(store, "张三", "青海湖2023")
    who = auth.principal_of_session(store, cookie)
    assert (who.tenant, who.actor, who.may("admin")) == ("qinghai", "张三", True)
    assert (who.sent_by_us(csrf), who.sent_by_us("x"), who.sent_by_us(None), who.sent_by_us("é\ud800")) == (True, False, False, False)
    assert [(e.actor, e.action, e.subject) for e in store.audit_log("qinghai")] == [("张三", "sign_in", person.id)]
    kept = _everything(store)
    assert "青海湖2023" not in kept
    assert cookie not in kept
    auth.sign_out(store, cookie)
    assert auth.principal_of_session(store, cookie) is None


@pytest.mark.parametrize(("name", "password"), [("张三", "wrong"), ("张三", ""), ("李四", "青海湖"), ("", ""), ("\x00", "\ud800")])
def test_wrong_names_and_passwords(store, name, password):
    auth.make_person(store, "qinghai", "张三", "青海湖")
    assert auth.sign_in(store, name, password) is None


def test_a_name_is_one_person(store):
    auth.make_person(store, "qinghai", "张三", "x")
    with pytest.raises(NameTaken):
        auth.make_person(store, "gansu", "张三", "y")


def test_sessions_end_with_time_with_the_password_and_with_the_person(store, monkeypatch):
    person = auth.make_person(store, "qinghai", "张三", "x")
    cookie, _ = auth.sign_in(store, "张三", "x")
    auth.change_password(store, "qinghai", person.id, "y")
    assert auth.principal_of_session(store, cookie) is None
    assert auth.sign_in(store, "张三", "x") is None
    cookie, _ = auth.sign_in(store, "张三", "y")
    with monkeypatch.context() as patch:
        later = time.time() + auth.SESSION_SECONDS + 1
        patch.setattr("service.store.access.now", lambda: later)
        assert auth.principal_of_session(store, cookie) is None
    store.remove_person("qinghai", person.id)
    assert auth.principal_of_session(store, cookie) is None
    assert auth.sign_in(store, "张三", "y") is None


def test_an_old_hash_is_made_anew_at_the_next_sign_in(store, monkeypatch):
    from argon2 import PasswordHasher

    person = auth.make_person(store, "qinghai", "张三", "x")
    monkeypatch.setattr(auth, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    cookie, _ = auth.sign_in(store, "张三", "x")
    assert store.person_of_name("张三").password != person.password
    assert auth.principal_of_session(store, cookie)
    assert auth.sign_in(store, "张三", "x")


def test_on_loopback_it_starts_open_until_somebody_has_a_key(store):
    local = Settings(_env_file=None)
    who = auth.open_house(store, local)
    assert (who.tenant, who.may("admin")) == ("local", True)
    assert who.per_minute > 10_000, "nobody shares a machine of one's own"
    assert store.tenant("local")
    _, key = auth.make_key(store, "local", "k")
    assert auth.open_house(store, local) is None
    store.revoke_key("local", key.id)
    assert auth.open_house(store, local)


def test_on_a_network_it_does_not_start_without_a_key(store):
    for host in ("0.0.0.0", "192.168.1.5", "::", "example.org"):
        with pytest.raises(NoAccess):
            auth.open_house(store, Settings(host=host, _env_file=None))
    auth.make_person(store, "qinghai", "张三", "x")
    assert auth.open_house(store, Settings(host="0.0.0.0", _env_file=None)) is None


# --- rates ---------------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_minutes_worth_at_once_then_at_the_even_rate():
    clock = Clock()
    limiter = RateLimiter(clock)
    assert [limiter.wait("a", 60) for _ in range(60)] == [0] * 60
    assert limiter.wait("a", 60) == pytest.approx(1)
    assert limiter.wait("b", 60) == 0
    clock.now += 0.5
    assert limiter.wait("a", 60) == pytest.approx(0.5)
    clock.now += 0.5
    assert limiter.wait("a", 60) == 0
    clock.now += 3600
    assert [limiter.wait("a", 60) for _ in range(61)].count(0) == 60


def test_the_memory_of_callers_is_bounded():
    limiter = RateLimiter(Clock(), callers=10)
    for n in range(1000):
        limiter.wait(f"{n}", 60)
    assert len(limiter._buckets) == 10


def test_guessing_a_password_is_slow():
    limiter = RateLimiter(Clock())
    waits = [limiter.wait_to_sign_in("张三") for _ in range(11)]
    assert waits[:10] == [0] * 10
    assert waits[10] > 1


def test_a_principal_may_only_what_it_was_given():
    assert not Principal("qinghai", "x", frozenset()).may("read")


def _everything(store) -> str:
    with store.engine.connect() as connection:
        return str([connection.execute(table.select()).fetchall() for table in Base.metadata.tables.values()])
