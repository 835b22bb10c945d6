"""Documents are opened in children that cannot reach out, are stopped when they hang, and die alone."""

import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from bombs import BOMBS, flate_bomb, pdf
from posting import pages

from service import child
from service import sandbox as boxes
from service.child import READING
from service.limits import LIMITS
from service.sandbox import Outcome, Sandbox

SHORT = replace(LIMITS, page_seconds=6)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"), children=1, limits=SHORT)
    yield sandbox
    sandbox.close()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "document"
    path.write_bytes(pdf(3))
    return path


def read(sandbox: Sandbox, path: Path, folder: Path, last: int, **asked: object) -> Outcome:
    folder.mkdir(exist_ok=True)
    return sandbox.ask("read", path, {}, first=1, last=last, folder=str(folder), **{"seconds": 5.0, "lost": {}, **asked})


def processes(sandbox: Sandbox) -> list[int]:
    return [slot.result().process.pid for slot in sandbox._slots.queue]


def test_an_honest_document_is_inspected_read_and_concluded(sandbox: Sandbox, document: Path) -> None:
    folder = sandbox.folder / "honest"
    assert sandbox.inspect(document, {}).value == {"media_type": "application/pdf", "pages": 3, "first": 1, "last": 3}
    assert read(sandbox, document, folder, 3).value == {"last": 3, "lost": {}}
    assert sorted(file.name for file in folder.iterdir()) == [f"{page}{READING}" for page in (1, 2, 3)]
    outcome = sandbox.ask("conclude", document, {}, "名称.pdf", first=1, last=3, folder=str(folder), lost={"2": "timeout"})
    assert outcome.value["pages"] == 3 and outcome.value["unreadable_pages"] == [2]
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert [page["number"] for page in report["pages"]] == [1, 2, 3]
    assert [(w["code"], w["page"]) for w in report["warnings"]] == [("page_unreadable", 2)]


def test_children_give_way(sandbox: Sandbox, document: Path) -> None:
    """While documents are read, those who look at them are answered."""
    sandbox.inspect(document, {})  # it is up
    child_process = processes(sandbox)[0]
    assert os.getpriority(os.PRIO_PROCESS, child_process) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + child.NICE)
    assert os.sched_getscheduler(child_process) == os.SCHED_BATCH


def test_pages_that_are_there_are_not_read_again(sandbox: Sandbox, document: Path) -> None:
    folder = sandbox.folder / "kept"
    read(sandbox, document, folder, 2)
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert read(sandbox, document, folder, 3).value["last"] == 3
    assert all((folder / name).stat().st_mtime_ns == moment for name, moment in before.items())


def test_a_run_ends_after_its_seconds_at_the_end_of_a_page(sandbox: Sandbox, document: Path) -> None:
    assert read(sandbox, document, sandbox.folder / "run", 3, seconds=0.0).value["last"] == 1


def test_a_page_as_a_picture_and_a_part_of_it(sandbox: Sandbox, document: Path) -> None:
    from io import BytesIO

    from PIL import Image

    whole = Image.open(BytesIO(sandbox.picture(document, {}, 2, 300).data))
    assert whole.size == (300, 425)
    turned = Image.open(BytesIO(sandbox.picture(document, {}, 2, 424, rotation=90).data))
    assert turned.size == (424, 300) or turned.size == (424, 299)
    part = Image.open(BytesIO(sandbox.crop(document, {}, 2, (0.1, 0.1, 0.5, 0.2), 200).data))
    assert part.width == 200 and part.height < 80
    assert sandbox.picture(document, {}, 9, 300).problem.code == "no_such_page"  # type: ignore[union-attr]


def test_a_child_reaches_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    """No socket, no program, no file outside its folder; and it knows none of our secrets."""
    reached = _in_a_child(tmp_path)
    assert set(reached["locks"]) == {"rlimits", "landlock", "seccomp"}
    assert reached["tried"] == {
        "socket": "PermissionError", "raw socket": "PermissionError", "program": "PermissionError",
        "file": "PermissionError", "remove": "PermissionError", "own file": "done", "environment": "[]",
    }  # fmt: skip


