"""Named moments at which a process of the tests kills itself and its whole group."""

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any


def kill_after(thing: Any, method: str, point: str, when: Callable[..., bool] = lambda *_arguments, **_named: True) -> None:
    _wrap(thing, method, point, when, after=True)


def kill_before(thing: Any, method: str, point: str, when: Callable[..., bool] = lambda *_arguments, **_named: True) -> None:
    _wrap(thing, method, point, when, after=False)


def _wrap(thing: Any, method: str, point: str, when: Callable[..., bool], *, after: bool) -> None:
    if os.environ.get("MINGZHANG_KILL_AT") != point:
        return
    honest = getattr(thing, method)

    @wraps(honest)
    def deadly(*arguments: Any, **named: Any) -> Any:
        if not when(*arguments, **named):
            return honest(*arguments, **named)
        if after:
            honest(*arguments, **named)
        os.killpg(0, signal.SIGKILL)
        return None

    setattr(thing, method, deadly)
