"""The shapes of our knowledge. Pydantic stands at this border: the files are validated when they are loaded."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractor.records import Kind

CodeFamily = Literal["function", "economic", ""]
Shape = Literal["panels", "coded", "economic", "wide", "list", "evaluation"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A canonical column of a form. `headers`: what its header path may read, folded, words of a path joined by '>';
    a header matches if the path ends with it. `budget_id`: the column it is in a budget document (部门预算). `closed`: what stands below
    it is part of it and no column of the form (年初结转和结余 > 基本支出结转)."""

    id: str
    headers: tuple[str, ...]
    budget_id: str | None = None
    unit: Literal["CNY", "percent", "point", "mixed"] = "CNY"
    closed: bool = False


class Panel(_Strict):
    """One of the tables that stand side by side in a form (收入 | 支出). `headers`: top header words that mark it.
    `label`: headers of its name column. `codes`: family of the codes that its rows carry or imply; `leading`: what they begin
    with, where a family holds two classifications (economic: 3 of the departments, 5 of the government)."""

    id: str
    headers: tuple[str, ...] = ()
    label: tuple[str, ...] = ("项目",)
    codes: CodeFamily = ""
    leading: str = ""
    columns: tuple[Column, ...] = ()


class Row(_Strict):
    """A known row. `labels` are compared after likeness.bare. `below`: indicator of the row it stands below, where one
    label serves several rows (一般公共预算财政拨款 below revenue.opening_carryover). Empty `panel`: any.
    A label of two rows goes to the one whose other labels the panel does not print, the first one in doubt.
    `column`, `unit`: where the row itself fixes them (counts of groups, persons and vehicles)."""

    indicator: str
    labels: tuple[str, ...]
    panel: str = ""
    below: str = ""
    column: str = ""
    unit: Literal["CNY", "count", ""] = ""


class Identity(_Strict):
    """An identity within one form or across forms. A term is 'indicator@column', 'form/indicator@column', or a sum of
    children: 'children(total)' etc. is done by functions in checks/, not here.
    `left` = sum of `right`; terms with a leading '-' are subtracted. A missing right term counts as absent, and
    the identity runs only if the left one and at least one right one are there (all of them if `complete`)."""

    rule: str
    left: str
    right: tuple[str, ...]
    message: str = ""
    severity: Literal["error", "warning", "info"] = "error"
    complete: bool = False
    kinds: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = Field(default=(), description="other right sides; the identity holds if one of them does")
    relation: Literal["=", ">="] = "="
    when: tuple[str, str] | None = Field(default=None, description="two terms that must be equal for the identity to apply")
    unless: str = Field(default="", description="a term whose presence makes another identity the right one")
    scope: float | None = Field(default=None, description="a larger relative difference means another scope, not an error")


class Form(_Strict):
    """One form of the vocabulary: how to recognise its table and what its columns and rows mean.
    `single`: column of a panel that has one amount column with a neutral header (金额, 合计, 决算数, 预算数).
    `signature`: groups of words of header and row labels; all words of one group show the form without a title
    (`=` before a word: it stands alone).
    `alone`: what columns are where none of `beside` is in the table and no header word is `spelt` (a fund's table without
    balances has total, basic, project). `levels`: headers of the name columns of an evaluation table, by level.
    `topic`: a word that the titles of no other form have; where rows show the form, such a title is one of it.
    `budget_block`: column of the amounts of the budget block where it prints no column headers."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()
    topic: str = ""
    shape: Shape
    codes: CodeFamily = ""
    single: str | None = None
    budget_block: str | None = None
    signature: tuple[tuple[str, ...], ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    order: tuple[str, ...] = Field(default=(), description="usual value columns from left to right, for headers lost or unreadable")
    alone: dict[str, str] = Field(default_factory=dict)
    beside: tuple[str, ...] = ()
    spelt: str = ""
    panels: tuple[Panel, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    identities: tuple[Identity, ...] = ()

    def __hash__(self) -> int:
        """By the identifier alone: forms are keys of caches, and hashing all of one takes long."""
        return hash(self.id)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Title and aliases, longest first."""
        return tuple(sorted({self.title, *self.aliases}, key=len, reverse=True))


