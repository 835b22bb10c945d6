"""Source to Page*: one generator a media type. What works on pictures is imported when the first picture comes: a text
layer does not pay for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from extractor.errors import UnsupportedFormat
from extractor.options import Options
from extractor.pages import html, pdf, plain
from extractor.records import Page, Source

__all__ = ["count", "is_picture", "render", "straighten"]

Reader = Callable[[Source, Options], Iterator[Page]]


def is_picture(page: Page) -> bool:
    """Whether the page, or a part of it, must be read from its picture."""
    return page.picture is not None


def straighten(page: Page, options: Options) -> Page:
    """A page that is a picture as it should have been scanned (see pages.picture); another one is given back as it is."""
    if page.trusted or not is_picture(page):
        return page
    from extractor.pages import picture

    return picture.straighten(page, options)


def _images(source: Source, options: Options) -> Iterator[Page]:
    from extractor.pages import image

    return image.pages(source, options)


def _image_count(source: Source, options: Options) -> int:
    from extractor.pages import image

    return image.count(source, options)


READERS: dict[str, Reader] = {
    "text/plain": plain.pages,
    "text/markdown": plain.pages,
    "text/html": html.pages,
    "application/pdf": pdf.pages,
    "image/*": _images,
}


def render(source: Source, options: Options) -> Iterator[Page]:
    """Pages of the document in the range asked for, one at a time.

    Raises UnsupportedFormat, DamagedDocument, PasswordRequired, DocumentTooLarge.
    """
    reader = READERS.get(source.media_type) or READERS.get(source.media_type.partition("/")[0] + "/*")
    if reader is None:
        raise UnsupportedFormat(f"没有读取 {source.media_type} 的程序。")
    return (page for page in reader(source, options) if options.wants(page.number))


COUNTERS: dict[str, Callable[[Source, Options], int]] = {"application/pdf": pdf.count, "image/*": _image_count}


def count(source: Source, options: Options) -> int:
    """Pages that the document has, without reading them where the format tells. Raises as `render`."""
    counter = COUNTERS.get(source.media_type) or COUNTERS.get(source.media_type.partition("/")[0] + "/*")
    return counter(source, options) if counter else sum(1 for _ in render(source, replace(options, first_page=1, last_page=None)))
