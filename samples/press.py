"""What a sheet is made of, and how amounts are printed on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from samples.manners import Manner

Key = tuple[str, str]  # indicator, column


@dataclass(frozen=True)
class Head:
    """A header cell: text, columns and rows that it spans."""

    text: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Body:
    """A body cell; `key` tells what its figure means, None for labels, codes and row numbers."""

    text: str
    key: Key | None = None
    figure: bool = False


@dataclass(frozen=True)
class Sheet:
    """One form, ready to be drawn. `widths` are relative."""

    form: str
    title: str
    number: str
    unit: str
    widths: tuple[float, ...]
    header: tuple[tuple[Head, ...], ...]
    body: tuple[tuple[Body, ...], ...]
    notes: tuple[str, ...] = field(default=())


class Press:
    """Prints amounts of one sheet in its unit and manner."""

    def __init__(self, manner: Manner, unit: str) -> None:
        self.manner, self.unit = manner, unit

    def amount(self, cents: int, key: Key, *, present: bool = True) -> Body:
        """A figure; zero and absent ones as the manner has it."""
        if not present or not cents:
            return Body(self.manner.blank, key if self.manner.blank not in ("", "-") else None, True)
        return Body(self.printed(cents), key, True)

    def printed(self, cents: int) -> str:
        """The decimals of the manner in the sheet's unit, rounded half up."""
        places = self.manner.habits.decimals
        value = (Decimal(cents) / (100 if self.unit == "元" else 1000000)).quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
        return f"{value:,.{places}f}" if self.manner.commas else f"{value:.{places}f}"


def spread(manner: Manner, word: str) -> str:
    """A short word, its letters apart where the manner has it so."""
    return "  ".join(word) if manner.spread else word


def column_numbers(manner: Manner, blanks: int, columns: int, label: str = "栏次") -> list[list[Head]]:
    """The 栏次 row, where the manner has one."""
    if not manner.column_numbers:
        return []
    return [[Head(label, blanks), *(Head(str(n)) for n in range(1, columns + 1))]]
