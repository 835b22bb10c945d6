"""Which value columns a flattened table has: known header words found in the scrambled header, how many there are by
the 栏次 row, and which sums must hold between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractor.codes import is_account
from extractor.knowledge.columns import columns as usual_columns
from extractor.knowledge.model import Form
from extractor.likeness import fold
from extractor.records import Line
from extractor.tables.flattened.solve import Scheme
from extractor.tables.flattened.stacks import stacked, unwrapped, with_years
from extractor.tables.flattened.tokens import kind, of_line, ordinal

MAX_HEADER_LINES = 60  # three header rows and column numbers, wrapped in narrow columns, one piece a line
BORDER = "|"  # in place of a frame word (项目), which is no part of the word beside it
SHORT_WORD = 3  # characters; shorter header words stand inside others
NAME, LINE_NUMBER = "科目名称", "行次"
PANELS = ("收入", "支出", "本年收入", "本年支出")
SUBTOTALS = ("小计", "合计")
FIRST_LABEL = re.compile(r"一、")  # of a two-sided table
MIN_STACKED = 3  # column numbers one below another, before they count as such
MIN_REPEATED, REPEATED_CHARS = 2, 8  # lines (or words of one line) and characters of a header that is printed again

# what coded tables have: columns.toml
FRAME_WORDS, ORDER, SINGLE = usual_columns().frame_words, usual_columns().order, usual_columns().single
USUAL, FUNDS = usual_columns().usual, usual_columns().funds
OVER_ALL = ("final", "budget")
MIN_FUNDS = 2
UNUSUAL = 0.2  # of a column we do not know
PARTS = frozenset(USUAL) - {
    "total",
    "expenditure",
    "revenue",
    "closing_carryover",
    "personnel",
    "operating",
}  # columns a total is the sum of


class ValueColumn(NamedTuple):
    """A column of numbers. `path`: its header words; `id`: the canonical column, '' if unknown; `told`: the header says it."""

    path: tuple[str, ...]
    id: str = ""
    told: bool = True


class Header(NamedTuple):
    """`height`: number of lines the header takes; `text`: its words joined; `expected`: columns by the 栏次 row, or None;
    `doubtful`: words of several columns on several lines, so that their order need not be that of the columns."""

    height: int
    text: str
    expected: int | None
    words: tuple[str, ...] = ()
    doubtful: bool = False


class _Hit(NamedTuple):
    at: int
    word: str
    id: str
    parents: frozenset[str]


def header(lines: Sequence[Line], form: Form | None = None) -> Header:
    """The header lines at the top of a table: up to the 栏次 row, or to the first line with a code or an amount."""
    ordinals = _ordinal_row(lines[:MAX_HEADER_LINES])
    if ordinals is not None:
        height, count = ordinals
    else:
        height, count = _first_data(lines), None
    if form is not None and form.shape == "panels":
        height = next((i for i in range(height) if FIRST_LABEL.match(fold(lines[i].text))), height)
    texts = [with_years(line.text) for line in lines[:height]]
    words, doubtful = stacked(texts), False
    if not words:
        rows = unwrapped([text.split() for text in texts], _words(form), _labels(form))
        doubtful = any(len(row) > 1 for row in rows) and len(rows) > 1
        words = [word for row in rows for word in (*row, *([BORDER] if doubtful and len(row[-1]) > 1 else []))]
    words = [word for word in words if word == BORDER or kind(word) == "word"]
    text = "".join(BORDER if fold(word) in FRAME_WORDS else fold(word) for word in words)
    return Header(height, text, count, tuple(word for word in words if word != BORDER), doubtful)


def body(lines: Sequence[Line], height: int) -> list[Line]:
    """The lines below a header of `height` lines, without the header where it is printed again on the next page."""
    top = [fold(line.text) for line in lines[:height]]
    left = list(lines[height:])
    texts = [fold(line.text) for line in left]
    kept: list[Line] = []
    at = 0
    while at < len(left):
        length = max((_same(top[start:], texts[at:]) for start in range(len(top))), default=0)
        several = length >= MIN_REPEATED or len(left[at].text.split()) >= MIN_REPEATED
        again = length > 0 and several and sum(map(len, texts[at : at + length])) >= REPEATED_CHARS
        kept += [] if again else [left[at]]
        at += length if again else 1
    return kept


def _same(top: Sequence[str], texts: Sequence[str]) -> int:
    """How many lines at the beginning of `texts` are those of `top`, to its end; 0 where one differs."""
    return len(top) if top and list(texts[: len(top)]) == list(top) else 0


def _words(form: Form | None) -> frozenset[str]:
    """Words of a header as compared: those of the frame and of the form's columns."""
    return frozenset((*FRAME_WORDS, *PANELS, *SUBTOTALS, LINE_NUMBER)) | {
        fold(word) for column in (form.columns if form else ()) for path in column.headers for word in path.split(">")
    }