class Code(_Strict):
    """One row of a classification. Years are inclusive; None is open. `confidence` as in the reference data:
    recalled rows serve recognition, never contradiction. `nature` of an economic class: in which of the columns 人员经费 and
    公用经费 (personnel, operating) its amounts stand."""

    code: str
    name: str
    year_from: int | None = None
    year_to: int | None = None
    confidence: str = ""
    nature: str = ""

    @property
    def documented(self) -> bool:
        """Seen in a document, so that it may contradict one."""
        return self.confidence.startswith(("verified", "documented"))  # also the historic ones: their years say so

    def holds(self, year: int | None) -> bool:
        """Whether the row is in force in that year (always, if the year is unknown)."""
        return year is None or ((self.year_from or 0) <= year <= (self.year_to or 9999))


class Classification:
    """Codes of one family (function, economic), by code and by folded name."""

    def __init__(self, codes: tuple[Code, ...]) -> None:
        from extractor.likeness import bare

        self.codes = codes
        self._by_code: dict[str, list[Code]] = {}
        self._by_name: dict[str, list[Code]] = {}
        self._in_order: dict[tuple[str, int | None], tuple[Code, ...]] = {}  # asked for several times a row
        for code in codes:
            self._by_code.setdefault(code.code, []).append(code)
            self._by_name.setdefault(bare(code.name), []).append(code)

    def of(self, code: str, year: int | None = None) -> tuple[Code, ...]:
        """Rows of a code, those in force in `year` first; the others follow (years are often recalled only)."""
        found = self._in_order.get((code, year))
        if found is None:
            rows = sorted(self._by_code.get(code, ()), key=lambda row: not row.holds(year))
            found = tuple(rows)
            if found:  # only known codes: what documents print in their place has no end
                self._in_order[code, year] = found
        return found

    def name(self, code: str, year: int | None = None) -> str | None:
        """Official name of a code in that year, or the best known one; None for an unknown code."""
        rows = self.of(code, year)
        return rows[0].name if rows else None

    def named(self, name: str, year: int | None = None, *, prefix: str = "", length: int | None = None) -> tuple[Code, ...]:
        """Rows of exactly that name (after likeness.bare), below `prefix`, with codes of `length` digits; in force first."""
        from extractor.likeness import bare

        rows = [row for row in self._by_name.get(bare(name), []) if row.code.startswith(prefix) and length in (None, len(row.code))]
        return tuple(sorted(rows, key=lambda row: not row.holds(year)))


class Alias(_Strict):
    """A name met in the field, and the canonical name it stands for. `category` tells the namespace."""

    alias: str
    canonical: str
    category: str
    confidence: str = ""


class KindRule(_Strict):
    """How a kind of document shows: words of its title, and forms or words of its body. `beside`: the words of the title
    say it only where one of these stands in the body; `unless`: a title with one of these says something else.
    `many`: so many different `words` in the body say it whatever the title is (0: words are counted, the most win).
    `hints`: words of the body that say it where nothing else does."""

    kind: Kind
    titles: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    many: int = 0
    hints: tuple[str, ...] = ()


class Performance(_Strict):
    """An evaluation indicator: canonical name, its level (一级, 二级, 三级), aliases, usual direction and targets."""

    name: str
    level: str
    parent: str = ""
    aliases: tuple[str, ...] = ()
    direction: str = ""


class Knowledge(_Strict):
    """All of it, loaded once (knowledge.load())."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    forms: dict[str, Form]
    functional: Classification
    economic: Classification
    indicators: dict[str, str] = Field(description="indicator -> official Chinese name (the vocabulary)")
    columns: dict[str, str] = Field(description="column -> official Chinese name")
    aliases: tuple[Alias, ...]
    performance: tuple[Performance, ...]
    kinds: tuple[KindRule, ...]
    confusions: dict[str, str] = Field(description="wrong character -> right one (radicals, OCR)")
    prose: dict[str, object] = Field(description="sentence patterns by file name, raw TOML")
