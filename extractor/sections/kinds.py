"""Which kind of report a document is, by words of its title, of its body and of its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.knowledge.model import KindRule
from extractor.likeness import fold
from extractor.records import Kind, Table

BEGINNING = 600  # lines of text in which a document says what it is
BY_TITLE, BY_WORDS, BY_HINT, UNKNOWN = 0.98, 0.75, 0.55, 0.5  # how sure the kind is, by what told it
# names of funds and of the law, and what is compared with a budget, in reports of every kind
_FUNDS = re.compile(r"(?:公共(?:财政)?|基金|经营)预算|预算法|预决算|预算管理(?:制度)?|政府预算信息|[比较与于](?:年初|全年)?预算数?")
_RATES = re.compile(r"预算执行(?:比例|率)")


def kind_of(title: str, body: Sequence[str], tables: Sequence[Table], rules: Sequence[KindRule]) -> tuple[Kind, float]:
    """By words of the title (the first rule that fits), else by words of the body and of table titles; and how sure, 0..1."""
    named = _RATES.sub("", fold(title))
    text = _RATES.sub("", _FUNDS.sub("", fold("".join(body[:BEGINNING])) + fold("".join(t.title for t in tables))))
    if told := next((rule for rule in rules if _fits(rule, named, text)), None):
        return told.kind, BY_TITLE
    votes = Counter[Kind]()
    for rule in rules:  # several of one kind
        votes[rule.kind] += 0 if rule.many else sum(text.count(fold(word)) for word in rule.words + rule.titles)
    best = votes.most_common(1)
    if best and best[0][1] > 0:
        return best[0][0], BY_WORDS
    hinted = next((rule.kind for rule in rules if any(fold(word) in text for word in rule.hints)), None)
    return (hinted, BY_HINT) if hinted else ("other", UNKNOWN)


def _fits(rule: KindRule, named: str, text: str) -> bool:
    """Whether a rule decides: by a word of the title (with one of the body beside it), or by many words of the body."""
    if any(fold(word) in named for word in rule.unless):
        return False
    if rule.many and sum(fold(word) in text for word in rule.words) >= rule.many:
        return True
    return any(fold(word) in named for word in rule.titles) and (not rule.beside or any(fold(word) in text for word in rule.beside))
