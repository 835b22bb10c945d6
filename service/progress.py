"""A progress bar by page on standard error, fed by the pipeline's tap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extractor.pipeline import Watch
from service.messages import say


@contextmanager
def watched(name: str, console: Console, also: Watch) -> Iterator[Watch]:
    """A tap that draws pages read and the present stage, and passes everything on to `also`. Quiet without a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"{say('reading')} {name}", total=None)

        def watch(stage: str, value: object) -> None:
            if stage == "identify":
                bar.update(task, total=getattr(value, "page_count", None))
            if stage == "read":
                bar.advance(task)
            bar.update(task, description=f"{name} · {stage}")
            also(stage, value)

        yield watch
