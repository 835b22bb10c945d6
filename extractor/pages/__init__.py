"""Source to Page*: one generator a media type."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.options import Options
from extractor.records import Line, Page, Source


def render(source: Source, options: Options) -> Iterator[Page]:
    """First draft, to be replaced: one page of the lines of a text file."""
    text = source.data.decode("utf-8", "replace")
    lines = tuple(Line(1, n, t, cells=tuple(t.split("\t")) if "\t" in t else None) for n, t in enumerate(text.splitlines(), 1))
    yield Page(1, "plain_text", lines=lines)
