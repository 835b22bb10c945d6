"""Walks the outline: what each heading puts in force, and the facts of each paragraph under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from extractor.knowledge import load
from extractor.observations.prose import performance, statements
from extractor.observations.prose.accounts import Accounts
from extractor.observations.prose.evidence import place
from extractor.observations.prose.figures import Fact
from extractor.observations.prose.folding import Folded, fold
from extractor.observations.prose.nlp import mentions
from extractor.observations.prose.reader import Reader
from extractor.observations.prose.registers import Setting
from extractor.observations.prose.terms import phrases, terms
from extractor.observations.prose.vehicles import explained
from extractor.records import Division, Edit, Observation, Paragraph, Place, Section, Signals, Table

_UNIT = re.compile(r"(?:金额)?单位:(?:人民币)?(亿元|万元|千元|元)")
_WEIGHTED = re.compile(
    r"^(?:\(?[\d一二三四五六七八九十]+[)、.．]{1,2}|[①-⑳])?(?P<name>[^,。;:=%()]{2,40}?)(?:[:为][\d.]+%)?"
    r"(?:[,。:(](?!满分(?:为|:)?100分)(?:指标|分值|满分|权重|标准分)|\([\d.]+分\)$)"
)
_LEAD = re.compile(
    r"^(?:\(?[\d一二三四五六七八九十]+[)、.]{1,2}(?P<numbered>[^\d,。;:()]{2,30})|(?P<bare>[^\d,。;:()]{2,30}情况(?:的?说明)?))(?:[。:]|$)"
)
_LEADING = frozenset({"three_public", "agency_operating", "procurement", "assets", "government_fund", "state_capital"})
# 部门决算及“三公”经费决算公开说明: what a report on the accounts as a whole tells besides
_BESIDES = re.compile(r"(?<=[算开])(?:情况|信息|公开)?(?:及|和|与|暨|、)(?:财政拨款|一般公共预算)?三公经费.*")
_FORMULA = re.compile(r"^(?P<name>[^,。;:=]{2,30})=")
_PROJECT_LIST = re.compile(r"项目(?:支出)?(?:绩效)?(?:自评|评价)")
_ACCOUNT_MARK = re.compile(r"[类款项]\)")
_ACCOUNT_HEADING = re.compile(r"[类款项]级?\)")  # it may be the account named last where a paragraph begins
_STATED_HEADING = re.compile(r"\d(?:[分%个]|[万亿]?元)")
_MASK = "\N{WHITE SQUARE}"
_ANY_VALUE = re.compile(r"\d|[优良中差合]")
OWN_TOPICS = ("evaluation", "summary", "general_budget", "three_public")  # of an evaluation as well: 一般公共预算支出情况
SELF_TOPICS = ("self_evaluation", "evaluation", "skip")
SELF_EVALUATION = ("department_self_evaluation", "project_self_evaluation")
_EVALUATION_REPORT = re.compile(r"(?:部门|单位|整体)[^,。;:]{0,8}(?:自评|评价)(?:工作)?报告$")


def observe_prose(division: Division, tables: tuple[Table, ...], tabular: Sequence[Observation] = ()) -> list[Observation]:
    """Observations of form `narrative` in reading order, without ids and confidence. `tables`, and the observations made of
    them (`tabular`), tell the document's own codes."""
    accounts = Accounts(tables, division.fiscal_year, tabular)
    topic = "self_evaluation" if division.kind in SELF_EVALUATION else ""
    settings = {"": Setting(division.kind, division.fiscal_year, topic, project=_project_of(division))}
    found: list[Observation] = []
    stating = _stating(division.sections)
    for section in division.sections:
        if section.id not in stating:
            continue
        setting = _under(section, settings.get(section.parent or "", settings[""]), accounts)
        settings[section.id] = setting
        if setting.topic != "skip":
            found.extend(explained(list(_section(section, setting, accounts)), tabular))
    return found


def _stating(sections: Sequence[Section]) -> set[str]:
    """Sections that can state a figure or name an account, and those that they stand in. What the other headings say matters to
    nobody (nearly all of a report of tables alone: spaCy is not even loaded for it)."""
    outer = {section.id: section.parent for section in sections}
    found: set[str] = set()
    for section in sections:
        named = _ACCOUNT_HEADING.search(fold(section.title).text)
        at = section.id if named or any(map(_can_state, _told(section))) else None
        while at and at not in found:
            found.add(at)
            at = outer.get(at)
    return found


