"""checks.toml names only forms, indicators and columns that exist."""

from __future__ import annotations

from importlib import import_module

import pytest

from extractor.checks.terms import MAIN_COLUMNS, Term, parse
from extractor.knowledge import load
from extractor.knowledge.model import Identity
from extractor.knowledge.rules import rules
from tests.drawn_figures import rules as failed
from tests.drawn_figures import table

OPEN_FAMILIES = ("function:", "economic:", "performance:", "project:")


def terms() -> list[Term]:
    written = [t for i in rules().identities for t in (i.left, *i.right, *(t for terms in i.alternatives for t in terms), *(i.when or ()))]
    written += [i.unless for i in rules().identities if i.unless]
    written += [t for p in rules().prose for joined in p.tables for t in joined.split(" + ")]
    return [parse(t) for t in written]


def test_every_term_names_a_form_an_indicator_and_a_column() -> None:
    known = load()
    for term in terms():
        assert term.form in known.forms or term.form == "narrative", term
        assert term.indicator in known.indicators or term.indicator.startswith(OPEN_FAMILIES) or term.indicator == "total", term
        assert term.column in ("*", "amount", *MAIN_COLUMNS) or term.column in known.columns, term


def test_rows_and_trees_name_what_exists() -> None:
    known = load()
    assert {r.form for r in rules().rows} | {t.form for t in rules().trees} <= set(known.forms)
    assert {c for r in rules().rows for c in (r.total, *r.parts, *r.columns)} <= set(known.columns)
    assert {r for t in rules().trees for r in (*t.roots, *t.beyond)} <= set(known.indicators)


def test_a_term_must_name_its_form() -> None:
    with pytest.raises(ValueError, match="not a term"):
        parse("revenue.total@final")


def test_an_identity_in_the_file_of_a_form_is_one_of_that_form(monkeypatch: pytest.MonkeyPatch) -> None:
    identities = import_module("extractor.checks.identities")
    known = load()
    own = Identity(
        rule="sum.own",
        left="three_public.vehicle_operation@final",
        right=("three_public.vehicle@final", "-three_public.vehicle_purchase@final"),
    )
    form = known.forms["three_public"].model_copy(update={"identities": (own,)})
    monkeypatch.setattr(identities, "load", lambda: known.model_copy(update={"forms": {**known.forms, "three_public": form}}))
    monkeypatch.setattr(identities, "_all", identities._all.__wrapped__)  # without its cache
    drawn = "final\nthree_public.vehicle 9.00\nthree_public.vehicle_purchase 4.00\nthree_public.vehicle_operation {}"
    assert failed(table("three_public", drawn.format("6.00"))).count("sum.own") == 1
    assert "sum.own" not in failed(table("three_public", drawn.format("5.00")))
