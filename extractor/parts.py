"""What the published report is made of: exact numbers, models, and plain records for what there is much of.

Numbers are exact: a Decimal is written as a JSON number where that number reads back as the same decimal (always so up
to 15 significant digits), otherwise as a string, so that nothing is ever rounded on the way out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, TypeAdapter, WithJsonSchema


def _number(value: Decimal | None) -> int | float | str | None:
    if value is None:
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else str(value)


Number = Annotated[
    Decimal,
    PlainSerializer(_number, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+\.\d+$"}]}),
]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """A part of which a report has few: a model."""

    model_config = ConfigDict(extra="forbid")


class Row:
    """A part of which a report has thousands: a plain record, which takes a fifth of the memory of a model, and of the time
    to make one. Validated only where a report is read from JSON."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def model_dump(self, *, mode: Literal["json", "python"] = "python", exclude: set[str] | None = None) -> dict[str, Any]:
        """As a dict, as models give it."""
        own: Any = type(self)
        dumped: dict[str, Any] = _adapter(own).dump_python(self, mode=mode, exclude=exclude)
        return dumped


@cache
def _adapter(row: Any) -> TypeAdapter[Any]:
    return TypeAdapter(row)


TOGETHER = 500  # items of a list in one piece


def pieces(model: BaseModel, indent: int | None = None) -> Iterator[bytes]:
    """The JSON of a model as `model_dump_json` gives it, its lists in pieces."""
    gap, line = (b" ", b"\n" + b" " * indent) if indent else (b"", b"")
    before = b"{"
    for name, field in type(model).model_fields.items():
        yield before + line + f'"{name}":'.encode() + gap
        value, kind = getattr(model, name), cast(Any, field.annotation)
        if isinstance(value, list) and value:
            yield from _listed(_adapter(kind), value, indent, line)
        else:
            yield _adapter(kind).dump_json(value, indent=indent).replace(b"\n", line)
        before = b","
    yield (b"\n" if indent else b"") + b"}"


def _listed(items: TypeAdapter[Any], values: list[Any], indent: int | None, line: bytes) -> Iterator[bytes]:
    before = b"["
    for start in range(0, len(values), TOGETHER):
        dumped = items.dump_json(values[start : start + TOGETHER], indent=indent)
        yield before + dumped[1:-1].rstrip(b"\n").replace(b"\n", line)
        before = b","
    yield line + b"]"