def _told(section: Section) -> Sequence[Paragraph]:
    """What is read of a section: its heading too where that states a figure."""
    heading = section.heading or Paragraph(section.title, (Place(section.page),))
    return (heading, *section.paragraphs) if _STATED_HEADING.search(fold(heading.text).text) else section.paragraphs


def _can_state(paragraph: Paragraph) -> bool:
    return bool(_ANY_VALUE.search(paragraph.text)) or _states(fold(paragraph.text))


def _states(folded: Folded) -> bool:
    """Whether there is anything like a figure, a grade or an account in a paragraph."""
    return bool(_ANY_VALUE.search(folded.text) or _ACCOUNT_MARK.search(folded.text))


def _project_of(division: Division) -> str:
    """The project that the whole document evaluates, from its title; '' for other documents."""
    if division.kind != "project_self_evaluation":
        return ""
    title = re.sub(r"20\d\d年(?:度)?", "", division.title.removeprefix(division.organization))
    named = statements.project(fold(title).text)
    return _original(title, named) if named else ""


def _under(section: Section, outer: Setting, accounts: Accounts) -> Setting:
    """What the heading adds to the setting it stands in."""
    text = _BESIDES.sub("", fold(section.title).text)
    weighted = _WEIGHTED.match(text)
    indicator = _indicator(text, weighted)
    topic = outer.topic if indicator and outer.topic else _topic(text) or outer.topic
    topic = "self_evaluation" if topic in OWN_TOPICS and outer.kind in SELF_EVALUATION else topic
    if outer.kind not in SELF_EVALUATION and _EVALUATION_REPORT.search(text):
        outer, topic = replace(outer, kind="department_self_evaluation", project=""), "self_evaluation"  # a report within the report
    named, about = statements.project(text) or _listed_project(text, outer), _subject(text, topic, outer)
    inner = replace(outer, topic=topic, subject=about[0] or outer.subject, subject_name=about[1] or outer.subject_name)
    if topic == "self_evaluation":
        inner = replace(inner, subject=(), subject_name="")
    if named:
        inner = replace(inner, project=_original(section.title, named), topic="evaluation")
    for mention in mentions(text) if "(" in text else ():
        if mention.label == "account":
            code = accounts.read(mention.text).code
            inner = replace(inner, subject=(f"function:{code}",) if code else (), subject_name=accounts.printed)
    inner = replace(inner, lists_projects=outer.lists_projects or bool(_PROJECT_LIST.search(text)))
    return replace(inner, performance=indicator or outer.performance)


def _listed_project(text: str, outer: Setting) -> tuple[int, int] | None:
    """A heading that is nothing but a project's name, below one that promises projects (（一）公园管理项目)."""
    match = re.fullmatch(r"(?:\(?[\d一二三四五六七八九十]+[)、.]{1,2})?([^,。;:]{2,40}?)(?:项目|(?<=经费)|(?<=资金)|(?<=专项))", text)
    return match.span(1) if match and outer.lists_projects else None


def _topic(text: str) -> str:
    return next((topic for title, topic in _topic_titles() if title in text), "")


@cache
def _topic_titles() -> tuple[tuple[str, str], ...]:
    return tuple((fold(title).text, topic.id) for topic in terms().topics for title in topic.titles)


def _indicator(text: str, weighted: re.Match[str] | None) -> str:
    """The evaluation indicator that a heading or paragraph puts in force."""
    name = weighted["name"] if weighted else re.sub(r"^[①-⑳]|[。:]$", "", text)
    return performance.canonical(name) if weighted or performance.known(name) else ""


def _subject(text: str, topic: str, outer: Setting) -> tuple[tuple[str, ...], str]:
    """What a heading says its figures are about."""
    if topic in ("evaluation", "skip", "summary", "assets"):
        return (), ""
    for mention in mentions(text):
        meaning = phrases().get(mention.key) if mention.label == "subject" else None
        for reading in meaning.subjects if meaning else ():
            if reading.holds(topic, outer.kind) and reading.indicators:
                return reading.indicators, mention.text
    return (), ""


