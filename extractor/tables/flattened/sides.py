"""Two-sided tables (收入 | 支出, with or without 行次): each printed line is parted into a left and a right row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.knowledge.model import Form, Knowledge
from extractor.likeness import bare, fold
from extractor.records import Cell, Edit, Table, Warning_
from extractor.tables.flattened.coded import number_cell, undecided
from extractor.tables.flattened.columns import FUNDS, SINGLE, Header, ValueColumn, body, header, known_columns, scheme, standard
from extractor.tables.flattened.counted import counted
from extractor.tables.flattened.entries import Entry
from extractor.tables.flattened.evidence import Evidence
from extractor.tables.flattened.grid import assembled, blank, cell
from extractor.tables.flattened.labels import GUESSED, LABELLED, LEFT, NUMBERED, RIGHT, Labels, Pair, Side, groups, join_loose
from extractor.tables.flattened.regions import Region
from extractor.tables.flattened.solve import DIRECT, Placed, Row, Scheme, solve
from extractor.tables.flattened.tokens import Token, of_line, ordinal, value

SPLIT = (
    "total",
    "general_budget",
    "government_fund",
    "state_capital",
    "basic",
    "personnel",
    "operating",
    "project",
    "fiscal_account",
    "other",
)
MIN_LINE_NUMBERS = 3  # lines with two numbers that keep their distance, before they count as line numbers
MARKED_PAIRS = 2  # ... below a header that says 行次
BROKEN_NUMBERS = 5  # digits below one another, before line numbers count as broken
MIN_HALF, MOST_NUMBERED = 8, 0.8  # line numbers of a half on a page of its own; share of its lines that have one
FAR = 1000  # between the line numbers of the halves where one is not there
SINGLE_CELLS = 0.7  # share of lines with one cell from which the text has one cell a line
MARK = re.compile(r"行次")
CLOSE_LABEL = 0.8


_PlacedHalves = tuple[list[Placed], list[Placed]]
_YEAR_TOTAL = re.compile(r"(?:本年)?支出合计|本年收入合计")


def sides(region: Region, known: Knowledge, evidence: Evidence) -> Table:
    """The table of a two-sided region: columns 项目 | (行次) | amounts for the left half, then for the right half."""
    head = header(region.lines, region.form)
    labels = Labels(region.form, known)
    lines = [tokens for line in body(region.lines, head.height) if (tokens := _unspread(of_line(line)))]
    marked = bool(MARK.search(head.text))
    lines = _with_whole_numbers(lines) if marked else lines
    half = _one_half(lines) if marked else 0
    if lines and not half and sum(len(tokens) == 1 for tokens in lines) >= SINGLE_CELLS * len(lines):
        stream = _unspread([token for tokens in lines for token in tokens])
        lines, rest = counted(stream) if marked else ([], stream)
        lines = [*lines, *_regrouped(rest, labels, marked=marked)]
    step = FAR if half else _step(lines, min(MARKED_PAIRS, len(lines)) if marked else MIN_LINE_NUMBERS)
    begin = (half - FAR, half) if half > 1 else (1, 1 + step)
    pairs = _numbered(lines, step, labels, begin) if step else _unnumbered(lines, labels)
    left, right = _columns(region.form, head, pairs)
    placed = (_solve([p[LEFT] for p in pairs], left, labels, evidence), _solve([p[RIGHT] for p in pairs], right, labels, evidence))
    _learn(pairs, placed, (left, right), evidence)
    halves = [
        [_cells(pair[side], columns, placed[side][i], bool(step)) for i, pair in enumerate(pairs)]
        for side, columns in enumerate((left, right))
    ]
    rows = tuple((*a, *b) for a, b in zip(*halves, strict=True))
    columns = (*_paths("收入", left, bool(step)), *_paths("支出", right, bool(step)))
    return assembled(region, columns, rows, _undecided(pairs, placed))


def _one_half(lines: Sequence[Sequence[Token]]) -> int:
    """The first line number of a half that has a page of its own, whose line numbers rise by one; 0 where both are there."""
    firsts = [(tokens, *found[0]) for tokens in lines if (found := _ordinals(tokens))]
    numbers = [n for tokens, i, n in firsts if not i or tokens[i - 1].kind == "word"]
    rises = sum(b - a == 1 for a, b in pairwise(numbers))
    alone = len(numbers) >= max(MIN_HALF, MOST_NUMBERED * len(lines)) and rises >= MOST_NUMBERED * len(numbers)
    return numbers[0] if alone and not _step(lines, MARKED_PAIRS) else 0


def _with_whole_numbers(lines: list[list[Token]]) -> list[list[Token]]:
    """The lines with line numbers made whole that a narrow column broke (3 above 2), where as many pairs are found so."""
    whole = _paired_digits(lines)
    broken = sum(map(len, lines)) - sum(map(len, whole))
    return whole if broken >= BROKEN_NUMBERS and _numbered_lines(whole) >= _numbered_lines(lines) else lines


def _numbered_lines(lines: Sequence[Sequence[Token]]) -> int:
    """On how many lines both line numbers of a row stand."""
    step = _step(lines, MARKED_PAIRS)
    return sum(bool(_paired(tokens, step)) for tokens in lines) if step else 0


def _paired_digits(lines: Sequence[Sequence[Token]]) -> list[list[Token]]:
    """The lines with a digit that ends one and the digit that begins the next as one number."""
    found: list[list[Token]] = []
    for tokens in lines:
        above = found[-1] if found else []
        if above and all(re.fullmatch(r"\d", fold(token.text)) for token in (above[-1], tokens[0])):
            edit = Edit("joined_cell", f"{above[-1].text}\n{tokens[0].text}", above[-1].text + tokens[0].text)
            above[-1] = above[-1]._replace(text=edit.after, edits=(*above[-1].edits, edit))
            tokens = tokens[1:]
        if tokens:
            found.append([*tokens])
    return found


def _unspread(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with 合 计 as one."""
    found: list[Token] = []
    for token in tokens:
        if found and token.text == "计" and found[-1].text in ("合", "总", "小"):
            found[-1] = found[-1]._replace(text=found[-1].text + token.text)
        else:
            found.append(token)
    return found


