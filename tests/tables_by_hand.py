"""Table records written by hand: columns as header paths joined by '>', rows as texts joined by '|'."""

from __future__ import annotations

from extractor.observations.forms import observe_tables
from extractor.records import Cell, Division, Kind, Observation, Place, Table
from extractor.tables.recognise import recognise


def table(title: str, columns: str, *rows: str, unit: str | None = "万元", form: str | None = None) -> Table:
    paths = tuple(tuple(part for part in path.strip().split(">") if part) for path in columns.split("|"))
    cells = tuple(tuple(Cell(text.strip()) for text in row.split("|")) for row in rows)
    assert all(len(row) == len(paths) for row in cells), [len(row) for row in cells]
    return Table("t1", title, paths, cells, form=form, unit=unit, places=(Place(1, None, (1, 9)),))


def report(kind: Kind = "final_accounts", year: int | None = 2023) -> Division:
    return Division(kind, "", "某某局", year, 1.0, ())


def facts(observations: list[Observation]) -> dict[str, str]:
    """indicator@column(@year unless 2023) -> value and, unless yuan, unit."""
    found = {}
    for o in observations:
        year = "" if o.year == 2023 else f"@{o.year}"
        value = o.text if o.value is None else f"{'' if o.comparator == '=' else o.comparator}{o.value}"
        key = f"{o.indicator}@{o.column}{year}"
        assert key not in found, f"{key} twice"
        found[key] = f"{value}" if o.unit in ("CNY", None) else f"{value} {o.unit}"
    return found


def read(*tables: Table, kind: Kind = "final_accounts", year: int = 2023) -> dict[str, str]:
    return facts(observe_tables(recognise(tables), report(kind, year)))
