"""The spaCy pipeline of the narrative: figures, whole patterns, names of accounts and words of the field as entities.

The tokenizer cuts a folded paragraph at patterns, account names, dates and figures, and segments what lies between with
jieba's word graph over our own small dictionary (jieba documents `get_DAG` and `calc`; its general dictionary takes
0.7 s to load and knows none of these words). A phrase of the dictionary always wins over its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from extractor.amounts import DIGITS
from extractor.observations.prose.terms import class_names, patterns, phrases, terms

_DIALLED = r"0\d|\d{3,4}-\d{7,8}(?!\d)|(?<=\d-)\d{7,8}(?![\d.,])"  # telephone numbers, and what begins like one: 0731-8888666
NUMBER = rf"(?!\d{{16}}|[\d,]{{22}}|{_DIALLED})(?:{DIGITS})"  # longer ones are account or telephone numbers run together
# A figure: sign, digits, unit. Not a figure: years, days, ordinals, parts of names (e站, 3+1) and of codes.
FIGURE = (
    rf"(?<![\d.A-Za-z第+])(?P<figure>(?P<comparator>>=|<=|≥|≤|>|<)?(?P<sign>-?)(?P<digits>{NUMBER})"
    r"(?P<unit>亿元|百万元|千元|万元|元|%|‰|个?百分点|分|台\(套\)|台/套|台套|个团组|人次|批次|团组|[个人批辆台部套次团项家名户件]|万|亿)?)(?![年月日号条类款]|(?<=[\d.,])\d|\+|(?<=\d):)"
)
# 2022年初预算: the year alone, 年初预算 is a word
DATE = r"(?<!\d)(?P<date>20\d\d(?=年[初末底])|(?P<year>20\d\d)年(?:度)?(?:(?P<month>1[0-2]|0?[1-9])月(?:份|\d{1,2}日)?)?)(?!第)"
_OPEN = r"(?:\((?![类款项]\))[\u4e00-\u9fff]{1,6}\)[\u4e00-\u9fff]{0,30}?)?"
_CLOSE = r"\((?:科目)?(?P<code>\d{0,7})(?P<level>[类款项])级?\)"
_PLAIN, _LISTING = r"[\u4e00-\u9fffA-Za-z·]{2,40}?", r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z·、]{1,40}?"
_BELOW = r"(?:(?<=[类款]\))|(?<=[类款]级\)))"  # only right behind a parent is 、 of the name: 执业资格注册、资质审查
ACCOUNT = rf"(?P<name>(?:{_PLAIN}|{_LISTING}){_OPEN}){_CLOSE}"
_SCANNED_ACCOUNT = rf"(?P<account>(?P<name>(?:{_PLAIN}|{_BELOW}{_LISTING}){_OPEN}){_CLOSE})"
CODE_AND_NAME = (
    r"(?:(?<![\d.,])|(?<=^\d\.)|(?<=^\d\d\.))(?P<coded>(?P<digits7>2[0-3]\d(?:\d\d){0,2})(?:[-—–](?=[\u4e00-\u9fff]))?(?![万元亿个项人辆家次年台余多名件分月号条款类批户])"
    r"(?P<codedname>[\u4e00-\u9fff]{2,30}?))"
)
CODED = CODE_AND_NAME + r"(?=支出决算|支出预算|[\d,。;:、(]|年初|决算|预算|为)"
KNOWN, UNKNOWN = 10_000, 0  # weight of a phrase; total weight, so that fewer pieces always win
TOTAL = 10**9
_NAMED = r"[\u4e00-\u9fff()、]{2,40}?"
CODES_BEHIND = rf"(?P<chain>[\u4e00-\u9fff、]{{2,30}}\(2[0-3]\d类?\){_NAMED}\(\d\d款?\)(?:{_NAMED}\(\d\d项?\))?)"
NAMED_CODE = r"(?P<named>[\u4e00-\u9fff]{2,30}\((?P<code7>2[0-3]\d(?:\d\d){1,2})\))"
DASHED = r"(?P<dashed>[\u4e00-\u9fff]{2,25}支出(?:-{1,2}[\u4e00-\u9fff]{2,30}?){1,2})(?=支出决算|支出预算|[\d,。;:(]|年初|决算|预算|为)"
_CODE_IN_BRACKETS = re.compile(r"\(2[0-3]\d(?:类?|(?:\d\d){1,2})\)")


class Mention(NamedTuple):
    """One piece of a folded paragraph: `label` is what it is, `key` which (entry of the phrase book, or empty)."""

    label: str
    key: str
    text: str
    start: int
    end: int


def _short_class() -> str:
    """一般公共服务306.90万元，占1.61%: a 类 without its last word, right before its amount."""
    names = sorted((name.removesuffix("支出") for name in class_names() - set(terms().account_words.without)), key=len, reverse=True)
    return rf"(?P<class>(?:(?<=[,;:、。])|(?<=\d[.、)])|^)(?:{'|'.join(map(re.escape, names))})(?=\d[\d.,]*[万亿]?元))"


@cache
def _scanner(accounts: bool, codes: bool) -> re.Pattern[str]:
    """All patterns as one expression; account names are looked for only where their brackets occur (they are slow)."""
    pieces = [f"(?P<p{n}>{_anonymous(p.regex)})" for n, p in enumerate(patterns())]
    middle = [_SCANNED_ACCOUNT, DASHED] if accounts else []
    named = [CODES_BEHIND, NAMED_CODE] if codes else []
    return re.compile(
        "|".join([*pieces, *middle, *named, _short_class(), DATE, CODED, FIGURE, r"(?P<stop>[。;!?]|\.(?!\d))", "(?P<comma>[,:])"]),
        re.DOTALL,
    )


def _anonymous(regex: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", regex)


@cache
def _segmenter() -> Any:
    """A jieba tokenizer that knows our phrases only: initialised without its general dictionary and without a cache file."""
    import jieba  # late: only documents with prose need it

    segmenter = jieba.Tokenizer()
    frequencies: dict[str, int] = {}
    for phrase in phrases():
        for end in range(1, len(phrase)):
            frequencies.setdefault(phrase[:end], UNKNOWN)
        frequencies[phrase] = KNOWN
    segmenter.FREQ, segmenter.total, segmenter.initialized = frequencies, TOTAL, True
    return segmenter


def _segment(text: str) -> Iterator[str]:
    """The cut into fewest pieces, phrases of the dictionary before single characters."""
    segmenter = _segmenter()
    route: dict[int, tuple[float, int]] = {}
    segmenter.calc(text, segmenter.get_DAG(text), route)
    position = 0
    while position < len(text):
        end = route[position][1] + 1
        yield text[position:end]
        position = end


def words_of(text: str) -> list[str]:
    """The words of a piece that was recognised as a whole."""
    return list(_segment(text))


def _label(match: re.Match[str]) -> tuple[str, str]:
    """Label and key of a piece; every alternative of the scanner is one named group, so the last one closed tells it."""
    group = match.lastgroup or ""
    if group[0] == "p" and group[1:].isdigit():
        pattern = patterns()[int(group[1:])]
        return pattern.kind, pattern.key
    return ("coded" if group in ("named", "chain") else group), ""


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """(text, label, key) of every piece; words of the phrase book are labelled by the pipeline, not here."""
    position = 0
    scanner = _scanner(
        any(mark in text for mark in ("类)", "款)", "项)", "类级)", "款级)", "项级)", "支出-")), bool(_CODE_IN_BRACKETS.search(text))
    )
    for match in scanner.finditer(text):
        if match.start() > position:
            yield from _words(text[position : match.start()])
        yield match.group(), *_label(match)
        position = match.end()
    yield from _words(text[position:])


def _words(text: str) -> Iterator[tuple[str, str, str]]:
    """Segmented text; a 、 that is no part of a phrase separates like a comma."""
    return ((word, "comma" if word == "、" else "", "") for word in _segment(text))


class NarrativeTokenizer:
    """Text to a spaCy Doc whose tokens are the pieces; labels of whole patterns wait in `user_data`."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Any:
        """Tokens of a folded paragraph (no white space in it)."""
        from spacy.tokens import Doc

        pieces = list(_pieces(text))
        document = Doc(self.vocab, words=[piece[0] for piece in pieces], spaces=[False] * len(pieces))
        document.user_data["labels"] = [(label, key) for _, label, key in pieces]
        return document


