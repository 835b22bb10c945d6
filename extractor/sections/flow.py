"""What stands in the document in reading order: text lines, forms, and what belongs to neither body nor outline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.likeness import fold
from extractor.records import Place, Table
from extractor.sections.contents import contents
from extractor.sections.numbering import TOP_STYLES, marker
from extractor.sections.paragraphs import Unit, places, unit, units
from extractor.sections.strands import Strand, is_caption, is_final, is_prose

FORM_TITLE = re.compile(
    r"(?:(?:决算|预算|收支|支出|收入|自评|汇总|申报|采购|经费|情况|绩效|目标|指标)(?:公开)?(?:总|明细|汇总|附)?表|得分情况表?)(?:[（(].{1,12}[）)])?$"
)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?[%％]?")
_QUANTITY = re.compile(r"\d\s*(?:[万亿]?元|年|个|辆|人|项|次|批|分[，。）为、]|台|月|日)|[%％][、，）]|[（(]含[）)]")
_HEADER_WORD = re.compile(
    r"^(?:项\s*目|栏\s*次|行\s*次|合\s*计|小\s*计|总\s*计|金\s*额|科目(?:编码|名称)|功能分类|经济分类|预算数|决算数|收\s*入|支\s*出|类|款|项|序号)(?=\s|$)"
)
_ACCOUNT = re.compile(r"(?:支出|收入|资金|拨款|结余|结转|预算|费|补助|津贴|工资|奖金)\s*$")
_REACH = 5  # lines between two lines of figures that may be names of the same table


@dataclass(frozen=True, slots=True)
class Form:
    """A table at its place in the flow. `heading`: the lines of its title, None if nothing printed names it."""

    table: Table
    heading: Unit | None
    notes: tuple[Unit, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Flow:
    """`cover`: lines before body and contents. `pieces`: units and forms of the body in reading order.
    `listed`: what the contents lists name, folded. `strays`: lines that look like table text that no table claims."""

    cover: tuple[Strand, ...]
    pieces: tuple[Unit | Form, ...]
    listed: frozenset[str]
    strays: tuple[Strand, ...]


def flow(block: Sequence[Strand], tables: Sequence[Table]) -> Flow:
    """Sort every line into cover, contents, tables, captions, strays and running text."""
    owner = _owners(block, tables)
    listing, listed = contents(block)
    text = [s for i, s in enumerate(block) if i not in listing and s.number not in owner]
    strays = _strays(text)
    cover = _cover(block, listing, owner)
    covered = {s.number for s in cover}
    text = [s for s in text if s.number not in strays and s.number not in covered]
    forms = [_form(table, block, owner) for table in tables]
    barriers = {f.place.lines[0] for f in forms if f.place.lines}
    body = [s for s in text if not is_caption(s.text)]
    pieces: list[Unit | Form] = [*_between(body, barriers), *forms]
    pieces.sort(key=_position)
    return Flow(tuple(cover), tuple(pieces), listed, tuple(s for s in block if s.number in strays))


def _position(piece: Unit | Form) -> int:
    if isinstance(piece, Form):
        return piece.place.lines[0] if piece.place.lines else 0
    return piece.first.number


def _between(body: Sequence[Strand], barriers: set[int]) -> list[Unit]:
    """Units of the text; no unit runs across a table."""
    marks = sorted(barriers)
    starts = {next((i for i, s in enumerate(body) if s.number >= mark), len(body)) for mark in marks}
    return units(body, frozenset(starts))


# --- tables ---------------------------------------------------------------------------------------------


def _owners(block: Sequence[Strand], tables: Sequence[Table]) -> dict[int, Table]:
    """Line number -> the table that claims it. A table never claims the heading of a part, nor what follows it."""
    texts = {s.number: s for s in block}
    owner: dict[int, Table] = {}
    for table in tables:
        claimed = sorted(table.lines | set(table.caption))
        stop = next((n for n in claimed if n in texts and _is_part(texts[n])), None)
        inside = [n for n in claimed if stop is None or n < stop or stop < min(table.lines, default=0)]
        owner.update({n: table for n in inside if n in texts and n != stop and not _is_sentence_above(texts[n], table)})
        owner.update(dict.fromkeys(_note_lines(block, table), table))
    return owner


def _is_part(strand: Strand) -> bool:
    found = marker(strand.text)
    return found is not None and found.style in TOP_STYLES[:2] and not strand.cells and len(strand.text) < 60


def _is_sentence_above(strand: Strand, table: Table) -> bool:
    """A caption line that is plainly a sentence or an announcement (各项指标得分情况如下：)."""
    in_caption = strand.number in table.caption and strand.number not in table.lines
    sentence = is_final(strand.text) or is_prose(strand.text)
    return in_caption and not is_caption(strand.text) and sentence and fold(strand.text) not in fold(table.title)


def _note_lines(block: Sequence[Strand], table: Table) -> list[int]:
    """Numbers of the lines under a table that its notes were made from."""
    notes = fold("".join(table.notes))
    last = max(table.lines, default=0) or max(table.caption, default=0)
    found: list[int] = []
    for strand in block:
        if notes and strand.number > last and strand.number not in table.lines:
            if fold(strand.text) not in notes or len(found) > 40:
                break
            found.append(strand.number)
    return found


def _form(table: Table, block: Sequence[Strand], owner: Mapping[int, Table]) -> Form:
    own = [s for s in block if owner.get(s.number) is table]
    title = fold(table.title)
    named = [s for s in own if s.number in table.caption and title and fold(s.text) and _names(fold(s.text), title)]
    noted = set(_note_lines(block, table))
    noted_strands = [s for s in own if s.number in noted]
    first, last = (own[0].number, own[-1].number) if own else _span(table)
    page = own[0].page if own else (table.places[0].page if table.places else 1)
    return Form(table, unit(named) if named else None, tuple(_notes(table, noted_strands)), Place(page, None, (first, last)))


def _span(table: Table) -> tuple[int, int]:
    lines = [n for place in table.places if place.lines for n in place.lines] or [0]
    return min(lines), max(lines)


def _names(text: str, title: str) -> bool:
    return text in title or title in text


def _notes(table: Table, lines: Sequence[Strand]) -> list[Unit]:
    """One unit a note; the note's text as the table finder joined it, its places from the lines."""
    found: list[Unit] = []
    rest = list(lines)
    for note in table.notes:
        group: list[Strand] = []
        while rest and fold(rest[0].text) in fold(note):
            group.append(rest.pop(0))
        if group:
            found.append(unit(group))
    return found


