"""Reads and validates every knowledge file, once, and reports all faults at once."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from extractor.knowledge.model import Alias, Classification, Code, Form, KindRule, Knowledge, Performance

FOLDER = Path(__file__).parent
_Record = TypeVar("_Record", bound=BaseModel)
Faults = list[str]


class KnowledgeError(ValueError):
    """One or more knowledge files are at fault; the message lists all faults."""


@cache
def load() -> Knowledge:
    """All knowledge of this package. KnowledgeError with every fault of every file."""
    return load_from(FOLDER)


def load_from(folder: Path) -> Knowledge:
    """Knowledge in `folder`: vocabulary.toml, kinds.toml, forms/*.toml, prose/*.toml, codes/*.csv, names.csv,
    performance.csv, confusions.tsv. KnowledgeError with every fault of every file."""
    faults: Faults = []
    vocabulary = _toml(folder / "vocabulary.toml", faults)
    columns = {id_: name for group in vocabulary.get("columns", {}).values() for id_, name in group.items()}
    indicators = dict(vocabulary.get("indicators", {}))
    forms = {path.stem: form for path in sorted((folder / "forms").glob("*.toml")) for form in _form(path, faults)}
    knowledge = Knowledge(
        forms=forms,
        functional=Classification(tuple(_rows(folder / "codes" / "functional.csv", Code, faults))),
        economic=Classification(tuple(_rows(folder / "codes" / "economic.csv", Code, faults))),
        indicators=indicators,
        columns=columns,
        aliases=tuple(_rows(folder / "names.csv", Alias, faults)),
        performance=tuple(_rows(folder / "performance.csv", Performance, faults)),
        kinds=tuple(_kinds(folder / "kinds.toml", faults)),
        confusions=_confusions(folder / "confusions.tsv", faults),
        prose={path.stem: _toml(path, faults) for path in sorted((folder / "prose").glob("*.toml"))},
    )
    for form in forms.values():
        faults.extend(_unknown(form, vocabulary.get("forms", {}), columns, indicators))
    if faults:
        raise KnowledgeError("\n".join(faults))
    return knowledge


def record_from(path: Path, record: type[_Record]) -> _Record:
    """The record that a TOML file holds. KnowledgeError with all its faults."""
    faults: Faults = []
    found = list(_validated(record, _toml(path, faults), path.name, faults))
    if faults:
        raise KnowledgeError("\n".join(faults))
    return found[0]


def _toml(path: Path, faults: Faults) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        faults.append(f"{path.name}: {error}")
        return {}


def _validated(record: type[_Record], data: object, where: str, faults: Faults) -> Iterator[_Record]:
    """The record, or nothing and its faults."""
    try:
        yield record.model_validate(data)
    except ValidationError as error:
        faults.extend(f"{where}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


def _form(path: Path, faults: Faults) -> Iterator[Form]:
    for form in _validated(Form, _toml(path, faults), path.name, faults):
        if form.id != path.stem:
            faults.append(f"{path.name}: id is {form.id}")
        yield form


def _rows(path: Path, record: type[_Record], faults: Faults) -> Iterator[_Record]:
    """Records of a CSV file with a header; an empty field takes its default, `aliases` is split at |."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        faults.append(f"{path.name}: {error}")
        return
    for number, row in enumerate(csv.DictReader(lines), 2):
        data: dict[str, object] = {key: value for key, value in row.items() if value}
        if isinstance(aliases := data.get("aliases"), str):
            data["aliases"] = aliases.split("|")
        yield from _validated(record, data, f"{path.name}:{number}", faults)


def _kinds(path: Path, faults: Faults) -> Iterator[KindRule]:
    for number, rule in enumerate(_toml(path, faults).get("kinds", []), 1):
        yield from _validated(KindRule, rule, f"{path.name}: kind {number}", faults)


def _confusions(path: Path, faults: Faults) -> dict[str, str]:
    """Wrong -> right, from a TSV file with a header (wrong, right, reason)."""
    found: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], 2):
        wrong, _, rest = line.partition("\t")
        right = rest.partition("\t")[0]
        if not wrong or not right or wrong in found:
            faults.append(f"{path.name}:{number}: needs a wrong text not seen before, and a right one: {line!r}")
        found[wrong] = right
    return found


def _unknown(form: Form, forms: dict[str, str], columns: dict[str, str], indicators: dict[str, str]) -> Iterator[str]:
    """Identifiers of a form that the vocabulary does not have."""
    checks: tuple[tuple[str, Callable[[], Iterator[str]], dict[str, str]], ...] = (
        ("form", lambda: iter([form.id]), forms),
        ("column", lambda: _columns(form), columns),
        ("indicator", lambda: (row.indicator for row in form.rows), indicators),
    )
    for what, used, known in checks:
        yield from (f"{form.id}.toml: {what} {id_} is not in vocabulary.toml" for id_ in sorted(set(used()) - set(known)))


def _columns(form: Form) -> Iterator[str]:
    for column in (*form.columns, *(c for panel in form.panels for c in panel.columns)):
        yield column.id
        if column.budget_id:
            yield column.budget_id
    yield from (row.column for row in form.rows if row.column)
    yield from (*form.alone, *form.alone.values(), *form.beside, *(() if form.shape == "wide" else form.order))
    yield from (id_ for id_ in (form.single, form.budget_block) if id_)
