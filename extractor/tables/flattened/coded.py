"""Tables whose rows carry codes (收入决算表, 支出决算表, 一般公共预算, 基金, 基本支出): entries to a grid of cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from extractor.knowledge.model import Classification, Knowledge
from extractor.likeness import bare, fold
from extractor.records import Cell, Edit, Line, Table, Warning_
from extractor.tables.flattened.columns import (
    FRAME_WORDS,
    Header,
    ValueColumn,
    body,
    header,
    known_columns,
    scheme,
    standard,
    value_columns,
)
from extractor.tables.flattened.entries import Entry, entries, torn_code
from extractor.tables.flattened.evidence import Evidence
from extractor.tables.flattened.grid import NAME_SURE, assembled, blank, cell, places
from extractor.tables.flattened.regions import Region
from extractor.tables.flattened.solve import DIRECT, Placed, Row, Scheme, solve
from extractor.tables.flattened.tokens import Token, of_line, tokens, value

MIN_UNDER = 2  # words of columns behind amounts that make them a row of the header
MOST_ROWS = 0.5  # share of the rows that have as many numbers as the header has columns
MIN_COMPLETE = 3  # rows without blanks that can show an order
NAMELESS_TOTAL = 0.9
MAX_NAME_LINES = 4  # lines of a wrapped name above its code
MIN_UNTOLD = 3  # columns, from which one that the header does not tell may stand between others
UNTOLD, UNKNOWN = 0.85, 0.5  # confidence of cells in such a table: columns are those of the form, or without a meaning
CODE_PATH, NAME_PATH = ("科目编码",), ("科目名称",)


def coded(region: Region, known: Knowledge, evidence: Evidence) -> Table:
    """The table of a region with codes."""
    head, under = _with_rest(header(region.lines, region.form), region)
    codes = known.economic if region.shape == "economic" else known.functional
    begin = _name_above(region.lines, head.height, codes)
    stream = [
        token
        for token in tokens([*region.lines[begin : head.height], *body(region.lines, head.height)])
        if not _frame(token) and token not in under
    ]
    found = entries(stream, codes)
    head = _counted_right(head, found)
    most = _usual_most(found, len(known_columns(region.form, head.text)))
    columns = _by_sums(value_columns(region.form, head, most), head, found)
    placed = _solved(found, columns, evidence)
    rows = tuple(_row(entry, _doubted(where, columns), len(columns)) for entry, where in zip(found, placed, strict=True))
    evidence.learn(found, columns, placed)
    return assembled(region, (CODE_PATH, NAME_PATH, *(column.path for column in columns)), rows, _undecided(found, placed))


def _counted_right(head: Header, found: Sequence[Entry]) -> Header:
    """The header without the count of its 栏次 row where most rows have more numbers: some of its numbers are lost."""
    rows = [len(entry.numbers) for entry in found if entry.numbers]
    wrong = head.expected is not None and 2 * sum(n > head.expected for n in rows) > len(rows)
    return head._replace(expected=None) if wrong else head


def _with_rest(head: Header, region: Region) -> tuple[Header, list[Token]]:
    """The header with words of its last row that share a line with the 合计 (合计 0 2.80 | 合计 基本支出 项目支出 | 0), and
    these words."""
    first = of_line(region.lines[head.height]) if head.height < len(region.lines) else []
    known = {fold(column.path[-1]) for column in known_columns(region.form, "".join(fold(token.text) for token in first[1:]))}
    under = [token for token in first[1:] if token.kind == "word" and fold(token.text) in known | {"合计", "小计"}]
    if len(under) < MIN_UNDER or not first[0].text.startswith("合计"):
        return head, []
    return head._replace(text=head.text + "".join(fold(token.text) for token in under), doubtful=True), under


def _name_above(lines: Sequence[Line], height: int, codes: Classification) -> int:
    """Index of the first line of data: above a code without a name its name begins, above the end of one its first digits."""
    first = of_line(lines[height]) if height < len(lines) else []
    official = bare(codes.name(fold(first[0].text)) or "") if first else ""
    if first and height and torn_code(lines[height - 1].text.strip(), first[0].text, codes):
        return height - 1
    begin = height
    while official and begin > 0 and height - begin < MAX_NAME_LINES:
        above = "".join(line.text for line in lines[begin - 1 : height])
        if not official.startswith(bare(above)):
            break
        begin -= 1
    return begin


def _frame(token: Token) -> bool:
    """A header word printed again on a later page."""
    return token.kind == "word" and token.text.strip("：:") in FRAME_WORDS


def _usual_most(found: Sequence[Entry], known: int) -> int:
    """The most numbers in a row, rows that ran together with others left out: those with more numbers than the header
    has `known` columns where most rows have just as many, or a single one with more than all others."""
    counts = Counter(len(entry.numbers) for entry in found)
    most = max(counts, default=0)
    if known > 1 and counts[known] > MOST_ROWS * counts.total():
        return known
    return most if counts[most] > 1 or len(counts) < 2 else sorted(counts)[-2] if most > 2 * sorted(counts)[-2] else most


def _solved(found: Sequence[Entry], columns: Sequence[ValueColumn], evidence: Evidence) -> list[Placed]:
    if not columns:
        return [Placed((), (), balanced=False) for _ in found]
    if len(columns) == 1:
        return [
            Placed(tuple(range(min(1, len(e.numbers)))), (DIRECT,) * min(1, len(e.numbers)))
            if len(e.numbers) < 2
            else Placed((), (), balanced=False)
            for e in found
        ]
    rows = [_amounts(entry, parent) for entry, parent in zip(found, parents(found), strict=True)]
    return solve(rows, _holding(rows, scheme(columns)), evidence.backing(found, columns))


def _by_sums(columns: tuple[ValueColumn, ...], head: Header, found: Sequence[Entry]) -> tuple[ValueColumn, ...]:
    """The columns in the order that the header gives, or the usual one where the header tells none; if the total fails
    on most complete rows there, with the total in the place where it holds."""
    columns = standard(columns) if head.doubtful else columns
    complete = [_amounts(entry, None) for entry in found if len(entry.numbers) == len(columns)]
    at = next((i for i, column in enumerate(columns) if column.id == "total"), None)
    if at is None or len(complete) < MIN_COMPLETE:
        return columns
    rest = [*columns[:at], *columns[at + 1 :]]
    orders = [columns, *((*rest[:i], columns[at], *rest[i:]) for i in range(len(columns)))]
    return max(orders, key=lambda order: sum(_near(row, total) for row in complete for total in scheme(order).sums[:1]))


def _amounts(entry: Entry, parent: int | None) -> Row:
    values = tuple(value(token.text) if token.number else None for token in entry.numbers)
    return Row(values, tuple(token.text for token in entry.numbers), parent)


def _holding(rows: Sequence[Row], known: Scheme) -> Scheme:
    """The scheme without the sums that fail on most rows whose cells are all there."""
    complete = [row for row in rows if len(row.values) == known.width]
    if not complete:
        return known
    kept = tuple(total for total in known.sums if sum(_near(row, total) for row in complete) * 2 >= len(complete))
    return Scheme(known.width, kept, known.usual)


def _near(row: Row, total: tuple[int, tuple[tuple[int, int], ...]]) -> bool:
    target, terms = total
    left = row.values[target] or Decimal(0)
    right = sum((sign * (row.values[c] or Decimal(0)) for c, sign in terms), Decimal(0))
    return abs(left - right) <= Decimal("0.05") * (1 + abs(left) / 1000)


def parents(found: Sequence[Entry]) -> list[int | None]:
    """For every row the row it is a part of: the nearest upper level by code, else the 合计."""
    at = {entry.code: i for i, entry in enumerate(found) if entry.code}
    totals = [i for i, entry in enumerate(found) if entry.total and entry.numbers]
    total = totals[0] if len(totals) == 1 else None
    result: list[int | None] = []
    for i, entry in enumerate(found):
        upper = next(
            (at[entry.code[:n]] for n in range(len(entry.code) - 1, 2, -1) if entry.code[:n] in at and at[entry.code[:n]] != i), None
        )
        result.append(upper if upper is not None else total if entry.code and total != i else None)
    return result


def _doubted(where: Placed, columns: Sequence[ValueColumn]) -> Placed:
    """Where the numbers stand, less sure in a table of which the header does not tell all columns: then it does not tell the
    order of the others either. The total is told by its sums."""
    if all(column.told for column in columns) or len(columns) < MIN_UNTOLD:
        return where
    most = UNTOLD if all(column.id for column in columns) else UNKNOWN
    sure = (s if columns[c].id == "total" else min(s, most) for c, s in zip(where.columns, where.confidence, strict=True))
    return where._replace(confidence=tuple(sure))


def _row(entry: Entry, placed: Placed, width: int) -> tuple[Cell, ...]:
    code = (
        Cell(entry.code, places=places(entry.code_tokens or entry.pieces), confidence=NAME_SURE, edits=tuple(entry.edits))
        if entry.code
        else blank()
    )
    name = cell(entry.pieces, NAME_SURE) if entry.pieces else blank()
    if not entry.code and not entry.pieces:  # only the total of such a table has neither code nor name
        name = Cell("合计", places=places(entry.numbers), confidence=NAMELESS_TOTAL, edits=(Edit("lost_cell", "", "合计"),))
    numbers = [blank()] * width
    for token, column, sure in zip(entry.numbers, placed.columns, placed.confidence, strict=False):
        numbers[column] = number_cell(token, sure, lost=len(entry.numbers) < width)
    return (code, name, *numbers)


def number_cell(token: Token, confidence: float, *, lost: bool) -> Cell:
    """The cell of a number; `lost`: blanks of its row are gone, so that its column had to be found."""
    edits = token.edits
    if lost:
        edits = (*edits, Edit("lost_cell", token.text, token.text))
    return Cell("" if token.kind == "dash" else token.text, places=places([token]), confidence=confidence, edits=edits)


def undecided(name: str, numbers: Sequence[Token]) -> Warning_:
    """The warning of numbers that stand in no column."""
    return Warning_("cell_undecided", f"{name}：{'、'.join(token.text for token in numbers)} 无法确定所在列", numbers[0].page)


def _undecided(found: Sequence[Entry], placed: Sequence[Placed]) -> tuple[Warning_, ...]:
    """Rows whose numbers stand in no column."""
    return tuple(
        undecided(f"{entry.code} {entry.name}".strip(), entry.numbers)
        for entry, where in zip(found, placed, strict=True)
        if entry.numbers and not where.columns
    )
