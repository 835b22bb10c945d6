"""Lines that go on though they do not begin at the margin: titles in the middle of the page, items whose lines hang."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.sections.numbering import marker
from extractor.sections.strands import Strand, columns, is_final, is_prose

ROOM = 3.0  # letters of a centred line that may be blank though the next word did not go on it
CENTRED, ALIGNED = 6.0, 3.0  # columns: a centred line is set in by more than a first line is, and alike on both sides
FIRST_LINE = 3.0, 6.0  # columns by which a first line is set in
EXACT = 0.5  # columns by which the middles of two lines may differ where a first line is set in as much
HANGING = 0.5  # letters by which the lines of an item may stand behind its words


def goes_on_centred(before: Strand, strand: Strand, text: str, left: float, full: float) -> bool:
    """Whether a line is the rest of a title (`text` so far) that left no room for more on the line before: both in the middle of
    the page, in one type and without punctuation. `left`, `full`: edges of the text in columns."""
    if not (before.line.box and strand.line.box) or before.page != strand.page or before.line.bold != strand.line.bold:
        return False
    if any(is_prose(part) or is_final(part) or ":" in part or "：" in part for part in (text, strand.text)):
        return False
    letter = 2 * (before.reach - before.indent) / max(1, columns(before.text))
    if before.indent - left + full - before.reach > ROOM * letter:
        return False
    set_in = strand.indent - left
    if set_in < CENTRED:
        return abs(strand.indent + strand.reach - before.indent - before.reach) <= 2 * EXACT
    return abs(set_in - (full - strand.reach)) <= ALIGNED


def goes_on_at_margin(block: Sequence[Strand], i: int) -> bool:
    """Whether line `i` goes on with the sentence-ending line before it where too few lines are wrapped to know the measure: the
    line before is set in as a first line is and reaches farther than all others of its page, this one begins further left."""
    before, strand = block[i - 1], block[i]
    if (
        not (before.line.box and strand.line.box)
        or before.page != strand.page
        or not FIRST_LINE[0] < before.indent - strand.indent < FIRST_LINE[1]
    ):
        return False
    page = [each for each in block if each.page == before.page]
    set_in = sum(abs(each.indent - before.indent) < EXACT for each in page)
    left = sum(each.indent < before.indent - EXACT for each in page)
    return is_prose(before.text) and before.reach >= max(each.reach for each in page) and set_in > 2 * left


def hangs(first: Strand, strand: Strand, text: str) -> bool:
    """Whether a line is set in behind the number of the item that `first` begins, as far as its words at most: a hanging indent.
    `text`: the item so far; a heading has no punctuation."""
    words, box = first.line.words, strand.line.box
    if not (box and len(words) > 1 and marker(first.text) and marker(words[0].text + " 一")) or strand.page != first.page:
        return False
    punctuated = is_prose(text) or "：" in text or ":" in text
    return punctuated and words[0].box.left + first.line.size <= box.left <= words[1].box.left + HANGING * first.line.size
