"""Headings without a number: titles of reports within the document, and headings that markup, type, the contents list
or usage shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from extractor.likeness import bare, fold
from extractor.sections.flow import Form
from extractor.sections.numbering import TOP_STYLES, Marker, marker
from extractor.sections.paragraphs import Unit
from extractor.sections.strands import is_final, is_prose
from extractor.sections.titles import FORM_TITLE, REPORT_TITLE, USUAL

Role = Literal["title", "strong", "weak", "form"]
LONGEST = 64  # characters; longer lines are sentences
LARGER = 1.12  # times the size of running text
_REFERENCE = re.compile(r"^(?:详见|参见|请见|另见|见)")  # 详见单位的项目绩效目标表
_CAPTION = re.compile(r"^(?:图|表)\s*\d|^附图")
_BARE_NUMBER = re.compile(r"(\d{1,2})\s+([\u4e00-\u9fff].*)")
_SECOND_HALF = re.compile(r"20\d\d|部门|单位|整体|绩效|项目|自评")


def roles(pieces: Sequence[Unit | Form], listed: frozenset[str]) -> dict[int, Role]:
    """Index in `pieces` -> what kind of unnumbered heading stands there. `listed`: folded names of the contents list.

    title: of a report within the document; strong: a heading of the outline; weak: a heading below the numbered one
    before it; form: the title of a form that no table claims."""
    size = _running_size(pieces)
    found: dict[int, Role] = {}
    for index, piece in enumerate(pieces):
        if isinstance(piece, Unit) and piece.marker is None:
            after = pieces[index + 1] if index + 1 < len(pieces) else None
            role = _role(piece, after, listed, size)
            if role:
                found[index] = role
    return found


def _role(source: Unit, after: Unit | Form | None, listed: frozenset[str], size: float) -> Role | None:
    text = fold(source.text)
    if len(text) > LONGEST or _CAPTION.match(text) or is_prose(source.text.rstrip("。")) or ":" in text:
        return None
    if FORM_TITLE.search(text) and not USUAL.match(text):
        return None if _REFERENCE.match(text) else "form"
    if after is None or is_final(source.text):
        return "weak" if source.first.line.level else None
    if len(text) >= 6 and REPORT_TITLE.search(text):
        return "title"
    if bare(text) in listed or USUAL.match(text):
        return "strong"
    if size and source.first.line.size > LARGER * size and len(text) >= 2:
        return "strong"
    if source.first.line.level:
        return "strong"
    return "weak" if source.first.line.bold and isinstance(after, Unit) and not after.first.line.bold else None


def _running_size(pieces: Sequence[Unit | Form]) -> float:
    """Type size of most characters in points; 0 where unknown."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if isinstance(piece, Unit):
            sizes.update({round(s.line.size, 1): len(s.text) for s in piece.strands})
    return sizes.most_common(1)[0][0] if sizes else 0.0


def merged(pieces: Sequence[Unit | Form]) -> list[Unit | Form]:
    """Headings that stand on two lines of their own are one: X协会 / 2024年度部门整体绩效自评报告, 第一部分 / 部门概况."""
    found: list[Unit | Form] = []
    for piece in pieces:
        last = found[-1] if found else None
        if isinstance(piece, Unit) and isinstance(last, Unit) and _is_second_half(piece) and _is_first_half(last):
            found[-1] = _one(last, piece, "")
        elif isinstance(piece, Unit) and isinstance(last, Unit) and _is_number_alone(last) and _is_bare(piece):
            found[-1] = _one(last, piece, " ")
        else:
            found.append(piece)
    return found


def with_bare_numbers(pieces: Sequence[Unit | Form]) -> list[Unit | Form]:
    """Where a document numbers 1.1, 1.2, ..., `2 绩效评价工作开展情况` is numbered as well: a number and a blank before a title."""
    decimals = [p.marker.number for p in pieces if isinstance(p, Unit) and p.marker and p.marker.style == "decimal"]
    most = max((int(re.split("[.．]", number)[0]) for number in decimals), default=-1)
    found: list[Unit | Form] = []
    for piece in pieces:
        if isinstance(piece, Unit) and piece.marker is None:
            piece = _numbered(piece, most + 1)
            most = max(most, piece.marker.value) if piece.marker else most
        found.append(piece)
    return found


def _numbered(source: Unit, most: int) -> Unit:
    found = _BARE_NUMBER.match(source.text)
    if not found or int(found[1]) > most or is_prose(found[2]) or is_final(found[2]) or len(found[2]) > LONGEST:
        return source
    return replace(source, marker=Marker("arabic", int(found[1]), found[1], "", found[2], found.start(2)))


def _one(first: Unit, second: Unit, glue: str) -> Unit:
    text = first.text + glue + second.text
    offset = len(first.text) + len(glue)
    breaks = first.breaks + tuple((offset + at, number) for at, number in second.breaks)
    return Unit(first.strands + second.strands, text, breaks, marker(text) if first.marker else None)


def _is_number_alone(source: Unit) -> bool:
    """第一部分, 附件1 on a line of its own."""
    return source.marker is not None and source.marker.style in TOP_STYLES and not source.marker.rest.strip()


def _is_bare(source: Unit) -> bool:
    text = fold(source.text)
    return not source.marker and len(text) <= 40 and not is_final(source.text) and not is_prose(source.text) and ":" not in text


def _is_first_half(source: Unit) -> bool:
    text = fold(source.text)
    return _is_bare(source) and not any(pattern.search(text) for pattern in (USUAL, REPORT_TITLE, FORM_TITLE))


def _is_second_half(source: Unit) -> bool:
    text = fold(source.text)
    if source.marker or len(text) > 40 or is_prose(text):
        return False
    return bool(REPORT_TITLE.search(text) and _SECOND_HALF.match(text))
