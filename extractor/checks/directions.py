"""What the words say of two amounts (决算数大于预算数) against the amounts themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checks import wording
from extractor.checks.intervals import Interval, interval
from extractor.checks.ledger import Ledger
from extractor.checks.verdict import compare, side
from extractor.likeness import fold
from extractor.records import Check, Observation, Paragraph

FINAL, BUDGETS = "final", frozenset({"initial_budget", "budget"})
_SAID = re.compile(
    r"决算数?(?:(?P<more>大于|高于|超过|多于)|(?P<less>小于|低于|少于)|等于)(?:年初)?预算数?|决算数?[与和同](?:年初)?预算数?(?:持平|一致|相同|相等)"
)


def directions(ledger: Ledger) -> Iterator[Check]:
    """大于, 小于, 等于 in a paragraph that states one budget and what was spent of it."""
    for paragraph in (p for section in ledger.division.sections for p in section.paragraphs):
        said = list(_SAID.finditer(fold(paragraph.text)))
        if len(said) == 1 and (pair := _pair(paragraph, ledger)):
            yield _judged(said[0], *pair)


def _pair(paragraph: Paragraph, ledger: Ledger) -> tuple[Observation, Observation] | None:
    """The final and the budget of one thing in the paragraph; None where it tells several, or none."""
    stated = [o for o in ledger.prose if o.unit == "CNY" and o.year == ledger.year and _within(o, paragraph)]
    budgets = [o for o in stated if o.column in BUDGETS]
    if len(budgets) != 1:
        return None
    finals = [o for o in stated if o.column == FINAL and o.indicator == budgets[0].indicator]
    return (finals[-1], budgets[0]) if finals else None


def _within(o: Observation, paragraph: Paragraph) -> bool:
    place = o.evidence[0].place
    return any(
        place.page == own.page and place.lines and own.lines and own.lines[0] <= place.lines[0] <= own.lines[1] for own in paragraph.places
    )


def _judged(said: re.Match[str], final: Observation, budget: Observation) -> Check:
    spent, planned = interval(final), interval(budget)
    holds = _holds(said, spent, planned)
    text = f"文中{wording.clause(final)}，{wording.column_name(budget.column)}{wording.printed(budget)}，文字称“{said.group()}”"
    verdict = "，一致。" if holds else "，与数字不符。"
    return compare("narrative.direction", side(final), side(budget), text + verdict, holds=holds)


def _holds(said: re.Match[str], spent: Interval, planned: Interval) -> bool:
    """Whether some values behind the two printed numbers are as the words say."""
    if said["more"]:
        return spent.high > planned.low
    return spent.low < planned.high if said["less"] else spent.meets(planned)
