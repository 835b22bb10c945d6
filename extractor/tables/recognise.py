"""Which form of the vocabulary a table is: its title, its header words and the codes of its rows must agree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractor import knowledge
from extractor.knowledge import headings
from extractor.knowledge.model import Form
from extractor.knowledge.titles import titles
from extractor.likeness import bare, fold
from extractor.records import Cell, Table
from extractor.tables.indicators import evaluation_form

EXACT, ENDS, ALIKE = 1.0, 0.97, 0.85  # title equals, ends with, resembles a title of the form
TOPICAL = 0.75  # title is about what only this form is about: too little without header or rows that show it
SHORTER = 0.5  # over the length of what the title ends with: the longest, most specific title wins
LONG_TITLE = 10  # characters: a misread title of this length is also known at the end of a longer one
MANY, NEARLY_ALL = 6, 0.8  # value columns, and the share that is one form's; no other form has so many
WIDE = 0.75  # evidence that they are, as much as a signature of middling length
LONG_WORD = 6  # characters: a header word of which one was misread is still the same
LIKE_TITLE = 0.90  # likeness of two titles of which one was misread
ACCEPT = 0.55  # smallest sum of evidence for a form
LONG_SIGNATURE = 20  # characters of a signature that leaves no doubt
FITTING = 0.6  # share of value columns that are the form's, where its title is not the printed one
WRONG_TITLE = 0.6  # confidence of a form that goes against the printed title
BY_TITLE, BY_HEADER, BY_SIGNATURE = 0.7, 0.4, 0.3  # what each of them weighs
MARGIN = 0.05  # by which the best form must lead where no title speaks
SELF_EVALUATIONS = frozenset({"project_self_evaluation", "department_self_evaluation"})
RESULTS = frozenset({"target", "actual", "score"})  # columns that a list of targets does not have
REST = 0.9  # confidence of indicators that go on with the sheet before
SAMPLE_ROWS = 60  # rows looked at for codes and labels
# how titles are worded: titles.toml
_STAGE, _OVERALL = titles().stage.compiled(), titles().overall.compiled()
_PREFIX, _TAIL = titles().prefix.compiled(), titles().tail.compiled()
_BY_AGENCY = titles().by_agency.compiled()
_TELLING, _OF_FUNDS, _FUNDS = titles().telling, titles().of_funds, titles().funds
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度)?|二[〇○零0]..年(?:度)?")
_CODE = re.compile(r"([2-5]\d\d)(?:\d\d){0,2}")


class Evidence(NamedTuple):
    """What speaks for one form, each 0..1; `against`: its codes contradict it."""

    form: Form
    title: float
    header: float
    signature: float
    against: bool


class Printed(NamedTuple):
    """What a table prints: header paths of its value columns; header words and row texts that are no numbers, bare, as a
    set and as one text."""

    paths: tuple[tuple[str, ...], ...]
    words: frozenset[str]
    text: str


def recognise(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables with `form` and, where the evidence is thin, a lower `confidence`. A table that is none of ours keeps None."""
    found: list[Table] = []
    sheet: Table | None = None  # the last table with a form or a title
    for table in map(_recognised, tables):
        found.append(_rest_of_sheet(table, sheet) if sheet else table)
        sheet = found[-1] if table.form or table.title else sheet
    return tuple(found)


def _rest_of_sheet(table: Table, before: Table) -> Table:
    """The table; one of indicators without a title, with their results and scores, right after a self-evaluation goes on
    with it: it is no list of targets."""
    if table.title or before.form not in SELF_EVALUATIONS or before.form == table.form:
        return table
    paths = _printed(table).paths
    columns = {heading.column.id for path in paths if (heading := headings.match(knowledge.load().forms[before.form], path))}
    if not columns >= RESULTS:
        return table
    return replace(table, form=before.form, confidence=round(min(table.confidence, before.confidence) * REST, 4))


def _recognised(table: Table) -> Table:
    if table.form is not None:
        return table
    found = form_of(table)
    if found is None:
        return table
    form, confidence = found
    return replace(table, form=form, confidence=round(table.confidence * confidence, 4))


