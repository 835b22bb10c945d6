"""Evaluation indicators in sentences: 绩效监控完成率100%, 细化率达95%, 投入管理指标得分28分, 满意度均在90%左右."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.knowledge import load
from extractor.likeness import bare
from extractor.observations.prose.figures import Fact, figure
from extractor.observations.prose.nlp import NUMBER, Mention
from extractor.observations.prose.registers import Setting

_STATED = r"(?:均|都|已|实际|分别)?(?:为|是|达到了?|达|在|:|)(?:了|约|到)?"
_BUDGET_RATES = frozenset({"预算执行率", "三公经费控制率", "三公经费变动率"})  # columns of self_evaluation.budget and .three_public
_ENDINGS = ("完成率", "细化率", "应用率", "实现率", "满意度", "结余率", "调整率", "公开率", "及时率", "合格率")


@cache
def _canonical_names() -> dict[str, str]:
    """Folded names and aliases to canonical names; the official name wins over an alias."""
    known = {bare(alias): p.name for p in load().performance for alias in p.aliases}
    return known | {bare(p.name): p.name for p in load().performance}


def canonical(name: str) -> str:
    """The canonical name of an evaluation indicator; its own inventions keep their printed name."""
    return _canonical_names().get(bare(name), name)


@cache
def _named_rate() -> re.Pattern[str]:
    names = sorted(
        (n for n in _canonical_names() if n.endswith(("率", "度")) and n not in _BUDGET_RATES and len(n) > 3), key=len, reverse=True
    )
    return re.compile(f"(?P<name>{'|'.join(map(re.escape, names))}){_STATED}(?P<value>{NUMBER})%(?P<above>及?以上)?")


@cache
def _named_score() -> re.Pattern[str]:
    names = sorted(_canonical_names(), key=len, reverse=True)
    return re.compile(
        rf"(?P<name>{'|'.join(map(re.escape, names))})"
        rf"(?:一项|指标|部分|方面)?(?:自评|实际|综合)?(?:得分?|实得)(?:为|:)?(?P<value>{NUMBER})分"
    )


_SHORT_RATE = re.compile(rf"(?<![\u4e00-\u9fff])(?P<ending>{'|'.join(_ENDINGS)}){_STATED}(?P<value>{NUMBER})%(?P<above>及?以上)?")


def read(text: str, setting: Setting) -> Iterator[Fact]:
    """Rates and scores of evaluation indicators in a folded paragraph."""
    if setting.project or setting.topic not in ("self_evaluation", "evaluation"):
        return
    for match in _named_score().finditer(text):
        yield _fact(match, canonical(match["name"]), "score", "分", setting)
    for match in _named_rate().finditer(text):
        name = canonical(match["name"])
        if setting.performance and _ending(setting.performance) and setting.performance.endswith(_ending(name) or "#"):
            name = setting.performance
        yield _fact(match, name, "actual", "%", setting)
    for match in _SHORT_RATE.finditer(text):
        name = _meant(match["ending"], text[: match.start()], setting.performance)
        if name:
            yield _fact(match, name, "actual", "%", setting)


@cache
def _second_level() -> re.Pattern[str]:
    """Indicators of the second level in words: 质量指标：, 社会效益方面."""
    names = {name for p in load().performance if p.level == "二级" for name in (p.name, *p.aliases) if name.endswith("指标")}
    stems = sorted((name.removesuffix("指标") for name in names), key=len, reverse=True)
    return re.compile(rf"(?:(?<=[,。;:、)])|^)(?P<stem>{'|'.join(stems)})(?=指标|方面|[:(])")


def part(name: str, before: str) -> str:
    """The indicator of the second level that the words before a figure name last, below `name` of the first; else `name`."""
    first = any(p.name == name and p.level == "一级" for p in load().performance)
    named = [match["stem"] for match in _second_level().finditer(before)] if first else []
    return canonical(f"{named[-1]}指标") if named else name


def _ending(name: str) -> str:
    return next((ending for ending in _ENDINGS if name.endswith(ending)), "")


def _meant(ending: str, before: str, in_force: str) -> str:
    """Which indicator a bare 完成率 is: that of the heading, else the one whose own words stand closest before."""
    if in_force.endswith(ending):
        return in_force
    sentence = before[max(before.rfind("。"), before.rfind(";")) + 1 :]
    stems = [
        (sentence.rfind(name.removesuffix(ending)), len(name), name)
        for name in _canonical_names()
        if name.endswith(ending) and name != ending
    ]
    position, _, name = max(stems, default=(-1, 0, ""))
    if position < 0 and len({canonical(name) for _, _, name in stems}) > 1:
        return ""
    return canonical(name)


def stated_year(text: str, position: int) -> int | None:
    """The year that the sentence (up to `position`, and the one before it in the same breath) is about, None if it names
    none or only one to compare with."""
    sentence = text[text.rfind("。", 0, max(0, text.rfind("。", 0, position))) + 1 : position]
    years = re.findall(r"(?<![比较与同和])(20\d\d)年(?!\d{1,2}月)", sentence)
    return int(years[-1]) if years else None


def _fact(match: re.Match[str], name: str, column: str, unit: str, setting: Setting) -> Fact:
    start, end = match.span("value")
    printed = figure(Mention("figure", "", match["value"] + unit, start, end))
    if match.groupdict().get("above"):
        printed = printed._replace(comparator=">=")
    year = stated_year(match.string, start) or setting.year
    return Fact(
        f"performance:{name}", match.group("name" if "name" in match.groupdict() else "ending"), column, year, printed, None, 0.95, 0.9
    )


def known(name: str) -> bool:
    """Whether it is the name or an alias of an evaluation indicator."""
    return bare(name) in _canonical_names()