def _original(text: str, span: tuple[int, int]) -> str:
    """The folded span as printed, with the quotes that folding dropped at its ends."""
    start, end = fold(text).span(*span)
    start -= start > 0 and text[start - 1] == "“"
    end += text[start:end].count("“") > text[start:end].count("”") and text[end : end + 1] == "”"
    return re.sub(r"[\s*]+", "", text[start:end])


def _section(section: Section, setting: Setting, accounts: Accounts) -> Iterator[Observation]:
    wholes: dict[str, str] = {}
    for paragraph in _told(section):
        folded = fold(paragraph.text)
        setting = _within(folded, paragraph.text, setting)
        if setting.topic == "skip" or not _states(folded):
            continue
        reader = Reader(setting, accounts, wholes)
        facts, wholes = _facts(folded.text, setting, reader), reader.wholes
        if reader.account and not facts:
            setting = replace(setting, subject=reader.account, subject_name=accounts.printed)
        yield from (_observation(fact, paragraph, folded) for fact in facts)


def _within(folded: Folded, text: str, setting: Setting) -> Setting:
    """What a paragraph itself puts in force: a unit, a project, an evaluation indicator, or (read as a lost heading) a topic."""
    unit, named, weighted = _UNIT.search(folded.text), statements.project(folded.text), _WEIGHTED.match(folded.text)
    if unit:
        setting = replace(setting, unit=unit[1])
    if named:
        setting = replace(setting, project=_original(text, named), topic="evaluation")
    formula = _FORMULA.match(folded.text)
    if formula and setting.topic == "self_evaluation" and performance.known(formula["name"]):
        setting = replace(setting, performance=performance.canonical(formula["name"]))
    if weighted and setting.topic in ("self_evaluation", "evaluation", ""):
        setting = replace(setting, performance=_indicator(folded.text, weighted))
    elif setting.topic == "self_evaluation" and performance.known(folded.text):  # (1)数量指标, on a line of its own
        setting = replace(setting, performance=performance.canonical(folded.text))
    lead = _LEAD.match(folded.text)
    topic = _topic(lead["numbered"] or lead["bare"]) if lead else ""
    if topic in _LEADING and setting.topic not in SELF_TOPICS:
        setting = replace(setting, topic=topic, subject=(), subject_name="")
    if len(folded.text) < 40 and re.match(r"\(?[一二三四五六七八九十]+[)、]", folded.text) and not folded.text.endswith("。"):
        setting = replace(setting, topic=_topic(folded.text) or setting.topic, subject=(), subject_name="")
    return setting


def _facts(text: str, setting: Setting, reader: Reader) -> list[Fact]:
    """All facts of a folded paragraph in order of printing. What a whole sentence says is
    not read again word by word; a project's name is not read at all."""
    facts = [*statements.read(text, setting), *performance.read(text, setting)]
    unique = {(fact.figure.start, fact.column): fact for fact in reversed(facts)}
    name = fold(setting.project).text
    unnamed = text.replace(name, _MASK * len(name)) if name else text
    read = reader.read(mentions(unnamed), frozenset(start for start, _ in unique))
    return sorted([*unique.values(), *read], key=lambda fact: fact.figure.start)


def _observation(fact: Fact, paragraph: Paragraph, folded: Folded) -> Observation:
    start, end = folded.span(fact.figure.start, fact.figure.end)
    figure = fact.figure
    return Observation(
        id="",
        form="narrative",
        indicator=fact.indicator,
        name=_name(fact),
        raw_name=fact.raw_name,
        column=fact.column,
        year=fact.year,
        value=None if fact.text else figure.value,
        text=fact.text,
        unit=None if fact.text else figure.unit,
        comparator=figure.comparator,
        raw_value=fact.text or figure.raw,
        raw_unit=None if fact.text else figure.raw_unit,
        evidence=(place(paragraph, start, end),),
        signals=Signals(structure=fact.structure, mapping=fact.mapping),
        confidence=round(fact.structure * fact.mapping, 4),
        repairs=(*paragraph.edits, *(Edit(*repair) for repair in fact.repairs)),
    )


def _name(fact: Fact) -> str:
    """The official name of the indicator, for an account that of the year's classification."""
    kind, separator, key = fact.indicator.partition(":")
    if not separator:
        return load().indicators.get(fact.indicator, fact.raw_name)
    return load().functional.name(key, fact.year) or fact.raw_name if kind == "function" else key
