"""Years and dates as printed: 2024年度, 二〇二四年, 2024 年. Pure functions."""

from __future__ import annotations

import re

from extractor import numerals

FIRST_YEAR, LAST_YEAR = 2000, 2099  # disclosures of departments began in 2010
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\s?\d\s?\d)\s*年|([二][〇○零O0Ｏ][〇○零一二三四五六七八九][〇○零一二三四五六七八九])\s*年")


def years(text: str) -> list[int]:
    """All years in the text in order of printing, as integers; numbers without 年 are none."""
    found: list[int] = []
    for arabic, chinese in _YEAR.findall(text):
        year = int(re.sub(r"\s", "", arabic)) if arabic else numerals.number(re.sub("[O0Ｏ]", "〇", chinese))
        if year and FIRST_YEAR <= year <= LAST_YEAR:
            found.append(year)
    return found


def year(text: str) -> int | None:
    """The first year in the text, or None."""
    found = years(text)
    return found[0] if found else None