def form_of(table: Table) -> tuple[str, float] | None:
    """Form and confidence 0..1, None if the table is none of ours."""
    if _BY_AGENCY.search(table.title):
        return None
    family, printed = code_family(table), _printed(table)
    hints = [_hint(form, likeness, family) for form, likeness in _titled_alike(plain_title(table.title))]
    titled = max(hints, key=lambda each: each.title)
    if titled.against and titled.title > ALIKE:
        return _kin(table, [_seen(hint, printed) for hint in hints])
    best, lead = _strongest(hints, printed)
    if not (best.title or best.signature):
        best = best._replace(signature=_signature(best.form, printed, misread=True) or _wide(best, printed, family))
    if _weight(best) >= ACCEPT and (best.title or (lead >= MARGIN and _shown(best))):
        return best.form.id, _confidence(best)
    return evaluation_form(plain_title(table.title), printed.words)


def _kin(table: Table, evidence: Sequence[Evidence]) -> tuple[str, float] | None:
    """The form for a table whose codes contradict its title: of the forms whose codes and header fit, that of the
    likest title."""
    title = plain_title(table.title)
    fitting = [each for each in evidence if not each.against and each.form.codes and each.header >= FITTING]
    best = max(fitting, key=lambda each: max(fuzz.ratio(title, known) for known in _titles(each.form)), default=None)
    return (best.form.id, WRONG_TITLE) if best else None


def _shown(evidence: Evidence) -> bool:
    """Whether header and rows alone are enough to tell the form."""
    return evidence.signature > 0 and evidence.header >= 0.5


def _weight(evidence: Evidence) -> float:
    weight = BY_TITLE * evidence.title + BY_HEADER * evidence.header + BY_SIGNATURE * evidence.signature
    return weight - 0.6 if evidence.against else weight


def _confidence(evidence: Evidence) -> float:
    if evidence.title > ALIKE:
        return 1.0
    return 0.95 if evidence.title else 0.85


def _hint(form: Form, likeness: float, family: str) -> Evidence:
    """What title and codes say of a form, before header and rows are looked at."""
    return Evidence(form, likeness, 0.0, 0.0, bool(form.codes and family and form.codes != family))


def _seen(hint: Evidence, printed: Printed) -> Evidence:
    """The evidence with what header and rows say."""
    return hint._replace(header=_header(hint.form, printed.paths), signature=_signature(hint.form, printed))


def _strongest(hints: Sequence[Evidence], printed: Printed) -> tuple[Evidence, float]:
    """The strongest evidence, and by how much it leads, as far as that is less than MARGIN. Forms that not even the best
    header and rows could bring near to the form of the likest title are not looked at."""
    likest = _weight(_seen(max(hints, key=_weight), printed))
    near = [_seen(hint, printed) for hint in hints if _weight(hint) + BY_HEADER + BY_SIGNATURE >= likest - MARGIN]
    best, *others = sorted(near, key=_weight, reverse=True)
    return best, min((_weight(best) - _weight(other) for other in others), default=MARGIN)


@lru_cache(maxsize=2000)
def _titled_alike(title: str) -> tuple[tuple[Form, float], ...]:
    """Every form, and how surely a plain title is a title of it. A title of one form is no misread one of another."""
    found = tuple((form, title_likeness(form, title) if title else 0.0) for form in knowledge.load().forms.values())
    known = any(likeness > ALIKE for _, likeness in found)
    return tuple((form, 0.0 if known and likeness <= ALIKE else likeness) for form, likeness in found)


def title_likeness(form: Form, title: str) -> float:
    """0..1 how surely a plain title is a title of this form: EXACT, ENDS (an agency or a year before it), ALIKE or
    TOPICAL."""
    titles = _titles(form)
    if title in titles:
        return EXACT
    harmless = _FUNDS if form.topic else frozenset()
    if endings := [known for known in titles if title.endswith(known) and _telling(title[: -len(known)]) <= harmless]:
        return ENDS - SHORTER / max(map(len, endings))
    best = max((_misread(title, known) for known in titles), default=0.0)
    if best >= LIKE_TITLE:
        return ALIKE * best
    return TOPICAL if form.topic and form.topic in title and title.endswith("表") else 0.0


def _misread(title: str, known: str) -> float:
    """Likeness 0..1 of the end of a title to a known one with the same telling words."""
    end = title[-len(known) :] if len(known) >= LONG_TITLE else title
    told, wanted = _telling(title), _telling(known)
    if not told <= wanted or len(wanted - told) > 1:  # one telling word may itself be misread
        return 0.0
    if any(fuzz.ratio(title, known.replace(word, "")) > fuzz.ratio(title, known) for word in wanted - told):
        return 0.0  # the word is not misread: it is not there
    return fuzz.ratio(end, known) / 100


