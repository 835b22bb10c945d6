"""Back-up, restore and retention, as an operator sees them."""

import json
import tarfile
import time
from pathlib import Path

import pytest

from service import auth
from service.blobs import FolderBlobs
from service.errors import BackupDamaged, NotEmpty
from service.operations import backup, restore, sweep, sweep_store
from service.settings import Settings
from service.store import open_store
from service.store.tables import Base

DAY = 86_400


@pytest.fixture
def settings(database_url, tmp_path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, _env_file=None)


@pytest.fixture
def fresh(tmp_path) -> Settings:
    """Another machine with nothing on it."""
    return Settings(data_dir=tmp_path / "other", _env_file=None)


@pytest.fixture
def house(settings):
    """A store with one tenant that has read two documents, corrected a figure and signed in."""
    store, blobs = open_store(settings), FolderBlobs(settings.data_dir / "blobs")
    store.migrate()
    store.add_tenant("青海", "qinghai")
    _read(store, blobs, "决算".encode(), state="done")
    job = _read(store, blobs, "预算".encode(), state=None)
    store.correct("qinghai", job.id, "o1", 0, {"value": "187.40"}, "笔误", "张三", before={"value": "187.4"})
    auth.make_key(store, "qinghai", "导入", ["write"])
    auth.make_person(store, "qinghai", "张三", "青海湖")
    assert auth.sign_in(store, "张三", "青海湖")
    store.secret("qinghai")
    yield store, blobs
    store.close()


def _read(store, blobs, content, state, tenant="qinghai", batch=None):
    sha256 = blobs.put(content)
    document = store.add_document(tenant, sha256, "报告.pdf", "application/pdf", len(content))
    job, _ = store.submit_job(tenant, document.id, {"ocr": "none"}, sha256, deadline=time.time() + 600, batch=batch)
    store.claim(job.id)
    if state:
        job = store.finish(job.id, state, report=blobs.put(b"report of " + content), facts={"title": "决算"})
    return job


def _rows(store, name):
    with store.engine.connect() as connection:
        table = Base.metadata.tables[name]
        return [dict(row) for row in connection.execute(table.select().order_by(*table.primary_key)).mappings()]


def test_what_was_saved_comes_back(house, settings, fresh, tmp_path):
    store, _ = house
    saved = backup(settings, tmp_path / "saved.tar")
    assert (saved.blobs, saved.missing) == (3, ())
    assert restore(fresh, tmp_path / "saved.tar").rows == saved.rows
    other = open_store(fresh)
    for name in Base.metadata.tables:
        if name not in ("sessions", "heartbeats", "jobs"):
            assert _rows(other, name) == _rows(store, name), name
    assert [j.report for j in other.jobs("qinghai")] == [j.report for j in store.jobs("qinghai")]
    assert FolderBlobs(fresh.data_dir / "blobs").read(other.documents("qinghai")[0].sha256) == "预算".encode()
    other.close()


@pytest.fixture
def another_postgres_url(postgres):
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


