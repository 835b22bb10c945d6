"""Page to Reading: text layer or OCR, and which of them to trust."""

from __future__ import annotations

from extractor.options import Options
from extractor.records import Page, Reading
from extractor.words.layer import layer


def read(page: Page, options: Options) -> Reading:
    """The lines of one page. Text formats arrive as lines; a trusted text layer is read by geometry; any other page
    is read from its picture, and one that cannot be read says so (`page_unreadable`)."""
    if page.source == "plain_text":
        return Reading(page.number, page.source, page.lines, warnings=page.warnings)
    if page.trusted:
        return layer(page)
    from extractor.words.ocr import read_picture  # its libraries take a fifth of the memory: a text layer does not pay for them

    return read_picture(page, options)
