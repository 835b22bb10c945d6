"""Page to Reading: text layer or OCR, and which of them to trust."""

from __future__ import annotations

from extractor.options import Options
from extractor.records import Page, Reading


def read(page: Page, options: Options) -> Reading:
    """First draft, to be replaced."""
    return Reading(page.number, page.source, page.lines, page.width, page.height, page.rotation, page.skew, page.rulings)
