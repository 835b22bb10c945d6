"""Numbers that narrow columns broke over lines (13,700,604. above 53): put together before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.amounts import with_cents
from extractor.records import Edit, Line, Table
from extractor.tables.flattened.around import around

# an amount that stops after a separator, within a group of three, or before the second decimal (30.0 may be all of it)
_TORN = re.compile(r"-?\d[\d,，]*(?:[,，]\d{0,2}|\.)|-?\d{1,3}(?:[,，]\d{3})+\.\d")
_STOPS = re.compile(r"-?\d[\d,，]*(?:[,，]\d{0,2}|\.)")  # ... so that no whole amount reads like it
_LAST_DIGIT = re.compile(r"-?\d{4,}\.\d")  # 33572223.7 above 7, where amounts have two decimals
_ONE_SHORT = re.compile(r"-?\d[\d,，]*\.\d")
_ONE_CELL = re.compile(r"(?<!\S)-?\d[\d,，]*[,，]\d{3}\.\d(?!\S)")
_DIGIT_BEHIND = re.compile(_ONE_CELL.pattern + r"(?=(?:[^\d\n]*\n)?[^\n\S]*\d(?!\S))")
_ONE, _TWO = re.compile(r"\d\.\d(?!\d)"), re.compile(r"\d\.\d\d(?!\d)")
_FRAGMENT = re.compile(r"\d{1,3}(?:[,，]\d{3})*(?:\.\d{1,2})?")
# what begins a line and may go on with an amount: 6.98, ,183.13, .58, 4,058.; what follows it is another cell
_LEADING = re.compile(r"\s*(?P<rest>[,，.]?\d[\d,，]*\.?\d{0,2})(?=\s|$|[\u4e00-\u9fff（(])")
_AT_END = re.compile(r"(?<![\d.,，])-?\d[\d.,，]*$")
_WITHIN = re.compile(
    r"(?<!\S)(-?\d[\d.,，]*)[ \u3000](?=([,，.]?\d[\d.,，]*)(?:\s|$|[\u4e00-\u9fff（(]))"
)  # looks at each figure beside the next
MOSTLY = 0.8  # share of the amounts with one decimal
MOST_LINES = 3  # below the first over which one amount is broken


class _Join(NamedTuple):
    """An amount made whole: its text, and what is left of each line below that went into it."""

    whole: str
    rests: list[str]


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with the torn amounts of each made whole: by the figures of the next, where those are as many and each makes
    an amount of two decimals; or its last one by what begins the lines below, where cells are printed one after another.
    What else stands there stays there."""
    exact = _exact("\n".join(line.text for line in lines))
    left = [_closed(line, exact=exact) for line in lines]
    found: list[Line] = []
    at = 0
    while at < len(left):
        row = None if _mended(left[at], left[at + 1 : at + 2], exact=exact) else around(left[at : at + 3])
        found.append(row or left[at])
        at += 3 if row else 1
        while at < len(left) and (mended := _mended(found[-1], left[at : at + MOST_LINES], exact=exact)):
            above, used, rest = mended
            found[-1] = above
            at += used
            if rest is not None:
                found.append(rest)
    return found


def _exact(text: str) -> bool:
    """Whether amounts have two decimals: most do, and next to all that have one have a lone digit behind them."""
    short = len(_ONE_CELL.findall(text))
    return len(_TWO.findall(text)) > len(_ONE.findall(text)) and len(_DIGIT_BEHIND.findall(text)) >= MOSTLY * short


def _closed(line: Line, *, exact: bool) -> Line:
    """The line with amounts whole that a converter parted where their cells broke them: 1,593,572,94 6.98; or OCR at the
    point: 123. 45."""
    if line.cells is not None or not re.search(r"\d[,，.]", line.text):
        return line

    def whole(match: re.Match[str]) -> str:
        return match[1] if _goes_on(match[1], match[2], exact=exact) else match[0]

    text = _WITHIN.sub(whole, line.text)
    return line if text == line.text else line._replace(text=text, edits=(*line.edits, Edit("joined_cell", line.text, text)))


