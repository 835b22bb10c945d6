"""Small PDFs for tests: a canvas with its origin at the top left, a font that needs no file, and tables from rows of text."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.options import Options
from extractor.pages.pdf import pages
from extractor.records import Page, Source

FONT, SIZE = "STSong-Light", 10
HEIGHT = 842.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(*pages: Callable[[Canvas], None], size: tuple[float, float] = (595.0, HEIGHT), **canvas: object) -> bytes:
    """A PDF of these pages."""
    stream = io.BytesIO()
    paper = Canvas(stream, pagesize=size, invariant=1, **canvas)
    for draw in pages:
        draw(paper)
        paper.showPage()
    paper.save()
    return stream.getvalue()


def read(data: bytes, **options: object) -> list[Page]:
    """Its pages, rendered."""
    return list(pages(Source(data, None, "application/pdf", ""), Options(**options)))  # type: ignore[arg-type]


def letters(page: Page) -> str:
    """All characters of a page."""
    return "".join(char.text for char in page.chars)


def text(paper: Canvas, x: float, y: float, words: str, size: float = SIZE, height: float = HEIGHT) -> None:
    """Words from x, their baseline y points below the top."""
    paper.setFont(FONT, size)
    paper.drawString(x, height - y, words)


def right(paper: Canvas, x: float, y: float, words: str, size: float = SIZE, height: float = HEIGHT) -> None:
    """Words that end at x."""
    paper.setFont(FONT, size)
    paper.drawRightString(x, height - y, words)


def stroke(paper: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    paper.line(x0, HEIGHT - y0, x1, HEIGHT - y1)


def thin_rectangle(paper: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    paper.rect(x0, HEIGHT - y1 - 0.25, x1 - x0 + 0.5, y1 - y0 + 0.5, stroke=0, fill=1)


def double(paper: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    dx, dy = (1.0, 0) if x0 == x1 else (0, 1.0)
    stroke(paper, x0 - dx, y0 - dy, x1 - dx, y1 - dy)
    stroke(paper, x0 + dx, y0 + dy, x1 + dx, y1 + dy)


Line = Callable[[Canvas, float, float, float, float], None]


def grid(
    paper: Canvas,
    rows: Sequence[Sequence[str]],
    edges: Sequence[float],
    top: float,
    *,
    line: Line | None = stroke,
    verticals: bool = True,
    pitch: float = 20.0,
) -> float:
    """A table with rules in the manner of `line` (None: without any); figures stand at the right. '/' wraps a cell,
    '<' merges a cell with the one at its left. Its bottom."""
    y = top
    for row in rows:
        height = pitch + 12 * max(cell.count("/") for cell in row)
        for c, cell in enumerate(row):
            lines = cell.split("/")
            first = y + height / 2 - 6 * len(lines) + 9
            for n, words in enumerate(lines):
                figure = words.replace(",", "").replace(".", "").replace("-", "").isdigit() and ("." in words)
                (right if figure else text)(
                    paper, edges[c + 1] - 3 if figure else edges[c] + 3, first + 12 * n, "" if words == "<" else words
                )
            if line and verticals and cell != "<":
                line(paper, edges[c], y, edges[c], y + height)
        if line:
            line(paper, edges[0], y, edges[-1], y)
            if verticals:
                line(paper, edges[-1], y, edges[-1], y + height)
        y += height
    if line:
        line(paper, edges[0], y, edges[-1], y)
    return y
