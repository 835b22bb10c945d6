"""Source to Page*: one module a media type, imported when the first such document comes: a text does not pay for what reads
PDFs, nor a text layer for what works on pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from types import ModuleType

from extractor.errors import UnsupportedFormat
from extractor.options import Options
from extractor.records import Page, Source

__all__ = ["count", "is_picture", "render", "straighten"]


def is_picture(page: Page) -> bool:
    """Whether the page, or a part of it, must be read from its picture."""
    return page.picture is not None


def straighten(page: Page, options: Options) -> Page:
    """A page that is a picture as it should have been scanned (see pages.page_image.picture), and one of text with the tables among its
    pictures; another one is given back as it is."""
    if (page.trusted and not page.insets) or not is_picture(page):
        return page
    from extractor.pages.page_image import picture

    return picture.illustrated(page) if page.insets else picture.straighten(page, options)


READERS: dict[str, str] = {
    "text/plain": "plain",
    "text/markdown": "plain",
    "text/html": "html",
    "application/pdf": "pdf",
    "image/*": "image",
}


def _reader(source: Source) -> ModuleType | None:
    """The module that reads the document's media type: `pages(source, options)` and, where the format tells, `count`."""
    name = READERS.get(source.media_type) or READERS.get(source.media_type.partition("/")[0] + "/*")
    return import_module(f"extractor.pages.{name}") if name else None


def render(source: Source, options: Options) -> Iterator[Page]:
    """Pages of the document in the range asked for, one at a time.

    Raises UnsupportedFormat, DamagedDocument, PasswordRequired, DocumentTooLarge.
    """
    reader = _reader(source)
    if reader is None:
        raise UnsupportedFormat(f"没有读取 {source.media_type} 的程序。")
    return (page for page in reader.pages(source, options) if options.wants(page.number))


def count(source: Source, options: Options) -> int:
    """Pages that the document has, without reading them where the format tells. Raises as `render`."""
    reader = _reader(source)
    if reader and hasattr(reader, "count"):
        return int(reader.count(source, options))
    return sum(1 for _ in render(source, replace(options, first_page=1, last_page=None)))
