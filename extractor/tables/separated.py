"""Tables whose cells the source itself separates: tabs, pipes, html."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.knowledge import headings
from extractor.likeness import fold
from extractor.records import Cell, Line, Place, Reading, Table, Warning_
from extractor.tables.captions import Caption, Notes, body_range, caption, contradict, frame, is_title, notes, row_line
from extractor.tables.collapsed import expanded
from extractor.tables.headers import begins_next_sheet, headed, header_height, header_paths, is_column_numbers, is_data, padded, unchained
from extractor.tables.parts import part_of
from extractor.tables.respanned import respanned
from extractor.tables.rows import TableRow, aligned, blanks_lost, cut_in_two, row_of, separated_cells, sorts, unwrapped
from extractor.tables.unspanned import put_back

MAX_LOOK_BACK = 14  # lines above a body among which its caption is looked for
BLANKS_LOST = "blank_cells_lost"  # warning of a table whose rows are short throughout
UNSURE = 0.5  # confidence of amounts whose column is not told by separators
MAX_WRAPPED_CHARS = 30  # a piece of a cell alone on its line is no longer
_NUMBERED = re.compile(r"第[一二三四五六七八九十]+(?:部分|章)|[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、]|附件|目\s*录")
_LISTED = re.compile(r"[一二三四五六七八九十]{1,3}、")
_LISTED_PAGE = re.compile(r"[-—.·…\s]*\d{1,3}[-—\s]*")


@dataclass(slots=True)
class _Block:
    """Rows of one table as they are gathered, and the lines between the table before and this one."""

    above: list[Line] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)


def separated(readings: Sequence[Reading]) -> list[Table]:
    """All tables of lines with cells, in reading order, ids not given yet. Rows, header paths, caption and notes as
    in `Table`; places are line numbers. A table that goes on after a page break is one table."""
    lines = [line for reading in readings for line in reading.lines]
    blocks = _continued(block for block in _blocks(lines) if _is_table(block))
    return [table for block in blocks if (table := _table(block))]


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    """Runs of rows with what stands above and below them."""
    current = _Block()
    gap: list[Line] = []
    for at, line in enumerate(lines):
        if line.cells is None or _is_caption_line(line):
            gap.append(line if line.cells is None else _as_caption(line))
            continue
        row = row_of(line)
        if current.rows and (piece := _wrapped_piece(gap, current.rows[-1])):
            current.rows.append(row_of(piece._replace(cells=(piece.text.strip(),))))
            gap = []
        if current.rows and (any(line.text.strip() for line in gap) or _starts_anew(current.rows, row, lines[at + 1 : at + 3])):
            current.below = gap
            yield current
            current = _Block()
        current.above = current.above or ([] if current.rows else gap)
        current.rows.append(row)
        gap = []
    current.below = gap
    if current.rows:
        yield current


def _is_caption_line(line: Line) -> bool:
    """A line of cells that only says title, unit, agency, year or 公开NN表."""
    texts = list(dict.fromkeys(text.strip() for text in line.cells or () if text.strip()))
    if _cut_caption(texts):
        return True
    parts = [frame(text) for text in texts]
    if any(part.rest for part in parts):
        return len(parts) == 1 and len(line.cells or ()) > 1 and is_title(parts[0].rest)
    return any(part.unit or part.label or part.agency for part in parts)


def _cut_caption(texts: Sequence[str]) -> bool:
    """Whether the cells are the pieces of a line that says agency and unit (部门：中共江苏 | 省委办公厅 | 单位：万元)."""
    part = frame(_uncut(texts)) if len(texts) > 1 else None
    return part is not None and bool(part.agency and part.unit) and not part.rest


def _uncut(texts: Sequence[str]) -> str:
    return "".join(texts[:-1]) + " " + texts[-1]


def _as_caption(line: Line) -> Line:
    """The line of a caption that stands in cells."""
    texts = [text for text in line.cells or () if text]
    return line._replace(text=_uncut(texts), cells=None, spans=()) if _cut_caption(texts) else row_line(line.cells or (), line)


def _wrapped_piece(gap: Sequence[Line], before: TableRow) -> Line | None:
    """The piece of a cell that stands alone on a line between the two halves of its row."""
    filled = [line for line in gap if line.text.strip()]
    if len(filled) != 1 or len(gap) != 1 or not before.texts[-1:] or not before.texts[-1]:
        return None
    text = filled[0].text.strip()
    plain = not is_title(text) and not _NUMBERED.match(text) and not frame(text).label and text[-1] not in "。：:；"
    return filled[0] if plain and len(text) <= MAX_WRAPPED_CHARS and not is_data(before.cells[1:]) else None


def _starts_anew(rows: Sequence[TableRow], row: TableRow, below: Sequence[Line]) -> bool:
    """Whether a row is the header of the next table: no number in it, but data above, another width and other words; or
    the first entry of the next sheet. It is none where it is the first half of a row: the other half is on the next line
    `below`, or on the one after a piece that stands alone."""
    if begins_next_sheet(rows[0].cells, row.cells):
        return True
    if row.spanned or len(row.cells) == len(rows[-1].cells) or is_data(row.cells) or is_column_numbers(row.cells):
        return False
    words = {fold(text) for text in row.texts if text}
    known = {fold(text) for other in rows[:3] for text in other.texts if text}
    anew = len(words) >= 2 and not words & known and any(is_data(other.cells) for other in rows)
    return anew and not _is_first_half(rows, row, below)


def _is_first_half(rows: Sequence[TableRow], row: TableRow, below: Sequence[Line]) -> bool:
    if headings.role((row.texts[0],)) in ("code", "label", "ordinal"):  # a word of headers
        return False
    rest = next((line for line in below if line.cells is not None), None)
    alone = below[0] if below and below[0] is not rest else None
    between = alone is None or _wrapped_piece([alone], row) is not None
    return rest is not None and between and cut_in_two(row, row_of(rest), _width(rows))


def _is_table(block: _Block) -> bool:
    """Two rows and two columns at least, and neither a contents list nor numbered paragraphs set with tabs."""
    texts = [row.texts for row in block.rows]
    if len(texts) < 2 or max(map(len, texts)) < 2:
        return False
    listed = sum(bool(_NUMBERED.match(row[0])) and (len(row) < 2 or bool(_LISTED_PAGE.fullmatch(row[-1]))) for row in texts if row)
    paragraphs = sum(bool(_NUMBERED.fullmatch(row[0].strip())) for row in texts if len(row) == 2)
    return max(listed, paragraphs) < 0.6 * len(texts)


def _continued(blocks: Iterator[_Block]) -> list[_Block]:
    """Blocks with those joined that go on with the table before: same width, no header or the same one, and nothing
    between them but a repeated caption."""
    whole: list[_Block] = []
    for block in blocks:
        if whole and _goes_on(whole[-1], block):
            whole[-1].rows += block.rows
            whole[-1].below = block.below
        else:
            whole.append(block)
    return whole


def _goes_on(before: _Block, block: _Block) -> bool:
    same_width = _width(before.rows) == _width(block.rows) and not begins_next_sheet(before.rows[0].cells, block.rows[0].cells)
    between = caption(block.above)
    foreign = [line for line in block.above if line.text.strip() and line.number not in between.lines]
    if not same_width or foreign or notes(block.above).texts:
        return False
    title, known = re.sub(r"[（(]?续表?[)）]?", "", between.title), caption(before.above)
    continues = not title or (title == known.title and not contradict(known, between))
    headless = not header_height(padded([row.cells for row in block.rows[:3]])) or _is_item(block.rows[0])
    repeated = [fold(text) for text in block.rows[0].texts] == [fold(text) for text in before.rows[0].texts]
    return continues and (headless or (repeated and (bool(title) or block.rows[0].page != before.rows[-1].page)))


def _is_item(row: TableRow) -> bool:
    """Whether a row without an amount is an item of a list that goes on (十七、援助其他地区支出), not a header."""
    return bool(_LISTED.match(next((text for text in row.texts if text), "")))


def _width(rows: Sequence[TableRow]) -> int:
    """Columns of the table: cells are lost more often than won, so its longest row tells."""
    return max(len(row.cells) for row in rows)


def _table(block: _Block) -> Table | None:
    """The table of a block, None where nothing but captions and notes is left."""
    first, end = body_range([row.texts for row in block.rows])
    rows, unsure = _mended(respanned(block.rows[first:end]))
    above = [*block.above[-MAX_LOOK_BACK:], *map(_as_line, block.rows[:first])]
    below = [*map(_as_line, block.rows[end:]), *block.below]
    if not rows:
        return None
    title, remarks = caption(above), notes(below)
    columns, body = headed(padded([row.cells for row in rows]))
    columns, body = _filled(unchained(columns), body)
    table = _assembled(title, remarks, block, columns, body)
    return _doubted(table) if unsure else table


def _as_line(row: TableRow) -> Line:
    return row_line(row.texts, Line(row.page, row.first, "", last=row.last))


def _doubted(table: Table) -> Table:
    """The table with what was lost said, and little confidence in where its amounts stand."""
    page = table.places[0].page
    warning = Warning_(BLANKS_LOST, f"“{table.title or '表格'}”中的空白单元格已丢失，数字所在的列不能确定。", page)
    rows = tuple(tuple(cell._replace(confidence=min(cell.confidence, UNSURE)) for cell in row) for row in table.rows)
    return replace(table, rows=rows, confidence=UNSURE, warnings=(*table.warnings, warning))


def _mended(rows: Sequence[TableRow]) -> tuple[list[TableRow], bool]:
    """Rows made whole: broken ones joined, glued cells parted, lost cells put back; and whether blank cells were left
    out throughout."""
    whole = unwrapped(rows, _width(rows))
    whole = put_back(expanded(whole, _width(whole)))
    header, body = _header_and_data(whole)
    paths = header_paths(padded([row.cells for row in [*header, *body]])[: len(header)])
    columns = sorts([path[-1] if path else "" for path in paths] or [""] * _width(whole), body)
    usual, parted = _usual_width(header, body), [separated_cells(row, columns) for row in whole[len(header) :]]
    mended = [row if len(row.cells) == usual else aligned(row, columns) for row in parted]
    return [*header, *mended], blanks_lost(body, columns)


def _usual_width(header: Sequence[TableRow], body: Sequence[TableRow]) -> int:
    """Cells of the header where most rows have as many, so that those are whole and a few longer ones are not; else 0."""
    width = max((len(row.cells) for row in header), default=0)
    return width if 2 * sum(len(row.cells) == width for row in body) > len(body) else 0


def _header_and_data(rows: Sequence[TableRow]) -> tuple[list[TableRow], list[TableRow]]:
    """Rows before the first number, and the rows with numbers that are no column numbers."""
    first = next((i for i, row in enumerate(rows) if is_data(row.cells) or is_column_numbers(row.cells)), len(rows))
    return list(rows[:first]), [row for row in rows[first:] if not is_column_numbers(row.cells)]


def _filled(
    columns: tuple[tuple[str, ...], ...], rows: tuple[tuple[Cell, ...], ...]
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[Cell, ...], ...]]:
    """Columns and rows without those that have neither header nor a single word (trailing separators, double borders)."""
    across = [i for i, path in enumerate(columns) if path or any(row[i].text for row in rows)]
    down = [n for n, row in enumerate(rows) if any(cell.text for cell in row)]
    return tuple(columns[i] for i in across), part_of(rows, down, across)


def _assembled(
    title: Caption, remarks: Notes, block: _Block, columns: tuple[tuple[str, ...], ...], body: tuple[tuple[Cell, ...], ...]
) -> Table:
    numbers = frozenset(n for row in block.rows for n in range(row.first, row.last + 1))
    pages = sorted({row.page for row in block.rows})
    places = tuple(Place(page, None, _extent(block.rows, page)) for page in pages)
    numeric = any(any(c.isdigit() for c in cell.text) for row in body for cell in row)
    return Table(
        id="",
        title=title.title,
        columns=columns,
        rows=body,
        unit=title.unit,
        places=places,
        lines=numbers,
        caption=title.lines,
        facts=title.facts,
        notes=remarks.texts,
        empty=not numeric and (remarks.empty or len(body) <= 1),
    )


def _extent(rows: Sequence[TableRow], page: int) -> tuple[int, int]:
    on_page = [row for row in rows if row.page == page]
    return min(row.first for row in on_page), max(row.last for row in on_page)
