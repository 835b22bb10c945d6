"""Two-sided tables (收入 | 支出, with or without 行次): each printed line is parted into a left and a right row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product

from extractor.knowledge.model import Form, Knowledge
from extractor.likeness import bare, fold, likeness
from extractor.records import Cell, Table, Warning_
from extractor.tables.flattened.coded import number_cell, undecided
from extractor.tables.flattened.columns import SINGLE, Header, ValueColumn, body, header, known_columns, scheme, standard
from extractor.tables.flattened.entries import Entry
from extractor.tables.flattened.evidence import Evidence
from extractor.tables.flattened.grid import assembled, blank, cell
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
NUMBERED, LABELLED, GUESSED = 0.98, 0.95, 0.7  # a side told by line numbers, by two labels, by one label alone
MIN_LINE_NUMBERS = 3  # lines with two numbers that keep their distance, before they count as line numbers
MARKED_PAIRS = 2  # ... below a header that says 行次
MARK = re.compile(r"行次")
MAX_LOOSE = 6  # pieces of wrapped labels between two lines whose every distribution is tried
CLOSE_LABEL = 0.8
LEFT, RIGHT = 0, 1


@dataclass(slots=True)
class Side:
    """One half of a printed line: words of its label, its line number (行次) and its numbers."""

    label: list[Token] = field(default_factory=list)
    place: Token | None = None
    numbers: list[Token] = field(default_factory=list)
    sure: float = NUMBERED

    @property
    def name(self) -> str:
        """The label joined."""
        return "".join(re.sub(r"\s+", "", token.text) for token in self.label)

    @property
    def empty(self) -> bool:
        """Whether nothing but a line number is printed."""
        return not self.label and not self.numbers


Pair = tuple[Side, Side]
_PlacedHalves = tuple[list[Placed], list[Placed]]
_LABEL_START = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|[（(][一二三四五六七八九十\d]{1,2}[)）]|其中|本年(?:收入|支出)|(?:收入|支出)?[合总]计|结转|上年|年[初末])"
)
_YEAR_TOTAL = re.compile(r"(?:本年)?支出合计|本年收入合计")


def sides(region: Region, known: Knowledge, evidence: Evidence) -> Table:
    """The table of a two-sided region: columns 项目 | (行次) | amounts for the left half, then for the right half."""
    head = header(region.lines, region.form)
    labels = _Labels(region.form, known)
    lines = [tokens for line in body(region.lines, head.height) if (tokens := of_line(line))]
    step = _step(lines, MARKED_PAIRS if MARK.search(head.text) else MIN_LINE_NUMBERS)
    pairs = _numbered(lines, step, labels) if step else _unnumbered(lines, labels)
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


class _Labels:
    """Known labels of the form's two halves, as compared."""

    def __init__(self, form: Form | None, known: Knowledge) -> None:
        rows = form.rows if form else ()
        self.left = {bare(label) for row in rows if row.panel != "expenditure" for label in row.labels}
        self.right = {bare(label) for row in rows if row.panel != "revenue" for label in row.labels}
        functions = {bare(code.name) for code in known.functional.codes if len(code.code) == 3}
        self.functions = functions | {re.sub(r"支出$", "", name) for name in functions}
        self.right |= self.functions
        self.fits: dict[tuple[str, int], float] = {}
        self.codes = {bare(code.name): code.code for code in reversed(known.functional.codes) if len(code.code) == 3}

    def code(self, name: str) -> str:
        """Code of a 类 by its name with or without 支出, '' if it is none."""
        return self.codes.get(name) or self.codes.get(name + "支出") or ""

    def side(self, name: str) -> int | None:
        """The half a label belongs to; None if both or neither know it."""
        compared = bare(name)
        left, right = compared in self.left, compared in self.right
        return None if left == right else LEFT if left else RIGHT

    def fit(self, name: str, side: int) -> float:
        """Likeness of a label to the nearest known one of that half."""
        compared = bare(name)
        if (compared, side) not in self.fits:
            self.fits[compared, side] = max((likeness(compared, other) for other in (self.left, self.right)[side]), default=0.0)
        return self.fits[compared, side]

    def has(self, name: str) -> bool:
        """Whether one of the halves knows the label."""
        return bare(name) in self.left or bare(name) in self.right

    def gain(self, name: str, side: Side, half: int) -> float:
        """How much nearer to a known label a side is under this name than as it is; to make a known label is something, too."""
        return self.fit(name, half) - (self.fit(side.name, half) if side.label else 0.5) + (0.01 if self.has(name) else 0.0)


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
    rises = sum(b - a == 1 or (b > a and least == MARKED_PAIRS) for a, b in pairwise(firsts))
    return rises * 2 >= len(firsts) - 1


