"""Rows of coded tables out of a stream of tokens: code, name wrapped over lines, numbers. Fragments of names that
stand before their code, after their numbers or on lines of their own go where they complete an official name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.knowledge.model import Classification
from extractor.likeness import bare, fold, likeness
from extractor.records import Edit
from extractor.tables.flattened.tokens import Token

TOTALS = re.compile(
    r"^(?:本年)?(?:支出|收入|人员经费|公用经费|日常公用经费|基本支出|项目支出|总)?(?:合计|总计|小计)(?:[:：])?$|^(?:人员经费|公用经费|日常公用经费)(?:合计|小计)$"
)
MAX_NAME_PIECES = 8
CODE_LENGTHS = (3, 5, 7)
DECIMAL = re.compile(r"[.,，]\d")
_LEADS = re.compile(r"^[2-5]\d\d")
SAME_NAME = 0.999
SAME_ROW = 0.6  # likeness above which a name is that of the code that two digits would make
UNBEGUN = 0.75  # likeness above which a fragment before a code may name it without beginning its official name


@dataclass(slots=True)
class Entry:
    """A row while it is collected. `pieces`: fragments of its name in order; `numbers`: its amounts and dashes."""

    code: str = ""
    pieces: list[Token] = field(default_factory=list)
    numbers: list[Token] = field(default_factory=list)
    code_tokens: list[Token] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The fragments of the name joined."""
        return "".join(fold_keep(piece.text) for piece in self.pieces)

    @property
    def total(self) -> bool:
        """Whether it is a row of totals."""
        return not self.code and bool(TOTALS.match(fold(self.name)))


def fold_keep(text: str) -> str:
    """The text without blanks, width as printed."""
    return re.sub(r"\s+", "", text)


def torn_code(above: str, below: str, codes: Classification) -> str:
    """The code that digits alone on a line and those at the beginning of the next one make: 21 above 1; '' for none."""
    whole = fold(above) + fold(below)
    return whole if len(whole) in CODE_LENGTHS and _LEADS.match(whole) and whole.isdigit() and codes.name(whole) is not None else ""


def entries(stream: Sequence[Token], codes: Classification) -> list[Entry]:
    """Rows in reading order. A row begins at a code or, where its code is lost, at a total or at a name of the
    classification that is followed by numbers while the row before has its numbers already."""
    reader = _Reader(stream, codes)
    reader.read()
    return [entry for entry in reader.found if entry.code or entry.numbers or entry.pieces]


