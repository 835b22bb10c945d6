"""Header rows of a grid: how many there are, and the header path of every column. Shared by all table finders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractor import amounts
from extractor.likeness import fold
from extractor.records import Cell
from extractor.tables.parts import part_of

Grid = Sequence[Sequence[Cell]]
Row = tuple[Cell, ...]
Path = tuple[str, ...]

MANY_COLUMNS = 6  # with as many numbers one that is none of them does not matter
AGAIN = 3  # header words in a row: it is the header printed again
MAX_HEADER_ROWS = 6  # four levels of header, and two rows of 栏次 and units
MIN_SHEET_COLUMNS = 4  # an evaluation sheet is wider than 项目 | 金额
HIERARCHY = frozenset({"类", "款", "项", "节"})  # heads of a code split over columns; they share a row with 栏次 or 合计
ORDINAL_HEADS = frozenset({"栏次", "栏目", "行次", "列次", "序号", "编号", "甲", "乙", "丙", "丁", "戊", "**", "※"})
TOTAL_LABELS = frozenset({"合计", "总计", "总计:", "合计:", "小计"})
MIN_PAIR_COLUMNS = 6  # two pairs of an entry leave columns blank; four headers do not
BLANK = Cell()
COVERED = Cell(row_span=0, col_span=0)  # a position under the span of another cell
_NUMBER_UNITS = frozenset({"", "%", "元", "万元", "亿元", "千元", "分", "个", "人", "辆", "次", "批", "台", "项"})
_ORDINAL = re.compile(r"[(（]?(\d{1,2})[)）]?(?:栏)?(?:=[\d+\-()（）*/×÷%]+)?")
# the first entry of an evaluation sheet
_ENTRY = re.compile(r"(?!科目|功能|经济|指标).{0,10}(?:名称|部门|单位)(?:\((?:公章|盖章|单位|部门)\))?:?")
_SECOND_ENTRY = re.compile(
    r".{0,6}(?:名称|编码|编号|代码|类别|类型|属性|性质|部门|单位|负责人|级次|年度|周期|期限|联系人|电话)(?:及代码)?:?"
)
_HEAD = re.compile(r"(?:数|额|率|分|值|名称|编码|编号|代码|部门|单位|情况|预算|指标|备注|类别|年度|目标|内容|等级)$")
_CHAIN = re.compile(r"(?<=[\u4e00-\u9fff”)）])\s*[-—–_>·/]+\s*(?=[\u4e00-\u9fff“(（])")  # between the levels of a header in one word


class Headed(NamedTuple):
    """`columns[i]`: header path of column i, top to bottom. `rows`: the data, each of len(columns) cells."""

    columns: tuple[Path, ...]
    rows: tuple[Row, ...]


def headed(grid: Grid) -> Headed:
    """Split a grid into header paths and data rows. Rows may be of different length; they are padded with blank cells.
    Positions covered by a span have row_span = col_span = 0. Rows of column numbers (栏次 1 2 3) and headers
    printed again on later pages are dropped; of a cell that reaches from them into the data a blank is left there.
    Without a header every path is empty."""
    rows = padded(grid)
    height = header_height(rows)
    header, body = _parted(rows, height)
    columns = header_paths(header) or ((),) * len(rows[0] if rows else ())
    above = len(rows) - len(body)
    kept = [above + n for n in _not_repeated(rows[:height], body)]
    return Headed(columns, part_of((*rows[:above], *body), kept, range(len(columns))))


def padded(grid: Grid) -> tuple[Row, ...]:
    """The grid with every row as long as the longest."""
    width = max((len(row) for row in grid), default=0)
    return tuple((*row, *(BLANK,) * (width - len(row))) for row in grid)


def header_height(rows: Sequence[Row]) -> int:
    """Number of header rows at the top, rows of column numbers not counted; 0 where the data begin at once."""
    if rows and is_entry(rows[0]):
        return 0
    for number in range(min(len(rows), MAX_HEADER_ROWS + 1)):
        if is_column_numbers(rows[number]) or is_data(rows[number]):
            return number
        if number and not _continues_header(rows, number):
            return number
    return min(len(rows), 1)


def is_column_numbers(row: Sequence[Cell]) -> bool:
    """A row of column numbers: 栏次 1 2 3, 1 2 3=1+2, 甲 乙 1 2, ①②③. Such rows balance, but they are no data."""
    return count_columns(cell.text for cell in row)


def count_columns(texts: Iterable[str]) -> bool:
    """Whether the texts of a row are column numbers; one among many may be misread (10 Ⅱ 12)."""
    numbers: list[int] = []
    named, stray = False, None
    for text in map(fold, texts):
        if text in ORDINAL_HEADS or text in HIERARCHY:
            named = named or text == "栏次"
        elif (number := _ordinal(text)) is not None:
            numbers.append(number)
        elif text and (stray is not None or not numbers):  # as in nearly all rows, whose first cell is a name or a code
            return False
        elif text:
            stray = len(numbers)
            numbers.append(numbers[-1] + 1)
    if stray is not None and (len(numbers) < MANY_COLUMNS or stray == len(numbers) - 1):
        return False
    ascending = all(later - earlier == 1 for earlier, later in pairwise(numbers))
    return named if len(numbers) < 2 else ascending


def _ordinal(text: str) -> int | None:
    match = _ORDINAL.fullmatch(text)
    return int(match[1]) if match and int(match[1]) else None


@lru_cache(maxsize=20_000)
def is_number(text: str) -> bool:
    """A cell that is an amount, a code or a line number (2023年决算数 and 2024年 are words)."""
    amount = amounts.parse(fold(text))
    return amount is not None and amount.rest in _NUMBER_UNITS


def is_data(row: Sequence[Cell]) -> bool:
    """A row with a number in it, or a total's label alone."""
    texts = [fold(cell.text) for cell in row if cell.text.strip()]
    return any(is_number(text) for text in texts) or (len(texts) == 1 and texts[0] in TOTAL_LABELS)


