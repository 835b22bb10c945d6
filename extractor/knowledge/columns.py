"""Columns that are told where their headers are lost: columns.toml, validated when it is read."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from extractor.knowledge.loader import FOLDER, KnowledgeError


class Columns(BaseModel):
    """columns.toml. `usual`: 0..1 by canonical column; `funds`: canonical column -> its words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    frame_words: tuple[str, ...]
    order: tuple[str, ...]
    single: tuple[str, ...]
    usual: dict[str, float]
    funds: dict[str, str]


@cache
def columns() -> Columns:
    """Read columns.toml. KnowledgeError with all its faults."""
    try:
        return Columns.model_validate(tomllib.loads((FOLDER / "columns.toml").read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise KnowledgeError(f"columns.toml: {error}") from error