def _paired(tokens: Sequence[Token], step: int) -> list[int]:
    numbers = {n for _, n in _ordinals(tokens)}
    return [n for n in numbers if n + step in numbers]


def _numbered(lines: Sequence[Sequence[Token]], step: int, labels: _Labels) -> list[Pair]:
    """Pairs of a table with line numbers; lines of words alone are rests of wrapped labels, other lines without line
    numbers (合计 often have none) are parted by their labels."""
    pairs: list[Pair] = []
    loose: list[Token] = []
    expected = (1, 1 + step)
    for tokens in lines:
        left, right = _find(tokens, step, expected)
        if left is None and right is None and not any(token.kind != "word" for token in tokens) and not _whole(tokens, labels):
            loose.extend(tokens)
            continue
        pair = _halves(tokens, left, right) if left is not None or right is not None else _by_groups(tokens, labels)[0]
        _join_loose(loose, pairs[-1] if pairs else None, pair, labels)
        loose = []
        pairs.append(pair)
        expected = (_after(pair[LEFT], expected[LEFT]), _after(pair[RIGHT], expected[RIGHT]))
    _join_loose(loose, pairs[-1] if pairs else None, None, labels)
    return pairs


def _whole(tokens: Sequence[Token], labels: _Labels) -> bool:
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


def _join_loose(loose: Sequence[Token], before: Pair | None, after: Pair | None, labels: _Labels) -> None:
    """Give the rests of wrapped labels to the labels that they complete: the first of them to the row before (behind its
    labels), the others to the row after (before its labels), so that all labels together come nearest to known ones."""
    sides = [*(before or ()), *(after or ())]
    if not sides:
        return
    for start in range(0, len(loose), MAX_LOOSE):
        part = loose[start : start + MAX_LOOSE]
        ordered = (choice for choice in product(range(len(sides)), repeat=len(part)) if _rises(choice, before))
        best = max(ordered, key=lambda choice: _worth(part, choice, sides, before, labels))
        for number, side in enumerate(sides):
            mine = [token for token, to in zip(part, best, strict=True) if to == number]
            side.label[:] = _joined(side, mine, behind=before is not None and number < len(before))


def _rises(choice: Sequence[int], before: Pair | None) -> bool:
    """Whether no rest of the row before stands behind a beginning of the next one."""
    behind = [number >= len(before or ()) for number in choice]
    return behind == sorted(behind)


def _joined(side: Side, mine: Sequence[Token], *, behind: bool) -> list[Token]:
    return [*side.label, *mine] if behind else [*mine, *side.label]


def _worth(part: Sequence[Token], choice: Sequence[int], sides: Sequence[Side], before: Pair | None, labels: _Labels) -> float:
    """How much nearer to known labels the sides come; rests more often stand behind their labels than before them."""
    worth = 0.0
    for number, side in enumerate(sides):
        mine = [token for token, to in zip(part, choice, strict=True) if to == number]
        if mine:
            behind = number < len(before or ())
            name = "".join(token.text for token in _joined(side, mine, behind=behind))
            worth += labels.gain(name, side, number % 2) + (0.001 if behind else 0.0)
    return worth


def _groups(tokens: Sequence[Token], labels: _Labels) -> list[Side]:
    """Label and numbers, label and numbers, …: the cells of a line without line numbers."""
    found: list[Side] = []
    for token in tokens:
        if token.kind == "word":
            if not found or found[-1].numbers or _begins_label(token, found[-1], labels):
                found.append(Side(sure=LABELLED))
            found[-1].label.append(token)
        else:
            if not found:
                found.append(Side(sure=GUESSED))
            found[-1].numbers.append(token)
    return found


def _begins_label(token: Token, side: Side, labels: _Labels) -> bool:
    """Whether a word begins a new label: numbered, a total beside a label, or a known label beside another."""
    known = labels.has(side.name) and labels.has(token.text)
    return bool(side.label) and (known or bool(_LABEL_START.match(fold(token.text))))


