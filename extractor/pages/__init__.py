"""Source to Page*: one generator a media type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from extractor.errors import UnsupportedFormat
from extractor.options import Options
from extractor.pages import html, image, pdf, plain
from extractor.pages.picture import is_picture, straighten
from extractor.records import Page, Source

__all__ = ["count", "is_picture", "render", "straighten"]

Reader = Callable[[Source, Options], Iterator[Page]]

READERS: dict[str, Reader] = {
    "text/plain": plain.pages,
    "text/markdown": plain.pages,
    "text/html": html.pages,
    "application/pdf": pdf.pages,
    "image/*": image.pages,
}


def render(source: Source, options: Options) -> Iterator[Page]:
    """Pages of the document in the range asked for, one at a time.

    Raises UnsupportedFormat, DamagedDocument, PasswordRequired, DocumentTooLarge.
    """
    reader = READERS.get(source.media_type) or READERS.get(source.media_type.partition("/")[0] + "/*")
    if reader is None:
        raise UnsupportedFormat(f"没有读取 {source.media_type} 的程序。")
    return (page for page in reader(source, options) if options.wants(page.number))


COUNTERS: dict[str, Callable[[Source, Options], int]] = {"application/pdf": pdf.count, "image/*": image.count}


def count(source: Source, options: Options) -> int:
    """Pages that the document has, without reading them where the format tells. Raises as `render`."""
    counter = COUNTERS.get(source.media_type) or COUNTERS.get(source.media_type.partition("/")[0] + "/*")
    return counter(source, options) if counter else sum(1 for _ in render(source, replace(options, first_page=1, last_page=None)))
