"""Page numbers: those that say so by their marks, and those at the feet of pages that nothing else parts, lone numbers that
count up to the end of a text. Other lone numbers (行次, codes, amounts of a cell) count as well, so that the chain is taken whose
pages are most alike. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import log

LAST_FIRST = 3  # the first number printed: covers and contents have none
MIN_PAGES = 4
END_LINES = 8  # among which the last number stands: in drawing order a table's caption may follow it
MIN_LINES = 3  # of a page
USUAL_LINES = 8  # of a page on average at least
MOST = 400  # pages
MOST_PAIRS = 300_000  # of successive lone numbers, tried in about a second: more are columns of tables
SKIPPED = 3.0  # cost of a page without a number
RARE = 0.2  # share of lines with a blank line behind them, up to which one tells a page's end
_MARK = "[-—–−－―~·•]"
_MARKED = re.compile(
    rf"{_MARK}\s*\d{{1,4}}\s*{_MARK}|{_MARK}\s*[IVXivxⅠ-Ⅻ]{{1,5}}\s*{_MARK}"
    r"|第\s*\d{1,4}\s*页(?:[\s,，/／]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*共?\s*\d{1,4}\s*页|Page\s+\d+(?:\s+of\s+\d+)?"
)
FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")  # 3/20: a page and how many there are, or a part of something else
_NUMBER = re.compile(r"\s*(\d{1,3})\s*")
_FIGURES = re.compile(r"[\s\d.,，%％—–-]+")
_ROW = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|[（(]?[一二三四五六七八九十]{1,2}[)）])")
_TOP = re.compile(r"公开\s*\d+\s*表|^\s*第[一二三四五六七八九十]+部分|[表况明细]\s*$|^\s*(?:项\s*目|收\s*入|科目)|单位[:：]")

_Best = dict[int, tuple[float, int | None]]  # line of a number: worth of the best chain to it, and the line before it


def is_marked(text: str) -> bool:
    """Whether a text is a page number that says so: - 3 -, · iv ·, 第3页, 第 3 页 / 共 20 页, 3/20页, Page 3 of 20."""
    return _MARKED.fullmatch(text) is not None


def is_folio(text: str) -> bool:
    """Whether a text alone on its line is nearly always a page number: one that says so, or a fraction (3/20)."""
    return is_marked(text) or FRACTION.fullmatch(text) is not None


def folios(lines: Sequence[str], gaps: Sequence[bool]) -> list[int]:
    """Indexes of the page numbers; [] where the lines have no such chain to the last of them. `gaps`: whether a blank line
    stands behind each line but the last."""
    numbers = {at: int(match[1]) for at in range(max(0, len(lines) - END_LINES), len(lines)) if (match := _NUMBER.fullmatch(lines[at]))}
    last = max((number for number in numbers.values()), default=0)
    if not MIN_PAGES <= last <= MOST:
        return []
    found: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if (match := _NUMBER.fullmatch(line)) and int(match[1]) <= last:
            found.setdefault(int(match[1]), []).append(at)
    pairs = sum(len(places) * len(found.get(number - 1, ())) for number, places in found.items())
    if len(lines) < USUAL_LINES * last or pairs > MOST_PAIRS:
        return []
    telling = sum(gaps) <= RARE * len(lines)
    worth = {at: _worth(lines, at, telling and at < len(gaps) and gaps[at]) for places in found.values() for at in places}
    return _chain(found, worth, {at for at, number in numbers.items() if number == last})


def _worth(lines: Sequence[str], at: int, gap: bool) -> float:
    """How likely a line with a number alone is the last of its page, by what follows it."""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return 5.0 * gap + 1.5 * bool(_TOP.search(below)) - 2.0 * bool(_FIGURES.fullmatch(below)) - 1.0 * bool(_ROW.match(below))


def _chain(found: dict[int, list[int]], worth: dict[int, float], ends: set[int]) -> list[int]:
    """The best chain of numbers that ends at one of the lines `ends`."""
    best: _Best = {at: (worth[at], None) for n in range(1, LAST_FIRST + 1) for at in found.get(n, ()) if at not in ends}
    for number in sorted(found):
        for at in found[number]:
            for before, cost in ((number - 1, 0.0), (number - 2, SKIPPED)):
                for above in found.get(before, ()):
                    if above in best and at - above >= MIN_LINES:
                        total = best[above][0] + worth[at] + log(at - above) - cost
                        best[at] = max(best.get(at, (total, above)), (total, above), key=lambda chain: chain[0])
    chain: list[int] = []
    link: int | None = max((at for at in ends if at in best), key=lambda at: best[at][0], default=None)
    while link is not None:
        chain.append(link)
        link = best[link][1]
    return chain[::-1] if len(chain) >= MIN_PAGES else []