# --- cover, strays ----------------------------------------------------------------------------------------


def _cover(block: Sequence[Strand], listing: frozenset[int], owner: Mapping[int, Table]) -> list[Strand]:
    """The lines before the contents list, or those before the first heading, sentence or table."""
    end = min(listing) if listing and min(listing) <= 20 else None
    found: list[Strand] = []
    for i, strand in enumerate(block[:20]):
        if i == end or strand.number in owner or (FORM_TITLE.search(fold(strand.text)) and i > 0):
            break
        numbered = marker(strand.text)
        if is_prose(strand.text) or (numbered and numbered.style != "annex") or strand.text.endswith(("：", ":")):
            break
        found.append(strand)
    return found


def _strays(text: Sequence[Strand]) -> set[int]:
    """Numbers of lines that look like table text though no table claims them."""
    dense = [i for i, s in enumerate(text) if _is_tabular(s)]
    found = {text[i].number for i in dense}
    for a, b in pairwise(dense):
        if 1 < b - a <= _REACH:
            found.update(s.number for s in text[a + 1 : b] if _may_be_name(s))
    return found


def _is_tabular(strand: Strand) -> bool:
    """Figures and names without a sentence: `20607 科学技术普及 153.24 153.22 0.02`, `合计`, `30 61`."""
    if strand.cells:
        return True
    text = strand.text
    if is_prose(text) or is_final(text) or _QUANTITY.search(text):
        return False
    tokens = text.split()
    figures = [t for t in tokens if _NUMBER.fullmatch(t)]
    if len(figures) == len(tokens):
        return True
    if _HEADER_WORD.match(text) and (len(text) <= 8 or len(tokens) > 1):
        return True
    words = len(text) - sum(map(len, figures))
    if len(figures) >= 2 or (figures and re.search(r"^\d{3,7}\s|\s-?[\d,]+\.\d{1,2}$|(?:支出|收入|拨款|结余|合计|总计)\s*\d{1,2}$", text)):
        return words <= 60
    return False


def _may_be_name(strand: Strand) -> bool:
    found = marker(strand.text)
    if (found and found.style in TOP_STYLES) or is_prose(strand.text) or is_final(strand.text):
        return False
    return len(strand.text) <= 30 and (found is None or bool(_ACCOUNT.search(strand.text))) and not FORM_TITLE.search(fold(strand.text))


__all__ = ["FORM_TITLE", "Flow", "Form", "flow", "places"]
