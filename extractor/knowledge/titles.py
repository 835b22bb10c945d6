"""How titles of forms are worded: titles.toml, validated when it is read."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.knowledge.loader import FOLDER, KnowledgeError
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
    try:
        return Titles.model_validate(tomllib.loads((FOLDER / "titles.toml").read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise KnowledgeError(f"titles.toml: {error}") from error
