"""What a reader keeps in mind: where the paragraph stands (Setting), and what was said so far (Registers)."""

from __future__ import annotations

from dataclasses import dataclass

TOTALS = {("revenue.total", "expenditure.total"), ("appropriation.revenue_total", "appropriation.expenditure_total")}
WHOLES = {
    f"{prefix}{side}{kind}": side
    for side in ("revenue", "expenditure")
    for prefix, kind in (("", ".total"), ("", ".current_year_total"), ("appropriation.", "_total"))
} | {"general_budget.expenditure": "expenditure"}  # whole -> its side


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph stands in: kind and year of the document, topic of its heading, unit stated once for all,
    what the heading itself is about, the project or evaluation indicator in force, and whether headings below are projects."""

    kind: str
    year: int | None
    topic: str = ""
    unit: str | None = None
    subject: tuple[str, ...] = ()
    subject_name: str = ""
    project: str = ""
    performance: str = ""
    lists_projects: bool = False


@dataclass(slots=True)
class Registers:
    """What the words so far have set; a figure takes what stands here."""

    subject: tuple[str, ...] = ()
    name: str = ""
    mapping: float = 1.0
    fresh: bool = False  # the subject was named after the last figure
    named: bool = False  # the clause names a subject
    column: str | None = None  # phrase or identifier, waiting for its figure
    direction: int = 0
    last_direction: int = 0
    base: str = ""  # '', 'previous', 'other'
    base_column: str = ""
    base_year: int | None = None
    base_open: bool = False  # a figure that follows now is the one compared with
    year: int | None = None
    dated: bool = False  # a year was named after the last figure
    aside_year: int | None = None  # 上年支出130万元: the year of the next figure only
    explains: bool = False
    uses: bool = False  # ... what the money was used for: 主要用于人员经费，完成年初预算100%
    used: bool = False  # and a comma ends it before a column
    muted: bool = False
    unknown: int = 0
    strayed: bool = False
    before: tuple[tuple[str, ...], str, float] = ((), "", 1.0)  # subject before an explanation began
    year_before: int | None = None  # ... and the year that was named
    repairs: tuple[tuple[str, str, str], ...] = ()
