"""Invented departments with consistent amounts: every total is the sum of its parts, to the cent.

Amounts are whole cents of yuan (int). All randomness comes from one seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extractor.knowledge import load

PLACES = ("青川市", "云溪县", "南陵市", "安岭区", "江北新区", "临海市", "白河县", "石门市东城区", "宁州市", "平原省")
BODIES = (
    "教育局",
    "农业农村局",
    "文化和旅游局",
    "人力资源和社会保障局",
    "应急管理局",
    "档案馆",
    "司法局",
    "卫生健康委员会",
    "科学技术协会",
    "水利局",
)
CLASSES = ("201", "204", "205", "206", "207", "208", "210", "211", "212", "213", "214", "215", "220", "221", "224", "229")
PERSONNEL = (
    "30101",
    "30102",
    "30103",
    "30107",
    "30108",
    "30109",
    "30110",
    "30111",
    "30112",
    "30113",
    "30199",
    "30301",
    "30302",
    "30305",
    "30399",
)
OPERATING = (
    "30201", "30202", "30205", "30206", "30207", "30209", "30211", "30213", "30215", "30216", "30217", "30226", "30227", "30228", "30229",
    "30231", "30239", "30299", "31002", "31003",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One 项 of the functional classification, with its two kinds of expenditure and its opening budget."""

    code: str
    basic: int
    project: int
    opening: int

    @property
    def total(self) -> int:
        return self.basic + self.project


@dataclass(frozen=True)
class Department:
    """All amounts of one agency and year. `other` is revenue beside the appropriation; it pays `other_item`."""

    name: str
    year: int
    kind: str
    items: tuple[Item, ...]
    economic: tuple[tuple[str, int], ...]
    other: int
    other_item: Item | None
    carried_in: int
    carried_out: int
    fund_items: tuple[Item, ...]
    three_public: dict[str, tuple[int, int]]  # part -> (budget, final)
    last_year: int  # total of the year before

    @property
    def general(self) -> int:
        return sum(i.total for i in self.items)

    @property
    def basic(self) -> int:
        return sum(i.basic for i in self.items)

    @property
    def fund(self) -> int:
        return sum(i.total for i in self.fund_items)

    @property
    def all_items(self) -> tuple[Item, ...]:
        extra = (self.other_item,) if self.other_item else ()
        return tuple(sorted((*self.items, *self.fund_items, *extra), key=lambda i: i.code))

    @property
    def spent(self) -> int:
        return sum(i.total for i in self.all_items)

    @property
    def appropriated(self) -> int:
        """General budget appropriation of the year: spent and carried out, less what was carried in."""
        return self.general + self.carried_out - self.carried_in

    @property
    def revenue(self) -> int:
        return self.appropriated + self.fund + self.other

    @property
    def grand_total(self) -> int:
        return self.revenue + self.carried_in


@cache
def _names() -> dict[str, str]:
    """Codes that a document of recent years shows, with their names."""
    known = load()
    rows = [*known.functional.codes, *known.economic.codes]
    return {row.code: row.name for row in rows if row.confidence.startswith("verified") and row.holds(2024)}


def name_of(code: str) -> str:
    """Official name of a code."""
    known = load()
    family = known.economic if code[0] in "35" else known.functional
    return family.name(code, 2024) or code


def invent(seed: int, kind: str = "final_accounts") -> Department:
    """A department that nobody has seen before; the same seed gives the same one."""
    dice = random.Random(seed)
    items = _items(dice)
    basic = sum(i.basic for i in items)
    other_item = dice.choice((None, Item("2299999", 0, _amount(dice, 10**7), 0)))
    fund = (Item("2120804", 0, _amount(dice, 3 * 10**9), 0), Item("2120899", 0, _amount(dice, 10**8), 0)) if dice.random() < 0.4 else ()
    carried_in, carried_out = (_amount(dice, 10**8), _amount(dice, 10**7)) if dice.random() < 0.5 else (0, 0)
    if kind == "budget":
        carried_in, carried_out, other_item = 0, 0, None
    general = sum(i.total for i in items)
    economic = _economic(dice, basic)
    return Department(
        name=dice.choice(PLACES) + dice.choice(BODIES),
        year=dice.choice(range(2018, 2027)),
        kind=kind,
        items=items,
        economic=economic,
        other=other_item.total if other_item else 0,
        other_item=other_item,
        carried_in=min(carried_in, general // 3),
        carried_out=carried_out,
        fund_items=fund,
        three_public=_three_public(dice, dict(economic)),
        last_year=general + dice.randrange(-(general // 4), general // 4),
    )


def _amount(dice: random.Random, most: int) -> int:
    """Cents; small ones are common, and now and then a round one."""
    cents = int(most ** dice.uniform(0.5, 1.0))
    return max(100, cents // 10**6 * 10**6 if dice.random() < 0.15 and cents > 10**7 else cents)


def _items(dice: random.Random) -> tuple[Item, ...]:
    leaves = [code for code in _names() if len(code) == 7 and code[:3] in CLASSES and code[:3] in _names() and code[:5] in _names()]
    classes = dice.sample(sorted({code[:3] for code in leaves}), dice.randint(3, 6))
    chosen: list[str] = []
    for wanted in classes:
        below = [code for code in leaves if code.startswith(wanted)]
        chosen += dice.sample(below, min(len(below), dice.randint(1, 9)))
    items = []
    for code in sorted(chosen):
        basic = _amount(dice, 10**10) if dice.random() < 0.6 else 0
        project = _amount(dice, 10**10) if not basic or dice.random() < 0.35 else 0
        items.append(Item(code, basic, project, max(0, int((basic + project) * dice.uniform(0.6, 1.3)))))
    return tuple(items)


def _economic(dice: random.Random, basic: int) -> tuple[tuple[str, int], ...]:
    """Basic expenditure spread over 款 codes, to the cent."""
    codes = sorted({*dice.sample(PERSONNEL, dice.randint(6, len(PERSONNEL))), *dice.sample(OPERATING, dice.randint(5, len(OPERATING)))})
    weights = [dice.random() ** 3 + 0.002 for _ in codes]
    shares = [int(basic * w / sum(weights)) for w in weights]
    shares[0] += basic - sum(shares)
    return tuple(zip(codes, shares, strict=True))


def _three_public(dice: random.Random, economic: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Budget and final of each part; reception and vehicles agree with their lines in the economic classification."""
    parts = {}
    lines = {"overseas": "30212", "vehicle_purchase": "31013", "vehicle_operation": "30231", "reception": "30217"}
    for part, code in lines.items():
        final = economic.get(code, 0)
        parts[part] = (int(final * dice.uniform(1.0, 2.0)), final)
    return parts


def by_code(items: Iterable[Item]) -> dict[str, tuple[int, int, int]]:
    """Total, basic and project of every 类, 款 and 项, in order of codes."""
    sums: dict[str, list[int]] = {}
    for item in items:
        for code in (item.code[:3], item.code[:5], item.code):
            row = sums.setdefault(code, [0, 0, 0])
            row[0] += item.total
            row[1] += item.basic
            row[2] += item.project
    return {code: (row[0], row[1], row[2]) for code, row in sorted(sums.items())}
