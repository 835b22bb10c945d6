"""Tables to observations, by the forms in knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from extractor import knowledge
from extractor.amounts import YUAN
from extractor.knowledge import headings
from extractor.likeness import fold
from extractor.observations.accounts import Side, observe_accounts, sides
from extractor.observations.cells import Frame
from extractor.observations.evaluation import observe_evaluation
from extractor.observations.listing import observe_list
from extractor.observations.rows import printed_codes
from extractor.observations.three_public import observe_three_public
from extractor.records import Division, Observation, Table

USUAL_UNIT = "万元"  # where no table of the document prints one; such amounts say unit_inherited and weigh less
CODED = ("panels", "coded", "economic")


def observe_tables(tables: tuple[Table, ...], division: Division) -> list[Observation]:
    """The observations of every recognised table, without ids, in table order."""
    frames = [(frame, sides(frame) if frame.form.shape in CODED else []) for frame in _frames(tables, division)]
    context = printed_codes(side.labels for _, found in frames for side in found)
    return [observation for frame, found in frames for observation in _observed(frame, found, context)]


def _observed(frame: Frame, found: Sequence[Side], context: Mapping[str, str]) -> list[Observation]:
    if frame.form.shape in CODED:
        return observe_accounts(frame, found, context)
    if frame.form.shape == "wide":
        return observe_three_public(frame, context)
    if frame.form.shape == "list":
        return observe_list(frame)
    return observe_evaluation(frame)


def _frames(tables: Sequence[Table], division: Division) -> list[Frame]:
    """The recognised tables with the money unit of each. A table that prints none takes the one
    that most tables print."""
    forms = knowledge.load().forms
    units = [unit for table in tables if (unit := printed_unit(table))]
    common = Counter(units).most_common(1)[0][0] if units else USUAL_UNIT
    return [
        Frame(table, forms[table.form], division, printed_unit(table) or common, printed_unit(table) is None)
        for table in tables
        if table.form in forms
    ]


def printed_unit(table: Table) -> str | None:
    """The money unit printed above the table or in all its headers that print one; None if there is none."""
    if table.unit and fold(table.unit) in YUAN:
        return fold(table.unit)
    found = {unit for path in table.columns if (unit := headings.unit_of(path))}
    return found.pop() if len(found) == 1 else None
