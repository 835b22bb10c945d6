"""Pages whose contents were damaged on the way: readers draw what they can make of them, and say nothing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf

MOST_BYTES = 20_000_000  # of one content stream that is looked at


def damaged_pages(pdf: pikepdf.Pdf) -> frozenset[int]:
    """Indices of the pages with a content stream that does not unpack, or not to what its checksum says."""
    return frozenset(index for index, page in enumerate(pdf.pages) if any(map(_is_damaged, _contents(page.obj))))


def _contents(page: Any) -> Iterator[Any]:
    """The content streams of a page."""
    contents = page.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else (contents,)
    return (part for part in parts if isinstance(part, pikepdf.Stream))


def _is_damaged(stream: Any) -> bool:
    """Told for streams that are packed in the usual way and in no other. One that lacks its end may lack its checksum only."""
    name = stream.get("/Filter")
    if isinstance(name, pikepdf.Array) and len(name) == 1:
        name = name[0]
    if not isinstance(name, pikepdf.Name) or name != "/FlateDecode":
        return False
    try:
        zlib.decompressobj().decompress(stream.read_raw_bytes(), MOST_BYTES)
    except zlib.error:
        return True
    except (pikepdf.PdfError, RuntimeError, ValueError):  # what cannot be got at is another's trouble
        return False
    return False
