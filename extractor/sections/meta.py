"""What the document is: kind, title, reporting agency and fiscal year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from extractor import periods
from extractor.knowledge.model import KindRule
from extractor.knowledge.wordings import wordings
from extractor.likeness import fold, likeness
from extractor.records import Kind, Table
from extractor.sections.entries import entered
from extractor.sections.kinds import BEGINNING, kind_of
from extractor.sections.strands import Strand, agency_named, is_caption, is_final, is_prose
from extractor.sections.titles import COVER_TITLE, SITE

NAVIGATED = 2  # lines of a site by which a page of it is known
_SAME_TITLE = 0.75  # likeness of a title and the same one printed above it
BY_SENTENCE = 0.7  # how sure an agency is that only sentences name
BY_ENTRY = 0.8  # the same of one that only filled-in sheets name
LAST_LETTERS = 3  # of a title, on a line of their own
SHORTEST_AGENCY = 5
# how these are worded, and of which documents: covers.toml
_WORDED = wordings("covers")
_DATE = _WORDED["date"]
_YEAR_ALONE = _WORDED["year_alone"]
_IMPRINT = _WORDED["imprint"]
_NOISE = _WORDED["title_noise"]
_AGENCY_END = _WORDED["agency_end"]
_BY_ITSELF = _WORDED["title_by_itself"]
_LABEL = _WORDED["title_label"]
_CODE = _WORDED["agency_code"]
_NUMBERED = _WORDED["numbered"]
_YEAR_BEFORE = _WORDED["year_before"]
_YEAR_TOLD = _WORDED["year_told"]
_TELLS = _WORDED["agency_tells"]
_WELCOME = _WORDED["agency_welcomes"]
_PLACE = _WORDED["agency_place"]
_DECLARED = _WORDED["agency_declares"]
_OVERVIEW = _WORDED["agency_overview"]
_LABELLED = _WORDED["agency_labelled"]
_EXECUTES = _WORDED["agency_executes"]
_NO_AGENCY = _WORDED["agency_none"]
_NAMED_PROJECT = _WORDED["title_project"]
_ABOUT = _WORDED["title_about"]
_FIELD = _WORDED["field"]
_REMARK = _WORDED["title_remark"]
_LEVEL = _WORDED["agency_level"]


class Meta(NamedTuple):
    """The facts of `document`, and how sure they are (0..1)."""

    kind: Kind
    title: str
    organization: str
    fiscal_year: int | None
    confidence: float


def describe(
    cover: Sequence[Strand], body: Sequence[str], tables: Sequence[Table], filename: str | None, rules: Sequence[KindRule]
) -> Meta:
    """Kind, title, agency, year from the cover lines, the text lines of the whole document, and the tables."""
    title = _title(cover, body, tables[0].title if tables else "", filename)
    kind, kind_sure = kind_of(title, body, tables, rules)
    agency, agency_sure = _agency(title, cover, body, tables)
    year, year_sure = _year(title, cover, body)
    return Meta(kind, title, agency, year, round(kind_sure * agency_sure * year_sure, 3))


def _title(cover: Sequence[Strand], body: Sequence[str], first_table: str, filename: str | None) -> str:
    """The cover's lines up to the last that ends as titles do; else the first line of the body that is a title; else
    that of the first table; else the file's name."""
    lines = [_CODE.sub("", fold_blanks(s.text)) for s in _below_the_site(cover) if not _is_frame(s.text)]
    lines = [t for t in lines if t and (not _DATE.match(t) or _YEAR_ALONE.match(t)) and not _IMPRINT.search(t) and not agency_named(t)]
    lines = [t for t in lines if not _FIELD.search(t)]
    ends = [i for i, t in enumerate(lines) if COVER_TITLE.search(t) or (i and _is_rest(lines[i - 1], t))]
    named = _named(body)
    if ends:
        last = ends[-1] + 1
        project = lines[last : last + 1] if _NAMED_PROJECT.fullmatch("".join(lines[last : last + 1])) else []
        title = "".join([*_once(_last_whole(lines[:last])), *project])
        navigated = sum(bool(SITE.search(s.text)) for s in cover) >= NAVIGATED
        if not (named and navigated) or (periods.years(title) and _from_title(title)):
            return title
    if named:
        return named
    if lines := [t for t in lines if not _DATE.match(t)]:
        return "".join(_once(lines))
    return re.sub(r"^附[表件]\d*[:：]", "", fold_blanks(first_table)) or (fold_blanks(PurePath(filename).stem) if filename else "")


