"""Tables too wide for their paper: columns that a spreadsheet printed on pages of their own, put back beside the others.

A spreadsheet cuts such a table into blocks of columns and prints them one after the other, page by page (first down, then
over) or row of pages by row of pages (first over, then down). The rows of a block stand at the same heights on its page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from extractor.likeness import fold
from extractor.records import Cell
from extractor.tables.captions import Caption, is_title
from extractor.tables.continued import SAME_EDGE, Part, same_columns
from extractor.tables.headers import COVERED, header_height, is_entry, is_number

Row = tuple[Cell, ...]

LEVEL = 2.5  # points: rules between the same two rows differ no more in height from page to page
HEAD = 6  # characters: 公用经费, 金额, 本年支出
FEWEST = 4  # edges of rows: with fewer, equal heights say little
MOST_MORE = 3  # edges that a header has in one block of columns and not in the other


def widened(parts: Sequence[Part]) -> list[Part]:
    """The parts, those that hold further columns of a part before them joined to it."""
    whole: list[Part] = []
    for part in parts:
        start = _under_last_title(whole)
        near = (i for i in range(start, len(whole)) if whole[i].page < part.page)
        home = next((i for i in near if _goes_on_beside(whole[i], part, whole[:i])), None)
        if home is None:
            whole.append(part)
        else:
            whole[home] = _joined(whole[home], part)
    for number in range(1, len(whole)):
        whole[number] = _filled_up(whole[number], whole[number - 1])
    return whole


def _filled_up(part: Part, before: Part) -> Part:
    """A part whose last blocks of columns are missing, as nothing stands in them: with blank columns for them."""
    blocks = list(zip(part.printed, before.printed, strict=False))
    fewer = len(part.printed) < len(before.printed) and not part.caption.title and not _heads(part)
    if not fewer or not all(same_columns(mine.lattice, other.lattice) for mine, other in blocks):
        return part
    xs = before.lattice.xs
    rows = tuple((*row, *(Cell() for _ in range(len(xs) - 1 - len(row)))) for row in part.rows)
    return replace(part, rows=rows, lattice=replace(part.lattice, xs=xs, spans={}))


def _under_last_title(whole: Sequence[Part]) -> int:
    """Number of the first of the parts that stand under the last title. A sheet prints it again on each of its pages, which
    hold nothing else."""
    titled = [i for i, part in enumerate(whole) if part.caption.title]
    if not titled:
        return 0
    start, title = titled[-1], whole[titled[-1]].caption.title
    if len(titled) < 2 or whole[titled[-2]].caption.title != title:
        return start
    pages = Counter(block.page for part in whole[start:] for block in part.printed)
    for i in range(start - 1, -1, -1):
        pages.update(block.page for block in whole[i].printed)
        own = whole[i].caption.title
        if max(pages.values()) > 1 or own not in ("", title):
            break
        start = i if own else start
    return start


def _goes_on_beside(known: Part, part: Part, before: Sequence[Part]) -> bool:
    """Whether a part holds further columns of the rows of a known one."""
    if any(rows and is_entry(rows[0]) for rows in (known.rows, part.rows)):  # filled-in sheets of one template
        return False
    a, b = known.lattice.ys, part.lattice.ys
    level = _begin_level(known, part) and abs(a[-1] - b[-1]) <= LEVEL and _level(known.heights, part.heights)
    if not level or _one_title(known.caption.title, part.caption.title) is None:
        return False
    words, others = _heads(part), [_heads(each) for each in known.printed]
    if not words or len(part.heights) < FEWEST:
        return _continues_columns(known, part, before)
    new = not words <= others[0] or (_labels(known) and not _labels(part)) or _other_columns(known, part)
    return new and bool(others[0]) and words not in others[1:]


def _begin_level(known: Part, part: Part) -> bool:
    """Whether both begin at the same height, or a part with a lower row of heads: a head of several columns that the edge of
    the paper cut may have no frame there."""
    a, b = known.lattice.ys, part.lattice.ys
    return abs(a[0] - b[0]) <= LEVEL or any(abs(y - b[0]) <= LEVEL for y in known.heights[1 : header_height(known.rows) + 1])


def _one_title(first: str, second: str) -> str | None:
    """The title of both where two titles can be of one table: only one, the same one twice, or one that the edge of the
    paper cut. A head above its columns is none. None where they cannot."""
    if not first or not second or first == second:
        return first or second
    if not is_title(first) and not first.endswith("表") and is_title(first + second):
        return first + second
    return first if len(second) <= HEAD and not is_title(second) else None


def _other_columns(known: Part, part: Part) -> bool:
    """Whether a part under the same words has other columns than a known one, and not its width: the columns of labels
    printed again on each page with further ones, or the next panels. A sheet of the same form for another agency has all its
    columns, the next page of rows all their width."""
    own = known.printed[0]
    a, b = own.lattice, part.lattice
    same_width = abs(a.xs[0] - b.xs[0]) <= SAME_EDGE and abs(a.xs[-1] - b.xs[-1]) <= SAME_EDGE
    return not same_columns(a, b) and not same_width


def _continues_columns(known: Part, part: Part, before: Sequence[Part]) -> bool:
    """Whether a part without a header, or with hardly a row below it, has the columns of one that was put beside the page
    before `known`; names stand in it only where they do in that one, and as many pages further as `known` is."""
    blocks = before[-1].printed[len(known.printed) :] if before else ()
    if not blocks or not same_columns(blocks[0].lattice, part.lattice):
        return False
    as_far = part.page - blocks[0].page == known.page - before[-1].page
    return not _labels(part) or (as_far and _labels(blocks[0]))


def _level(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether rows between these edges are the same rows: the edges of one part are edges of the other. In a header either
    may have more of them, as each column is divided in its own way."""
    few, many = sorted((a, b), key=len)
    alike = len(few) > 1 and len(many) - len(few) <= MOST_MORE and abs(few[-1] - many[-1]) <= LEVEL
    return alike and all(min(abs(y - other) for other in many) <= LEVEL for y in few)