class _Reader:
    """Walks over the tokens once; `loose` holds fragments of names that stand behind a finished row."""

    def __init__(self, stream: Sequence[Token], codes: Classification) -> None:
        self.stream, self.codes = stream, codes
        self.found: list[Entry] = []
        self.loose: list[Token] = []
        amounts = [fold(token.text) for token in stream if token.number and fold(token.text) not in ("0", "00")]
        decimal = sum(bool(DECIMAL.search(text)) for text in amounts)
        self.decimal = decimal > 0 and all(DECIMAL.search(text) or len(text) in CODE_LENGTHS for text in amounts)

    def read(self) -> None:
        """Sort every token into a row."""
        at = 0
        while at < len(self.stream):
            code, length = self._code(at)
            token = self.stream[at]
            if code:
                self._open(code, self.stream[at : at + length])
                at += length
                continue
            if token.kind == "word":
                self._word(token)
            else:
                self._number(token)
            at += 1
        self._settle(None)

    def _code(self, at: int) -> tuple[str, int]:
        """The code that begins at this token, and on how many tokens it is printed; '' if none."""
        text = fold(self.stream[at].text)
        if whole := self._torn(at, text):
            code, length = self._printed(at + 1, whole)
            return code or whole, max(length, 1) + 1
        return self._shattered(at, text) or self._printed(at, text)

    def _shattered(self, at: int, text: str) -> tuple[str, int] | None:
        """The code that figures one below another make, of one to three digits each but the first (2 | 01 | 01 | 0 | 8, or
        20113 | 50), and on how many tokens; only where the words behind them name it, or begin its name."""
        below = self._next(at + 1)
        if not text.isdigit() or len(text) >= CODE_LENGTHS[-1] or below is None or not (self.stream[at].first or below.first):
            return None
        whole, lines = text, {self.stream[at].line}
        for count, token in enumerate(self.stream[at + 1 : at + CODE_LENGTHS[-1] + 1], 1):
            if token.kind == "word":
                return (whole, count) if count > 1 and len(lines) > 1 and self._is_named(whole, token.text) else None
            if not re.fullmatch(r"\d{1,3}", fold(token.text)):
                return None
            whole += fold(token.text)
            lines.add(token.line)
        return None

    def _is_named(self, code: str, words: str) -> bool:
        """Whether the words are like the code's name or begin it."""
        official = self.codes.name(code) if len(code) in CODE_LENGTHS else None
        return official is not None and (bare(official).startswith(bare(words)) or likeness(words, official) >= SAME_ROW)

    def _torn(self, at: int, text: str) -> str:
        """The code whose first digits stand alone on the line above the others; '' where there is none."""
        following = self._next(at + 1)
        if following is None or not (self.stream[at].first and following.first) or self._names(text):
            return ""
        whole = torn_code(text, following.text, self.codes)
        beside = [token for token in self.stream[at + 2 : at + 5] if token.line == following.line]
        named = self._next(at + 2)
        below = not beside and named is not None and bare(self.codes.name(whole) or "").startswith(bare(named.text))
        return whole if below or any(token.kind == "word" for token in beside) else ""

    def _printed(self, at: int, text: str) -> tuple[str, int]:
        """The code `text` with the parts that follow the token, and on how many tokens it is printed; '' if it is none."""
        if len(text) == 2 and text.isdigit() and (own := self._own_part(at, text)):
            return own, 1
        if not _LEADS.match(text) or not text.isdigit():
            return "", 0
        parts = self._parts(at) if len(text) == 3 else []
        for count in range(len(parts), 0, -1):
            whole = text + "".join(parts[:count])
            # 06 is never an amount, so that with a leading zero also a code of the agency's own is one
            if self._names(whole) or (parts[count - 1].startswith("0") and self._names(text)):
                return whole, count + 1
        return (text, 1) if len(text) in CODE_LENGTHS and self._begins(at, text) else ("", 0)

    def _parts(self, at: int) -> list[str]:
        """款 and 项 of a code split over columns: two digits each, on the line of the 类 or each on a line of its own."""
        parts: list[str] = []
        for token in self.stream[at + 1 : at + 3]:
            if not re.fullmatch(r"\d\d", fold(token.text)) or not (token.line == self.stream[at].line or token.first):
                break
            parts.append(fold(token.text))
        return parts

    def _own_part(self, at: int, text: str) -> str:
        """The whole code of a row that prints only its own two digits (205 教育支出 | 02 普通教育 | 01 学前教育): of the 款 and
        the 项 that they may make below the rows before the one whose name follows; '' if none does."""
        following, above = self._next(at + 1), next((entry.code for entry in reversed(self.found) if entry.code), "")
        if not self.stream[at].first or following is None or not above:
            return ""
        choices = [code for code in (above[:5] + text, above[:3] + text) if len(code) in CODE_LENGTHS and self._names(code)]
        if following.kind != "word":  # its name is wrapped around it, and begins on the lines above
            return next((code for code in choices if following.line == self.stream[at].line and self._named_before(code)), "")
        name = bare(following.text)
        likest = max(choices, key=lambda code: likeness(following.text, self.codes.name(code) or ""), default="")
        official = bare(self.codes.name(likest) or "")
        alike = official.startswith(name) or likeness(following.text, official) >= SAME_ROW
        return likest if likest and alike else ""

    def _next(self, at: int) -> Token | None:
        return self.stream[at] if at < len(self.stream) else None

    def _names(self, code: str) -> bool:
        return self.codes.name(code) is not None

    def _begins(self, at: int, code: str) -> bool:
        """Whether a code-like number begins a row: words follow it, or words that name it stand before it."""
        token, following = self.stream[at], self._next(at + 1)
        known = self._names(code) or self._below_open(code)
        if following is None:
            return known and token.first
        if following.kind == "word" and not TOTALS.match(fold(following.text)):
            return token.first or known
        if known and self.decimal and len(code) > 3 and self._below_open(code) and all(entry.code != code for entry in self.found):
            return True  # its name is printed elsewhere, or lost; no amount has all its digits before the point
        alone = token.first and following.line != token.line
        finished = not self.found or bool(self.found[-1].numbers)
        return known and token.first and (alone or not self.found or (finished and len(code) > 3) or self._named_before(code))

    def _below_open(self, code: str) -> bool:
        """Whether an upper level of the code has been met: agencies number items of their own."""
        return len(code) > 3 and any(code.startswith(entry.code) for entry in self.found if entry.code)

    def _open(self, code: str, printed: Sequence[Token]) -> None:
        entry = Entry(code=code, code_tokens=list(printed))
        self._settle(entry)
        self.found.append(entry)

    def _word(self, token: Token) -> None:
        last = self.found[-1] if self.found else None
        if (
            last is not None
            and not last.numbers
            and not self.loose
            and not last.total
            and len(last.pieces) < MAX_NAME_PIECES
            and not self._renames(last, token)
        ):
            last.pieces.append(token)
        else:
            self.loose.append(token)

    def _renames(self, last: Entry, token: Token) -> bool:
        """Whether the word names a row of its own: the row before has its whole name and a blank where numbers stood."""
        if TOTALS.match(fold(token.text)):
            return True
        official = self.codes.name(last.code) if last.code else None
        return official is not None and likeness(last.name, official) >= SAME_NAME

    def _number(self, token: Token) -> None:
        """A number belongs to the open row, or opens one without a code under the fragments that stand before it."""
        if self.loose:
            start = self._codeless_start()
            last = self.found[-1] if self.found else None
            if start is None and last is not None and last.code and not last.numbers:
                last.pieces.extend(self.loose)
                self.loose = []
            else:
                first = start or 0
                if last is not None:
                    last.pieces.extend(self.loose[:first])
                entry = Entry(pieces=self.loose[first:])
                self.loose = []
                self.found.append(self._coded(entry))
        if not self.found:  # a line of amounts alone: a table that has nothing but its total
            self.found.append(Entry())
        self.found[-1].numbers.append(token)

    def _codeless_start(self) -> int | None:
        """Where in the loose fragments a total or an official name begins that reaches to their end."""
        for start in range(len(self.loose)):
            name = "".join(piece.text for piece in self.loose[start:])
            if TOTALS.match(fold(name)) or self.codes.named(name):
                return start
        return None

    def _coded(self, entry: Entry) -> Entry:
        """The entry with the code that its name has below the last row's 类, where only one has."""
        if entry.total or not self.found:
            return entry
        latest = next((e.code for e in reversed(self.found) if e.code), "")
        for length in (5, 3, 1):
            rows = self.codes.named(entry.name, prefix=latest[:length]) if latest else ()
            taken = {e.code for e in self.found}
            fresh = sorted({row.code for row in rows} - taken)
            if len(fresh) == 1:
                entry.code = fresh[0]
                entry.edits.append(Edit("code_from_name", "", fresh[0]))
                break
        return entry

    def _settle(self, following: Entry | None) -> None:
        """Loose fragments go to the row before, to the row that begins now, or stand for a row without numbers."""
        loose, self.loose = self.loose, []
        if not loose:
            return
        last = self.found[-1] if self.found else None
        totals = [i for i, piece in enumerate(loose) if TOTALS.match(fold(piece.text))]
        if totals:
            self.found.append(Entry(pieces=[loose[totals[0]]]))
            loose = loose[: totals[0]] + loose[totals[0] + 1 :]
        choices = [(upper, cut) for upper in self._beside(last) for cut in range(len(loose) + 1)]
        last, best = max(
            choices, key=lambda c: (self._gain(c[0], loose[: c[1]]) + self._gain(following, loose[c[1] :], before=True), -c[1])
        )
        if last is not None:
            last.pieces.extend(loose[:best])
        if following is not None:
            following.pieces[:0] = loose[best:]

    def _beside(self, last: Entry | None) -> list[Entry | None]:
        """The last row, and the one in the panel left of it, whose wrapped name goes on below both."""
        if last is None or len(self.found) < 2 or last is not self.found[-1]:
            return [last]
        left = self.found[-2]
        lines = {token.line for token in last.code_tokens}
        return [last, left] if lines & {token.line for token in left.code_tokens} else [last]

    def _gain(self, entry: Entry | None, pieces: Sequence[Token], *, before: bool = False) -> float:
        """How much nearer the fragments bring the entry's name to its official one."""
        if not pieces:
            return 0.0
        if entry is None:
            return -1.0
        official = self.codes.name(entry.code) if entry.code else None
        if official is None:
            return 0.05 if before == (not entry.pieces) else 0.0
        text = "".join(piece.text for piece in pieces)
        joined = text + entry.name if before else entry.name + text
        if before and not entry.pieces:
            return 1.0 if bare(official).startswith(bare(text)) else likeness(text, official) - UNBEGUN
        return likeness(joined, official) - likeness(entry.name, official)

    def _named_before(self, code: str) -> bool:
        """Whether the loose fragments end in a beginning of the code's name."""
        official = bare(self.codes.name(code) or "")
        texts = ("".join(piece.text for piece in self.loose[start:]) for start in range(len(self.loose)))
        return any(official.startswith(bare(text)) for text in texts) if official else False
