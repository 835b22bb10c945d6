"""What is done with a document inside a child process: `python -m service.child PIPE FOLDER MEMORY PARENT WARM`.

One request is one JSON object, {"task": ..., "clock": seconds, arguments}; the answer is one JSON object with `value` or
`problem`, `resident` and `mapped` (bytes), and where `data` is true one more message of raw bytes. Nothing is raised out, and the
parent unpickles nothing: a hostile document that took over this process could hand back no more than wrong JSON.
"""

from __future__ import annotations

import errno
import json
import os
import pickle
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import fields
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from service.confinement import die_with, shut_in

Answer = tuple[dict[str, Any], bytes | None]

TAKEN = b"{}"  # said before the work on a request begins: a death from then on may be its fault
READING = ".reading"  # one file a page: the pickled Reading
REPORT = "report.json"
STORAGE_FULL = "storage_full"  # the problem of a machine, not of a document
MESSAGE_BYTES = 10_000_000  # a request: options, and a reason for each of 2,000 lost pages
WORN = 1_000_000  # pages: after this much work any process is replaced
NICE = 5  # steps of niceness below the process that asks
CPU_SPARE = 8  # threads a task may keep busy; the clock by the wall is the parent's
LOST = {
    "timeout": "超过单页时限",
    "died": "处理进程中断",
    "memory": "内存不足",
    "error": "处理出错",
    "document_timeout": "超过整份文件的时限",
}


def main(arguments: list[str]) -> None:
    """Serve requests until the pipe is closed."""
    pipe, folder, memory, parent, warm = arguments
    die_with(int(parent))
    _step_back()
    locks = shut_in(Path(folder), int(memory))
    connection = Connection(int(pipe))
    _warm_up(warm == "ocr")
    connection.send_bytes(json.dumps({"ready": True, "locks": locks}).encode())
    while True:
        try:
            request = json.loads(connection.recv_bytes(MESSAGE_BYTES))
        except EOFError:
            return
        connection.send_bytes(TAKEN)
        answer, data = _answered(request)
        mapped, resident = _memory()
        answer |= {"resident": resident, "mapped": mapped, "data": data is not None}
        connection.send_bytes(json.dumps(answer).encode())
        if data is not None:
            connection.send_bytes(data)


def _step_back() -> None:
    """Who answers people and who keeps the books goes first; where nobody else wants the processor nothing changes."""
    os.nice(NICE)
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))  # long turns, and none taken from who has just woken up


def _warm_up(ocr: bool) -> None:
    """Modules imported and weights loaded before the first document comes: its clock is for itself. An engine that is
    missing is told when a document needs it."""
    import extractor.output
    import extractor.pages.html
    import extractor.pages.image
    import extractor.pages.pdf
    import extractor.pages.view
    import extractor.pipeline
    import extractor.words.ocr  # noqa: F401
    from extractor.parallel import settle
    from models import EngineUnavailable, shared_ocr

    settle()
    if ocr:
        with suppress(EngineUnavailable):
            shared_ocr("default")


def _answered(request: dict[str, Any]) -> Answer:
    """The answer to a request; whatever is raised becomes a problem."""
    from extractor.errors import ExtractionError

    try:
        _bound_cpu(float(request.pop("clock")))
        return TASKS[request.pop("task")](**request)
    except ExtractionError as error:
        return _problem(error.code, error.message, error.advice), None
    except OSError as error:
        return _of_system(error), None
    except MemoryError:
        return _problem("out_of_memory", "处理这份文件所需内存超过上限。", "请拆分文件后再试。") | {"work": WORN}, None
    except BaseException as error:  # the border of the process: foreign libraries raise even PanicException, a BaseException
        _tell(error)
        return _problem("extraction_failed", "处理时出现内部错误。", "请稍后重试；若仍失败，请报告该文件。") | {"work": WORN}, None


def _of_system(error: OSError) -> dict[str, Any]:
    """A full disk is nobody's fault, and passes: the caller asks again."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _problem(STORAGE_FULL, "磁盘空间不足。", "请稍后重试。")
    _tell(error)
    return _problem("extraction_failed", "处理时出现内部错误。", "请稍后重试；若仍失败，请报告该文件。") | {"work": WORN}


def _problem(code: str, message: str, advice: str) -> dict[str, Any]:
    return {"problem": {"code": code, "message": message, "advice": advice}}


def _tell(error: BaseException) -> None:
    """Kind and place of an unexpected error on standard error; never its message, which may hold the document's text."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    print(json.dumps({"event": "unexpected_error", "error": type(error).__name__, "place": place}), file=sys.stderr, flush=True)


def _bound_cpu(seconds: float) -> None:
    """Processor time for one request: what was used so far and `seconds` on CPU_SPARE threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime + seconds * CPU_SPARE) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if most == resource.RLIM_INFINITY else min(limit, most), most))


def _memory() -> tuple[int, int]:
    """Bytes of address space and of memory in use now; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0, 0
    mapped, resident, *_ = Path("/proc/self/statm").read_text("ascii").split()
    return int(mapped) * resource.getpagesize(), int(resident) * resource.getpagesize()


# --- the tasks ------------------------------------------------------------------------------------