def _in_a_child(tmp_path: Path) -> dict[str, object]:
    import subprocess
    import sys

    script = Path(__file__).with_name("reaching.py")
    (tmp_path / "own").mkdir()
    (tmp_path / "other").write_text("precious")
    arguments = [sys.executable, str(script), str(tmp_path / "own"), str(tmp_path / "other")]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True, env={"PATH": os.environ["PATH"]}).stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_a_child_that_dies_is_told_and_replaced(sandbox: Sandbox, document: Path, tmp_path: Path, name: signal.Signals) -> None:
    (tmp_path / "long").write_bytes(pdf(400))

    def kill() -> None:
        for busy in tuple(sandbox._busy):
            os.kill(busy.process.pid, name)

    outcome = read(sandbox, tmp_path / "long", sandbox.folder / name.name, 400, seconds=60.0, watch=kill)
    assert (outcome.failure, outcome.signal) == ("died", name)
    assert not list((sandbox.folder / name.name).glob(f"400{READING}"))
    assert sandbox.inspect(document, {}).value["pages"] == 3
    shutil.rmtree(sandbox.folder / name.name)


def test_an_idle_child_that_was_killed_is_replaced(sandbox: Sandbox, document: Path) -> None:
    sandbox.inspect(document, {})
    os.kill(processes(sandbox)[0], signal.SIGKILL)
    assert sandbox.inspect(document, {}).value["pages"] == 3


