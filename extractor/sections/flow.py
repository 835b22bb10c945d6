"""What stands in the document in reading order: text lines, forms, and what belongs to neither body nor outline."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from extractor.likeness import fold
from extractor.records import Place, Table
from extractor.sections.contents import contents
from extractor.sections.numbering import TOP_STYLES, marker
from extractor.sections.paragraphs import Unit, unit, units
from extractor.sections.strands import Strand, is_caption, is_final, is_prose
from extractor.sections.strays import strays
from extractor.sections.titles import COVER_TITLE, FORM_TITLE, OPENING, REPORTS, SITE

_ANNEX = re.compile(r"附[件表]?[:：]?")


@dataclass(frozen=True, slots=True)
class Form:
    """A table at its place in the flow. `heading`: the lines of its title, None if nothing printed names it."""

    table: Table
    heading: Unit | None
    notes: tuple[Unit, ...]
    place: Place


ABOVE = 60  # lines of navigation that a web page may print above a report
COVER = 20  # lines of a cover
FRAME = 5  # rows of a web page above the title of a report
SAME_SIZE = 0.05  # share by which letters of one size differ
INDENTED, LAST_WORD = 6, 4  # columns: the widest first line indent; how far a line may stay behind the margin


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
    stray = strays(text)
    frame = _framed(block, owner)
    stray |= {s.number for s in block[: frame or 0] if s.number not in owner}
    cover = _cover(block, listing, owner, frame)
    covered = {s.number for s in cover}
    text = [s for s in text if s.number not in stray and s.number not in covered]
    own: dict[int, list[Strand]] = {id(table): [] for table in tables}
    for strand in block:
        if strand.number in owner:
            own[id(owner[strand.number])].append(strand)
    forms = [_form(table, block, own[id(table)]) for table in tables]
    barriers = {f.place.lines[0] for f in forms if f.place.lines}
    body = [s for n, s in enumerate(text) if not is_caption(s.text) and not (n and _printed_twice(text[n - 1], s))]
    pieces: list[Unit | Form] = [*_between(body, barriers), *forms]
    pieces.sort(key=_position)
    pieces = [p for n, p in enumerate(pieces) if not _is_label(p, pieces[n + 1] if n + 1 < len(pieces) else None)]
    return Flow(tuple(cover), tuple(pieces), listed, tuple(s for s in block if s.number in stray))


def _printed_twice(before: Strand, strand: Strand) -> bool:
    """The second printing of a numbered heading that was set bold by printing it twice, as converters give it."""
    return strand.text == before.text and strand.number == before.number + 1 and marker(strand.text) is not None


def _is_label(piece: Unit | Form, after: Unit | Form | None) -> bool:
    """附件 on a line of its own above a table: a caption of it, as 公开01表 is."""
    return isinstance(piece, Unit) and isinstance(after, Form) and _ANNEX.fullmatch(fold(piece.text)) is not None


def _position(piece: Unit | Form) -> int:
    if isinstance(piece, Form):
        return piece.place.lines[0] if piece.place.lines else 0
    return piece.first.number


def _between(body: Sequence[Strand], barriers: set[int]) -> list[Unit]:
    """Units of the text; no unit runs across a table."""
    numbers = [strand.number for strand in body]
    starts = {bisect_left(numbers, mark) for mark in barriers}
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
    if strand.number not in table.caption or strand.number in table.lines:
        return False
    sentence = is_final(strand.text) or is_prose(strand.text)
    return sentence and not is_caption(strand.text) and fold(strand.text) not in fold(table.title)


def _note_lines(block: Sequence[Strand], table: Table) -> list[int]:
    """Numbers of the lines under a table that its notes were made from."""
    notes = fold("".join(table.notes))
    last = max(table.lines, default=0) or max(table.caption, default=0)
    found: list[int] = []
    for strand in block[bisect_right(block, last, key=attrgetter("number")) :] if notes else ():
        if strand.number not in table.lines:
            if fold(strand.text) not in notes or len(found) > 40:
                break
            found.append(strand.number)
    return found


def _form(table: Table, block: Sequence[Strand], own: Sequence[Strand]) -> Form:
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


def _headed(block: Sequence[Strand], owner: Mapping[int, Table]) -> int | None:
    """Where a web page sets the title of the report as its heading, below its own navigation; None where none does."""
    for i, strand in enumerate(block[:ABOVE]):
        if strand.line.level == 1 and REPORTS.search(strand.text) and COVER_TITLE.search(fold(strand.text)):
            return i if any(s.number in owner or SITE.search(s.text) for s in block[:i]) else None
    return None


def _framed(block: Sequence[Strand], owner: Mapping[int, Table]) -> int | None:
    """Where the text below the table begins that a web page sets above a report (索引号, 发布机构); None where none stands
    there, or where the report has begun above it."""
    found: int | None = None
    for i, strand in enumerate(block[:ABOVE]):
        table = owner.get(strand.number)
        in_site = SITE.search(strand.text) is not None
        if table is not None and (in_site or (found == i and table is owner.get(block[i - 1].number))):
            found = i + 1
        elif table is not None or (not in_site and (is_prose(strand.text) or COVER_TITLE.search(fold(strand.text)))):
            break
    return found


def _cover(block: Sequence[Strand], listing: frozenset[int], owner: Mapping[int, Table], frame: int | None) -> list[Strand]:
    """The lines before the contents list, or those before the first heading, sentence or table; a few rows that a web page
    prints above the title (索引号, 发布日期) are none of them."""
    begin = _headed(block, owner) or frame or next((i for i, s in enumerate(block[: FRAME + 1]) if s.number not in owner), 0)
    end = min(listing) if listing and min(listing) <= begin + COVER else None
    found: list[Strand] = []
    for i, strand in enumerate(block[: begin + COVER]):
        if i < begin:
            continue
        if i == end or strand.number in owner or (FORM_TITLE.search(fold(strand.text)) and i > begin):
            break
        numbered = marker(strand.text)
        if i > begin and (OPENING.match(fold(strand.text)) or strand.line.level > max(1, block[0].line.level)):
            break
        if is_prose(strand.text) or (numbered and numbered.style != "annex") or strand.text.endswith(("：", ":")):
            break
        if i + 1 < len(block) and _goes_on(strand, block[i + 1]):
            break
        found.append(strand)
    return found


def _goes_on(strand: Strand, after: Strand) -> bool:
    """Whether the first line of a paragraph has no punctuation yet: indented, and the sentence goes on in full lines of its type."""
    if not (is_prose(after.text) and strand.line.size and abs(after.line.size / strand.line.size - 1) < SAME_SIZE):
        return False
    return 1 < strand.indent - after.indent < INDENTED and strand.reach > after.reach - LAST_WORD
