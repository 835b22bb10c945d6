"""Sentences read as a whole: named groups of a pattern become facts. The patterns are data (statements.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.observations.prose.figures import Fact, figure
from extractor.observations.prose.nlp import NUMBER, Mention
from extractor.observations.prose.performance import canonical, part
from extractor.observations.prose.registers import Setting
from extractor.observations.prose.terms import Statement, statements

_UNITS = {"score": "分", "weight": "分", "actual": "%", "share": "%", "count": "个"}
_GENERIC = re.compile(
    r"(?:部门|单位|本|我|整体|项目|支出|预算|年度|总体|和|及|20\d\d年度?|重点|主要|相关|其他|一级|二级|[省市县区]级|部分|的|局|财政|绩效|自评|评价|专项|资金|[()一二三四五六七八九十])+"
)


_WHOSE = re.compile(r"(?:.+(?:局|厅|委|会|院|校|学|中心|队|站|所|馆|部|处|署|府|室|园|办|镇|乡|街道)20\d\d年(?:度)?)?")  # 某局2023年度


@cache
def _compiled() -> tuple[tuple[Statement, re.Pattern[str]], ...]:
    return tuple((s, re.compile(s.regex.replace("{n}", f"(?:{NUMBER})"))) for s in statements().statements)


@cache
def _projects() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(regex.replace("{n}", f"(?:{NUMBER})")) for regex in statements().projects)


def project(text: str) -> tuple[int, int] | None:
    """Where a folded paragraph or heading names the project it is about, None if it names none."""
    for pattern in _projects():
        match = pattern.search(text)
        start = match.start("name") + _WHOSE.match(match["name"]).end() if match else 0  # type: ignore[union-attr]
        name = text[start : match.end("name")] if match else ""
        if match and name and not _GENERIC.fullmatch(name) and "整体" not in name:
            return start, match.end("name")
    return None


def read(text: str, setting: Setting) -> Iterator[Fact]:
    """Facts of every statement that matches the folded paragraph; of two that read the same figure, the first."""
    taken: set[int] = set()
    for statement, pattern in _compiled():
        if not _applies(statement, setting):
            continue
        for match in pattern.finditer(text):
            for group, target in statement.gives.items():
                if match[group] is not None and match.start(group) not in taken:
                    taken.add(match.start(group))
                    yield _fact(match, group, target, setting)


def _applies(statement: Statement, setting: Setting) -> bool:
    if statement.topics and setting.topic not in statement.topics:
        return False
    if statement.needs == "project":
        return bool(setting.project)
    if statement.id.startswith("total_"):
        return not setting.project and not (setting.performance and setting.topic == "self_evaluation")
    return statement.needs != "performance" or bool(setting.performance)


def _fact(match: re.Match[str], group: str, target: str, setting: Setting) -> Fact:
    indicator, _, column = target.partition("@")
    named = match.groupdict().get("name")
    if indicator == "project":
        indicator = f"project:{setting.project}"
    elif indicator == "performance":
        meant = canonical(named) if named else part(setting.performance, match.string[: match.start(group)])
        indicator, named = f"performance:{meant}", named or meant
    start, end = match.span(group)
    if group == "grade":
        blank = figure(Mention("figure", "", "0", start, end))
        return Fact(indicator, match.group(), column, setting.year, blank, match[group], 0.95, 0.95)
    unit = _UNITS.get(group) or re.match(r"亿元|万元|元|", match.string[end:]).group()  # type: ignore[union-attr]
    return Fact(
        indicator,
        named or match.group(),
        column,
        setting.year,
        figure(Mention("figure", "", match[group] + unit, start, end)),
        None,
        0.97,
        0.97,
    )