def mark_patterns(document: Any) -> Any:
    """Figures, dates, account names and whole patterns as entities."""
    from spacy.tokens import Span

    labels = document.user_data["labels"]
    document.set_ents(
        [Span(document, n, n + 1, label=label, kb_id=key) for n, (label, key) in enumerate(labels) if label], default="outside"
    )
    return document


def mark_words(document: Any) -> Any:
    """Words of the phrase book as entities; the key is the phrase itself."""
    from spacy.tokens import Span

    book, labels = phrases(), document.user_data["labels"]
    found = [(n, token.text) for n, token in enumerate(document) if not labels[n][0] and token.text in book]
    document.set_ents([Span(document, n, n + 1, label=book[word].label, kb_id=word) for n, word in found], default="unmodified")
    return document


@cache
def pipeline() -> Any:
    """The spaCy pipeline, built once a process."""
    import spacy  # late: importing it takes a second
    from spacy.language import Language

    Language.component("mark_patterns", func=mark_patterns)
    Language.component("mark_words", func=mark_words)
    nlp = spacy.blank("zh")
    nlp.tokenizer = NarrativeTokenizer(nlp.vocab)
    nlp.add_pipe("mark_patterns")
    nlp.add_pipe("mark_words")
    return nlp


def mentions(text: str) -> list[Mention]:
    """The pieces of a folded paragraph in order; pieces that nobody knows are labelled 'unknown'."""
    return [
        Mention(token.ent_type_ or "unknown", token.ent_kb_id_, token.text, token.idx, token.idx + len(token.text))
        for token in pipeline()(text)
    ]
