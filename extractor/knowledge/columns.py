"""Columns that are told where their headers are lost: columns.toml, validated when it is read."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from extractor.knowledge.loader import FOLDER, record_from


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
    return record_from(FOLDER / "columns.toml", Columns)
