"""The line: bytes in, Findings out. Every stage is one verb; only this module knows their order.

bytes -identify-> Source -render-> Page* -read-> Reading* -mend-> Reading* -find-> Table*
Findings <-weigh- Check* <-check- Observation* <-observe- Division <-divide-
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from extractor.checks import check
from extractor.confidence import weigh
from extractor.digits import doubted, excused, mended
from extractor.intake import identify
from extractor.observations import observe
from extractor.options import Options, Watch
from extractor.pages import is_picture, render
from extractor.parallel import in_order
from extractor.reading import read_page
from extractor.records import Findings, Page, PageFacts, Reading, Source, Warning_
from extractor.repair import mend
from extractor.sections import divide
from extractor.spreads import Leaf, in_columns, parted, together
from extractor.tables import find
from extractor.words.rows import numbered


def _unwatched(_stage: str, _value: object) -> None:
    """The tap when nobody listens."""


def run(data: bytes, *, filename: str | None = None, options: Options = Options(), watch: Watch = _unwatched) -> Findings:
    """Extract one document. `watch(stage, value)` is called with the result of every stage: page by page up to
    `mend`, then once a stage. Raises ExtractionError if the document as a whole cannot be read."""
    source = identify(data, filename, options)
    watch("identify", source)
    return conclude(source, read_pages(source, options, watch), watch)


def read_pages(source: Source, options: Options = Options(), watch: Watch = _unwatched) -> Iterator[Reading]:
    """The first half of the line, page by page: render and read the pages that `options` asks for. Readings can be kept
    and handed to `conclude` later, so that a long document need not be read in one go."""
    pages = _watched(render(source, options), watch)
    for reading in in_order(partial(read_page, options=options), pages, options.workers, heavy=is_picture, lost=_lost):
        watch("read", reading)
        yield reading


def conclude(source: Source, readings: Iterable[Reading], watch: Watch = _unwatched) -> Findings:
    """The second half of the line, over all pages of the document in order."""
    whole, leaves = parted(readings)
    facts = tuple({fact.number: fact for fact in map(partial(_facts, leaves=leaves), whole)}.values())
    pages, strips = in_columns(tuple(mend(_numbered(_drained(whole)))))
    pages = tuple(_numbered(pages)) if strips else pages
    watch("mend", pages)
    tables = find(pages)
    watch("find", tables)
    division = divide(source, pages, tables)
    watch("divide", division)
    warnings = tuple(w for r in pages for w in r.warnings)
    del pages  # a long document's words are not needed beside its figures
    observations = doubted(observe(tables, division))
    watch("observe", observations)
    checks = check(observations, tables, division)
    observations, checks = mended(observations, checks, tables, lambda others: check(others, tables, division))
    checks = excused(checks, observations)
    watch("check", checks)
    observations = weigh(observations, checks, tables)
    watch("weigh", observations)
    warnings += tuple(w for t in tables for w in t.warnings) + division.warnings
    for sheets in (strips, leaves):
        division, tables, observations, warnings = together((division, tables, observations, warnings), sheets)
    return Findings(source, facts, division, tables, observations, checks, source.warnings + warnings)


def _numbered(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Lines of drawn pages numbered over the whole document."""
    last = 0
    for reading in readings:
        reading = numbered(reading, last)
        last = reading.lines[-1].number if reading.lines else last
        yield reading


def _watched(pages: Iterator[Page], watch: Watch) -> Iterator[Page]:
    for page in pages:
        watch("render", page)
        yield page


def _lost(page: Page, why: str) -> Reading:
    """What is left of a page whose child process died or ran out of time."""
    warning = Warning_("page_unreadable", f"第{page.number}页识别失败（{why}）。", page.number)
    return Reading(page.number, "ocr", (), page.width, page.height, page.rotation, warnings=(*page.warnings, warning))


def _drained(readings: list[Reading]) -> Iterator[Reading]:
    """The readings one by one; none is kept that was handed on."""
    readings.reverse()
    while readings:
        yield readings.pop()


def _facts(r: Reading, leaves: Sequence[Leaf] = ()) -> PageFacts:
    """What the report says of a page; of a sheet that holds two, both halves say the same."""
    number = leaves[r.page - 1].sheet if leaves else r.page
    halves = sum(leaf.sheet == number for leaf in leaves) or 1
    return PageFacts(number, r.source, r.width and r.width * halves, r.height, r.rotation, r.skew, r.confidence)