def is_entry(row: Sequence[Cell]) -> bool:
    """A row of a filled-in sheet: 项目名称 | 科普经费, or two such pairs (项目编码 | 10002), the other columns covered or
    blank. 项目名称 | 预算数 | 主管部门 | 得分 are headers."""
    texts = [fold(cell.text) for cell in row if cell.text.strip()]
    if len(row) < MIN_SHEET_COLUMNS or not texts or not _ENTRY.fullmatch(texts[0]):
        return False
    if len(texts) == 2:
        return not is_number(texts[1])
    asked = all(text.endswith(":") for text in texts[::2])  # as no header word does
    pairs = len(texts) == 4 and (len(row) >= MIN_PAIR_COLUMNS or asked) and bool(_SECOND_ENTRY.fullmatch(texts[2]))
    return pairs and not is_number(texts[1]) and not any(_HEAD.search(text) for text in texts[1::2])


def begins_next_sheet(first: Sequence[Cell], row: Sequence[Cell]) -> bool:
    """Whether a row is the entry that a filled-in sheet began with, filled in otherwise: the next sheet begins here."""
    if not is_entry(first):
        return False
    known, words = ([fold(cell.text) for cell in each if cell.text.strip()] for each in (first, row))
    return len(words) > 1 and words[::2] == known[::2] and words[1::2] != known[1::2]


def _continues_header(rows: Sequence[Row], number: int) -> bool:
    """Whether a row without numbers is one more header row: the rows above are open where it has words, span down
    to it, or it only subdivides columns beyond the row labels."""
    row = rows[number]
    reach = [r + cell.row_span for r, above in enumerate(rows[:number]) for cell in above if cell.text]
    if any(number < end < len(rows) for end in reach):  # what reaches to the end of the table heads its rows, and no column
        return True
    if any(cell.text.strip() and _open(rows[:number], i) for i, cell in enumerate(row)):
        return True
    filled = [i for i, cell in enumerate(row) if cell.text.strip()]
    follows = number + 1 < len(rows) and (is_data(rows[number + 1]) or is_column_numbers(rows[number + 1]))
    return bool(filled) and filled[0] >= 2 and follows


def _open(above: Sequence[Row], column: int) -> bool:
    """Whether no header word stands in that column yet, or only one that spans several columns."""
    for row in reversed(above):
        if row[column].text.strip():
            left, right = row[max(column - 1, 0)], row[min(column + 1, len(row) - 1)]
            twice = row[column].text in (left.text if column else "", right.text if column < len(row) - 1 else "")
            return row[column].col_span > 1 or twice  # converters repeat the word of a merged cell in all its columns
    return True