def test_a_restored_store_goes_on_counting_events(house, settings, another_postgres_url, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    moved = Settings(data_dir=tmp_path / "moved", database_url=another_postgres_url, _env_file=None)
    restore(moved, tmp_path / "saved.tar")
    other = open_store(moved)
    job = other.jobs("qinghai")[0].id
    last = other.events(job)[-1].id
    assert other.add_event(job, "page", {"page": 1}) > last
    other.close()


def test_a_job_that_ran_is_queued_again_with_the_time_it_had(house, settings, fresh, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    restore(fresh, tmp_path / "saved.tar")
    other = open_store(fresh)
    (job,) = other.waiting_jobs()
    assert job.started is None
    assert 590 < job.deadline - time.time() <= 600
    other.close()


def test_people_sign_in_again(house, settings, fresh, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    restore(fresh, tmp_path / "saved.tar")
    other = open_store(fresh)
    assert _rows(other, "sessions") == []
    assert auth.sign_in(other, "张三", "青海湖")
    other.close()


def test_nothing_is_restored_over_data(house, settings, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    with pytest.raises(NotEmpty):
        restore(settings, tmp_path / "saved.tar")


def test_the_tenant_of_the_first_start_is_no_data(house, settings, fresh, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    other = open_store(fresh)
    other.migrate()
    assert auth.open_house(other, fresh)
    other.close()
    restore(fresh, tmp_path / "saved.tar")


def test_only_its_owner_reads_a_backup(house, settings, tmp_path):
    backup(settings, tmp_path / "saved.tar")
    assert (tmp_path / "saved.tar").stat().st_mode & 0o777 == 0o600


def test_a_lost_blob_is_named(house, settings, fresh, tmp_path):
    store, blobs = house
    lost = store.documents("qinghai")[0].sha256
    blobs.delete(lost)
    assert backup(settings, tmp_path / "saved.tar").missing == (lost,)
    assert restore(fresh, tmp_path / "saved.tar").missing == (lost,)


def test_a_blob_that_went_bad_is_named_and_spoils_nothing(house, settings, fresh, tmp_path):
    store, blobs = house
    bad = store.documents("qinghai")[0].sha256
    blobs.path(bad).write_bytes(b"bit rot")
    assert backup(settings, tmp_path / "saved.tar").missing == (bad,)
    assert restore(fresh, tmp_path / "saved.tar").blobs == 2


def _rewritten(path: Path, change) -> Path:
    """The archive with each part put through `change(name, content)`; None leaves it out."""
    import io

    out = path.with_suffix(".changed")
    with tarfile.open(path) as old, tarfile.open(out, "w") as new:
        for part in old.getmembers():
            content = change(part.name, old.extractfile(part).read())
            if content is not None:
                part.size = len(content)
                new.addfile(part, io.BytesIO(content))
    return out


DAMAGES = {
    "a figure changed": lambda name, content: content.replace(b"187.40", b"187.50"),
    "a blob changed": lambda name, content: content + b"!" if name.startswith("blobs/") else content,
    "a blob left out": lambda name, content: None if name.startswith("blobs/") else content,
    "a table left out": lambda name, content: None if name == "tables/jobs.jsonl" else content,
    "no manifest": lambda name, content: None if name == "manifest.json" else content,
    "manifest of a later program": lambda name, content: content.replace(b"backup 1", b"backup 2"),
    "tables of a later program": lambda name, content: content.replace(b'"0001"', b'"9999"') if name == "manifest.json" else content,
    "manifest that climbs": lambda name, content: json.dumps(
        {**json.loads(content), "blobs": ["../../etc/passwd"]}
    ).encode() if name == "manifest.json" else content,
    "manifest of nonsense": lambda name, content: b"[1" if name == "manifest.json" else content,
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(damage, tmp_path, fresh):
    settings = Settings(data_dir=tmp_path / "data", _env_file=None)
    store, blobs = open_store(settings), FolderBlobs(settings.data_dir / "blobs")
    store.migrate()
    store.add_tenant("青海", "qinghai")
    job = _read(store, blobs, b"x", "done")
    store.correct("qinghai", job.id, "o1", 0, {"value": "187.40"}, "", "张三")
    store.close()
    backup(settings, tmp_path / "saved.tar")
    damaged = _rewritten(tmp_path / "saved.tar", DAMAGES[damage])
    with pytest.raises(BackupDamaged):
        restore(fresh, damaged)
    assert list(FolderBlobs(fresh.data_dir / "blobs").stored()) == []
    restore(fresh, tmp_path / "saved.tar")


@pytest.mark.parametrize("content", [b"", b"no archive at all" * 100, b"\0" * 2048])
def test_what_is_no_backup_is_refused(content, fresh, tmp_path):
    (tmp_path / "saved.tar").write_bytes(content)
    with pytest.raises(BackupDamaged):
        restore(fresh, tmp_path / "saved.tar")


def test_a_backup_that_fails_leaves_nothing(house, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("service.operations._add_blob", lambda *_: 1 / 0)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(ZeroDivisionError):
        backup(settings, folder / "saved.tar")
    assert list(folder.iterdir()) == []


# --- retention -----------------------------------------------------------------------------------


def test_an_old_document_goes_with_all_that_hangs_on_it(store, blobs):
    batch = store.add_batch("qinghai", "2023")
    job = _read(store, blobs, b"old", "done", batch=batch.id)
    store.correct("qinghai", job.id, "o1", 0, {"value": "1"}, "", "张三")
    swept = sweep_store(store, blobs, 30, clock=lambda: time.time() + 31 * DAY)
    assert (swept.documents, swept.blobs) == (1, 2)
    for name in ("documents", "jobs", "events", "corrections", "members", "batches", "deliveries"):
        assert _rows(store, name) == [], name
    assert list(blobs.stored()) == []


def test_young_and_unfinished_documents_stay(store, blobs):
    _read(store, blobs, b"running", None)
    assert sweep_store(store, blobs, 1, clock=lambda: time.time() + 99 * DAY).documents == 0
    _read(store, blobs, b"young", "done")
    assert sweep_store(store, blobs, 30, clock=lambda: time.time() + 29 * DAY).documents == 0


def test_a_document_given_again_is_young_again(store, blobs, monkeypatch):
    _read(store, blobs, b"again", "done")
    later = time.time() + 20 * DAY
    monkeypatch.setattr("service.store.documents.now", lambda: later)
    _read(store, blobs, b"again", None)
    assert sweep_store(store, blobs, 30, clock=lambda: later + 29 * DAY).documents == 0
    assert sweep_store(store, blobs, 30, clock=lambda: later + 31 * DAY).documents == 1


def test_without_retention_only_orphans_go(store, blobs):
    _read(store, blobs, b"kept", "done")
    orphan = blobs.put(b"nobody's")
    assert sweep_store(store, blobs, 0).blobs == 0  # it may belong to a request that is still under way
    assert sweep_store(store, blobs, 0, clock=lambda: time.time() + 2 * DAY).blobs == 1
    assert not blobs.exists(orphan)
    assert len(list(blobs.stored())) == 2


def test_what_a_waiting_job_may_need_stays(store, blobs):
    _read(store, blobs, b"running", None)
    reading = blobs.put(b"pages read so far")
    sweep_store(store, blobs, 0, clock=lambda: time.time() + 5 * DAY)
    assert blobs.exists(reading)


def test_many_documents_go_in_several_bites(store, blobs):
    for number in range(25):
        _read(store, blobs, b"%d" % number, "failed")
    assert sweep_store(store, blobs, 1, clock=lambda: time.time() + 2 * DAY).documents == 25


def test_two_tenants_share_the_bytes_of_a_document(store, blobs, monkeypatch):
    _read(store, blobs, b"shared", "done")
    later = time.time() + 20 * DAY
    for module in ("documents", "jobs"):
        monkeypatch.setattr(f"service.store.{module}.now", lambda: later)
    _read(store, blobs, b"shared", "done", tenant="gansu")
    assert sweep_store(store, blobs, 30, clock=lambda: later + 15 * DAY).documents == 1
    assert blobs.read(store.documents("gansu")[0].sha256) == b"shared"


def test_sweeping_by_settings(house, settings):
    assert sweep(settings).documents == 0