def _heads(part: Part) -> frozenset[str]:
    """Words of a part's header, empty where it begins with figures."""
    height = header_height(part.rows)
    rows = part.rows[: max(height, 1)]
    words = frozenset(fold(cell.text) for row in rows for cell in row if cell.text.strip())
    return frozenset() if any(map(is_number, words)) else words


def _labels(part: Part) -> bool:
    """Whether words stand in the rows of a part below its header."""
    body = part.rows[header_height(part.rows) :]
    return any("\u4e00" <= c <= "\u9fff" for row in body for cell in row for c in cell.text)


def _joined(known: Part, part: Part) -> Part:
    """Both as one part, the row labels printed again beside the cut left out."""
    heights = max(known.heights, part.heights, key=len)
    known, part = _on_rows(known, heights), _on_rows(part, heights)
    again, height = _repeated(known, part), header_height(known.rows)
    width = known.lattice.xs[-1] - part.lattice.xs[again]
    xs = (*known.lattice.xs, *(x + width for x in part.lattice.xs[again + 1 :]))
    pairs = [(row, other[again:]) for row, other in zip(known.rows, part.rows, strict=True)]
    heads = [_head_across(*pair, *pairs[r + 1 : height][:1]) for r, pair in enumerate(pairs[:height])]
    return replace(
        known,
        rows=(*heads, *((*row, *other) for row, other in pairs[height:])),
        lattice=replace(known.lattice, xs=xs, spans={}),
        lines=(*known.lines, *part.lines),
        caption=_both(known.caption, part.caption),
        notes=known.notes if known.notes.texts else part.notes,
        confidence=min(known.confidence, part.confidence),
        blocks=(*known.printed, *part.printed),
    )


def _head_across(left: Row, right: Row, below: tuple[Row, Row] | None = None) -> Row:
    """A header row of both; `below`: the next one, if any. A head that the edge of the paper cut stands on one side of it, above a
    blank on the other, or one half of it on each: else it would be the head of a single column with a head of its own."""
    start = max((c for c, cell in enumerate(left) if cell.col_span), default=0)
    a, b = left[start], right[0]
    if a.row_span != b.row_span or not b.col_span:
        return (*left, *right)
    torn = below is not None and 1 in (a.col_span, b.col_span) and bool(below[0][-1].text and below[1][0].text)
    if not (torn if a.text and b.text else a.text or b.text):
        return (*left, *right)
    whole = (a if a.text else b)._replace(text=a.text + b.text, col_span=a.col_span + b.col_span)
    return (*left[:start], whole, *left[start + 1 :], COVERED, *right[1:])


def _on_rows(part: Part, heights: tuple[float, ...]) -> Part:
    """The part with rows between these edges, among which its own are: each cell over all the rows that it covers."""
    at = [min(range(len(heights)), key=lambda n: abs(heights[n] - y)) for y in part.heights]
    rows = [[Cell() for _ in part.lattice.xs[1:]] for _ in heights[1:]]
    for r, row in enumerate(part.rows):
        for c, cell in enumerate(row):
            last = at[min(r + max(cell.row_span, 1), len(part.rows))]
            rows[at[r]][c] = cell._replace(row_span=last - at[r]) if cell.row_span else cell
            for covered in range(at[r] + 1, at[r + 1]):
                rows[covered][c] = COVERED
    return replace(part, rows=tuple(map(tuple, rows)), heights=heights, blocks=part.printed)


def _repeated(known: Part, part: Part) -> int:
    """How many columns at the left of a part are printed again: the same head right above the same cells, row for row."""
    width = min(len(row) for row in (*known.rows, *part.rows)) if known.rows and part.rows else 0
    height = max(header_height(known.rows), 1)
    count = 0
    while count < width - 1 and _column(known, count, height) == _column(part, count, height):
        count += 1
    return count


def _column(part: Part, column: int, height: int) -> list[str]:
    """Texts of a column: the lowest word of its header, and what stands below."""
    texts = [fold(row[column].text) for row in part.rows]
    return [next(filter(None, reversed(texts[:height])), ""), *texts[height:]]


def _both(first: Caption, second: Caption) -> Caption:
    lines = tuple(sorted({*first.lines, *second.lines}))
    return Caption(
        _one_title(first.title, second.title) or "",
        first.unit or second.unit,
        first.agency or second.agency,
        first.label or second.label,
        lines,
        first.facts or second.facts,
    )
