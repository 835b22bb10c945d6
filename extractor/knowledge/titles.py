"""How titles of forms are worded: titles.toml, validated when it is read."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from extractor.knowledge.loader import FOLDER, record_from
from extractor.knowledge.wordings import Wording


class Titles(BaseModel):
    """titles.toml: lists of words, and wordings."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    telling: tuple[str, ...]
    of_funds: tuple[str, ...]
    funds: frozenset[str]
    stage: Wording
    overall: Wording
    prefix: Wording
    tail: Wording
    by_agency: Wording


@cache
def titles() -> Titles:
    """Read titles.toml. KnowledgeError with all its faults."""
    return record_from(FOLDER / "titles.toml", Titles)
