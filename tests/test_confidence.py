"""Signals and checks to a probability."""

from __future__ import annotations

from extractor.checks import check
from extractor.confidence import weigh
from extractor.records import Division, Observation, Signals, Table
from tests.drawn_figures import table

DIVISION = Division("final_accounts", "决算", "某局", 2024, 1.0, ())
DETAIL = "total basic project\ntotal 30.00 18.00 12.00\n206 20.00 10.00 10.00\n208 10.00 8.00 2.00"


def weighed(drawn: str, signals: Signals = Signals(None, 1.0, 1.0)) -> dict[tuple[str, str], Observation]:
    observations = tuple(o._replace(id=f"o{n}", signals=signals) for n, o in enumerate(table("expenditure_detail", drawn)))
    found = weigh(observations, check(observations, (), DIVISION), ())
    return {(o.indicator, o.column): o for o in found}


def test_clean_text_without_checks_is_nearly_certain() -> None:
    alone = weighed("total\n206 20.00")["function:206", "total"]
    assert alone.confidence == 0.99 and alone.signals.arithmetic is None


def test_two_identities_confirm_a_reading() -> None:
    doubtful = Signals(0.95, 0.9, 1.0)
    cell = weighed(DETAIL, doubtful)["function:206", "basic"]
    assert cell.confidence > 0.95 > weighed("total\n206 20.00", doubtful)["function:206", "total"].confidence
    assert cell.signals.arithmetic is not None and cell.signals.arithmetic > 0.8


def test_a_broken_identity_lowers_a_little_where_the_reading_is_clean() -> None:
    broken = DETAIL.replace("208 10.00 8.00 2.00", "208 10.00 8.00 3.00").replace("12.00", "13.00")
    clean = weighed(broken)["function:208", "project"].confidence
    scanned = weighed(broken, Signals(0.9, 0.9, 1.0))["function:208", "project"].confidence
    assert 0.95 < clean <= 0.998
    assert scanned < 0.75


def test_what_structure_doubts_stays_doubtful() -> None:
    cell = weighed("total\n206 20.00", Signals(None, 0.6, 1.0))["function:206", "total"]
    assert abs(cell.confidence - 0.594) < 0.001


def test_a_table_lends_its_confidence() -> None:
    (o,) = table("expenditure_detail", "total\n206 20.00", id="t1")
    unsure = Table("t1", "支出决算表", (), (), confidence=0.7)
    assert weigh((o._replace(id="o1"),), (), (unsure,))[0].confidence == round(0.99 * 0.7, 4)


def test_a_doubted_place_that_nothing_confirms_where_others_are_confirmed() -> None:
    drawn = DETAIL + "\n20699 . . 5.00"
    told = weighed(drawn, Signals(None, 0.7, 1.0))
    assert told["function:206", "basic"].confidence > 0.9
    assert told["function:20699", "project"].confidence < 0.5