def _below_the_site(cover: Sequence[Strand]) -> Sequence[Strand]:
    """The lines of a cover below what a web page prints above a report, where a title by itself stands there: whose site it
    is stands above."""
    last = max((i for i, s in enumerate(cover) if SITE.search(s.text)), default=-1)
    below = cover[last + 1 :]
    lines = [fold_blanks(s.text) for s in below]
    return below if any(map(_is_whole, (*lines, *map("".join, pairwise(lines))))) else cover


def _is_whole(text: str) -> bool:
    """Whether a line is a whole title: it names an agency and a year, and ends as titles do."""
    return bool(COVER_TITLE.search(text) and periods.years(text) and _from_title(text))


def _named(body: Sequence[str]) -> str:
    """The first line of the body that is a title by itself, with the agency on the line above where it names none; ''."""
    lines = [line for line in (_LABEL.sub("", t).rstrip(" |") for t in body[:400]) if len(line) <= 60]
    for n, line in enumerate(lines):
        t = fold_blanks(line)
        if not COVER_TITLE.search(t) or not _BY_ITSELF.search(t) or _NUMBERED.match(t) or not _is_head(line):
            continue
        above = next((fold_blanks(head) for head in reversed(lines[:n]) if _is_head(head)), "")
        if not _from_title(t) and _AGENCY_END.search(above) and len(above) >= 4:
            return above + t
        if _from_title(t) or periods.years(t):
            return t
    return ""


def _is_head(line: str) -> bool:
    """Whether a short line may be a title, or the agency above one: no sentence, nothing that a web site prints."""
    return not is_prose(line) and not is_final(line) and not SITE.search(line)


def _is_rest(line: str, rest: str) -> bool:
    """Whether a line holds the last letters of a title that is too long for the line above: 某某局部门决 | 算."""
    return len(rest) <= LAST_LETTERS and not COVER_TITLE.search(line) and bool(COVER_TITLE.search(line + rest))


def _is_frame(text: str) -> bool:
    """Whether a line is none of the cover: the unit of a table, the way to a page of a web site."""
    return is_caption(text) or bool(SITE.search(text))


def _once(lines: Sequence[str]) -> list[str]:
    """Without the lines all of whose words come again further down (a running head, an agency above a full title), or
    stood above in one line (the title of the first table)."""
    kept = [line for i, line in enumerate(lines) if not _within(line, "".join(lines[i + 1 :]))]
    return [line for i, line in enumerate(kept) if not any(line in other for other in kept[:i])]


def _last_whole(lines: list[str]) -> list[str]:
    """From the last line on with which the whole title begins again: a web page prints its own above the document's."""
    for i in range(len(lines) - 1, 0, -1):
        above, rest = "".join(lines[:i]), "".join(lines[i:])
        if _from_title(rest) and COVER_TITLE.search(lines[i - 1]) and likeness(above, rest) >= _SAME_TITLE:
            return lines[i:]
    if _is_whole(lines[-1]) and any(map(_is_whole, lines[:-1])):
        return lines[-1:]
    alone = _YEAR_BEFORE.match(lines[-1]) and _from_title(lines[-1]) and all(map(_AGENCY_END.search, lines[:-1]))
    return lines[-1:] if alone else lines


def _within(text: str, later: str) -> bool:
    """Whether the letters of a text come in a later one in the same order."""
    letters = iter(later)
    return all(letter in letters for letter in text)


def fold_blanks(text: str) -> str:
    """Without any white space."""
    return "".join(text.split())


