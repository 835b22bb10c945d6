"""Labels of totals set in the middle of merged cells where no rule shows them: such a label stands in a column of figures,
and the figure that it is of further right."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.records import Cell
from extractor.tables.bands import is_figure
from extractor.tables.headers import COVERED

Row = tuple[Cell, ...]


def with_wide_labels(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows of a body, words in columns of figures over all blank cells from what stands at their left to the figure at
    their right."""
    figures = [_are_figures([row[column].text for row in rows if row[column].text]) for column in range(len(rows[0]) if rows else 0)]
    return tuple(_widened(row, figures) for row in rows) if any(figures) else tuple(rows)


def _are_figures(texts: Sequence[str]) -> bool:
    return 2 * sum(map(is_figure, texts)) > len(texts)


def _widened(row: Row, figures: Sequence[bool]) -> Row:
    filled = [column for column, cell in enumerate(row) if cell.text]
    wide = list(row)
    for before, column, after in zip((-1, *filled), filled, filled[1:], strict=False):
        first = before + 1
        if figures[column] and not is_figure(row[column].text) and is_figure(row[after].text) and after - first > 1:
            wide[first:after] = [row[column]._replace(col_span=after - first), *[COVERED] * (after - first - 1)]
    return tuple(wide)