def _regrouped(stream: Sequence[Token], labels: Labels, *, marked: bool) -> list[list[Token]]:
    """The printed rows of a text with one cell a line: a row begins with a label of the left half, or with one of the
    right half where the row has one already."""
    rows: list[list[Token]] = []
    filled = {LEFT: True, RIGHT: True}
    for group in groups(stream, labels):
        where = labels.side(group.name)
        where = (LEFT if filled[RIGHT] else RIGHT) if where is None else where
        if where == LEFT or filled[RIGHT] or (marked and not group.label):
            rows.append([])
            filled = {LEFT: False, RIGHT: False}
        filled[where] = True
        rows[-1] += [*group.label, *group.numbers]
    return rows


def _ordinals(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """(position, number) of the whole numbers of a line that may be line numbers."""
    return [(i, n) for i, token in enumerate(tokens) if (n := ordinal(token.text)) is not None and 0 < n < 200 and len(token.text) < 4]


def _step(lines: Sequence[Sequence[Token]], least: int) -> int:
    """Difference between the line numbers of the two halves (32 beside 1: 31); 0 where no line numbers are printed, that
    is, fewer than `least` pairs of them."""
    votes: Counter[int] = Counter()
    for tokens in lines:
        numbers = sorted({n for _, n in _ordinals(tokens)})
        votes.update({b - a for a in numbers for b in numbers if b > a})
    found = [(count, difference) for difference, count in votes.items() if difference > 1 and count >= least]
    if not found:
        return 0
    _, step = max(found)
    return step if _counts_up(lines, step, least) else 0


def _counts_up(lines: Sequence[Sequence[Token]], step: int, least: int) -> bool:
    """Whether the left numbers of the pairs rise from line to line, by one where no header says 行次."""
    firsts = [min(paired) for tokens in lines if (paired := _paired(tokens, step))]
    rises = sum(b - a == 1 or (b > a and least <= MARKED_PAIRS) for a, b in pairwise(firsts))
    return rises * 2 >= len(firsts) - 1


def _paired(tokens: Sequence[Token], step: int) -> list[int]:
    numbers = {n for _, n in _ordinals(tokens)}
    return [n for n in numbers if n + step in numbers]


def _numbered(lines: Sequence[Sequence[Token]], step: int, labels: Labels, expected: tuple[int, int]) -> list[Pair]:
    """Pairs of a table with line numbers, of which `expected` come first; lines of words alone are rests of wrapped labels,
    other lines without line numbers (合计 often have none) are parted by their labels."""
    pairs: list[Pair] = []
    loose: list[Token] = []
    for tokens in lines:
        left, right = _find(tokens, step, expected)
        if pairs and all(token.number and ordinal(token.text) is None for token in tokens):
            _last(pairs[-1]).numbers.extend(tokens)  # the next cells of a row that is printed cell by cell
            continue
        if left is None and right is None and not any(token.kind != "word" for token in tokens) and not _whole(tokens, labels):
            loose.extend(tokens)
            continue
        pair = _halves(tokens, left, right) if left is not None or right is not None else _by_groups(tokens, labels)[0]
        join_loose(loose, pairs[-1] if pairs else None, pair, labels)
        loose = []
        if pairs and (wrapped := _wrapped(pairs[-1], pair, labels)):
            pairs[-1] = wrapped
        else:
            _append(pairs, pair)
        expected = (_after(pair[LEFT], expected[LEFT]), _after(pair[RIGHT], expected[RIGHT]))
    join_loose(loose, pairs[-1] if pairs else None, None, labels)
    return pairs


def _wrapped(above: Pair, pair: Pair, labels: Labels) -> Pair | None:
    """The two rows as one, where the right label of the upper one is wrapped and its number and amounts stand behind its rest."""
    first, second = above[RIGHT], pair[RIGHT]
    parted = first.label and first.place is None and not first.numbers and second.place is not None
    if not parted or not pair[LEFT].empty or pair[LEFT].place is not None:
        return None
    if second.label and not labels.has(first.name + second.name):
        return None
    return above[LEFT], Side([*first.label, *second.label], second.place, second.numbers, second.sure)


def _last(pair: Pair) -> Side:
    """The half of a row that is printed last."""
    return pair[LEFT] if pair[RIGHT].empty and pair[RIGHT].place is None else pair[RIGHT]


def _whole(tokens: Sequence[Token], labels: Labels) -> bool:
    """Whether the words are two whole labels whose amounts are blank."""
    return len(tokens) > 1 and all(labels.has(token.text) for token in tokens)


def _after(side: Side, expected: int) -> int:
    """The line number after that of the side, else the one expected so far."""
    return int(fold(side.place.text)) + 1 if side.place else expected


def _find(tokens: Sequence[Token], step: int, expected: tuple[int, int]) -> tuple[int | None, int | None]:
    """Positions of the left and the right line number: a pair `step` apart, else the ones that are expected next on
    either side (labels wrapped differently print the two halves of a row on lines of their own)."""
    found = _ordinals(tokens)
    pairs = [(i, j, n) for i, n in found for j, m in found if j > i and m == n + step]
    if pairs:
        i, j, _ = min(pairs, key=lambda p: abs(p[2] - expected[LEFT]))
        return i, j
    found = [(i, n) for i, n in found if i == 0 or tokens[i - 1].kind == "word"]
    left = next((i for i, n in found if n == expected[LEFT]), None)
    right = next((i for i, n in found if n == expected[RIGHT] and i != left), None)
    return left, right


def _halves(tokens: Sequence[Token], left: int | None, right: int | None) -> Pair:
    """The line parted at its line numbers: words before each are its label, numbers behind it its amounts."""
    a, b = Side(), Side()
    border = len(tokens) if right is None else right
    start = 0
    if left is not None:
        a.place, start = tokens[left], left + 1
        a.label = [token for token in tokens[:left] if token.kind == "word"]
        while start < border and tokens[start].kind != "word":
            a.numbers.append(tokens[start])
            start += 1
    b.label = [token for token in tokens[start:border] if token.kind == "word"]
    if right is not None:
        b.place = tokens[right]
        b.numbers = [token for token in tokens[right + 1 :] if token.kind != "word"]
    return a, b


def _unnumbered(lines: Sequence[Sequence[Token]], labels: Labels) -> list[Pair]:
    """Pairs of a table without line numbers."""
    pairs: list[Pair] = []
    third: list[Pair] = []  # a third panel (支出 by use beside 支出 by function) follows below
    loose: list[Token] = []
    for tokens in lines:
        cells = groups(tokens, labels)
        if len(cells) == 1 and _is_rest(cells[0], labels, pairs[-1] if pairs else None):
            loose.extend(cells[0].label)
            continue
        pair, more = _by_groups(tokens, labels)
        third += more
        join_loose(loose, pairs[-1] if pairs else None, pair, labels)
        loose = []
        _append(pairs, pair)
    join_loose(loose, pairs[-1] if pairs else None, None, labels)
    return pairs + third


def _append(pairs: list[Pair], pair: Pair) -> None:
    """Add a row; where the row before is a label alone and this one has amounts without a label, the two are one: a
    label of several lines stands above its amounts."""
    last = pairs[-1] if pairs else (Side(), Side())
    alone = [half for half in (LEFT, RIGHT) if not last[half].empty]
    if len(alone) == 1 and not last[alone[0]].numbers:
        where = alone[0]
        half = where if pair[where].numbers else 1 - where if pair[where].empty else None
        if half is not None and pair[half].numbers and not pair[half].label:
            pairs.pop()
            own = Side(last[where].label, last[where].place or pair[half].place, pair[half].numbers, last[where].sure)
            rest = pair[1 - half] if half == where else Side()
            pair = (own, rest) if where == LEFT else (rest, own)
    pairs.append(pair)


def _by_groups(tokens: Sequence[Token], labels: Labels) -> tuple[Pair, list[Pair]]:
    """The two halves of a line by its labels, and the rows of a third panel that stands beside them."""
    cells = groups(tokens, labels)
    pair = (cells[0], cells[1]) if len(cells) > 1 else _by_label(tokens, labels)
    return pair, [(Side(), cell) for cell in cells[2:] if cell.label]


def _is_rest(side: Side, labels: Labels, before: Pair | None) -> bool:
    """Whether words alone on a line are the rest of a wrapped label: no label themselves, or one together with the
    label before them."""
    if side.numbers or re.match(r"^[一二三四五六七八九十]{1,3}、", side.name):
        return False
    completes = any(half.label and labels.has(half.name + side.name) for half in before or ())
    return completes or not labels.has(side.name)


def _by_label(tokens: Sequence[Token], labels: Labels) -> Pair:
    """A line with one label: the half that knows it. In doubt the left one for a label of both (the parts of 年初结转),
    else the right one, which is the longer."""
    side = Side([t for t in tokens if t.kind == "word"], None, [t for t in tokens if t.kind != "word"], LABELLED)
    where = labels.side(side.name)
    if where is None:
        fits = [labels.fit(side.name, LEFT), labels.fit(side.name, RIGHT)]
        both = fits[LEFT] == fits[RIGHT] >= CLOSE_LABEL
        where, side.sure = (LEFT if both or fits[LEFT] > fits[RIGHT] else RIGHT), GUESSED
    return (side, Side()) if where == LEFT else (Side(), side)


def _columns(form: Form | None, head: Header, pairs: Sequence[Pair]) -> tuple[tuple[ValueColumn, ...], tuple[ValueColumn, ...]]:
    """Amount columns of the two halves: by the header words and the 栏次 row, at least as many as a row has numbers."""
    most = [max((len(pair[side].numbers) for pair in pairs), default=0) for side in (LEFT, RIGHT)]
    columns = known_columns(form, head.text, most[RIGHT])
    amounts = [column for column in columns if column.id in (*SINGLE, "initial_budget", "adjusted_budget")]
    funds: Sequence[ValueColumn] = [column for column in columns if column.id in SPLIT]
    funds = standard(funds) if head.doubtful else funds
    count = head.expected or 0
    if [column.id for column in funds] == ["total"] and most[RIGHT] > 1:  # the other words of the header stand elsewhere
        funds = [*funds, *(ValueColumn((words,), id_) for id_, words in FUNDS.items())][: count - max(most[LEFT], 1) if count else None]
    width_right = max(most[RIGHT], min(len(funds), count - 1) if count and funds else 0, 1)
    width_left = max(most[LEFT], count - width_right, 1) if count else max(most[LEFT], 1)
    single = [ValueColumn(("金额",), form.single or "" if form else "")]
    whole = [column for column in amounts if column not in funds or len(funds) < 2]  # the total of the funds is theirs
    left = _fill(whole[:width_left] or single, width_left)
    if len(funds) >= 2 or (funds and width_right > 1):
        return left, _fill(funds, max(width_right, len(funds)) if not count else width_right)
    return left, _fill(amounts[:width_right] or single, width_right)


def _fill(columns: Sequence[ValueColumn], width: int) -> tuple[ValueColumn, ...]:
    extra = tuple(ValueColumn((f"第{i + 1}列",)) for i in range(len(columns), width))
    return (*columns[:width], *extra)


def _solve(half: Sequence[Side], columns: Sequence[ValueColumn], labels: Labels, evidence: Evidence) -> list[Placed]:
    if len(columns) == 1:
        return [Placed((0,), (DIRECT,)) if len(side.numbers) == 1 else Placed((), (), balanced=not side.numbers) for side in half]
    total = next((i for i, side in enumerate(half) if side.numbers and _YEAR_TOTAL.fullmatch(bare(side.name))), None)
    rows = [_row(side, total if total != i and bare(side.name) in labels.functions else None) for i, side in enumerate(half)]
    found = [_entry(side, labels) for side in half]
    sums = scheme(columns)
    if len({column.id for column in columns} & set(SPLIT)) < 2:
        sums = Scheme(sums.width, (), sums.usual)
    return solve(rows, sums, evidence.backing(found, columns))


def _entry(side: Side, labels: Labels) -> Entry:
    """The half row as an entry, for the evidence of other tables: a function goes by its code."""
    name = bare(side.name)
    if re.fullmatch(r"(?:本年)?支出(?:合计|总计)", name):
        return Entry(pieces=[token._replace(text="合计") for token in side.label[:1]], numbers=side.numbers)
    code = labels.code(name)
    return Entry(code=code, pieces=side.label, numbers=side.numbers)


def _row(side: Side, parent: int | None) -> Row:
    values = tuple(value(token.text) if token.number else None for token in side.numbers)
    return Row(values, tuple(token.text for token in side.numbers), parent)


def _learn(pairs: Sequence[Pair], placed: _PlacedHalves, columns: tuple[Sequence[ValueColumn], ...], evidence: Evidence) -> None:
    """Tell the other tables what the labels of this one say."""
    for i, pair in enumerate(pairs):
        for side, where, heads in zip(pair, (placed[0][i], placed[1][i]), columns, strict=True):
            for token, column in zip(side.numbers, where.columns, strict=False):
                number: Decimal | None = value(token.text)
                if number and side.label:
                    evidence.state("label:" + bare(side.name), heads[column].id, number)


def _cells(side: Side, columns: Sequence[ValueColumn], placed: Placed, numbered: bool) -> tuple[Cell, ...]:
    numbers = [blank()] * len(columns)
    for token, column, sure in zip(side.numbers, placed.columns, placed.confidence, strict=False):
        numbers[column] = number_cell(token, min(sure, side.sure), lost=len(side.numbers) < len(columns))
    label = cell(side.label, side.sure) if side.label else blank()
    place = (cell([side.place], NUMBERED) if side.place else blank(),) if numbered else ()
    return (label, *place, *numbers)


def _paths(half: str, columns: Sequence[ValueColumn], numbered: bool) -> tuple[tuple[str, ...], ...]:
    return ((half, "项目"), *(((half, "行次"),) if numbered else ()), *((half, *column.path) for column in columns))


def _undecided(pairs: Sequence[Pair], placed: _PlacedHalves) -> tuple[Warning_, ...]:
    halves = [(pair[side], placed[side][i]) for i, pair in enumerate(pairs) for side in (LEFT, RIGHT)]
    return tuple(undecided(side.name, side.numbers) for side, where in halves if side.numbers and not where.columns)
