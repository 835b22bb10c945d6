"""Page to Reading: text layer or OCR, and which of them to trust."""

from __future__ import annotations

from dataclasses import replace

from extractor.options import Options
from extractor.records import Page, Reading
from extractor.words.layer import layer
from extractor.words.rows import in_lines


def read(page: Page, options: Options) -> Reading:
    """The lines of one page. Text formats arrive as lines; a trusted text layer is read by geometry, letters that it lacks from
    the page's picture, which shows nothing else; any other page is read from its picture, and one that cannot be read says so
    (`page_unreadable`)."""
    if page.source == "plain_text":
        return Reading(page.number, page.source, page.lines, warnings=page.warnings)
    if page.trusted and page.picture is None:
        return layer(page)
    from extractor.words.ocr import read_picture  # its libraries take a fifth of the memory: a text layer does not pay for them

    seen = read_picture(page, options)
    return _together(layer(page), seen) if page.trusted else seen


def _together(written: Reading, seen: Reading) -> Reading:
    """One reading of what stands in a text layer and what only the picture shows."""
    lines = in_lines((word for line in (*written.lines, *seen.lines) for word in line.words), written.page)
    return replace(written, lines=lines, warnings=seen.warnings)
