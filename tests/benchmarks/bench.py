"""`make bench`: what the line costs, as ratios measured in one run. Absolute times mean nothing on shared machines.

Sections: text (import, cold command, share of each stage), text PDFs (whole line against bare pdfium and against pdfplumber),
growth (2,000 pages: memory and time a page), scans (whole line against bare inference, one thread).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
out = Console(highlight=False)


def timed(call: Callable[[], object], runs: int = RUNS) -> float:
    """Median seconds of a call over several runs, after one that does not count."""
    call()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
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
    bare = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    imported = timed(lambda: subprocess.run([sys.executable, "-c", "import extractor"], check=True))
    cold = timed(lambda: subprocess.run(command, check=True, cwd=ROOT), 3)
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


def pdfs() -> None:
    """Whole line against bare pdfium and against pdfplumber over the same pages."""
    from extractor import extract

    documents = generated(6)
    whole = timed(lambda: [extract(d) for d in documents], 3)
    bare = timed(lambda: [bare_pdfium(d) for d in documents], 3)
    plumber = timed(lambda: [with_pdfplumber(d) for d in documents], 1)
    out.print(
        f"[bold]text PDFs[/] {len(documents)} documents: whole line / bare pdfium {whole / bare:.2f}, pdfplumber / whole line {plumber / whole:.2f}"
    )
    shares(stage_shares(documents[0], "0.pdf"))


_GROWTH = """
import io, resource, sys, time
import pikepdf
from samples.make_pdfs import made
from extractor import extract
pages = int(sys.argv[1])
source = pikepdf.open(io.BytesIO(made(0)[0]))
whole = pikepdf.new()
while len(whole.pages) < pages:
    whole.pages.extend(source.pages[: pages - len(whole.pages)])
stream = io.BytesIO(); whole.save(stream)
start = time.perf_counter(); extract(stream.getvalue()); spent = time.perf_counter() - start
print(spent / pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def growth() -> None:
    """Time a page and peak memory at growing page counts, each in a process of its own."""
    rows = []
    for pages in (100, 500, 2000):
        done = subprocess.run([sys.executable, "-c", _GROWTH, str(pages)], check=True, capture_output=True, text=True, cwd=ROOT)
        seconds, megabytes = done.stdout.split()
        rows.append((pages, float(seconds), int(megabytes)))
    base = rows[0][1]
    for pages, seconds, megabytes in rows:
        out.print(f"[bold]growth[/] {pages} pages: time a page {seconds / base:.2f} of that at {rows[0][0]} pages, peak {megabytes} MB")


def scans() -> None:
    """Whole line a scanned page against bare detection and recognition of the same page, one thread."""
    from tests.benchmarks.scans import measure

    measure(out)


PARTS = {"text": text, "pdfs": pdfs, "growth": growth, "scans": scans}


def main() -> None:
    """All parts, or those named on the command line."""
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()
    out.print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
