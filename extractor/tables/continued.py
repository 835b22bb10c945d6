"""Tables that run over pages: which part continues which, and the rows that a page break cut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from extractor.likeness import fold
from extractor.records import Cell, Edit, Line
from extractor.tables.broken import completes, in_cents
from extractor.tables.captions import Caption, Notes, contradict
from extractor.tables.headers import COVERED, TOTAL_LABELS, begins_next_sheet, header_height, is_entry, is_number
from extractor.tables.lattice import Lattice

SAME_EDGE = 6.0  # points: column edges of a continuation lie this close to those of the first page
SAME_WIDTH = 0.02  # of the table's width: where a continuation is shifted or scaled
NEXT_FRAME = 15.0  # points: a frame this close below another with the same columns is its continuation
REPEATED = 0.6  # of the words of a first row that stand in the header of the part before: a repeated header
FITTING = 0.95  # of the cells of a part that lie in one column each of the part before
ADAPTED = 0.9  # confidence of a part put on the columns of the page before
CUT_ROW = 0.9  # confidence of a table in which rows were put together over a page break
CODED = 0.7  # of the rows of a table with a code in one column: it is a column of codes
HEADS = re.compile(r"项目|科目|编码|名称|金额|预算数|决算数|小计|基本支出|项目支出|收入|支出|类|款|项|指标|得分|分值|合计|序号|栏次|单位")
_CODE = re.compile(r"[1-9]\d{1,8}")
_TARGETS = re.compile(r"(?:指标|目标|完成|实际)值")
_DOTS = re.compile(r"[….。．·\s]+")  # what stands for further indicators
_BLOCK = re.compile(r"资金|执行情况|目标|任务|绩效|项目概况|基本情况")  # first words of the blocks of a sheet
_CONTINUED = re.compile(r"[（(]?续表?[一二三四五六七八九十\d]*[)）]?")

Rows = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A table's part on one page. `rows`: the dense grid, caption and note rows of the grid itself left out;
    `lines`: the lines in it; `above`, `below`: the free lines around it; `top_of_page`: nothing stands above it."""

    page: int
    lattice: Lattice
    rows: Rows
    lines: tuple[Line, ...]
    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    top_of_page: bool = False
    caption: Caption = field(default_factory=Caption)
    notes: Notes = field(default_factory=Notes)
    confidence: float = 1.0
    heights: tuple[float, ...] = ()  # edges of `rows` in points, where rules part each of them
    blocks: tuple[Part, ...] = ()  # the parts whose columns were put side by side in this one

    @property
    def printed(self) -> tuple[Part, ...]:
        """The part, or those that it was put together from, each as printed on its page."""
        return self.blocks or (self,)

    @property
    def last_page(self) -> int:
        """The last page that it stands on."""
        return self.printed[-1].page

    def between(self, above: tuple[Line, ...], below: tuple[Line, ...], *, top_of_page: bool) -> Part:
        """The part with its surroundings."""
        return replace(self, above=above, below=below, top_of_page=top_of_page)

    def with_words(self, caption: Caption, notes: Notes, body: tuple[int, int]) -> Part:
        """The part with caption and notes, its rows only those from body[0] up to body[1]."""
        ruled = len(self.rows) == len(self.lattice.ys) - 1
        heights = self.lattice.ys[body[0] : body[1] + 1] if ruled else ()
        return replace(self, caption=caption, notes=notes, rows=self.rows[body[0] : body[1]], heights=heights)