def test_a_child_is_stopped_by_who_watches_it(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(pdf(400))
    outcome = read(sandbox, tmp_path / "long", sandbox.folder / "stopped", 400, seconds=60.0, watch=lambda: "cancelled")
    assert (outcome.failure, outcome.reason) == ("stopped", "cancelled")
    shutil.rmtree(sandbox.folder / "stopped")


def test_an_answer_nobody_waited_for_is_not_the_next_one(sandbox: Sandbox, document: Path, tmp_path: Path) -> None:
    """Who watches fails (its database is away, say): the child is given up with the answer that it may still give."""
    (tmp_path / "long").write_bytes(pdf(400))

    def fails() -> None:
        raise ConnectionError

    with pytest.raises(RuntimeError):
        read(sandbox, tmp_path / "long", sandbox.folder / "unwatched", 400, seconds=60.0, watch=fails)
    assert sandbox.inspect(document, {}).value["pages"] == 3
    shutil.rmtree(sandbox.folder / "unwatched")


def test_a_worn_child_is_replaced(tmp_path: Path, document: Path) -> None:
    sandbox = Sandbox(tmp_path / "worn", limits=replace(SHORT, worker_pages=2))
    try:
        before = processes(sandbox)
        sandbox.inspect(document, {})
        assert processes(sandbox) == before
        sandbox.inspect(document, {})
        assert processes(sandbox) != before
    finally:
        sandbox.close()


def test_children_end_with_the_sandbox(tmp_path: Path, document: Path) -> None:
    sandbox = Sandbox(tmp_path / "ended")
    sandbox.inspect(document, {})
    (process,) = processes(sandbox)
    sandbox.close()
    assert not Path(f"/proc/{process}").exists()


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_ends_in_time_and_leaves_nothing(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    path, folder = tmp_path / "bomb", sandbox.folder / "bomb"
    path.write_bytes(BOMBS[name])
    folder.mkdir(exist_ok=True)
    started = time.monotonic()
    outcome = sandbox.inspect(path, {})
    if outcome.value:
        outcome = read(sandbox, path, folder, outcome.value["last"])
    assert time.monotonic() - started < 30
    assert outcome.value or outcome.failure or (outcome.problem and outcome.problem.code != "extraction_failed"), outcome
    for file in folder.iterdir():
        assert file.suffix == READING
        file.unlink()
    folder.rmdir()
    assert [entry.name for entry in sandbox.folder.iterdir() if entry.name not in ("honest", "kept", "run")] == []


def test_a_bomb_that_is_no_report_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    for name, code in (("20,000 pages", "document_too_large"), ("zip bomb", "unsupported_format"), ("zip slip", "unsupported_format")):
        (tmp_path / "bomb").write_bytes(BOMBS[name])
        problem = sandbox.inspect(tmp_path / "bomb", {}).problem
        assert problem and problem.code == code and problem.advice, name
    assert not Path("/tmp/mingzhang-slipped").exists()
    (tmp_path / "bomb").write_bytes(BOMBS["entity of a file"])
    folder = sandbox.folder / "kept"
    read(sandbox, tmp_path / "bomb", folder, 1)
    assert b"root:" not in b"".join(file.read_bytes() for file in folder.iterdir())
    shutil.rmtree(folder)


def test_a_bomb_of_memory_is_stopped_at_the_limit(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "small", limits=replace(SHORT, worker_bytes=900_000_000))
    try:
        (tmp_path / "bomb").write_bytes(flate_bomb())
        outcome = sandbox.inspect(tmp_path / "bomb", {})
        if outcome.value:
            outcome = read(sandbox, tmp_path / "bomb", sandbox.folder / "bomb", 1)
        assert outcome.value or outcome.failure or outcome.problem
        (tmp_path / "honest").write_bytes(pdf(1))
        assert sandbox.inspect(tmp_path / "honest", {}).value["pages"] == 1
    finally:
        sandbox.close()


def test_memory_counts_when_it_is_filled_not_when_it_is_mapped(tmp_path: Path) -> None:
    """Code made by OCR runtimes maps gigabytes and fills little of them: pages of honest scans must not be lost for that."""
    program = [str(Path(__file__).with_name("misbehaving.py"))]
    limits = replace(SHORT, worker_bytes=900_000_000)
    sandbox = Sandbox(tmp_path / "small", limits=limits, program=program)
    try:
        path = tmp_path / "pages"
        path.write_bytes(pages("MAPPED", "FILLED"))
        assert read(sandbox, path, sandbox.folder / "run", 1).value == {"last": 1, "lost": {}}
        outcome = read(sandbox, path, sandbox.folder / "run", 2)
        assert (outcome.failure, outcome.reason) == ("died", "memory")
    finally:
        sandbox.close()


def test_neighbours_of_bombs_get_the_same_answers(tmp_path: Path) -> None:
    """P3: reports made between hostile documents are those made alone."""
    sample = Path(__file__).parents[2] / "samples" / "001" / "001.txt"
    sandbox = Sandbox(tmp_path / "shared", children=2, limits=SHORT)
    try:
        alone = _report(sandbox, sample, "alone")
        hostile = [threading.Thread(target=_attack, args=(sandbox, tmp_path, number)) for number in range(3)]
        for thread in hostile:
            thread.start()
        between = _report(sandbox, sample, "between")
        for thread in hostile:
            thread.join()
        assert between == alone
    finally:
        sandbox.close()


def _attack(sandbox: Sandbox, tmp_path: Path, number: int) -> None:
    for name in ("form that draws itself", "random bytes", "black and white, 30,000 x 30,000", "page tree that loops"):
        path = tmp_path / f"{number} {name}"
        path.write_bytes(BOMBS[name])
        outcome = sandbox.inspect(path, {})
        if outcome.value:
            read(sandbox, path, sandbox.folder / f"attack {number}", 1)


def _report(sandbox: Sandbox, path: Path, name: str) -> bytes:
    folder = sandbox.folder / name
    last = sandbox.inspect(path, {}).value["last"]
    assert read(sandbox, path, folder, last).value["last"] == last
    assert sandbox.ask("conclude", path, {}, "001.txt", first=1, last=last, folder=str(folder), lost={}).value
    return (folder / child.REPORT).read_bytes()


def clocked(monkeypatch: pytest.MonkeyPatch, times: list[float], waited: list[float]) -> list[str | None]:
    """What a clock of 60 seconds says at each of `times`; `waited`: what the child waited for a processor when asked."""
    asked = iter((0.0, *waited))
    monkeypatch.setattr(boxes, "_waited", lambda _: next(asked))
    monkeypatch.setattr(boxes, "time", SimpleNamespace(monotonic=iter((0.0, *times)).__next__))
    look = boxes._clocked(None, 60.0, 1)
    return [look() for _ in times]


def test_waiting_for_a_processor_is_not_the_time_of_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clocked(monkeypatch, [5.0, 70.0, 80.0], [12.0, 12.0]) == [None, None, "timeout"]


def test_no_request_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert clocked(monkeypatch, [60.0 * boxes.WAITING + 1], [1000.0]) == ["timeout"]
