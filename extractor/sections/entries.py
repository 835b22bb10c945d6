"""Whom filled-in sheets name: 部门名称 | 某某县司法局, or a list whose column 预算单位 names one agency throughout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.likeness import fold
from extractor.records import Table

FIRST_ROWS = 8  # of a sheet, in which its entries stand
# how much each label says of who reports: the one that fills in the sheet, the one that spends, the one above both
_LABELS = (
    (3, re.compile(r"(?!项目).{0,6}(?:部门|单位).{0,6}名称|(?:预算|申报|填报|编制|填表)(?:单位|部门)")),
    (2, re.compile(r"(?:项目|资金)?(?:实施|使用|承担|执行)?单位(?:名称)?")),
    (1, re.compile(r".{0,2}主管(?:部门|单位)")),
)
_BRACKETED = re.compile(r"\([^()]*\)")
_CODED = re.compile(r"^\d{3,}[-_]?|(?<=[\u4e00-\u9fff])部门$")  # 108-某某县司法局, 某某县司法局部门


def entered(tables: Sequence[Table]) -> Counter[str]:
    """Names beside the labels of agencies in all sheets, each with how much speaks for it. No name is checked."""
    votes: Counter[str] = Counter()
    for weight, name in (found for table in tables for found in _entries(table)):
        votes[_CODED.sub("", "".join(name.split()))] += weight
    return votes


def _entries(table: Table) -> Iterator[tuple[int, str]]:
    depth = max(map(len, table.columns), default=0)
    lines = [[path[n] if n < len(path) else "" for path in table.columns] for n in range(depth)]
    lines += [[cell.text for cell in row] for row in table.rows[:FIRST_ROWS]]
    for line in lines:
        for i, label in enumerate(line):
            name = next((text for text in line[i + 1 :] if text.strip() and text != label), "")
            if name and (weight := _weight(label)) and not _weight(name):
                yield weight, name
    for i, path in enumerate(table.columns):
        below = {row[i].text for row in table.rows if row[i].text.strip()}
        if path and len(below) == 1 and (weight := _weight(path[-1])):
            yield weight, below.pop()


def _weight(label: str) -> int:
    text = _BRACKETED.sub("", fold(label)).strip(":")
    return next((weight for weight, pattern in _LABELS if pattern.fullmatch(text)), 0)
