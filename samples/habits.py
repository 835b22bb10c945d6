"""Habits of agencies that the usual manners of printing do not show: what stands around a table, and how its cells are filled."""

from __future__ import annotations

import random
from dataclasses import dataclass

CODE_CELLS = ("", "", "own_part", "with_name")
UNITS = ("", "", "in_title", "left", "above_title")


@dataclass(frozen=True)
class Habits:
    """The habits of one agency. The defaults are those of the usual manners."""

    frame: bool = False  # a rectangle around the page
    watermark: bool = False  # pale slanted letters under the table
    seal: bool = False  # a red ring with letters over the end of a page
    logo: bool = False  # a coloured bar above the page
    code_cells: str = ""  # "own_part": each level in its own column; "with_name": 2010301 行政运行
    indent: bool = False  # names of lower levels stand further right
    unit_place: str = ""
    wrapped_title: bool = False
    decimals: int = 2
    total_alone: bool = False  # the total row at the end, on a page of its own
    coloured: bool = False  # header cells and every second row on a ground of colour
    two_units: bool = False  # 编制单位 and date between title and table
    provincial: int = 0  # titles of budget forms as another province words them


PLAIN = Habits()


def habits(seed: int) -> Habits:
    """Habits by seed: each of them is met in a third of all documents."""
    dice = random.Random(seed * 6151 + 5)

    def now_and_then() -> bool:
        return dice.random() < 0.33

    return Habits(
        frame=now_and_then(),
        watermark=now_and_then(),
        seal=now_and_then(),
        logo=now_and_then(),
        code_cells=dice.choice(CODE_CELLS),
        indent=now_and_then(),
        unit_place=dice.choice(UNITS),
        wrapped_title=now_and_then(),
        decimals=dice.choice((2, 2, 1, 0)),
        total_alone=now_and_then(),
        coloured=now_and_then(),
        two_units=now_and_then(),
        provincial=dice.randrange(4),
    )
