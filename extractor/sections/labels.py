"""Labels of drawn charts: small type strewn between the lines of running text. They are no paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.sections.numbering import marker
from extractor.sections.strands import Strand, is_final, is_prose

SMALL = 0.9  # of the size of running text: labels are set smaller
TITLE = 0.95  # ... and the title of a chart still a little
SHORT = 24  # characters of a label
FEWEST = 3  # labels of a chart
APART = 2.0  # sizes of running text by which labels start, end and centre apart; lines of a list or a signature are in line
_CAPTION = re.compile(r"^[（(]?[图表]\s*\d")


def labels(text: Sequence[Strand]) -> set[int]:
    """Numbers of the lines that are labels of charts. `text`: running text, table text taken out."""
    size = _running_size(text)
    found: set[int] = set()
    for start, end in _runs(text, size) if size else ():
        run = [s for s in text[start:end] if not _CAPTION.match(s.text)]
        if len(run) >= FEWEST and _strewn(run, size):
            found.update(s.number for s in run)
            found.update(s.number for s in text[max(0, start - 1) : start] if _may_be(s, TITLE * size) and s.page == run[0].page)
            found.update(_own_title(text[max(0, start - 1) : end + 1]))
    return found


def _running_size(text: Sequence[Strand]) -> float:
    """Type size of most characters in points; 0.0 without geometry."""
    sizes: Counter[float] = Counter()
    for strand in text:
        if strand.line.box and is_prose(strand.text):
            sizes[round(strand.line.size, 1)] += len(strand.text)
    return max(sizes, key=lambda size: sizes[size], default=0.0)


def _runs(text: Sequence[Strand], size: float) -> Iterator[tuple[int, int]]:
    """First index and index after the last of lines in small type that follow each other on a page; captions may stand between."""
    start: int | None = None
    for i, strand in enumerate(text):
        inside = _may_be(strand, SMALL * size) or bool(start is not None and _CAPTION.match(strand.text))
        if start is not None and (not inside or strand.page != text[start].page):
            yield start, i
            start = None
        if inside and start is None and not _CAPTION.match(strand.text):
            start = i
    if start is not None:
        yield start, len(text)


def _may_be(strand: Strand, largest: float) -> bool:
    text = strand.text
    small = strand.line.box is not None and 0 < strand.line.size < largest and len(text) <= SHORT
    return small and not is_final(text) and not is_prose(text) and not marker(text) and not _CAPTION.match(text)


def _strewn(run: Sequence[Strand], size: float) -> bool:
    """Whether the lines are in line on neither side nor in the middle."""
    boxes = [s.line.box for s in run if s.line.box]
    edges = ([b.left for b in boxes], [b.right for b in boxes], [(b.left + b.right) / 2 for b in boxes])
    return all(max(edge) - min(edge) > APART * size for edge in edges)


def _own_title(near: Sequence[Strand]) -> Iterator[int]:
    """The title within a chart that its caption says again."""
    captions = [s for s in near if _CAPTION.match(s.text)]
    for n, strand in enumerate(captions):
        if any(_named(other.text).startswith(_named(strand.text)) for other in captions[n + 1 :]):
            yield strand.number


def _named(text: str) -> str:
    """A caption without its brackets and the measure."""
    return re.sub(r"[（(]单位[^）)]*[）)]|[（(）)\s]", "", text)