def _unnumbered(lines: Sequence[Sequence[Token]], labels: _Labels) -> list[Pair]:
    """Pairs of a table without line numbers."""
    pairs: list[Pair] = []
    third: list[Pair] = []  # a third panel (支出 by use beside 支出 by function) follows below
    loose: list[Token] = []
    for tokens in lines:
        groups = _groups(tokens, labels)
        if len(groups) == 1 and _is_rest(groups[0], labels, pairs[-1] if pairs else None):
            loose.extend(groups[0].label)
            continue
        pair, more = _by_groups(tokens, labels)
        third += more
        _join_loose(loose, pairs[-1] if pairs else None, pair, labels)
        loose = []
        pairs.append(pair)
    _join_loose(loose, pairs[-1] if pairs else None, None, labels)
    return pairs + third


def _by_groups(tokens: Sequence[Token], labels: _Labels) -> tuple[Pair, list[Pair]]:
    """The two halves of a line by its labels, and the rows of a third panel that stands beside them."""
    groups = _groups(tokens, labels)
    pair = (groups[0], groups[1]) if len(groups) > 1 else _by_label(tokens, labels)
    return pair, [(Side(), group) for group in groups[2:] if group.label]


def _is_rest(side: Side, labels: _Labels, before: Pair | None) -> bool:
    """Whether words alone on a line are the rest of a wrapped label: no label themselves, or one together with the
    label before them."""
    if side.numbers or re.match(r"^[一二三四五六七八九十]{1,3}、", side.name):
        return False
    completes = any(half.label and labels.has(half.name + side.name) for half in before or ())
    return completes or not labels.has(side.name)


def _by_label(tokens: Sequence[Token], labels: _Labels) -> Pair:
    """A line with one label: the half that knows it. In doubt the left one for a label of both (the parts of 年初结转),
    else the right one, which is the longer."""
    side = Side([t for t in tokens if t.kind == "word"], None, [t for t in tokens if t.kind != "word"], LABELLED)
    where = labels.side(side.name)
    if where is None:
        fits = [labels.fit(side.name, LEFT), labels.fit(side.name, RIGHT)]
        known = min(fits) == 1.0
        where, side.sure = (LEFT if known or fits[LEFT] > fits[RIGHT] else RIGHT), GUESSED
    return (side, Side()) if where == LEFT else (Side(), side)


def _columns(form: Form | None, head: Header, pairs: Sequence[Pair]) -> tuple[tuple[ValueColumn, ...], tuple[ValueColumn, ...]]:
    """Amount columns of the two halves: by the header words and the 栏次 row, at least as many as a row has numbers."""
    most = [max((len(pair[side].numbers) for pair in pairs), default=0) for side in (LEFT, RIGHT)]
    columns = known_columns(form, head.text, most[RIGHT])
    amounts = [column for column in columns if column.id in (*SINGLE, "initial_budget", "adjusted_budget")]
    funds: Sequence[ValueColumn] = [column for column in columns if column.id in SPLIT]
    funds = standard(funds) if head.doubtful else funds
    count = head.expected or 0
    width_right = max(most[RIGHT], min(len(funds), count - 1) if count and funds else 0, 1)
    width_left = max(most[LEFT], count - width_right, 1) if count else max(most[LEFT], 1)
    single = [ValueColumn(("金额",), form.single or "" if form else "")]
    left = _fill(amounts[:width_left] or single, width_left)
    if len(funds) >= 2 or (funds and width_right > 1):
        return left, _fill(funds, max(width_right, len(funds)) if not count else width_right)
    return left, _fill(amounts[:width_right] or single, width_right)


def _fill(columns: Sequence[ValueColumn], width: int) -> tuple[ValueColumn, ...]:
    extra = tuple(ValueColumn((f"第{i + 1}列",)) for i in range(len(columns), width))
    return (*columns[:width], *extra)


def _solve(half: Sequence[Side], columns: Sequence[ValueColumn], labels: _Labels, evidence: Evidence) -> list[Placed]:
    if len(columns) == 1:
        return [Placed((0,), (DIRECT,)) if len(side.numbers) == 1 else Placed((), (), balanced=not side.numbers) for side in half]
    total = next((i for i, side in enumerate(half) if side.numbers and _YEAR_TOTAL.fullmatch(bare(side.name))), None)
    rows = [_row(side, total if total != i and bare(side.name) in labels.functions else None) for i, side in enumerate(half)]
    found = [_entry(side, labels) for side in half]
    sums = scheme(columns)
    if len({column.id for column in columns} & set(SPLIT)) < 2:
        sums = Scheme(sums.width, (), sums.usual)
    return solve(rows, sums, evidence.backing(found, columns))


def _entry(side: Side, labels: _Labels) -> Entry:
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
