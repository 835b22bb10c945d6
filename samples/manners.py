"""Manners of printing: how agencies of different places draw the same figures."""

from __future__ import annotations

import random
from dataclasses import dataclass

from samples.habits import PLAIN, Habits, habits

BORDERS = ("strokes", "rectangles", "double", "dashed", "horizontal", "no_outer", "none")
CODES = ("joined", "three_cells", "spaced")
BLANKS = ("", "0.00", "-", "")
SCHEMAS = ("wide", "wide", "vertical", "interleaved")


@dataclass(frozen=True)
class Manner:
    """One way of printing. `unit` of the forms and `three_unit` of 三公 may differ, as they do in real budgets."""

    border: str
    codes: str
    blank: str
    unit: str
    three_unit: str
    commas: bool
    font: str
    size: float
    row_numbers: bool  # 行次
    column_numbers: bool  # 栏次
    total_first: bool
    repeat_header: bool
    cut_rows: bool  # a row may be cut in mid cell at a page break
    landscape: str  # "", "real" (page is wide), "rotate" (/Rotate 90), "sideways" (drawn sideways, no /Rotate)
    together: bool  # two tables may share a page
    spread: bool  # 项  目, 合  计
    three_public: str
    narrow_names: bool
    title_year: bool
    public_numbers: bool  # 公开01表
    order: tuple[str, ...]
    economic_panels: bool
    prose: int  # which way of telling
    habits: Habits = PLAIN


FORMS = (
    "revenue_expenditure_summary", "revenue_detail", "expenditure_detail", "appropriation_summary", "general_budget_expenditure",
    "general_budget_basic_expenditure", "three_public", "government_fund_budget", "state_capital_budget",
)  # fmt: skip


FIRST_WITH_HABITS = 500  # seeds below give the usual manners only


def manner(seed: int, fonts: tuple[str, ...]) -> Manner:
    """A manner by seed; from FIRST_WITH_HABITS on with habits of its own."""
    dice = random.Random(seed * 7919 + 1)
    order = list(FORMS)
    if dice.random() < 0.4:
        tail = order[6:]
        dice.shuffle(tail)
        order[6:] = tail
    unit = dice.choice(("万元", "万元", "元"))
    border = BORDERS[seed % len(BORDERS)]
    return Manner(
        border=border,
        codes=dice.choice(CODES) if border not in ("none", "horizontal") else "joined",
        blank=dice.choice(BLANKS),
        unit=unit,
        three_unit=dice.choice((unit, "万元")),
        commas=dice.random() < 0.5,
        font=fonts[seed % len(fonts)],
        size=dice.choice((7.5, 8, 9)),
        row_numbers=dice.random() < 0.5,
        column_numbers=dice.random() < 0.6,
        total_first=dice.random() < 0.6,
        repeat_header=dice.random() < 0.5,
        cut_rows=dice.random() < 0.3 and border not in ("none", "horizontal"),
        landscape=dice.choice(("", "", "real", "rotate", "sideways")),
        together=dice.random() < 0.4,
        spread=dice.random() < 0.3,
        three_public=dice.choice(SCHEMAS),
        narrow_names=dice.random() < 0.4,
        title_year=dice.random() < 0.3,
        public_numbers=dice.random() < 0.6,
        order=tuple(order),
        economic_panels=dice.random() < 0.6,
        prose=dice.randrange(3),
        habits=habits(seed) if seed >= FIRST_WITH_HABITS else PLAIN,
    )