def _agency(title: str, cover: Sequence[Strand], body: Sequence[str], tables: Sequence[Table]) -> tuple[str, float]:
    """Votes of the title, the cover, 第一部分 X概况 and the captions of the forms; where there are none, of what filled-in sheets
    name or of whom sentences are about."""
    votes: Counter[str] = Counter()
    _vote(votes, _from_title(title), 6)
    for strand in cover:
        text = fold_blanks(strand.text)
        if SITE.search(strand.text):
            continue
        _vote(votes, agency_named(strand.text), 2 if strand.text.startswith("主管") else 8)
        if not COVER_TITLE.search(text) and not _DATE.match(text) and not _FIELD.search(text) and len(text) >= 4:
            _vote(votes, text if _AGENCY_END.search(text) else "", 3)
    _vote_by_lines(votes, body)
    if not votes and (executes := _EXECUTES.search("\n".join(body[:BEGINNING]))):
        _vote(votes, executes[1], 1)
    most = 0.99
    if not votes:
        most = BY_ENTRY
        for name, weight in entered(tables).items():
            _vote(votes, name, weight)
    if not votes:
        _vote_by_sentences(votes, body)
        most = BY_SENTENCE
    if not votes:
        return "", 0.3
    for short in list(votes):
        if longer := next((name for name in votes if name.endswith(short) and _PLACE.search(name.removesuffix(short))), ""):
            votes[longer] += votes.pop(short)  # 大才乡人民政府, of 环江毛南族自治县大才乡人民政府
    (best, count), *_others = votes.most_common(1)
    return best, min(most, 0.6 + 0.4 * count / sum(votes.values()))


def _vote_by_lines(votes: Counter[str], body: Sequence[str]) -> None:
    """Who signs, who declares a form empty, whom captions, 第一部分 X概况 and labels name."""
    tight = list(map(fold_blanks, body))
    for line, folded, below in zip(body, tight, [*tight[1:], ""], strict=False):
        if len(line) <= 40 and _DATE.match(below):  # who signs, above the date
            _vote(votes, line, 2)
        if declared := _DECLARED.match(folded):
            _vote(votes, declared[1], 2)
        named = agency_named(line)
        if named:
            _vote(votes, named, 1)
            continue
        overview = _OVERVIEW.match(folded) if len(line) < 60 else None
        labelled = _LABELLED.match(line) if not overview and len(line) < 80 else None
        _vote(votes, _NOISE.sub("", overview[1] or overview[2]) if overview else (labelled[1] if labelled else ""), 4 if overview else 1)


def _vote_by_sentences(votes: Counter[str], body: Sequence[str]) -> None:
    """Whom the sentences are about (某某县水务局2016年度“三公”经费支出决算为68.3万元), and whose site it is."""
    for above, line in pairwise(["", *body]):
        begins = is_final(above) or not is_prose(above)
        sentences = re.split(r"(?<=[。；])\s*", line)
        for told in map(_TELLS.match, sentences if begins else sentences[1:]):
            _vote(votes, told[1] if told else "", 1)
        if (welcome := _WELCOME.match(fold_blanks(line))) and not welcome[1].endswith("政府"):
            _vote(votes, welcome[1], 1)


def _vote(votes: Counter[str], name: str, weight: int) -> None:
    if not name:
        return
    name = _YEAR_BEFORE.sub("", _LEVEL.sub("", _REMARK.sub("", fold_blanks(name))).strip("：:"))
    name = name if fold(name).count("(") == fold(name).count(")") else name.strip("（）()")
    if 4 <= len(name) <= 40 and _AGENCY_END.search(name) and not _NO_AGENCY.search(name):
        votes[name] += weight


def _from_title(title: str) -> str:
    """The agency of a title: what is left of it without year and kind of report, or what stands before its year, or before
    the words that say what it is about (某某第四中学专项资金绩效自评价报告)."""
    for text in (title, re.split(r"20\d\d", title)[0]):
        before = ""
        while text != before:
            before, text = text, _NOISE.sub("", _REMARK.sub("", text))
        text = _LEVEL.sub("", text)
        if _AGENCY_END.search(text):
            return text
    heads = (title[: match.start()] for match in reversed(list(_ABOUT.finditer(title))))
    return next((head for head in heads if len(head) >= SHORTEST_AGENCY and _AGENCY_END.search(head)), "")


def _year(title: str, cover: Sequence[Strand], body: Sequence[str]) -> tuple[int | None, float]:
    """The year of the title; else of the cover's other lines (no dates) or of most 'YYYY年度' in the text."""
    votes: Counter[int] = Counter()
    for line in body:
        for match in _YEAR_TOLD.finditer(line) if "20" in line else ():
            votes[int(match[1])] += 3 if match[2] else 1
    named = periods.year(title)
    if named is None:
        printed = [y for s in cover if not _DATE.match(fold_blanks(s.text)) for y in periods.years(s.text)]
        named = printed[0] if printed else None
    if named is not None:
        return named, 0.98 if votes[named] or not votes else 0.8
    if not votes:
        return None, 0.3
    year, count = votes.most_common(1)[0]
    return year, 0.6 + 0.35 * count / sum(votes.values())