def _goes_on(above: str, below: str, *, exact: bool) -> bool:
    """Whether two figures are one whole amount and neither can be one by itself."""
    parted = _STOPS.fullmatch(above) or below[0] in ",，." or (exact and _ONE_SHORT.fullmatch(above) and len(below) == 1)
    return bool(parted and not with_cents(above) and with_cents(above + below))


def _mended(above: Line, below: Sequence[Line], *, exact: bool) -> tuple[Line, int, Line | None] | None:
    """The line above with whole amounts, how many lines below went into it, and what is left of the last of them (None for
    nothing); None where they do not fit. `exact`: amounts have two decimals, so that lone digits below one are the rest of it."""
    if not below or above.cells is not None or below[0].cells is not None or not re.search(r"\d", above.text):
        return None
    side_by_side = _side_by_side(above.text, below[0].text, exact=exact)
    if side_by_side:
        text, rest = side_by_side
        used = 1
    elif join := _one_below_another(above.text, below, exact=exact):
        text = _AT_END.sub("", above.text.rstrip()) + join.whole
        used, rest = len(join.rests), join.rests[-1]
    else:
        return None
    last = below[used - 1]
    whole = "\n".join(line.text for line in (above, *below[:used]))
    mended = above._replace(text=text, edits=(*above.edits, Edit("joined_line", whole, text)))
    gone = last.number if not rest.strip() else below[used - 2].number if used > 1 else above.last
    return mended._replace(last=gone), used, last._replace(text=rest) if rest.strip() else None


def _side_by_side(above: str, line: str, *, exact: bool) -> tuple[str, str] | None:
    """The line above with each torn amount made whole by the figure of the next, and the words left of that."""
    lone = exact and re.fullmatch(r"\s*\d(?:\s+\d)*\s*", line)
    torn = [match for match in re.finditer(r"\S+", above) if _TORN.fullmatch(match[0]) or (lone and _LAST_DIGIT.fullmatch(match[0]))]
    figures = [match for match in re.finditer(r"\S+", line) if re.match(r"[\d.,，-]", match[0])]
    if not torn or len(torn) != len(figures) or not all(_FRAGMENT.fullmatch(match[0]) for match in figures):
        return None
    wholes = [first[0] + second[0] for first, second in zip(torn, figures, strict=True)]
    if not all(with_cents(whole) for whole in wholes):
        return None
    text = above
    for match, whole in zip(reversed(torn), reversed(wholes), strict=True):
        text = text[: match.start()] + whole + text[match.end() :]
    return text, re.sub(r"(?<!\S)[\d.,，]+(?!\S)", lambda match: " " * len(match[0]), line)


def _one_below_another(above: str, below: Sequence[Line], *, exact: bool) -> _Join | None:
    """The last amount of the line above made whole by what begins the lines below; all but the last of them hold nothing else."""
    first = _AT_END.search(above.rstrip())
    if first is None:
        return None
    so_far, rests = first[0], list[str]()
    for line in below:
        match = _LEADING.match(line.text) if line.cells is None else None
        if match is None:
            return None
        rests.append(line.text[match.end() :])
        if _goes_on(so_far, match["rest"], exact=exact):
            return _Join(so_far + match["rest"], rests)
        if rests[-1].strip() or not _may_go_on(so_far, match["rest"]):
            return None
        so_far += match["rest"]
    return None


def _may_go_on(above: str, below: str) -> bool:
    """Whether two figures are the beginning of one amount, and the first cannot stand alone."""
    parted = _STOPS.fullmatch(above) or below[0] in ",，."
    return bool(parted and re.fullmatch(r"-?\d{1,3}(?:[,，]\d{3})*(?:[,，]\d{0,2}|\.\d?)?", above + below))


def claimed(tables: Sequence[Table], lines: Sequence[Line]) -> list[Table]:
    """The tables with the lines that went into others of theirs whole."""
    gone = {line.number: line.last for line in lines if line.last}
    inside = {n: range(n + 1, last + 1) for n, last in gone.items()}
    return [replace(t, lines=t.lines.union(*(inside[n] for n in t.lines if n in inside))) for t in tables] if gone else list(tables)
