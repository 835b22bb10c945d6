"""The budget block above the indicators of an evaluation table: 部门预算总额 and its parts, with 年初数, 全年数, 执行数,
分值, 执行率, 得分, of which some stand on lines of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from extractor.knowledge.model import Form
from extractor.likeness import fold
from extractor.records import Cell, Edit, Line
from extractor.tables.flattened.coded import number_cell
from extractor.tables.flattened.grid import blank, cell
from extractor.tables.flattened.solve import DIRECT, GUESS, ONCE, TWICE
from extractor.tables.flattened.tokens import Token, of_line, value

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("initial", r"年初(?:预算)?(?:数|金额)|年初预算", "年初数"),
    ("executed", r"(?:全年|实际)?执行数(?:\([^()]*\))?|全年支出数", "全年执行数"),
    ("adjusted", r"全年(?:预算)?(?:数|金额)(?:\([^()]*\))?|调整后?预算数?|预算调整数|全年预算", "全年数"),
    ("rate", r"(?:预算|资金)?执行率(?:\([^()]*\))?", "预算执行率"),
    ("weight", r"分值|权重", "分值"),
    ("score", r"得分", "得分"),
)
OTHER_LABELS = ("资金来源", "资金结构", "上年结转资金", "上年结转", "其他资金", "其它资金", "政府性基金", "单位资金", "财政专户管理资金")
END = re.compile(r"^(?:年度(?:履职|总体|主要|绩效)|总体目标|预期目标|年度目标|一级指|绩效指标|履职目标)")
_UNIT = re.compile(r"[（(](?:单位[:：])?([百千万亿]*元)[)）]")
TOLERANCE = Decimal("0.006")  # of a rate printed with two decimals
_DASH = re.compile(r"[-—–/]+")
UNIT_AHEAD = 20  # tokens of a header in which （万元） may stand
ENOUGH_LABEL = 3  # characters of a label's beginning that show it when its end stands behind the numbers


@dataclass(slots=True)
class BudgetRow:
    """A row of the block: label and numbers as printed."""

    label: list[Token] = field(default_factory=list)
    name: str = ""
    numbers: list[Token] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Block:
    """The block as a grid. `lines`: line numbers it takes; `unit` as printed, if it is printed at the label."""

    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: frozenset[int]
    unit: str | None


def budget(lines: Sequence[Line], form: Form | None) -> Block | None:
    """The budget block in the lines above the indicators; None where there is none."""
    labels = _labels(form)
    stream = _tokens(lines, labels)
    begin = next((i for i, _ in enumerate(stream) if _label_at(stream, i, labels)), None)
    if begin is None:
        return None
    rows, end = _rows(stream, begin, labels)
    rows = [row for row in rows if row.numbers]
    if not rows:
        return None
    head = "".join(fold(token.text) for token in stream[max(0, begin - 40) : begin + 1])
    kinds = _kinds(head, rows, form)
    used = frozenset(token.line for token in stream[begin:end])
    unit = next((match[1] for token in stream[max(0, begin - UNIT_AHEAD) : end] if (match := _UNIT.search(token.text))), None)
    grid = tuple(_cells(row, [kind for kind, _ in kinds]) for row in rows)
    return Block((("项目",), *((words,) for _, words in kinds)), grid, used, unit)


def _labels(form: Form | None) -> list[str]:
    rows = [label for row in form.rows for label in row.labels if row.indicator.startswith("self_evaluation.budget")] if form else []
    return sorted({fold(label) for label in (*rows, *OTHER_LABELS)} - {"预算总额"}, key=len, reverse=True)


def _tokens(lines: Sequence[Line], labels: Sequence[str]) -> list[Token]:
    """Tokens of the lines; a number broken over lines (`9.` and `9资金来源`) is one again."""
    found: list[Token] = []
    for line in lines:
        for token in of_line(line):
            found.extend(_joined_number(found, token, labels))
    return found


def _joined_number(found: list[Token], token: Token, labels: Sequence[str]) -> list[Token]:
    """The token, its leading digits given to an unfinished number before it."""
    if not found or not re.fullmatch(r"\d+\.", found[-1].text):
        return [token]
    match = re.match(r"(\d{1,2})(.*)$", token.text, re.DOTALL)
    if not match or (match[2] and not any(fold(match[2]).startswith(label[:2]) for label in labels)):
        return [token]
    last = found.pop()
    whole = last.text + match[1]
    edit = Edit("split_cell", f"{last.text} {token.text}", f"{whole} {match[2]}".strip())
    number = last._replace(text=whole, kind="number", edits=(*last.edits, edit))
    return [number, token._replace(text=match[2])] if match[2] else [number]


def _label_at(stream: Sequence[Token], at: int, labels: Sequence[str]) -> str:
    """The known label that begins at this token, whose numbers follow soon; ''. A label may be wrapped."""
    if stream[at].kind != "word":
        return ""
    text = _stripped(stream[at].text)
    joined, ahead = text, at + 1
    while ahead < len(stream) and ahead < at + 4 and stream[ahead].kind == "word":
        joined += _stripped(stream[ahead].text)
        ahead += 1
    numbered = any(token.number for token in stream[at + 1 : at + 6])
    return next((label for label in labels if joined.startswith(label) and (len(text) >= 2)), "") if numbered else ""


def _stripped(text: str) -> str:
    """A label without numbering, unit and 其中."""
    return re.sub(r"^(?:\d{1,2}[.、]|[（(]\d{1,2}[)）]|其中[:：]?|[①-⑳])+", "", _UNIT.sub("", fold(text))).rstrip(":")


def _rows(stream: Sequence[Token], begin: int, labels: Sequence[str]) -> tuple[list[BudgetRow], int]:
    """Rows from the first label on, and the position behind the last number that belongs to them."""
    rows: list[BudgetRow] = []
    words: list[Token] = []
    end = begin
    for at in range(begin, len(stream)):
        token = stream[at]
        if token.kind == "word":
            if END.match(fold(token.text)) or len(token.text) > 30:
                break
            words.append(token)
            continue
        name, label = _label_of(words, labels)
        if not name and words:  # its end stands below the numbers
            name, label = _label_of([*words, *_words_below(stream, at)], labels)
        if name:
            rows.append(BudgetRow(label, name, [token]))
        elif rows and (not words or len(rows[-1].numbers) < len(COLUMNS)):
            rows[-1].numbers.append(token)
        words, end = [], at + 1
    return rows, end


def _words_below(stream: Sequence[Token], at: int) -> list[Token]:
    """The word behind the numbers that begin here, where it stands alone on the next line."""
    end = next((i for i in range(at, len(stream)) if stream[i].kind == "word" and not _DASH.fullmatch(stream[i].text)), len(stream))
    below = stream[end : end + 1]
    alone = below and not any(token.line == below[0].line for token in (*stream[end - 1 : end], *stream[end + 1 : end + 2]))
    return list(below) if alone and below[0].line == stream[at].line + 1 else []


def _label_of(words: Sequence[Token], labels: Sequence[str]) -> tuple[str, list[Token]]:
    """The label that the words before a number end with, and its tokens."""
    for start in range(len(words)):
        joined = "".join(_stripped(token.text) for token in words[start:])
        inner = re.split(r"[:：]", joined)[-1]
        for text in (joined, _stripped(inner)):
            if any(text == label for label in labels):
                return text, list(words[start:])
            if len(text) >= ENOUGH_LABEL and sum(label.startswith(text) for label in labels) == 1:
                return next(label for label in labels if label.startswith(text)), list(words[start:])
    return "", []


def _kinds(head: str, rows: Sequence[BudgetRow], form: Form | None) -> list[tuple[str, str]]:
    """Columns of the block from left to right: by the header words, else the form's one budget column."""
    rest, found = head, []
    for kind, pattern, words in COLUMNS:
        match = re.search(pattern, rest)
        if match:
            found.append((match.start(), kind, match[0] if kind not in ("weight", "score", "rate") else words))
            rest = rest[: match.start()] + "#" * len(match[0]) + rest[match.end() :]
    broken = [("weight", "分值"), ("score", "得分")]  # printed one character a line they are found apart
    kinds = [(kind, words) for _, kind, words in sorted(found)]
    most = max(len(row.numbers) for row in rows)
    if not kinds:
        single = "年初数" if most == 1 or (form is not None and form.budget_block) else ""
        return [("initial", single or "预算数"), *(("", f"第{i + 2}列") for i in range(most - 1))]
    for pair in broken:
        if len(kinds) < most and pair not in kinds:
            kinds.append(pair)
    return kinds + [("", f"第{i + 1}列") for i in range(len(kinds), most)]