def _source(path: str, filename: str | None, options: dict[str, Any]) -> tuple[Any, Any]:
    """Source and Options. Options of other names are for others (the language of the answer, say)."""
    from extractor.intake import identify
    from extractor.options import Options

    known = {field.name for field in fields(Options)} - {"workers"}
    asked = Options(**{name: value for name, value in options.items() if name in known and value is not None})
    return identify(Path(path).read_bytes(), filename, asked), asked


def _inspect(path: str, filename: str | None, options: dict[str, Any]) -> Answer:
    """Media type, number of pages, and the first and last page that the options ask for."""
    from extractor.pages import count

    source, asked = _source(path, filename, options)
    pages = count(source, asked)
    last = min(pages, asked.last_page or pages)
    return {"value": {"media_type": source.media_type, "pages": pages, "first": asked.first_page, "last": last}}, None


def _read(
    path: str, filename: str | None, options: dict[str, Any], first: int, last: int, folder: str, seconds: float, lost: dict[str, str]
) -> Answer:
    """Pages first..last, one file a page in `folder`; pages that are there already or `lost` are not read. After `seconds`
    it stops at the end of a page: the caller asks for the rest. Gives the pages lost by now, with the reason."""
    end = time.monotonic() + seconds
    source, asked = _source(path, filename, options)
    place, spent = Path(folder), False
    number = first
    for number in range(first, last + 1):
        if number > first and (time.monotonic() > end or spent):
            number -= 1
            break
        if str(number) not in lost and not (place / f"{number}{READING}").exists():
            spent = _page(source, asked, number, place, lost)
    return {"value": {"last": number, "lost": lost}, "work": WORN if spent else number - first + 1}, None


def _page(source: Any, options: Any, number: int, place: Path, lost: dict[str, str]) -> bool:
    """One page read and kept. True if it left the process in doubt."""
    from dataclasses import replace

    from extractor.errors import ExtractionError
    from extractor.pipeline import read_pages

    try:
        readings = list(read_pages(source, replace(options, first_page=number, last_page=number)))
    except ExtractionError:
        raise
    except MemoryError:
        lost[str(number)] = "memory"
        return True
    except BaseException as error:  # as in _answered: this page is lost, the others are not
        _tell(error)
        lost[str(number)] = "error"
        return False
    keep(place / f"{number}{READING}", (pickle.dumps(readings, pickle.HIGHEST_PROTOCOL),))
    return False


def keep(path: Path, pieces: Iterable[bytes]) -> None:
    """Whole or not at all, also when this process is killed."""
    draft = path.with_suffix(f".{os.getpid()}.part")
    with draft.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)


def _conclude(path: str, filename: str | None, options: dict[str, Any], first: int, last: int, folder: str, lost: dict[str, str]) -> Answer:
    """The report of pages first..last, in `folder` as REPORT; facts for listings. `lost`: pages without a file, and why."""
    from extractor.output import publish
    from extractor.pipeline import conclude

    source, _ = _source(path, filename, options)
    report = publish(conclude(source, _readings(source, range(first, last + 1), Path(folder), lost)))
    keep(Path(folder) / REPORT, report.json_pieces())
    unread = sorted({w.page for w in report.warnings if w.code == "page_unreadable" and w.page})
    facts = {
        "title": report.document.title,
        "organization": report.document.organization,
        "fiscal_year": report.document.fiscal_year,
        "kind": report.document.kind,
        "pages": len(report.pages),
        "unreadable_pages": unread,
        "tables": len(report.tables),
        "observations": len(report.observations),
        "checks": len(report.checks),
        "checks_failed": sum(check.status == "fail" for check in report.checks),
        "warnings": len(report.warnings),
    }
    return {"value": facts}, None


def _readings(source: Any, numbers: Iterable[int], place: Path, lost: dict[str, str]) -> Iterator[Any]:
    """Readings in the order of pages; a lost page is an empty one that says so."""
    from extractor.records import Reading, Warning_

    for number in numbers:
        file = place / f"{number}{READING}"
        if str(number) not in lost and file.exists():
            yield from pickle.loads(file.read_bytes())  # written by a process like this one, for this job
            continue
        why = LOST[lost.get(str(number), "error")]
        warning = Warning_("page_unreadable", f"第{number}页未能读取（{why}）。", number)
        yield Reading(number, "plain_text" if source.media_type.startswith("text/") else "text_layer", (), warnings=(warning,))


def _picture(
    path: str,
    filename: str | None,
    options: dict[str, Any],
    page: int,
    width: int,
    rotation: int | None = None,
    skew: float = 0.0,
    box: list[float] | None = None,
) -> Answer:
    """PNG of a page or of a part of it (see extractor.pages.view)."""
    from dataclasses import replace

    from extractor.pages import render
    from extractor.pages.view import view

    source, asked = _source(path, filename, options)
    drawn = next(render(source, replace(asked, first_page=page, last_page=page)), None)
    return {"value": {}}, view(source, drawn, asked, width=width, rotation=rotation, skew=skew, box=box)


TASKS: dict[str, Callable[..., Answer]] = {"inspect": _inspect, "read": _read, "conclude": _conclude, "picture": _picture}


if __name__ == "__main__":
    main(sys.argv[1:])