@lru_cache(maxsize=2000)
def plain_title(printed: str) -> str:
    """A title without number, year, quotes, stage and notes in brackets at its end: 2026年单位“三公”经费预算表 -> 单位三公经费表.
    收入支出 is 收支."""
    title = _YEAR.sub("", fold("".join(knowledge.load().confusions.get(c, c) for c in printed)))
    for _ in range(3):
        title = _TAIL.sub("", _PREFIX.sub("", title))
    title = re.sub(r"[\"'()、,，.。:：《》\[\]]", "", bare(title))
    title = _STAGE.sub("", title).replace("收入支出", "收支")
    return _OVERALL.sub("", title) if any(word in title for word in _OF_FUNDS) else title


@cache
def _titles(form: Form) -> frozenset[str]:
    return frozenset(plain_title(title) for title in form.titles)


@lru_cache(maxsize=4000)
def _telling(text: str) -> frozenset[str]:
    return frozenset(word for word in _TELLING if word in text)


def code_family(table: Table) -> str:
    """`function` or `economic` by the codes of the rows (2xx against 3xx and 5xx), '' if there are none or of both."""
    columns = [i for i, path in enumerate(table.columns) if headings.role(path) == "code"] or [0]
    counts = {"function": 0, "economic": 0}
    for row in table.rows[:SAMPLE_ROWS]:
        for i in columns:
            if match := _CODE.fullmatch(fold(row[i].text)):
                counts["function" if match[1][0] == "2" else "economic"] += 1
    family = max(counts, key=lambda name: counts[name])
    return family if counts[family] > 2 * (sum(counts.values()) - counts[family]) else ""


def _printed(table: Table) -> Printed:
    header = (headings.word(part).text for path in table.columns for part in path)
    rows = (bare(cell.text) for row in table.rows[:SAMPLE_ROWS] for cell in row if _is_word(cell))
    words = frozenset([*header, *rows])
    return Printed(tuple(path for path in table.columns if headings.role(path) == "value"), words, "\n".join(words))


def _is_word(cell: Cell) -> bool:
    return bool(cell.text) and not cell.text[0].isdigit()


def _header(form: Form, paths: Sequence[tuple[str, ...]]) -> float:
    """Share of the value columns whose header is a column of the form; for 三公 whose header words are its rows."""
    if not paths:
        return 0.0
    if form.shape == "wide":
        return _share(paths, _row_labels(form))
    return sum(headings.match(form, path) is not None for path in paths) / len(paths)


def _share(paths: Sequence[Sequence[str]], labels: frozenset[str]) -> float:
    return sum(any(headings.word(part).text in labels for part in path) for path in paths) / len(paths)


@cache
def _row_labels(form: Form) -> frozenset[str]:
    return frozenset(bare(label) for row in form.rows for label in row.labels) - {"合计", "小计", "总计"}


def _signature(form: Form, printed: Printed, *, misread: bool = False) -> float:
    """0, or from 0.5 to 1 by the length of the longest group of the form's signature whose words are all printed: alone
    where they are marked with =, as parts of longer ones otherwise; with one character `misread` in each long one."""
    groups = [group for group in form.signature if all(_is_printed(w, printed) or (misread and _is_alike(w, printed)) for w in group)]
    longest = max((sum(map(len, group)) for group in groups), default=0)
    return 0.5 + 0.5 * min(longest, LONG_SIGNATURE) / LONG_SIGNATURE if groups else 0.0


def _is_printed(word: str, printed: Printed) -> bool:
    return bare(word[1:]) in printed.words if word.startswith("=") else bare(word) in printed.text


def _wide(evidence: Evidence, printed: Printed, family: str) -> float:
    """WIDE for a form of codes like these to which nearly all of many value columns belong, whatever was misread in them; else 0."""
    return WIDE if family and evidence.form.codes == family and len(printed.paths) >= MANY and evidence.header >= NEARLY_ALL else 0.0


def _is_alike(word: str, printed: Printed) -> bool:
    """Whether a long word is printed but for one character, on its own (附属单位上缴收人)."""
    known = bare(word.removeprefix("="))
    return len(known) >= LONG_WORD and any(Levenshtein.distance(known, each, score_cutoff=1) <= 1 for each in printed.words)
