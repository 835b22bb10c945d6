"""The commands of the service, as an operator types them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from service.cli import app
from service.settings import Settings
from service.store import open_store
from service.supervisor import Supervisor

REPORT = Path(__file__).parents[2] / "samples" / "003" / "003.txt"
START_SECONDS = 60


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The command line with an empty data folder, speaking English."""
    monkeypatch.setenv("MINGZHANG_DATA_DIR", str(tmp_path / "data"))
    for name, value in (("HOST", "127.0.0.1"), ("PORT", "8000")):  # options of serve set them; here they are set back
        monkeypatch.setenv(f"MINGZHANG_{name}", value)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")
    return CliRunner()


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "MINGZHANG_DATA_DIR": str(folder), "LC_ALL": "en_US.UTF-8", "COLUMNS": "300"}


@contextmanager
def served(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """`mingzhang serve` in a session of its own: process, address, what it writes. Killed with all its children at the end."""
    log = folder / "serve.log"
    with log.open("w") as stream:
        command = [sys.executable, "-m", "service.cli", "serve", "--port", "0", "--workers", "1", *options]
        process = subprocess.Popen(command, env=environment(folder / "data"), stderr=stream, start_new_session=True, text=True)
    try:
        yield process, _address(process, log), log
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    for _ in range(START_SECONDS * 10):
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found[0]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def until(ask: Any, seconds: float = START_SECONDS) -> Any:
    """What `ask` says once it says something."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            if told := ask():
                return told
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("waited in vain")


def descendants(pid: int) -> set[int]:
    below = {int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()}
    return below.union(*(descendants(child) for child in below))


# --- serve ---------------------------------------------------------------------------------------


def test_serve_reads_a_document_survives_its_worker_and_stops_when_told(tmp_path: Path) -> None:
    with served(tmp_path) as (process, address, log), httpx2.Client(base_url=address, timeout=30) as client:
        until(lambda: client.get("/readyz").status_code == 200)
        worker = _worker(process.pid)
        os.kill(worker, signal.SIGKILL)
        accepted = client.post("/v1/documents", files={"file": (REPORT.name, REPORT.read_bytes())})
        assert accepted.status_code == 202
        begun = time.monotonic()
        until(lambda: _worker(process.pid) not in (None, worker), 10)
        assert time.monotonic() - begun < 2
        job = until(lambda: _ended(client, accepted.json()["job"]["id"]))
        assert job["state"] == "done" and job["facts"]["observations"] > 100
        children = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=40)
        assert children and not [pid for pid in children if _alive(pid)]
        told = log.read_text()
    assert "Stopped." in told and "tenant local" in told
    assert REPORT.name not in told


def _worker(parent: int) -> int | None:
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        for pid in path.read_text().split():
            if b"work\0--parent" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return int(pid)
    return None


def _ended(client: httpx2.Client, job: str) -> Any:
    told = client.get(f"/v1/jobs/{job}").json()
    return told if told["state"] not in ("queued", "running") else None


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_worker_ends_with_the_service_that_was_killed(tmp_path: Path) -> None:
    with served(tmp_path) as (process, _, _):
        worker = until(lambda: _worker(process.pid))
        process.kill()
        process.wait()
        until(lambda: not _alive(worker), 30)


def test_serve_refuses_an_open_house_on_the_network(runner: CliRunner) -> None:
    refused = runner.invoke(app, ["serve", "--host", "0.0.0.0", "--port", "0"])
    assert refused.exit_code == 2 and "mingzhang key create" in refused.stderr


def test_serve_says_when_its_address_is_taken(runner: CliRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = runner.invoke(app, ["serve", "--port", str(taken.getsockname()[1])])
    assert refused.exit_code == 1 and "cannot listen" in refused.stderr


def test_a_wrong_setting_is_named(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGZHANG_WORKERS", "none")
    refused = runner.invoke(app, ["sweep"])
    assert refused.exit_code == 2 and "MINGZHANG_WORKERS" in refused.stderr


# --- the worker beside the API -------------------------------------------------------------------


def test_a_worker_that_dies_at_once_is_started_again_with_growing_pauses() -> None:
    supervisor = Supervisor([sys.executable, "-c", "raise SystemExit(3)"])
    supervisor.start()
    until(lambda: supervisor.starts >= 2, 20)
    supervisor.stop()
    assert supervisor.pid is None and supervisor.starts < 10


def test_a_worker_is_asked_before_it_is_killed(tmp_path: Path) -> None:
    says = "import signal,sys,time,pathlib; signal.signal(15, lambda *_: (pathlib.Path(sys.argv[1]).touch(), sys.exit())); "
    says += "pathlib.Path(sys.argv[2]).touch(); time.sleep(60)"
    asked, running = tmp_path / "asked", tmp_path / "running"
    supervisor = Supervisor([sys.executable, "-c", says, str(asked), str(running)])
    supervisor.start()
    until(running.exists, 20)
    supervisor.stop()
    assert asked.exists() and supervisor.starts == 1


# --- keys, people, keeping -----------------------------------------------------------------------


def test_a_key_is_made_listed_and_revoked(runner: CliRunner) -> None:
    made = runner.invoke(app, ["key", "create", "harvester", "--tenant", "gansu", "--scope", "read", "--days", "30"])
    assert made.exit_code == 0 and made.stdout.startswith("mz_")
    listed = runner.invoke(app, ["key", "list", "--tenant", "gansu"]).stdout
    assert "harvester" in listed and made.stdout.strip() not in listed
    id_ = re.search(r"key_[0-9a-f]+", made.stderr)
    assert id_ and runner.invoke(app, ["key", "revoke", id_[0], "--tenant", "gansu"]).exit_code == 0
    again = runner.invoke(app, ["key", "revoke", "key_0", "--tenant", "gansu"])
    assert again.exit_code == 1


def test_a_person_is_made_with_a_password_from_standard_input(runner: CliRunner) -> None:
    from service.auth import sign_in

    made = runner.invoke(app, ["person", "create", "李会计", "--tenant", "gansu"], input="一个很长的口令 2024\n")
    assert made.exit_code == 0, made.stderr
    store = open_store(Settings(_env_file=None))  # type: ignore[call-arg]
    assert sign_in(store, "李会计", "一个很长的口令 2024")
    store.close()
    assert "口令" not in made.output


def test_a_back_up_is_restored_into_an_empty_store_only(runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert runner.invoke(app, ["key", "create", "kept"]).exit_code == 0
    saved = runner.invoke(app, ["backup", str(tmp_path / "saved.tar")])
    assert saved.exit_code == 0 and (tmp_path / "saved.tar").stat().st_size
    assert runner.invoke(app, ["restore", str(tmp_path / "saved.tar")]).exit_code == 1
    monkeypatch.setenv("MINGZHANG_DATA_DIR", str(tmp_path / "other"))
    assert runner.invoke(app, ["restore", str(tmp_path / "saved.tar")]).exit_code == 0
    assert "kept" in runner.invoke(app, ["key", "list"]).stdout
    assert runner.invoke(app, ["restore", str(tmp_path / "absent.tar")]).exit_code == 1


def test_sweep_says_what_it_deleted(runner: CliRunner) -> None:
    swept = runner.invoke(app, ["sweep"])
    assert swept.exit_code == 0 and "Deleted 0 documents" in swept.stderr


# --- the plain command ---------------------------------------------------------------------------


def test_extract_loads_nothing_of_the_service() -> None:
    told = (
        "import sys, service.cli; print([m for m in ('fastapi', 'sqlalchemy', 'dbos', 'uvicorn', 'pydantic_settings') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_without_the_extra_the_command_says_what_to_install() -> None:
    told = (
        "import sys; sys.modules.update(dict.fromkeys(('sqlalchemy', 'fastapi', 'pydantic_settings', 'structlog')));"
        "sys.argv[1:] = ['serve']; from service.cli import main; main()"
    )
    refused = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=False)
    assert refused.returncode == 2 and "mingzhang[service]" in refused.stderr and "Traceback" not in refused.stderr
