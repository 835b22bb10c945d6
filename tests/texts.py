"""Documents as text, for tests: from a string to readings and tables."""

from __future__ import annotations

from extractor import extract
from extractor.intake import identify
from extractor.options import Options
from extractor.pages import render
from extractor.records import Line, Page, Reading, Table
from extractor.repair import mend
from extractor.tables.separated import separated
from extractor.words import read


def pages_of(text: str | bytes, **limits: int) -> list[Page]:
    """Pages of a text, markdown or html document."""
    options = Options(**limits)  # type: ignore[arg-type]
    return list(render(identify(text if isinstance(text, bytes) else text.encode(), None, options), options))


def lines_of(text: str | bytes) -> list[Line]:
    """All its lines, as rendered."""
    return [line for page in pages_of(text) for line in page.lines]


def readings_of(text: str | bytes) -> tuple[Reading, ...]:
    """Its readings, mended."""
    return tuple(mend(read(page, Options()) for page in pages_of(text)))


def tables_of(text: str | bytes) -> list[Table]:
    """Its tables with separated cells."""
    return separated(readings_of(text))


def texts(table: Table) -> list[list[str]]:
    """What its cells say."""
    return [[cell.text for cell in row] for row in table.rows]


def paths(table: Table) -> list[str]:
    """Its header paths, words joined by '>'."""
    return [">".join(path) for path in table.columns]


def cells(text: str) -> list[tuple[str, ...]]:
    """The cells of its lines that have any, as rendered."""
    return [line.cells for line in lines_of(text) if line.cells]


def facts(text: str) -> list[str]:
    """'indicator column value' of each observation in it."""
    return [f"{o.indicator} {o.column} {o.value if o.text is None else o.text}" for o in extract(text.encode()).observations]
