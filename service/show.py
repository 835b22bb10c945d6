"""What people see in the terminal: summaries, scores, and the result of one stage."""

from __future__ import annotations

import pprint
from collections import defaultdict
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from extractor import Options, Report, knowledge
from extractor.options import Watch
from service.evaluate import Score, Tally, calibration_error
from service.messages import language, say

STAGES = ("identify", "render", "read", "mend", "find", "divide", "observe", "check", "weigh")
READABLE = (".txt", ".md", ".html", ".htm", ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif")
_DOUBTFUL = 0.9  # below it a figure is worth a look
out = Console(highlight=False)


def tap(stage: str | None) -> Watch:
    """A tap that prints the values of one stage; silent where none was asked for."""

    def watch(name: str, value: object) -> None:
        if name == stage:
            out.print(pprint.pformat(value, width=160, compact=True), markup=False)

    return watch


def summary(report: Report) -> None:
    """What was found in one document: forms, contradictions, warnings."""
    document, failing = report.document, [c for c in report.checks if c.status == "fail"]
    facts = {"title": document.title, "organization": document.organization, "year": document.fiscal_year}
    counts = {"tables": len(report.tables), "observations": len(report.observations), "failing": len(failing)}
    out.print(f"[bold]{say('found', **facts, **counts)}[/]")
    out.print(_forms(report))
    for heading, lines in (("contradictions", [c.message for c in failing]), ("warnings", [w.message for w in report.warnings])):
        if lines:
            out.print(f"[bold]{say(heading)}[/]")
            for line in lines:
                out.print(f"  • {line}", markup=False, soft_wrap=True)


def _forms(report: Report) -> Table:
    confidences: dict[str, list[float]] = defaultdict(list)
    for o in report.observations:
        confidences[o.form].append(o.confidence)
    table = Table(say("form"), say("figures"), say("sure"))
    forms = knowledge.load().forms
    for form, values in confidences.items():
        mean = sum(values) / len(values)
        title = forms[form].title if form in forms and language() == "zh" else say(form) if form == "narrative" else form
        table.add_row(title, str(len(values)), f"[{'green' if mean >= _DOUBTFUL else 'yellow'}]{mean:.3f}[/]")
    return table


def scores(found: Mapping[str, Score], misses: int) -> None:
    """A row a sample, and one for all together."""
    heads = ("sample", "meta", "headings", "paragraphs", "tables", "prose", "checks", "false", "calibration")
    table = Table(*(say(head) for head in heads))
    for name, score in found.items():
        table.add_row(name, *_figures([score]))
    if len(found) > 1:
        table.add_section()
        table.add_row(say("all"), *_figures(list(found.values())))
    out.print(table)
    for name, score in found.items():
        for miss in score.misses[:misses]:
            out.print(f"{name} {miss}", markup=False)


def _figures(group: list[Score]) -> list[str]:
    def pooled(part: str) -> Tally:
        total = Tally()
        for score in group:
            total = total.plus(getattr(score, part))
        return total

    meta, failing = pooled("meta"), pooled("failing")
    error = calibration_error([pair for score in group for pair in score.certain])
    return [
        f"{meta.right}/{meta.expected}",
        *(f"{pooled(part).f1:.4f}" for part in ("headings", "paragraphs", "tables")),
        f"{pooled('prose').recall:.4f}",
        f"{failing.right}/{failing.expected}",
        str(sum(score.false_alarms for score in group)),
        "-" if error is None else f"{error:.4f}",
    ]


def annotated(data: bytes, report: Report, options: Options) -> bytes:
    """The PDF with the boxes of its observations drawn."""
    from extractor.pages.annotate import annotate

    return annotate(data, report, password=options.password)