def _cells(row: BudgetRow, kinds: Sequence[str]) -> tuple[Cell, ...]:
    columns, sure = _place(row, kinds)
    cells = [blank()] * len(kinds)
    for token, column in zip(row.numbers, columns, strict=False):
        cells[column] = number_cell(token, sure, lost=len(row.numbers) < len(kinds))
    label = cell(row.label, DIRECT)
    return (Cell(row.name, places=label.places, confidence=DIRECT, edits=label.edits), *cells)


def _place(row: BudgetRow, kinds: Sequence[str]) -> tuple[tuple[int, ...], float]:
    """Columns of a row's numbers: in order; which are left out is told by the percent sign and by rate = executed / budget."""
    count = min(len(row.numbers), len(kinds))
    if count == len(kinds):
        return tuple(range(count)), DIRECT
    ranked = sorted(combinations(range(len(kinds)), count), key=lambda columns: -_fitness(row, columns, kinds))
    best = _fitness(row, ranked[0], kinds)
    tied = len(ranked) > 1 and _fitness(row, ranked[1], kinds) == best
    return ranked[0], GUESS if tied else TWICE if best >= 3 else ONCE


def _fitness(row: BudgetRow, columns: Sequence[int], kinds: Sequence[str]) -> float:
    """How well a choice of columns agrees with percent signs, with the rate, and with custom (amounts first)."""
    texts = {kinds[column]: token.text for column, token in zip(columns, row.numbers, strict=False)}
    numbers = {kind: number for kind, text in texts.items() if (number := value(text)) is not None}
    fitness = sum(0.3 for kind in ("initial", "adjusted", "executed") if kind in numbers)
    for kind, text in texts.items():
        percent = text.strip().endswith(("%", "％"))
        fitness += (
            1
            if percent and kind == "rate"
            else -2
            if percent or (kind == "rate" and not percent and "rate" in numbers and numbers["rate"] > 200)
            else 0
        )
    fitness += 0.1 if {"adjusted", "executed"} <= set(numbers) else 0  # by these the rate is made
    if {"rate", "executed"} <= set(numbers):
        bases = [numbers[kind] for kind in ("adjusted", "initial") if numbers.get(kind)]
        fitness += 2 if any(abs(numbers["executed"] / base * 100 - numbers["rate"]) <= TOLERANCE for base in bases) else 0
    if {"weight", "score"} <= set(numbers):
        fitness += 0.5 if numbers["score"] <= numbers["weight"] else -1
    return fitness
