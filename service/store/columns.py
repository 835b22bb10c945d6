"""Column types. Text is cleaned where it enters a statement, so that no value and no comparison can upset a database."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from service.store.cleaning import clean, clean_data

Count = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in a plain INTEGER


class Line(TypeDecorator[str]):
    """Text of a bounded length: identifiers, digests, states."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Cleaned."""
        return None if value is None else clean(value)


class Label(TypeDecorator[str]):
    """Text that people read, not more than `length` characters of it are kept."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        """`length` in characters."""
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Cleaned and cut."""
        return None if value is None else clean(value)[: self.length]


class Prose(TypeDecorator[str]):
    """Text of any length."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Cleaned."""
        return None if value is None else clean(value)


class Data(TypeDecorator[object]):
    """JSON; None is NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> object:  # noqa: ARG002
        """Cleaned."""
        return clean_data(value)
