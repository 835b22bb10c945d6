"""Logs: one JSON object a line on standard error. Never the text of a document, never its file name.

An exception is told by its type and the places it passed, not by its message: messages quote what was read.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_FRAMES = 12  # innermost places of a traceback
_QUIET = ("uvicorn.access", "alembic", "dbos", "httpx", "httpx2", "httpcore", "PIL", "pikepdf", "asyncio")


def configure(level: str = "info") -> None:
    """Send our own logs and those of libraries through the same lines. Wrong level: info."""
    chosen = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        places,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    lines: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=False)]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=lines, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(chosen)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(chosen, logging.WARNING))


def places(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the exception's type and where it passed."""
    told = event.pop("exc_info", None)
    if not told:
        return event
    error = told if isinstance(told, BaseException) else sys.exc_info()[1] if told is True else told[1]
    if error is not None:
        event["error"] = type(error).__name__
        event["places"] = _passed(error.__traceback__)
        if error.__cause__ is not None:
            event["cause"] = type(error.__cause__).__name__
    return event


def _passed(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{_module(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _module(path: str) -> str:
    """The last two parts of a path: it names the module and not the machine's folders."""
    return "/".join(path.split("/")[-2:])
