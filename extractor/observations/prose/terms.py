"""The words and sentence patterns of knowledge/prose as typed records, and the phrase book compiled from them."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, TypeAdapter

from extractor.knowledge import load

Label = Literal["class", "subject", "column", "up", "down", "reason", "part", "mute", "glue"]
LISTED_ECONOMIC = frozenset({"301", "302", "303"})  # groups whose names in prose mean one code
BASIC_TOPIC = "general_budget_basic"
_CHOICE = re.compile(r"\{([^{}]*)\}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Subject(_Strict):
    """What a figure may be about; no indicators: a thing without identifier, whose figures are left out.
    `weak`: words that are this subject only where the clause has named none before."""

    indicators: tuple[str, ...]
    phrases: tuple[str, ...]
    within: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    unit: Literal["money", "count"] = "money"
    weak: bool = False

    def holds(self, topic: str, kind: str) -> bool:
        """Whether this reading holds under `topic` in a document of `kind`."""
        if self.kinds and kind not in self.kinds:
            return False
        return topic not in self.without and (not self.within or topic in self.within)


class ColumnTerm(_Strict):
    """Words that name a column; another one for some families of indicators or kinds of documents ('' for none).
    `keep`: families for which the kind changes nothing."""

    id: str
    phrases: tuple[str, ...]
    families: dict[str, str] = {}
    kinds: dict[str, str] = {}
    keep: tuple[str, ...] = ()

    def of(self, family: str, kind: str) -> str:
        """The canonical column for an indicator of `family` in a document of `kind`."""
        if family in self.families:
            return self.families[family]
        return self.id if family in self.keep else self.kinds.get(kind, self.id)


class CountRule(_Strict):
    """A number with one of `units` behind it, after `subject` (or a child of it), counts `indicator`."""

    subject: str
    units: tuple[str, ...]
    indicator: str


class Measure(_Strict):
    """Units that may stand behind a count of `subject` or of a child of it."""

    subject: str
    units: tuple[str, ...]


class Topic(_Strict):
    """What a heading opens, by words of its title."""

    id: str
    titles: tuple[str, ...]


class Words(_Strict):
    """Words that carry no figure of their own."""

    reasons: tuple[str, ...]
    parts: tuple[str, ...]
    mute: tuple[str, ...]
    glue: tuple[str, ...]


class Movements(_Strict):
    """Words of increase and of decrease."""

    up: tuple[str, ...]
    down: tuple[str, ...]


class AccountWords(_Strict):
    """Names of 类 that mean other things as well, and the topics in which the others stand for accounts."""

    without: tuple[str, ...]
    topics: tuple[str, ...]


class Whole(_Strict):
    """Things that are one thing together; of each of `parts` any one will do."""

    indicator: str
    parts: tuple[frozenset[str], ...]

    def made_of(self, indicators: Sequence[str]) -> bool:
        """Whether these are all its parts, and nothing else."""
        named = set(indicators) - {self.indicator}
        return named <= frozenset().union(*self.parts) and all(named & part for part in self.parts)


class Terms(_Strict):
    """terms.toml."""

    account_words: AccountWords
    subjects: tuple[Subject, ...]
    columns: tuple[ColumnTerm, ...]
    movements: Movements
    words: Words
    counts: tuple[CountRule, ...]
    measured: tuple[Measure, ...]
    topics: tuple[Topic, ...]
    wholes: tuple[Whole, ...]
    counterparts: dict[str, str]

    def spent_of(self, received: str) -> str | None:
        """The expenditure that goes with a revenue; '' for one that has no name, None for what is no revenue."""
        return self.counterparts.get(received, "" if received.startswith("revenue.") else None)

    def whole_of(self, indicators: Sequence[str]) -> str | None:
        """What several things named in one breath make up; None if they make up nothing that has a name."""
        return next((whole.indicator for whole in self.wholes if whole.made_of(indicators)), None)


class Pattern(_Strict):
    """A piece of a sentence recognised as a whole. `kind` and `key` say what it stands for."""

    kind: Literal["item", "subject", "column", "base", "word", "whole", "up", "down", "stage", "back", "topic", "class"]
    key: str
    regex: str


class Patterns(_Strict):
    """patterns.toml."""

    patterns: tuple[Pattern, ...]


class Statement(_Strict):
    """A sentence read as a whole: named groups of `regex` become observations, as `gives` says
    (group -> 'indicator@column'; 'project' and 'performance' stand for the name in force or the group `name`)."""

    id: str
    regex: str
    gives: dict[str, str]
    topics: tuple[str, ...] = ()
    needs: Literal["", "project", "performance"] = ""


class Statements(_Strict):
    """statements.toml."""

    statements: tuple[Statement, ...]
    projects: tuple[str, ...]


class Meaning(NamedTuple):
    """What a phrase says: its label, and the entries it may stand for, first reading first."""

    label: Label
    subjects: tuple[Subject, ...] = ()
    column: ColumnTerm | None = None


def expand(phrase: str) -> Iterator[str]:
    """All phrases that a template stands for: '{收|支}总计' -> 收总计, 支总计."""
    pieces = _CHOICE.split(phrase)
    options = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(pieces)]
    return ("".join(choice) for choice in itertools.product(*options))


def _labelled(terms: Terms) -> Iterator[tuple[Label, str]]:
    groups: tuple[tuple[Label, tuple[str, ...]], ...] = (
        ("glue", terms.words.glue),
        ("mute", terms.words.mute),
        ("part", terms.words.parts),
        ("reason", terms.words.reasons),
        ("up", terms.movements.up),
        ("down", terms.movements.down),
    )
    return ((label, phrase) for label, templates in groups for template in templates for phrase in expand(template))


def class_names() -> frozenset[str]:
    """Names of the 类 of the functional classification as printed in prose, old names included."""
    known = load()
    official = (code.name for code in known.functional.codes if len(code.code) == 3 and code.code.startswith("2"))
    older = (alias.alias for alias in known.aliases if alias.category == "功能科目旧名(类)")
    return frozenset(name for name in (*official, *older) if name.endswith("支出"))


def economic_subjects() -> Iterator[Subject]:
    """基本工资, 办公费, ...: the economic classification where a section lists basic expenditure; elsewhere the names are
    those of things that no identifier tells."""
    names: dict[str, str] = {}
    for code in load().economic.codes:
        if len(code.code) == 5 and code.code[:3] in LISTED_ECONOMIC:
            names.setdefault(unicodedata.normalize("NFKC", code.name), code.code)
    for name, code5 in names.items():
        yield Subject(indicators=(f"economic:{code5}",), within=(BASIC_TOPIC,), phrases=(name,))
        yield Subject(indicators=(), without=(BASIC_TOPIC,), phrases=(name,))


def phrase_book(terms: Terms) -> dict[str, Meaning]:
    """Every phrase with its meaning. A subject may have several readings; a column wins over glue, a subject over both."""
    book = {name: Meaning("class") for name in class_names() if name not in terms.account_words.without}
    book |= {phrase: Meaning(label) for label, phrase in _labelled(terms) if phrase}
    for column in terms.columns:
        for phrase in itertools.chain.from_iterable(map(expand, column.phrases)):
            if phrase not in book or book[phrase].label != "column":
                book[phrase] = Meaning("column", column=column)
    for subject in (*terms.subjects, *economic_subjects()):
        for phrase in set(itertools.chain.from_iterable(map(expand, subject.phrases))):
            known = book.get(phrase)
            book[phrase] = Meaning("subject", (*(known.subjects if known else ()), subject), known.column if known else None)
    book.pop("", None)
    return book


@cache
def terms() -> Terms:
    """terms.toml, validated."""
    return TypeAdapter(Terms).validate_python(load().prose["terms"])


@cache
def patterns() -> tuple[Pattern, ...]:
    """patterns.toml, validated, in order of precedence."""
    return TypeAdapter(Patterns).validate_python(load().prose["patterns"]).patterns


@cache
def statements() -> Statements:
    """statements.toml, validated."""
    return TypeAdapter(Statements).validate_python(load().prose["statements"])


@cache
def phrases() -> dict[str, Meaning]:
    """The phrase book of terms.toml."""
    return phrase_book(terms())
