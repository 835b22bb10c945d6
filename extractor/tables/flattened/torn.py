"""Numbers that narrow columns broke over two lines (13,700,604. above 53): put together before anything is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.records import Edit, Line, Table

# an amount that stops after a separator, within a group of three, or before the second decimal (30.0 may be all of it)
_TORN = re.compile(r"-?\d[\d,，]*(?:[,，]\d{0,2}|\.)|-?\d{1,3}(?:[,，]\d{3})+\.\d")
_LAST_DIGIT = re.compile(r"-?\d{4,}\.\d")  # 33572223.7 above 7, where amounts have two decimals
_ONE, _TWO = re.compile(r"\d\.\d(?!\d)"), re.compile(r"\d\.\d\d(?!\d)")
_FRAGMENT = re.compile(r"\d{1,3}(?:[,，]\d{3})*(?:\.\d{1,2})?")
_WHOLE = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d+)\.\d{2}")


def joined(lines: Sequence[Line]) -> list[Line]:
    """The lines with the torn amounts of each made whole by the figures of the next: where those are as many, and each
    makes an amount of two decimals. What else stands on the next line stays there."""
    found: list[Line] = []
    exact = sum(len(_TWO.findall(line.text)) - len(_ONE.findall(line.text)) for line in lines) > 0
    for line in lines:
        mended = _mended(found[-1], line, exact=exact) if found else None
        if mended is None:
            found.append(line)
            continue
        above, rest = mended
        found[-1] = above if rest else above._replace(last=line.number)
        if rest:
            found.append(line._replace(text=rest))
    return found


def _mended(above: Line, line: Line, *, exact: bool) -> tuple[Line, str] | None:
    """The line above with whole amounts, and the words left of this one; None where they do not fit. `exact`: amounts
    have two decimals, so that a line of lone digits below amounts with one is the rest of them."""
    if above.cells is not None or line.cells is not None or not re.search(r"\d[,，.]", above.text):
        return None
    if exact and (first := re.match(r"\s*(\d)\s+(?=\S*\d)", line.text)) and _LAST_DIGIT.fullmatch(above.text.split()[-1]):
        text = above.text.rstrip() + first[1]  # a row printed cell by cell: the last digit begins the line of the next cells
        edit = Edit("joined_line", f"{above.text}\n{line.text}", text)
        return above._replace(text=text, edits=(*above.edits, edit)), line.text[first.end() :]
    lone = exact and re.fullmatch(r"\s*\d(?:\s+\d)*\s*", line.text)
    torn = [match for match in re.finditer(r"\S+", above.text) if _TORN.fullmatch(match[0]) or (lone and _LAST_DIGIT.fullmatch(match[0]))]
    figures = [match for match in re.finditer(r"\S+", line.text) if re.match(r"[\d.,，-]", match[0])]
    if not torn or len(torn) != len(figures) or not all(_FRAGMENT.fullmatch(match[0]) for match in figures):
        return None
    wholes = [first[0] + second[0] for first, second in zip(torn, figures, strict=True)]
    if not all(_WHOLE.fullmatch(whole) for whole in wholes):
        return None
    text = above.text
    for match, whole in zip(reversed(torn), reversed(wholes), strict=True):
        text = text[: match.start()] + whole + text[match.end() :]
    rest = re.sub(r"(?<!\S)[\d.,，]+(?!\S)", lambda match: " " * len(match[0]), line.text)
    edit = Edit("joined_line", f"{above.text}\n{line.text}", text)
    return above._replace(text=text, edits=(*above.edits, edit)), rest if rest.strip() else ""


def claimed(tables: Sequence[Table], lines: Sequence[Line]) -> list[Table]:
    """The tables with the lines that went into others of theirs whole."""
    gone = {line.number: line.last for line in lines if line.last}
    return [replace(table, lines=table.lines | {gone[n] for n in table.lines if n in gone}) if gone else table for table in tables]