def _labels(form: Form | None) -> frozenset[str]:
    """Words of columns that are items (三公); 公务用车 alone heads several of them."""
    labels = {fold(label) for row in form.rows for label in row.labels} if form is not None and form.shape == "wide" else set()
    return frozenset(label for label in labels if not re.search(r"..[小合]计$", label))


def _first_data(lines: Sequence[Line]) -> int:
    """Index of the first line of data; a 合计 alone above a line of amounts is its label."""
    at = next((i for i, line in enumerate(lines) if _is_data(line)), len(lines))
    labelled = (
        0 < at < len(lines) and of_line(lines[at])[0].number and not _is_code(lines[at]) and fold(lines[at - 1].text) in ("合计", "总计")
    )
    return at - 1 if labelled else at


def _is_code(line: Line) -> bool:
    first = fold(of_line(line)[0].text)
    return is_account(first)


def _ordinal_row(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Lines up to and with the row of column numbers, and how many numbers it has."""
    for index, line in enumerate(lines):
        texts = [fold(token.text) for token in of_line(line)]
        marked = "栏次" in "".join(texts)
        numbers = _ascending(texts)
        if marked and not numbers and re.search(r"栏次$", "".join(texts)):
            height, following = _below(lines, index + 1)
            return (height, following) if following else None
        if numbers and (marked or (len(numbers) > 2 and len(numbers) == len(texts))):
            return index + 1, len(numbers)
        if texts == ["1"] and (below := _below(lines, index))[1] >= MIN_STACKED:
            return below
        if _is_data(line):
            return None
    return None


def _below(lines: Sequence[Line], begin: int) -> tuple[int, int]:
    """The column numbers below the word 栏次, on a line or one a line: index after them, and how many they are."""
    texts: list[str] = []
    at = begin
    while at < len(lines):
        longer = [*texts, *(text for token in of_line(lines[at]) if (text := fold(token.text)) != "栏次")]
        if len(_ascending(longer)) < len(longer):
            break
        texts, at = longer, at + 1
    return at, len(texts)


def _ascending(texts: Sequence[str]) -> list[int]:
    """The numbers 1 2 3 … of a row of column numbers (also 3=1+2), or nothing."""
    numbers = [int(match[1]) for text in texts if (match := re.fullmatch(r"[(]?(\d{1,2})[)]?(?:=[\d+\-()]+)?", text))]
    return numbers if numbers and numbers[0] <= 2 and all(b - a == 1 for a, b in pairwise(numbers)) else []


def _is_data(line: Line) -> bool:
    """A line with an amount, or one that begins with a code and words."""
    found = of_line(line)
    amounts = [
        token for token in found if token.number and (ordinal(token.text) is None or ordinal(token.text) == 0 or len(token.text) > 4)
    ]
    return (bool(found) and _is_code(line)) or any(not re.fullmatch(r"(?:19|20)\d\d", fold(token.text)) for token in amounts)


def value_columns(form: Form | None, head: Header, most: int) -> tuple[ValueColumn, ...]:
    """The columns of numbers from left to right. `most`: the most numbers that a row has. Where the header does not
    account for all of them, columns without id fill the place, named by the words left over or by their number."""
    hits = _hits(form, head.text) if form else []
    expected = head.expected or 0
    if (most <= 1 and not expected) or _in_panels(hits, head):
        return (_single(form, hits),)
    columns = _ordered(_merged(hits, expected or most))
    if not expected and len(columns) > most > 1:  # a head over all columns (预算数) reads like a column of its own
        columns = [column for column in columns if column.id not in OVER_ALL]
    if len(columns) > expected > 1:  # ... and so does one of several (本年收入 over 合计 and its parts)
        over = [column for column in columns if column.path[-1] in PANELS][: len(columns) - expected]
        columns = [column for column in columns if column not in over]
    wanted = expected or max(most, len(columns))
    if len(columns) < wanted:
        columns = _with_funds(columns, form, wanted) or _filled(columns, head, wanted)
    return tuple(columns[:wanted]) if expected else tuple(columns)


def known_columns(form: Form | None, text: str, wanted: int = 99) -> list[ValueColumn]:
    """Columns whose words stand in the joined header, from left to right. Of more than `wanted` those go that head others."""
    hits = _hits(form, text) if form else []
    return _ordered(_merged(hits, wanted))


def _in_panels(hits: Sequence[_Hit], head: Header) -> bool:
    """Whether the header has panels side by side of one amount each: as often as it says 科目名称 it says 决算数, and any other
    word (人员经费, which heads panels) less often. Then a row has as many amounts as panels, each behind its own name."""
    panels = "".join(head.words).count(NAME)
    times = Counter((hit.word, hit.id) for hit in hits).most_common(2)
    return panels > 1 and bool(times) and times[0][0][1] in SINGLE and times[0][1] == panels and all(n < panels for _, n in times[1:])


def _single(form: Form | None, hits: Sequence[_Hit]) -> ValueColumn:
    """The one column of a table whose rows have a number each; heads of panels (人员经费 | 公用经费) are none."""
    amounts = [hit for hit in hits if hit.id in SINGLE]
    if amounts:
        return ValueColumn((amounts[0].word,), amounts[0].id)
    return ValueColumn(("金额",), form.single or "" if form else "")


@lru_cache(maxsize=64)
def _vocabulary(entries: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[tuple[str, str, frozenset[str]], ...]:
    """(word, column id, parents that its paths name) of a form, longest first; a word goes to the first column that has it."""
    found: dict[str, tuple[str, set[str]]] = {}
    paths = [(column, [fold(word) for word in path.split(">")]) for column, headers in entries for path in headers]
    for column, (*parents, leaf) in sorted(paths, key=lambda path: len(path[1]) > 1):  # 合计 alone goes before 本年收入>合计
        owner, known = found.setdefault(leaf, (column, set()))
        if owner == column:
            known.update(parents)
    return tuple(sorted(((w, c, frozenset(p)) for w, (c, p) in found.items()), key=lambda e: -len(e[0])))


def _hits(form: Form, text: str) -> list[_Hit]:
    """Known header words in the joined header, the longest first, none inside another."""
    covered = [False] * len(text)
    hits: list[_Hit] = []
    frame = [(word, "", frozenset[str]()) for word in FRAME_WORDS]
    known = _vocabulary(tuple((column.id, column.headers) for column in form.columns))
    long = [entry for entry in known if len(entry[0]) >= SHORT_WORD]
    # a frame word may take the end of a column (补助支出功能分类), so that columns go first; 支出 and 收入 go last
    for word, column, parents in [*long, *frame, *known[len(long) :]]:
        for match in re.finditer(re.escape(word), text):
            if not any(covered[match.start() : match.end()]):
                covered[match.start() : match.end()] = [True] * len(word)
                if column:
                    hits.append(_Hit(match.start(), word, column, parents))
    return sorted(hits)


def _merged(hits: list[_Hit], wanted: int) -> list[tuple[_Hit, _Hit | None]]:
    """Hits with the hit that heads them; a head whose children are printed is no column of its own, and 小计 below a
    head is that head's column."""
    pairs: list[tuple[_Hit, _Hit | None]] = []
    for hit in hits:
        heads = [other for other in hits if other.word in hit.parents and other is not hit]
        heads = [other for other in heads if hit.word not in SUBTOTALS or other.id == hit.id]
        pairs.append((hit, heads[0] if heads else None))
    heads_used = {head for _, head in pairs if head is not None}
    subtotals = {head for hit, head in pairs if head is not None and hit.word in SUBTOTALS}
    kept = _once([pair for pair in pairs if pair[0] not in subtotals])
    return [pair for pair in kept if pair[0] not in heads_used] if len(kept) > wanted else kept


def _once(pairs: list[tuple[_Hit, _Hit | None]]) -> list[tuple[_Hit, _Hit | None]]:
    """The first column of every id; the same words again are the header of the next page."""
    seen: set[str] = set()
    return [pair for pair in pairs if not (pair[0].id in seen or seen.add(pair[0].id))]  # type: ignore[func-returns-value]


def _ordered(pairs: list[tuple[_Hit, _Hit | None]]) -> list[ValueColumn]:
    """From left to right: a column below a head stands where its head stands, whatever line its word is on."""
    ordered = sorted(pairs, key=lambda pair: (pair[1].at if pair[1] else pair[0].at, pair[0].at))
    return [ValueColumn((head.word, hit.word) if head else (hit.word,), hit.id) for hit, head in ordered]


def standard(columns: Sequence[ValueColumn]) -> tuple[ValueColumn, ...]:
    """The columns in the order that published tables have; as they are where one is unknown or of the agency's own."""
    if any(column.id not in ORDER for column in columns):
        return tuple(columns)
    return tuple(sorted(columns, key=lambda column: ORDER.index(column.id)))


def _with_funds(columns: Sequence[ValueColumn], form: Form | None, wanted: int) -> list[ValueColumn]:
    """The columns with those of the funds, which budgets part revenue into, where several columns lack and just these of the
    form are not printed; [] where that says nothing."""
    ids = {column.id for column in columns}
    known = {column.id for column in form.columns} if form else set()
    lost = [ValueColumn((words,), id_, told=False) for id_, words in FUNDS.items() if id_ in known - ids]
    if len(lost) != wanted - len(columns) or len(lost) < MIN_FUNDS or "appropriation" in ids or "total" not in ids or not ids <= {*ORDER}:
        return []
    return list(standard([*columns, *lost]))


def _filled(columns: list[ValueColumn], head: Header, wanted: int) -> list[ValueColumn]:
    """Columns up to the number wanted: by header words that are none of ours, else by number."""
    known = {word for column in columns for word in column.path} | set(FRAME_WORDS)
    spare = [
        fold(word)
        for word in head.words
        if kind(word) == "word" and len(word) > 2 and not any(fold(word) in k or k in fold(word) for k in known if len(k) > 1)
    ]
    while len(columns) < wanted:
        columns = [*columns, ValueColumn((spare.pop(0) if spare else f"第{len(columns) + 1}列",), told=False)]
    return columns


def scheme(columns: Sequence[ValueColumn]) -> Scheme:
    """Sums that must hold between the columns of a row, and how usual each column is."""
    ids = [column.id for column in columns]
    where = {id_: i for i, id_ in enumerate(ids) if id_}
    sums: list[tuple[int, tuple[tuple[int, int], ...]]] = []
    if "total" in where and len(ids) > 1:
        sums.append((where["total"], _parts(ids, where)))
    if {"expenditure", "expenditure_basic", "expenditure_project"} <= set(where):
        sums.append((where["expenditure"], ((where["expenditure_basic"], 1), (where["expenditure_project"], 1))))
    if {"opening_carryover", "revenue", "expenditure", "closing_carryover"} <= set(where):
        terms = ((where["opening_carryover"], 1), (where["revenue"], 1), (where["expenditure"], -1))
        sums.append((where["closing_carryover"], terms))
    if {"basic", "personnel", "operating"} <= set(where):
        sums.append((where["basic"], ((where["personnel"], 1), (where["operating"], 1))))
    usual = tuple(USUAL.get(id_, UNUSUAL) for id_ in ids)
    return Scheme(len(ids), tuple(total for total in sums if total[1]), usual)


def _parts(ids: Sequence[str], where: dict[str, int]) -> tuple[tuple[int, int], ...]:
    """Columns that make up the total: every part; 人员 and 公用 only where 基本支出 is no column."""
    parts = {id_ for id_ in ids if id_ in PARTS}
    if "appropriation" in parts:
        parts -= {"general_budget", "government_fund", "state_capital"}
    if not parts & {"basic", "expenditure_basic"}:
        parts |= {"personnel", "operating"} & set(where)
    return tuple((where[id_], 1) for id_ in ids if id_ in parts)
