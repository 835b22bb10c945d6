"""Mingzhang's extractor: a disclosure of a Chinese government department in, a report of its figures out.

>>> from extractor import extract
>>> report = extract("report.pdf")  # doctest: +SKIP
>>> report.observations[0].indicator  # doctest: +SKIP
'revenue.general_budget_appropriation'
"""

from __future__ import annotations

from pathlib import Path

from extractor.collector import seldom
from extractor.errors import ExtractionError
from extractor.options import Options, Watch
from extractor.output import Observation, Report

__all__ = ["ExtractionError", "Observation", "Options", "Report", "extract"]


def extract(
    document: str | Path | bytes, *, filename: str | None = None, options: Options = Options(), watch: Watch | None = None
) -> Report:
    """Extract one document, given as a path or as bytes. `watch(stage, value)` hears of every stage (see pipeline.run).
    Raises ExtractionError if the document cannot be read as a whole, OSError if the path cannot be opened."""
    from extractor import output, pipeline

    if isinstance(document, bytes):
        data = document
    else:
        path = Path(document)
        data, filename = path.read_bytes(), filename or path.name
    with seldom():
        return output.publish(pipeline.run(data, filename=filename, options=options, **({"watch": watch} if watch else {})))