def chained(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts in reading order as tables: each a list of the parts that continue each other."""
    chains: list[list[Part]] = []
    for part in parts:
        chain, fitted = _fitted(chains[-1], part) if chains else ([], part)
        if chain and continues(chain, fitted):
            chains[-1] = [*chain, fitted]
        else:
            chains.append([part])
    return chains


def _fitted(chain: list[Part], part: Part) -> tuple[list[Part], Part]:
    """Chain and part on the same columns, where the part fills the same width with other edges: the part on those of the
    chain (blank columns were lost or drawn apart) or, in a filled-in sheet, whose rows part the width each in its own way,
    both on the edges of either."""
    first, last = chain[0], chain[-1]
    known, xs = last.lattice.xs, part.lattice.xs
    if not _own_title(first, part) and _is_rest(last, part):
        return chain, _on(part, known)
    if _own_title(first, part) or not _follows_with_other_edges(last, part):
        return chain, part
    if _nested(known, xs) and not (_is_sheet(first) and len(xs) > len(known)):
        return chain, _on(part, known)
    if not _is_sheet(first):
        return chain, part
    edges = tuple(sorted([*known, *(x for x in xs if min(abs(x - edge) for edge in known) > SAME_EDGE)]))
    return [_on(each, edges) for each in chain], _on(part, edges)


def _is_rest(last: Part, part: Part) -> bool:
    """Whether a part whose columns its words alone tell, at the top of the next page and with a figure in its first row, has its
    words in the columns of the part before: columns that are blank on a page do not show there."""
    known, told_by_words = last.lattice.xs, max(last.confidence, part.confidence) < 1
    if not (told_by_words and part.top_of_page and part.page == last.last_page + 1 and len(part.lattice.xs) < len(known)):
        return False
    if not part.rows or not any(is_number(cell.text) for cell in part.rows[0]):
        return False
    boxes = [box for row in part.rows for cell in row for place in cell.places if (box := place.box)]
    inside = (box for box in boxes if known[0] - SAME_EDGE <= box.left and box.right <= known[-1] + SAME_EDGE)
    fitting = sum(not any(box.left + 1 < edge < box.right - 1 for edge in known[1:-1]) for box in inside)
    return fitting >= FITTING * len(boxes) > 0


def _follows_with_other_edges(last: Part, part: Part) -> bool:
    """Whether a part on the next page fills the same width with other columns."""
    a, b = last.lattice, part.lattice
    same_width = abs(a.xs[0] - b.xs[0]) <= SAME_EDGE and abs(a.xs[-1] - b.xs[-1]) <= SAME_EDGE
    return part.page in (last.page + 1, last.last_page + 1) and same_width and not same_columns(a, b)


def _on(part: Part, edges: tuple[float, ...]) -> Part:
    """The part on these column edges: each cell goes to the columns in which it lies, a figure to the column in which it
    stands."""
    rows = tuple(_moved(row, part.lattice.xs, edges) for row in part.rows)
    return replace(part, rows=rows, lattice=replace(part.lattice, xs=edges, spans={}), confidence=min(part.confidence, ADAPTED))


def continues(chain: Sequence[Part], part: Part) -> bool:
    """Whether a part goes on with a table: same columns, and neither a title nor a header of its own between."""
    last = chain[-1]
    if chain[0].rows and part.rows and begins_next_sheet(chain[0].rows[0], part.rows[0]):
        return False
    if part.page == last.page:
        gap = part.lattice.ys[0] - last.lattice.ys[-1]
        return -1 <= gap <= NEXT_FRAME and not part.above and same_columns(last.lattice, part.lattice)
    if part.page not in (last.page + 1, last.last_page + 1) or _own_title(chain[0], part) or _prose(part):
        return False
    return same_columns(last.lattice, part.lattice) and not _own_header(chain[0], part)


def _is_sheet(part: Part) -> bool:
    """Whether a part begins with the first entry of a filled-in sheet: 项目名称 | 校舍维修."""
    return bool(part.rows) and is_entry(part.rows[0])


def same_columns(a: Lattice, b: Lattice) -> bool:
    """Equal number of columns at the same places, or at the same shares of the width (a shifted or scaled page)."""
    if len(a.xs) != len(b.xs):
        return False
    if all(abs(x - y) <= SAME_EDGE for x, y in zip(a.xs, b.xs, strict=True)):
        return True
    return all(abs(x - y) <= SAME_WIDTH for x, y in zip(_shares(a), _shares(b), strict=True))


def _shares(lattice: Lattice) -> list[float]:
    width = lattice.xs[-1] - lattice.xs[0]
    return [(x - lattice.xs[0]) / width for x in lattice.xs]


def _nested(a: Sequence[float], b: Sequence[float]) -> bool:
    """Whether every edge of the one with fewer is near an edge of the other."""
    few, many = sorted((a, b), key=len)
    return all(min(abs(x - y) for y in many) <= SAME_EDGE for x in few)


def _moved(row: Sequence[Cell], xs: Sequence[float], onto: Sequence[float]) -> tuple[Cell, ...]:
    """A row of cells between edges `xs` as cells between edges `onto`."""
    moved = [Cell() for _ in onto[1:]]
    for c, cell in enumerate(row):
        if not cell.text:
            continue
        left, right = xs[c], xs[min(c + max(cell.col_span, 1), len(xs) - 1)]
        columns = [k for k in range(len(onto) - 1) if left <= (onto[k] + onto[k + 1]) / 2 <= right]
        box = cell.places[0].box if cell.places else None
        middle = (box.left + box.right) / 2 if box else (left + right) / 2
        own = sum(middle > edge for edge in onto[1:-1])
        start, width = (columns[0], len(columns)) if columns and not is_number(cell.text) else (own, 1)
        before = moved[start]
        moved[start] = _glued(before, cell) if before.text else cell._replace(col_span=width, row_span=max(cell.row_span, 1))
        for k in range(start + 1, start + width):
            moved[k] = COVERED
    return tuple(moved)


def _own_title(first: Part, part: Part) -> bool:
    """Whether the part has another title than the table (the same title again, or with 续, is none), or one of another sheet."""
    title = fold(_CONTINUED.sub("", part.caption.title))
    return bool(title) and (title != fold(first.caption.title) or contradict(first.caption, part.caption))


def _prose(part: Part) -> bool:
    """Whether text that is neither caption nor page furniture stands above the part on its page."""
    loose = [line for line in part.above if line.number not in part.caption.lines]
    return not part.top_of_page and any(len(line.text) > 20 for line in loose)


def _own_header(first: Part, part: Part) -> bool:
    """Whether the part begins with header words that the table's header does not have. A sheet has several headers."""
    if _is_sheet(first) and part.rows and _heads_block(part.rows[0]):
        return False
    known = {fold(cell.text) for row in first.rows[: max(1, header_height(first.rows))] for cell in row if cell.text.strip()}
    words = [fold(cell.text) for cell in (part.rows[0] if part.rows else ()) if cell.text.strip()]
    if len(words) < 2 or any(is_number(word) for word in words):
        return False
    heads = sum(bool(HEADS.search(word)) and len(word) <= 14 for word in words)
    return heads >= max(2, 0.7 * len(words)) and sum(word in known for word in words) < REPEATED * len(words)


def _heads_block(row: Sequence[Cell]) -> bool:
    """Whether a row heads the next block of a sheet: its indicators, or what its first cell says (项目资金 | 年初预算数)."""
    first = next((cell.text for cell in row if cell.text.strip()), "")
    return any("指标" in cell.text for cell in row) or bool(_BLOCK.search(first))


def rejoined(chain: Sequence[Part]) -> tuple[list[tuple[Cell, ...]], float]:
    """Rows of all parts, rows cut by a page break put together, and the confidence that this was right."""
    rows = list(chain[0].rows)
    confidence = 1.0
    for before, part in pairwise(chain):
        following = list(part.rows)
        header = _repeated_header(chain[0], part)
        if rows and len(following) > header and before.page != part.page and _is_cut(before, part, header):
            rows[-1] = tuple(_glued(a, b) for a, b in zip(rows[-1], following.pop(header), strict=True))
            confidence = CUT_ROW
        rows.extend(following)
    return rows, confidence


def _repeated_header(first: Part, part: Part) -> int:
    """The rows at the top of a part in which the table's own header is printed again."""
    known = {fold(cell.text) for row in first.rows[: header_height(first.rows)] for cell in row}
    words = [{fold(cell.text) for cell in row if cell.text.strip()} for row in part.rows]
    if not words or len(words[0]) < 2:
        return 0
    return next((n for n, row in enumerate(words) if not row <= known), len(words))


def _is_cut(before: Part, part: Part, header: int) -> bool:
    """Whether the first row of a part, below so many rows of a header printed again, is the rest of the row before: its
    figures and codes all complete those before. Where it has none, and no header stands between: no rule closes that row
    at the page's end or opens this one, and its words only go on in columns that have words already."""
    last, first = before.rows[-1], part.rows[header]
    filled = [i for i, cell in enumerate(first) if cell.text.strip()]
    if not filled:
        return False
    if numbers := [i for i in filled if is_number(first[i].text)]:
        halves = [(fold(last[i].text), fold(first[i].text)) for i in numbers]
        whole = all(last[i].text.strip() for i in filled) and all(completes(*pair) for pair in halves)
        return whole and in_cents(fold(cell.text) for row in (*before.rows[:-1], *part.rows[header + 1 :]) for cell in row)
    if not all(last[i].text.strip() or last[i].row_span == 0 for i in filled):
        return False
    if _value_missing(before.rows, first):
        return True
    if header:
        return False
    if not before.lattice.closed[1] or not part.lattice.closed[0] or _code_missing(before.rows, first):
        return True
    fewer = len(filled) < sum(bool(cell.text.strip()) for cell in last)
    return fewer and _runs_on(last[filled[0]].text, first[filled[0]].text)


def _code_missing(rows: Rows, row: Sequence[Cell]) -> bool:
    """Whether the row is blank in a column where nearly all rows before have a code, and is no total."""
    body = rows[header_height(rows) :]
    if len(body) < 3 or any(fold(cell.text) in TOTAL_LABELS for cell in row):
        return False
    filled = [sum(bool(_CODE.fullmatch(fold(r[c].text))) for r in body) for c in range(len(row))]
    return any(count >= CODED * len(body) and not row[c].text.strip() for c, count in enumerate(filled))


def _value_missing(rows: Rows, row: Sequence[Cell]) -> bool:
    """Whether the row of an evaluation table is blank in all the columns of targets, weights and scores that nearly all rows
    before fill."""
    height = header_height(rows)
    if not any("指标" in cell.text for header in rows[:height] for cell in header) or any(_DOTS.fullmatch(cell.text) for cell in row):
        return False
    body = rows[height:]
    values = [c for c in range(len(row)) if body and sum(_is_value(rows[:height], r, c) for r in body) >= CODED * len(body)]
    return bool(values) and not any(row[c].text.strip() for c in values)


def _is_value(header: Rows, row: Sequence[Cell], column: int) -> bool:
    """Whether a cell has a figure, or anything in a column of targets or actual values."""
    targets = any(_TARGETS.search(fold(above[column].text)) for above in header)
    return is_number(row[column].text) or (targets and bool(row[column].text.strip()))


def _runs_on(first: str, rest: str) -> bool:
    """Whether a text reads on: an open bracket that the rest closes, or a rest that is no name of its own."""
    return sum(first.count(c) for c in "（(") > sum(first.count(c) for c in "）)") and any(c in rest for c in "）)")


def _glued(a: Cell, b: Cell) -> Cell:
    """Two halves of a cell as one."""
    if not b.text.strip():
        return a
    text = a.text + b.text
    edit = Edit("joined_cell", f"{a.text}\n{b.text}", text)
    reading = min((r for r in (a.reading, b.reading) if r is not None), default=None)
    return a._replace(text=text, places=a.places + b.places, reading=reading, glyphs=a.glyphs + b.glyphs, edits=(*a.edits, edit))
