"""Names and codes of the classification of the year."""

from __future__ import annotations

from extractor.records import Observation
from tests.drawn_figures import failing, figure, prose, rules, table

TABLE = "total\ntotal 2.99\n213 2.99\n21305 2.99\n2130599 2.99"


def told(called: str, code: str = "2130599") -> list[Observation]:
    return [figure(f"{code}@final", "2.99", called=called, line=100)]


def test_the_name_of_an_older_classification_in_prose() -> None:
    found = failing(table("general_budget_expenditure", TABLE), told("农林水支出（类）巩固脱贫衔接乡村振兴（款）其他扶贫支出（项）"))
    assert [rule for rule, _ in found] == ["classification.name"]
    assert "其他扶贫支出" in found[0][1] and "其他巩固脱贫攻坚成果衔接乡村振兴支出" in found[0][1]


def test_an_older_class_in_the_chain_of_names() -> None:
    chain = "医疗卫生与计划生育支出（210类）行政事业单位医疗（11款）行政单位医疗（01项）"
    assert rules(told(chain, "2101101")) == ["classification.name"]


def test_the_name_of_the_year_and_shortened_names_are_fine() -> None:
    assert failing(told("其他巩固脱贫攻坚成果衔接乡村振兴支出")) == []
    assert failing(told("农林水支出（类）巩固脱贫衔接乡村振兴（款）其他支出（项）")) == []


def test_a_class_named_without_its_last_word_is_fine() -> None:
    numbered = [o._replace(raw_name="六、科学技术支出") for o in table("revenue_expenditure_summary", "final\n206 2.99")]
    assert failing(numbered, told("科学技术", "206")) == []


def test_an_older_report_may_use_the_older_name() -> None:
    observation = told("其他扶贫支出")[0]._replace(year=2018)
    assert failing([observation], year=2018) == []


def test_prose_that_follows_its_own_tables_is_not_blamed() -> None:
    own = [
        o._replace(raw_name="其他扶贫支出") if o.indicator.endswith("2130599") else o for o in table("general_budget_expenditure", TABLE)
    ]
    assert all("文中" not in message for _, message in failing(own, told("其他扶贫支出")))


def test_a_table_that_bears_an_older_name() -> None:
    own = [
        o._replace(raw_name="其他扶贫支出") if o.indicator.endswith("2130599") else o for o in table("general_budget_expenditure", TABLE)
    ]
    assert rules(own) == ["classification.name"]


def test_a_class_that_does_not_exist() -> None:
    assert rules(prose("299@final 1.00")) == ["classification.code"]
    assert failing(prose("2060798@final 1.00")) == []  # below the class our list is not complete