def _parted(rows: Sequence[Row], height: int) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Header and body; a row of column numbers is dropped, and 类 款 项 beside 栏次 or 合计 go to the header."""
    header, body = list(rows[:height]), list(rows[height:])
    while body and is_column_numbers(body[0]):
        header.append(_kept(body.pop(0), hierarchy=True))
    if body and sum(fold(cell.text) in HIERARCHY for cell in body[0]) >= 2:
        header.append(_kept(body[0], hierarchy=True))
        body[0] = _kept(body[0], hierarchy=False)
    return tuple(header), tuple(body)


def _kept(row: Row, *, hierarchy: bool) -> Row:
    """The row with only 类 款 项 left in it, or with only them blanked."""
    return tuple(cell if (fold(cell.text) in HIERARCHY) is hierarchy else cell._replace(text="") for cell in row)


def header_paths(header: Sequence[Row]) -> tuple[Path, ...]:
    """Header path of every column, words without inner spaces. A blank beside a word is covered by it where something
    stands below the blank (its span was lost); a blank below a word adds nothing."""
    if not header:
        return ()
    words = _covered(header)
    resolved: list[list[str]] = []
    for r, row in enumerate(words):
        resolved.append([])
        for c, word in enumerate(row):
            resolved[r].append(word or _inherited(words, resolved, r, c))
    return tuple(_path(row[c] for row in resolved) for c in range(len(header[0])))


def unchained(columns: Sequence[Path]) -> tuple[Path, ...]:
    """Paths of a header whose levels were written into one word each (支出-合计, 支出-基本支出), parted again where two
    columns side by side have the same beginning."""
    parted = [tuple(_CHAIN.split(path[0])) if len(path) == 1 else path for path in columns]
    shared = any(len(a) > 1 and len(b) > 1 and a[0] == b[0] for a, b in pairwise(parted))
    single = all(len(path) <= 1 for path in columns)
    return tuple(tuple(dict.fromkeys(path)) for path in parted) if single and shared else tuple(columns)


def _covered(header: Sequence[Row]) -> list[list[str]]:
    """Words of the header, each also at the positions that its span covers to the right."""
    words = [["".join(cell.text.split()) for cell in row] for row in header]
    for r, row in enumerate(header):
        for c, cell in enumerate(row):
            for dr in range(min(max(cell.row_span, 1), len(header) - r)):
                for dc in range(1 if dr == 0 else 0, min(max(cell.col_span, 1), len(row) - c)):
                    words[r + dr][c + dc] = words[r + dr][c + dc] or words[r][c]
    return words


def _inherited(words: list[list[str]], resolved: list[list[str]], r: int, c: int) -> str:
    """The word whose lost span covers this blank, or ''."""
    below = any(row[c] for row in words[r + 1 :])
    same_parent = r == 0 or (c > 0 and resolved[r - 1][c] == resolved[r - 1][c - 1])
    return resolved[r][c - 1] if c and below and same_parent else ""


def _path(words: Iterable[str]) -> Path:
    path: list[str] = []
    for word in words:
        if word and (not path or path[-1] != word):
            path.append(word)
    return tuple(path)


def _not_repeated(header: Sequence[Row], body: Sequence[Row]) -> list[int]:
    """Numbers of the rows of a body that are neither header rows printed again nor the column numbers below them. A word of the
    header may have been found a row lower or higher than the first time: a row of several header words is one too."""
    known = {_texts(row) for row in header} - {()}
    words = {text for texts in known for text in texts}
    kept, after_header = list[int](), False
    for n, row in enumerate(body):
        first = next((text for cell in row if (text := fold(cell.text))), "")
        texts = _texts(row) if first in words else ()
        repeated = texts in known or (is_column_numbers(row) and (after_header or _says_ordinal(row)))
        repeated = repeated or (len(texts) >= (2 if after_header else AGAIN) and words.issuperset(texts))
        if not repeated:
            kept.append(n)
        after_header = repeated
    return kept


def _texts(row: Sequence[Cell]) -> tuple[str, ...]:
    """What a row says, wherever it stands: repeated headers may have shifted cells."""
    return tuple(text for cell in row if (text := fold(cell.text)))


def _says_ordinal(row: Sequence[Cell]) -> bool:
    return any(fold(cell.text) == "栏次" for cell in row)
