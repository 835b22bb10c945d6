"""What reading a scanned page costs, as ratios measured in one run on the committed scan.

Whole line a page / bare detection and recognition of the same page (one thread); rapidocr with its defaults / whole line;
one worker / two, by pages; peak memory of a process over mixed pages. Each measurement in a process of its own: engines keep memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.options import Options
    from extractor.records import Page

ROOT = Path(__file__).resolve().parents[2]
SCAN = ROOT / "samples/scanned/report.pdf"
MIXED = ("office", "poor", "clean300", "turned90", "photo", "clean200", "fax")  # pages of the memory test
SEEDS = (19, 20, 501, 506)  # their layouts
MIXED_PAGES = int(os.environ.get("MINGZHANG_BENCH_PAGES", "60"))
PAGES, TRIES = (6, 12, 24), 2  # of documents read by one worker and by two, and how often each is timed
SEEN = 22  # pages after which each size has been seen
TARGETS = {"line": 1.25, "rapidocr": 2.5, "workers": 1.7, "memory": 900}


def measure(out: object) -> None:
    """Print the ratios. `out`: what has a `print` (rich's Console)."""
    say = out.print  # type: ignore[attr-defined]
    whole, bare, rapid = (float(word) for word in _in_process("ratios").split())
    say(f"[bold]scans[/] whole line / bare detection and recognition {whole / bare:.2f} (at most {TARGETS['line']})")
    say(f"[bold]scans[/] rapidocr defaults / whole line {rapid / whole:.2f} (at least {TARGETS['rapidocr']})")
    first, last = _in_process("memory").split()
    say(f"[bold]scans[/] peak memory after {SEEN} and {MIXED_PAGES} mixed pages {first}, {last} MB (below {TARGETS['memory']})")


def measure_workers(out: object) -> None:
    """Print how much sooner two workers are done than one: their start not counted, and with it, by pages of the document. The
    shorter of TRIES, in turn. By the wall: on a machine that has something else to do the figures mean nothing."""
    say = out.print  # type: ignore[attr-defined]
    for pages, start in ((24, "warm"), *((pages, "cold") for pages in PAGES)):
        tries = [[float(_in_process(f"workers:{count},{pages},{start}")) for count in (1, 2)] for _ in range(TRIES)]
        one, two = map(min, zip(*tries, strict=True))
        of = f" (at least {TARGETS['workers']})" if start == "warm" else ", their start counted"
        say(f"[bold]workers[/] one / two, {pages} pages {one / two:.2f}{of}")


def _in_process(task: str) -> str:
    done = subprocess.run([sys.executable, __file__, task], check=True, capture_output=True, text=True, cwd=ROOT)
    return done.stdout.strip().splitlines()[-1]


def ratios() -> str:
    """Seconds of a processor over the pages of the scan: whole line, bare inference, rapidocr, each in one thread. Page by page
    in turn, so that what else runs on the machine slows all three alike."""
    from rapidocr import RapidOCR

    from extractor.intake import identify
    from extractor.options import Options
    from extractor.pages import render, straighten
    from extractor.parallel import settle
    from models import shared_ocr

    settle()
    options = Options()
    rapid = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 1})
    engine = shared_ocr("default")
    spent = [0.0, 0.0, 0.0]
    pages = list(render(identify(SCAN.read_bytes(), SCAN.name, options), options))[1:]
    for turn in range(2):  # the first one warms up
        for page in pages:
            upright = straighten(page, options)
            calls: tuple[Callable[[], object], ...] = (
                partial(_line, page, options),
                partial(_bare, engine, upright.picture, upright.dpi or 200.0),
                partial(rapid, page.picture),
            )
            for place, call in enumerate(calls):
                start = time.process_time()
                call()
                spent[place] += (time.process_time() - start) * turn
    return " ".join(map(str, spent))


def _line(page: Page, options: Options) -> object:
    """The line's own work on one page."""
    from extractor.pages import straighten
    from extractor.words import read

    return read(straighten(page, options), options)


def _bare(engine: object, picture: object, dpi: float) -> None:
    """Detection at 110 dpi and recognition of what it finds, nothing else."""
    import cv2
    import numpy as np

    scale = 110 / dpi
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    quads = engine.detect(small) / np.float32(scale)  # type: ignore[attr-defined]
    engine.recognise(picture, quads)  # type: ignore[attr-defined]


def workers(count: int, many: int, start: str) -> str:
    """Seconds by the wall to read `many` pages with so many processes; `start` "warm": that of the processes not counted."""
    from extractor.intake import identify
    from extractor.options import Options
    from extractor.pages import is_picture, render
    from extractor.parallel import in_order
    from extractor.pipeline import _lost
    from extractor.reading import read_page

    options = Options(workers=count)
    pages = list(render(identify(SCAN.read_bytes(), SCAN.name, options), options))
    warm, timed = pages[:count] * 2 * (start == "warm"), (pages * many)[:many]
    began = time.perf_counter()
    results = in_order(partial(read_page, options=options), warm + timed, max(count, 1), heavy=is_picture, lost=_lost)
    for _ in warm:
        next(results)
        began = time.perf_counter()
    for _ in results:
        pass
    return str(time.perf_counter() - began)


def memory() -> str:
    """Peak MB of a process set up like a worker, after one page of each manner and after MIXED_PAGES. Another one makes the
    pages: what it needs for that is not the worker's."""
    from multiprocessing import get_context

    from extractor.options import Options
    from extractor.parallel import settle
    from extractor.records import Page

    settle()
    options, peaks = Options(), []
    with get_context("spawn").Pool(1) as maker:
        for n in range(MIXED_PAGES):
            picture, dpi = maker.apply(_mixed, (n,))  # one at a time: pages made ahead would lie in this process
            height, width = picture.shape[:2]
            _line(Page(n + 1, "ocr", width * 72 / dpi, height * 72 / dpi, picture=picture, dpi=dpi, trusted=False), options)
            peaks.append(_peak())
    return f"{peaks[SEEN - 1]} {peaks[-1]}"


def _mixed(n: int) -> tuple[Any, float]:
    """The n-th page of the memory test and its resolution: layouts and manners in turn, every eleventh is A3."""
    import pypdfium2

    from samples.make_pdfs import made
    from samples.make_scans import WAYS, degrade

    way = WAYS[MIXED[n % len(MIXED)]]
    with pypdfium2.PdfDocument(made(SEEDS[n // 7 % len(SEEDS)])[0]) as document:
        page = document[n * 3 % len(document)]
        scale = way.dpi / 72 * (2**0.5 if n % 11 == 10 else 1)
        rendered = page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3]
        return degrade(rendered.copy(), way, n), float(way.dpi)


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """One task, named on the command line by `measure`."""
    sys.path.insert(0, str(ROOT))
    task, _, argument = sys.argv[1].partition(":")
    count, pages, start = argument.split(",") if argument else (0, 0, "")
    print({"ratios": ratios, "memory": memory}[task]() if not argument else workers(int(count), int(pages), start))


if __name__ == "__main__":
    main()
