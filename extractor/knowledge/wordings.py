"""Wordings by name: files of regular expressions that say how something is printed, compiled and checked when they are read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from extractor.knowledge.loader import FOLDER, KnowledgeError


class Wording(BaseModel):
    """`before`, one of `any_of`, `after`: regular expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    before: str = ""
    any_of: tuple[str, ...]
    after: str = ""

    @model_validator(mode="after")
    def _is_expression(self) -> Self:
        try:
            self.compiled()
        except re.error as error:
            raise ValueError(f"no regular expression: {error}") from error
        return self

    def compiled(self) -> re.Pattern[str]:
        """As one expression; it can be, since it was validated."""
        return re.compile(f"{self.before}(?:{'|'.join(self.any_of)}){self.after}")


@cache
def wordings(subject: str) -> Mapping[str, re.Pattern[str]]:
    """The wordings of knowledge/<subject>.toml by name. KnowledgeError with all faults of the file."""
    return wordings_from(FOLDER / f"{subject}.toml")


def wordings_from(path: Path) -> Mapping[str, re.Pattern[str]]:
    """The wordings of a file by name. KnowledgeError with all its faults."""
    try:
        printed = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KnowledgeError(f"{path.name}: {error}") from error
    found: dict[str, re.Pattern[str]] = {}
    faults: list[str] = []
    for name, data in printed.items():
        try:
            found[name] = Wording.model_validate(data).compiled()
        except ValidationError as error:
            faults.append(f"{path.name}: {name}: {error}")
    if faults:
        raise KnowledgeError("\n".join(faults))
    return MappingProxyType(found)
