"""`make bench`: what the line costs, as ratios measured in one run. Absolute times mean nothing on shared machines.

Sections: text (import, cold command, share of each stage), text PDFs (whole line against bare pdfium and against pdfplumber),
growth (2,000 pages: memory and time a page), scans (whole line against bare inference, one thread), workers
(one process against two).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "samples" / "pdf"  # published reports, where they are at hand
RUNS = 5
out = Console(highlight=False)


def timed(call: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.process_time) -> float:
    """Median seconds of a call over several runs, after one that does not count. Of processor time, as machines are shared;
    child processes need another clock."""
    call()
    times = []
    for _ in range(runs):
        start = clock()
        call()
        times.append(clock() - start)
    return median(times)


def stage_shares(data: bytes, filename: str) -> dict[str, float]:
    """Seconds between the taps of one warm run, by stage."""
    from extractor import pipeline

    spent: dict[str, float] = defaultdict(float)
    last = time.perf_counter()

    def watch(stage: str, _value: object) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[stage] += now - last
        last = now

    pipeline.run(data, filename=filename, watch=watch)
    return dict(spent)


def text() -> None:
    """Import, cold command, and the share of each stage on a text report."""
    sample = ROOT / "samples/001/001.txt"
    data = sample.read_bytes()
    command = [sys.executable, "-m", "extractor", "extract", str(sample), "--output", "/dev/null"]
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), clock=time.perf_counter)
    imported = timed(lambda: subprocess.run([sys.executable, "-c", "import extractor"], check=True), clock=time.perf_counter)
    cold = timed(lambda: subprocess.run(command, check=True, cwd=ROOT), 3, time.perf_counter)
    from extractor import extract

    warm = timed(lambda: extract(data, filename=sample.name))
    out.print(
        f"[bold]text[/] {len(data.decode())} characters: import {imported - bare:.2f} s, cold command {cold:.2f} s, warm {warm:.3f} s"
    )
    shares(stage_shares(data, sample.name))


def shares(spent: dict[str, float]) -> None:
    """A table of stages."""
    table = Table("stage", "share")
    for stage, seconds in spent.items():
        table.add_row(stage, f"{seconds / sum(spent.values()):.1%}")
    out.print(table)


def generated(count: int) -> list[bytes]:
    """Text PDFs of invented departments."""
    from samples.make_pdfs import made

    return [made(seed)[0] for seed in range(count)]


def bare_pdfium(data: bytes) -> int:
    """Open, all characters with boxes, all path objects: what any reader must at least do."""
    import ctypes

    import pypdfium2 as pdfium
    import pypdfium2.raw as c

    document = pdfium.PdfDocument(data)
    seen = 0
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(len(document)):
        page = document[index]
        text_page = page.get_textpage()
        for n in range(text_page.count_chars()):
            c.FPDFText_GetUnicode(text_page.raw, n)
            c.FPDFText_GetCharBox(text_page.raw, n, left, right, bottom, top)
            seen += 1
        for n in range(c.FPDFPage_CountObjects(page.raw)):
            thing = c.FPDFPage_GetObject(page.raw, n)
            if c.FPDFPageObj_GetType(thing) == c.FPDF_PAGEOBJ_PATH:
                for segment in range(c.FPDFPath_CountSegments(thing)):
                    c.FPDFPath_GetPathSegment(thing, segment)
                    seen += 1
        text_page.close()
        page.close()
    document.close()
    return seen


def with_pdfplumber(data: bytes) -> int:
    """Tables as pdfplumber finds them."""
    import io

    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return sum(len(page.extract_tables()) for page in document.pages)


def table_pages(data: bytes) -> bytes:
    """The document without the pages on which no table stands."""
    import io

    import pikepdf

    from extractor import extract

    wanted = {page for table in extract(data).tables for page in table.pages}
    with pikepdf.open(io.BytesIO(data)) as document:
        for index in reversed(range(len(document.pages))):
            if index + 1 not in wanted:
                del document.pages[index]
        stream = io.BytesIO()
        document.save(stream)
    return stream.getvalue()


def pdfs() -> None:
    """Whole line against bare pdfium and against pdfplumber over the same table pages. Every run is over documents that the
    process has seen in the run before; `first` is the whole line over each document the first time, after another one. The
    last row, `all`, is sum by sum: seconds of all documents together, so that long documents weigh more."""
    from extractor import extract

    given = {path.stem: path.read_bytes() for path in sorted(REAL.glob("*.pdf"))}
    documents = {name: table_pages(data) for name, data in (given | {f"generated {n}": d for n, d in enumerate(generated(6))}).items()}
    table = Table("document", "whole / bare pdfium", "first / bare pdfium", "pdfplumber / whole")
    spent: list[tuple[float, ...]] = []
    for name, data in documents.items():
        bare, whole = timed(partial(bare_pdfium, data)), timed(partial(extract, data))
        spent.append((bare, whole, first_seconds(data), timed(partial(with_pdfplumber, data), 1)))
        table.add_row(name, *ratios(*spent[-1]))
    table.add_row("all", *ratios(*map(sum, zip(*spent, strict=True))))
    out.print("[bold]text PDFs[/], table pages only")
    out.print(table)
    shares(stage_shares(next(iter(documents.values())), "0.pdf"))


def ratios(bare: float, whole: float, first: float, plumber: float) -> list[str]:
    """Whole / bare, first / bare, pdfplumber / whole."""
    return [f"{whole / bare:.2f}", f"{first / bare:.2f}", f"{plumber / whole:.2f}"]


_FIRST = """
import sys, time
from extractor import extract
from samples.make_pdfs import made
extract(made(40)[0])
data = sys.stdin.buffer.read()
start = time.process_time(); extract(data); print(time.process_time() - start)
"""


def first_seconds(data: bytes) -> float:
    """Seconds of the whole line over a document that its process has not seen, median of three processes."""
    command = [sys.executable, "-c", _FIRST]
    return median(float(subprocess.run(command, input=data, check=True, capture_output=True, cwd=ROOT).stdout) for _ in range(3))


_GROWTH = """
import resource, sys, time
from extractor import extract
data = sys.stdin.buffer.read()
start = time.process_time(); extract(data); spent = time.process_time() - start
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def of_pages(pages: int) -> bytes:
    """A PDF of that many pages: those of one invented department over and over."""
    import io

    import pikepdf

    source, whole, stream = pikepdf.open(io.BytesIO(generated(1)[0])), pikepdf.new(), io.BytesIO()
    while len(whole.pages) < pages:
        whole.pages.extend(source.pages[: pages - len(whole.pages)])
    whole.save(stream)
    return stream.getvalue()


def growth() -> None:
    """Time a page and peak memory at growing page counts, each in a process of its own that loads nothing but the product."""
    base = 0.0
    for pages in (100, 500, 2000):
        command = [sys.executable, "-c", _GROWTH]
        done = subprocess.run(command, input=of_pages(pages), check=True, capture_output=True, cwd=ROOT)
        seconds, megabytes = done.stdout.split()
        base = base or float(seconds) / pages
        out.print(
            f"[bold]growth[/] {pages} pages: time a page {float(seconds) / pages / base:.2f} of that at 100, peak {int(megabytes)} MB"
        )


def scans() -> None:
    """What reading a scanned page costs."""
    from tests.benchmarks.scans import measure

    measure(out)


def workers() -> None:
    """How much sooner two processes are done with scanned pages than one."""
    from tests.benchmarks.scans import measure_workers

    measure_workers(out)


PARTS = {"text": text, "pdfs": pdfs, "growth": growth, "scans": scans, "workers": workers}


def main() -> None:
    """All parts, or those named on the command line."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
    out.print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
