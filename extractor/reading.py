"""One page to its lines, whatever it comes as: stood upright and read. A module of its own, because child processes that read
pages need nothing of the rest of the line."""

from __future__ import annotations

from extractor.options import Options
from extractor.pages import straighten
from extractor.records import Page, Reading
from extractor.words import read


def read_page(page: Page, *, options: Options) -> Reading:
    """One page stood upright and read; picklable, so that it can be called in child processes."""
    return read(straighten(page, options), options)
