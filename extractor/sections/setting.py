"""How the lines of a text are set: the measure and left edge that a line's neighbourhood shows, and what sets paragraphs apart
in the whole document."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from extractor.breaks import PAGE_GAP
from extractor.sections.numbering import marker
from extractor.sections.strands import Strand, is_final, is_prose, measure

INDENT = 1.5  # columns; less is the stray blank that converters leave at a page break
FULL = 5.5  # columns short of the full measure that line-end punctuation and narrow digits may leave
WINDOW = 14  # lines on either side that make the neighbourhood of a line


class Layout(NamedTuple):
    """How a document sets its paragraphs. `indented`: first lines are indented; `spaced`: blank lines stand between
    paragraphs only; `shortened`: first lines are shorter, because their indent was lost; `ragged`: columns by which
    lines that go on usually fall short of the full measure; `indented_tops`: first lines are indented at the top of a page of
    text as well, where some converters strip blanks."""

    indented: bool
    spaced: bool
    shortened: bool
    ragged: float
    indented_tops: bool


class Setting(NamedTuple):
    """A line's neighbourhood: full measure (None where lines are not wrapped) and left edge, in columns."""

    full: float | None
    left: float


def settings_of(block: Sequence[Strand]) -> list[Setting]:
    """Measure and left edge of every line; the measure is taken anew every few lines."""
    found: list[Setting] = []
    step = 6
    for i in range(0, len(block), step):
        near, here = block[max(0, i - WINDOW) : i + step + WINDOW], [s.columns for s in block[i : i + step]]
        alike = {columns: [s for s in near if s.columns == columns] for columns in set(here)}
        made = {columns: Setting(measure(lines), min(s.indent for s in lines)) for columns, lines in alike.items()}
        found.extend(made[columns] for columns in here)
    return _with_the_measure_of_all(block, found)


def _with_the_measure_of_all(block: Sequence[Strand], settings: list[Setting]) -> list[Setting]:
    """Where too few lines are wrapped to show the measure (a short chapter before the forms), that of the other pages:
    the pages of one document have one."""
    whole = [strand.line.box is not None and strand.columns == 1 for strand in block]
    known = sorted(s.full for s, fits in zip(settings, whole, strict=True) if s.full is not None and fits)
    usual = known[len(known) // 2] if known else None
    return [s._replace(full=usual) if s.full is None and fits else s for s, fits in zip(settings, whole, strict=True)]


def layout_of(block: Sequence[Strand], settings: Sequence[Setting]) -> Layout:
    """How paragraphs are set apart, from what first lines, and lines that go on, have in common."""
    starts: list[bool] = []
    inner: list[bool] = []
    parted: list[bool] = []
    gaps: list[int] = []
    short: list[float] = []
    long: list[float] = []
    for i in range(1, len(block)):
        before, strand, setting = block[i - 1], block[i], settings[i]
        indented = strand.indent - setting.left >= INDENT
        full = is_full(before, settings[i - 1])
        if full and is_prose(before.text) and not is_final(before.text) and not marker(strand.text):
            inner.append(indented)
            gaps.append(strand.gap)
            _sort_measure(strand, setting, long)
        elif is_final(before.text) and not full:
            starts.append(indented)
            parted.append(strand.gap > 1)
            _sort_measure(strand, setting, short)
    spaced = len(gaps) >= 3 and sum(g <= 1 for g in gaps) >= 0.6 * len(gaps) and sum(parted) >= 0.5 * max(1, len(parted))
    enough = len(inner) >= 2 or (len(inner) == 1 and len(starts) >= 3 and all(starts))
    indented = bool(starts) and sum(starts) >= 0.5 * len(starts) and enough and sum(inner) <= 0.15 * len(inner)
    shortened = not indented and len(short) >= 3 and len(long) >= 3 and median(short) - median(long) >= 2.5
    return Layout(indented, spaced, shortened, _ragged(block, settings), indented and _indented_tops(block, settings))


def _indented_tops(block: Sequence[Strand], settings: Sequence[Setting]) -> bool:
    return any(opens_page(strand) and strand.indent - setting.left >= INDENT for strand, setting in zip(block, settings, strict=True))


def opens_page(strand: Strand) -> bool:
    """Whether a line of text without places stands behind a gap as between two pages."""
    return strand.line.box is None and strand.gap > PAGE_GAP


def _ragged(block: Sequence[Strand], settings: Sequence[Setting]) -> float:
    """How far short of the full measure nine in ten lines end that are not the last of their paragraph."""
    short = sorted(
        setting.full - strand.reach
        for above, strand, setting in zip(block, block[1:], settings[1:], strict=False)
        if setting.full
        and is_prose(strand.text)
        and not is_final(strand.text)
        and not is_final(above.text)
        and strand.reach > setting.full - FULL
    )
    return max(1.0, short[len(short) * 9 // 10]) if len(short) >= 5 else FULL


def _sort_measure(strand: Strand, setting: Setting, into: list[float]) -> None:
    """Keep how much a wrapped line falls short of the full measure."""
    if setting.full and not is_final(strand.text) and setting.full - strand.reach < 12:
        into.append(setting.full - strand.reach)


def is_full(strand: Strand, setting: Setting, allowance: float = 0.0) -> bool:
    """Whether a line reaches the full measure; `allowance` in columns."""
    return setting.full is not None and strand.reach >= setting.full - FULL - allowance
