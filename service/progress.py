"""A progress bar by page on standard error, fed by the pipeline's tap."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from extractor.options import Options, Watch
from extractor.pages import count
from extractor.records import Source
from service.messages import say


@contextmanager
def watched(name: str, console: Console, options: Options, also: Watch) -> Iterator[Watch]:
    """A tap that draws pages read of those asked for, and the present stage, and passes everything on to `also`. Quiet
    without a terminal. The tap raises what `extractor.pages.count` raises."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"{say('reading')} {name}", total=None)

        def watch(stage: str, value: object) -> None:
            if isinstance(value, Source) and not bar.disable:
                bar.update(task, total=_asked(value, options))
            if stage == "read":
                bar.advance(task)
            bar.update(task, description=f"{name} · {stage}")
            also(stage, value)

        yield watch


def _asked(source: Source, options: Options) -> int | None:
    """Pages that will be read; None for text formats, which are read faster than counted."""
    if source.media_type.startswith("text/"):
        return None
    return max(0, min(count(source, options), options.last_page or options.max_pages) - options.first_page + 1)
