"""Table text that no table claims: rows of figures, and the narrow columns of evaluation forms. It must not become
paragraphs or headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.likeness import fold
from extractor.sections.labels import labels
from extractor.sections.numbering import TOP_STYLES, marker
from extractor.sections.strands import Strand, is_final, is_prose, measure
from extractor.sections.titles import FORM_TITLE, SITE

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?[%％]?")
_QUANTITY = re.compile(r"\d\s*(?:[万亿]?元|年|个|辆|人|项|次|批|分[，。）为、]|台|月|日)|[%％][、，）]|[（(]含[）)]")
_LISTS = re.compile(r"[\u4e00-\u9fff]、[\u4e00-\u9fff]")
_HEADER_WORD = re.compile(
    r"^(?:项\s*目|栏\s*次|行\s*次|合\s*计|小\s*计|总\s*计|金\s*额|(?:支出)?(?:功能|经济)?(?:分类)?科目(?:编码|名称)|功能分类"
    r"|经济分类|预算数|决算数|收\s*入|支\s*出|类|款|项|序号|年初结转和结余|本年(?:收入|支出)|年末结转和结余)(?=\s|$)"
)
_ACCOUNT = re.compile(r"(?:支出|收入|资金|拨款|结余|结转|预算|费|补助|津贴|工资|奖金)\s*$")
MARKS, LEGIBLE = 8, 0.7  # letters of a mark, and the mean probability below which they are none
LONGEST_SITE = 90  # characters of a line of a web site
_WRITTEN = re.compile(r"[^\W_]|[①-⑳]")
_WIDOW = re.compile(r"[%％”）)》]*[。；，]")  # all that a paragraph has left for its last line
_REACH = 5  # lines between two lines of figures that may be names of the same table
_NARROW = 0.6  # of the full measure: lines in the columns of a form are shorter
_RUN = 4  # narrow lines that follow one another within a form
_LONG_RUN = 14  # narrow lines that follow one another anywhere
_ENDED = 0.4  # share of sentence ends and numbers above which short lines are a list and no column


def strays(text: Sequence[Strand]) -> set[int]:
    """Numbers of the lines that look like table text though no table claims them, or that a web site printed around it."""
    return _rows(text) | _columns(text) | labels(text) | {s.number for s in text if _is_site(s.text) or _is_illegible(s)}


def _is_illegible(strand: Strand) -> bool:
    """A few letters seen in a stamp or a stain, of which the recogniser is sure of none."""
    seen = [glyph.probability for word in strand.line.words for glyph in word.glyphs]
    return 0 < len(seen) <= MARKS and sum(seen) < LEGIBLE * len(seen)


def _is_site(text: str) -> bool:
    return len(text) <= LONGEST_SITE and not text.endswith("。") and bool(SITE.search(text))


def _rows(text: Sequence[Strand]) -> set[int]:
    """Lines of figures, and the names between them."""
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
    if not _WRITTEN.search(text):
        return not _WIDOW.fullmatch(text)  # dashes of blank cells
    if is_prose(text) or is_final(text) or _QUANTITY.search(text):
        return False
    tokens = text.split()
    figures = [t for t in tokens if _NUMBER.fullmatch(t)]
    if len(figures) == len(tokens):
        return True
    if _LISTS.search(text) and not any("." in t or t == tokens[-1] for t in figures):
        return False  # a line of a sentence that lists things: …会议室装修、人民路 25 弄 4 号修缮、社区
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


# --- narrow columns ---------------------------------------------------------------------------------------


def _columns(text: Sequence[Strand]) -> set[int]:
    """Lines set in narrow columns: long runs of them anywhere, shorter ones below the title of a form."""
    full = _full_measure(text)
    if full is None:
        return set()
    heads = _heads(text)
    narrow = [s.reach < _NARROW * full and i not in heads and not _ends_paragraph(text, i, full) for i, s in enumerate(text)]
    found: set[int] = set()
    for start, end in _runs(narrow):
        run = text[start:end]
        if end - start >= _LONG_RUN and _ended(run) < _ENDED:
            found.update(s.number for s in run)
    for i, strand in enumerate(text):
        if FORM_TITLE.search(fold(strand.text)) and not marker(strand.text) and len(strand.text) < 40:
            found.update(s.number for s in text[i + 1 : _zone_end(text, narrow, i, heads)])
    return found


def _heads(text: Sequence[Strand]) -> set[int]:
    """Indices of the lines that carry the outline on: 第三部分 …, 二、 … after 一、 …, titles of forms."""
    found: set[int] = set()
    last = 0
    for i, strand in enumerate(text):
        mark = marker(strand.text)
        if strand.line.level or (mark is None and len(strand.text) < 40 and FORM_TITLE.search(fold(strand.text))):
            found.add(i)
        if mark is None or len(mark.rest) > 40 or is_prose(mark.rest):
            continue
        if mark.style in TOP_STYLES:
            found.add(i)
            last = 0
        elif mark.style == "chinese" and mark.value == last + 1:
            found.add(i)
            last = mark.value
    return found


def _ends_paragraph(text: Sequence[Strand], i: int, full: float) -> bool:
    """The short last line of a paragraph of full measure."""
    above = text[i - 1] if i else text[i]
    return i > 0 and above.reach >= 0.85 * full and (is_prose(above.text) or is_final(text[i].text)) and not is_final(above.text)


def _full_measure(text: Sequence[Strand]) -> float | None:
    """Full measure of the running text in columns: the widest that two neighbourhoods agree on."""
    near = [measure(text[i : i + 20]) for i in range(0, len(text), 10)]
    known = sorted((m for m in near if m is not None and m <= 130), reverse=True)
    return known[1] if len(known) > 1 and known[0] - known[1] < 12 else (known[0] if known else None)


def _runs(narrow: Sequence[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for i, flag in enumerate([*narrow, False]):
        if not flag:
            if i > start:
                found.append((start, i))
            start = i + 1
    return found


def _ended(run: Sequence[Strand]) -> float:
    return sum(is_final(s.text) or marker(s.text) is not None for s in run) / len(run)


def _zone_end(text: Sequence[Strand], narrow: Sequence[bool], title: int, heads: set[int]) -> int:
    """Index after the last narrow run of the form whose title stands at `title`; the outline going on ends the form."""
    open_values = {m.style: m.value for s in text[:title] if (m := marker(s.text)) and len(s.text) < 60}
    end = title + 1
    for i in range(title + 1, len(text)):
        found = marker(text[i].text)
        bare = found is not None and len(found.rest) < 40 and not is_prose(found.rest)
        if (i in heads and found is None) or (
            found and bare and (found.style in TOP_STYLES or found.value == open_values.get(found.style, -1) + 1)
        ):
            break
        if i - title >= _RUN and all(narrow[i - _RUN + 1 : i + 1]):
            end = i + 1
    return end
