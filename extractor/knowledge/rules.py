"""What must hold across forms and between prose and forms: checks.toml, validated when it is loaded."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.knowledge.loader import FOLDER, KnowledgeError
from extractor.knowledge.model import Identity


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tree(_Strict):
    """A coded table: a root row (the first of `roots` that is printed) is the sum of its classes, a class of its groups,
    a group of its items, column by column. `levels`: lengths of the codes. `beyond`: rows that are in a root of the
    same name but in none of the classes (closing balances): where one is printed, that root is not compared. `instead`: rows of
    which the classes may be the parts where they are not those of the root (only basic expenditure by economic class)."""

    form: str
    family: str
    roots: tuple[str, ...]
    levels: tuple[int, ...]
    beyond: tuple[str, ...] = ()
    instead: tuple[str, ...] = ()


class RowSum(_Strict):
    """In every row of a form the column `total` is the sum of the columns `parts`; columns beyond the vocabulary are
    parts too. `columns`: other columns of the form that are no parts. `instead`: further sets of columns that may make the
    total, as where it holds what was carried over."""

    form: str
    total: str
    parts: tuple[str, ...]
    columns: tuple[str, ...] = ()
    instead: tuple[tuple[str, ...], ...] = ()


class Prose(_Strict):
    """A fact told in prose and the cells it must equal: one of `tables`, each a sum joined by ' + '."""

    indicator: str
    columns: tuple[str, ...]
    tables: tuple[str, ...]


class Rate(_Strict):
    """A stated rate in percent, and numerators over denominators that it may be; the first that can be read counts."""

    rate: str
    quotients: tuple[tuple[str, str], ...]


class Share(_Strict):
    """A part (pattern of indicators) and the wholes that its share may be of, the likeliest first."""

    part: str
    wholes: tuple[str, ...]


class Listing(_Strict):
    """Items listed one by one in prose whose sum is a whole told before. `wholes`: what it may be, the likeliest first;
    `digits`: length of the codes listed; `ends`: indicators (patterns) whose first mention ends the list."""

    wholes: tuple[str, ...]
    digits: int
    columns: tuple[str, ...]
    ends: tuple[str, ...] = ()


class Band(_Strict):
    """A grade and the scores it stands for: least <= score < below, out of 100."""

    grade: str
    least: int
    below: int


class Rules(_Strict):
    """All of checks.toml. `groups`: lists of terms that several identities share, used as `$name`."""

    groups: dict[str, tuple[str, ...]] = {}
    identities: tuple[Identity, ...] = ()
    trees: tuple[Tree, ...] = ()
    rows: tuple[RowSum, ...] = ()
    prose: tuple[Prose, ...] = ()
    rates: tuple[Rate, ...] = ()
    shares: tuple[Share, ...] = ()
    listings: tuple[Listing, ...] = ()
    bands: tuple[Band, ...] = ()


@cache
def rules() -> Rules:
    """Read checks.toml. KnowledgeError with all its faults."""
    try:
        read = Rules.model_validate(tomllib.loads((FOLDER / "checks.toml").read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise KnowledgeError(f"checks.toml: {error}") from error
    return read.model_copy(update={"identities": tuple(_expanded(identity, read.groups) for identity in read.identities)})


def _expanded(identity: Identity, groups: dict[str, tuple[str, ...]]) -> Identity:
    """The identity with `$name` replaced by the terms of that group. KeyError for a group that is not there."""

    def spread(terms: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(term for name in terms for term in (groups[name[1:]] if name.startswith("$") else (name,)))

    return identity.model_copy(
        update={"right": spread(identity.right), "alternatives": tuple(spread(terms) for terms in identity.alternatives)}
    )
