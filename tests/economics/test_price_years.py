"""Costs in the prices of another year, and what a campaign costs item by item: worked by hand."""

import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import Scenario, load_scenario
from sim.command.main import main
from sim.command.prices import in_prices_of
from sim.dashboard.explore.headline import said_once_more
from sim.economics.discounting import discount_weights
from sim.economics.valuation import unit_prices
from sim.errors import ScenarioError, UserInputError
from sim.evidence import evidence_row
from sim.report.pages.economics import money_lines, section_of
from sim.report.words.money import TWO_INTERVALS, in_other_prices, terms_of, whose_costs
from sim.report.words.published import beside
from sim.scenario.load import BASELINE
from sim.scenario.tables import EconomySpec, PriceIndexSpec
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from tests.shared import QUICK, quickened

RISES = {  # % a year, copied once more by hand from the unit costs manuals of 2015 and 2025
    2012: 2.1, 2013: 1.7, 2014: 1.1, 2015: 0.9, 2016: 0.40, 2017: 2.09, 2018: 1.24, 2019: 1.60, 2020: 2.14, 2021: 2.49,
    2022: 2.58, 2023: 7.32, 2024: 2.47, 2025: 4.02,
}  # fmt: skip
TODAY = 1.3718  # times the prices of 2010-11
WEEKS = 80


@pytest.fixture(scope="module")
def base() -> Scenario:
    return quickened(load_scenario(BASELINE))


def compared(base: Scenario, year: int | None) -> Comparison:
    """Care as it is beside the campaign, in the prices of a year."""
    mine, campaign = in_prices_of(year, [base, quickened(load_scenario("national_campaign"))])
    return compare([campaign], mine, people=1200, weeks=WEEKS, replicates=2, seed=2)


@pytest.fixture(scope="module")
def then(base: Scenario) -> Comparison:
    return compared(base, None)


@pytest.fixture(scope="module")
def today(base: Scenario) -> Comparison:
    return compared(base, 2025)


def economy(**parts: Any) -> EconomySpec:
    """Money with an index of three years."""
    years = {"2010": 80.0, "2011": 100.0, "2015": 110.0}
    index = PriceIndexSpec(currency="GBP", source="an index", years=years)
    given: dict[str, Any] = {"currency": "GBP", "price_year": 2011, "price_index": index}
    return EconomySpec(**(given | parts))


# --- by hand ---


def test_the_index_is_the_product_of_the_published_rises(base: Scenario) -> None:
    years, index = base.economy.price_index.years, 100.0
    assert list(years) == ["2011", *map(str, RISES)]
    for year, rise in RISES.items():
        index *= 1.0 + rise / 100.0
        assert years[str(year)] == pytest.approx(index, abs=0.006)
    for row, first, last in (("EC43", 2011, 2015), ("EC44", 2015, 2025)):
        assert evidence_row(row).value == pytest.approx(base.economy.inflation(first, last), abs=6e-4)


def test_a_session_of_177_then_is_one_of_243_today(base: Scenario) -> None:
    (later,) = in_prices_of(2025, [base])
    prices, before = unit_prices(later), unit_prices(base)
    assert float(before["cbt: session"]) == 177.0
    assert float(prices["cbt: session"]) == pytest.approx(242.81, abs=0.005)  # 177 times 1.3718
    assert float(prices["visit"]) == pytest.approx(36.0 * TODAY)
    assert prices.keys() == before.keys()


def test_years_stand_beside_each_other() -> None:
    money = economy()
    assert (money.money_year, money.other_year, money.other_rise) == (2011, 2015, 1.1)
    later = economy(report_year=2015)
    assert (later.money_year, later.other_year) == (2015, 2011)
    assert later.other_rise == pytest.approx(1 / 1.1)
    earlier = economy(report_year=2010)
    assert (earlier.money_year, earlier.other_year, earlier.other_rise) == (2010, 2015, 1.375)
    assert economy(report_year=2011).money_year == 2011


@pytest.mark.parametrize(
    "parts",
    [{"currency": "EUR"}, {"price_year": 2012}, {"price_year": 0}, {"price_index": PriceIndexSpec()}],
)
def test_without_an_index_of_this_money_no_other_year_is_told(parts: dict[str, Any]) -> None:
    money = economy(**parts)
    assert (money.known_years, money.other_year, money.other_rise) == ([], 0, 1.0)
    assert "times as high" not in whose_costs(money)


# --- a comparison ---


def test_another_year_changes_money_and_nothing_else(then: Comparison, today: Comparison) -> None:
    before, after = (one.summary.set_index("outcome") for one in (then, today))
    columns = ["baseline", "value", "difference", "low", "high"]
    money = before.index == "cost"
    np.testing.assert_allclose(after.loc[money, columns], TODAY * before.loc[money, columns])
    np.testing.assert_array_equal(after.loc[~money, columns], before.loc[~money, columns])
    assert (after["unit"] == before["unit"]).all()


def test_a_cost_per_qaly_stands_in_both_years(then: Comparison, today: Comparison) -> None:
    assert then.evaluation is not None
    assert today.evaluation is not None
    first, second = (one.tables()["incremental"] for one in (then.evaluation, today.evaluation))
    assert set(first["price_year"]) == {2011}
    assert set(second["price_year"]) == set(first["other_price_year"]) == {2025}
    assert set(first["currency"]) == {"GBP"}
    assert set(first["perspective"]) == {"health service"}
    np.testing.assert_allclose(first["ratio_in_other_prices"], TODAY * first["ratio"])
    np.testing.assert_allclose(second["extra_cost"], TODAY * first["extra_cost"])
    assert then.evaluation.threshold == today.evaluation.threshold == 25000.0


def test_reports_say_whose_costs_these_are_and_of_which_year(then: Comparison, today: Comparison) -> None:
    for comparison, year, other, rise in ((then, 2011, 2025, "1.37"), (today, 2025, 2011, "0.73")):
        section = section_of(comparison)
        assert section is not None
        lines = money_lines(comparison)
        for said in (section.basis, lines[0]):
            assert (
                f"osts are those of the health service, in GBP in prices of {year}." in said
            )  # after the years that count
            assert f"In prices of {other} they are {rise} times as high (NHS Cost Inflation Index" in said
        ratios = [step.ratio for step in (*section.steps, *section.disability) if step.ratio]
        assert all(f"in prices of {other}" in ratio for ratio in ratios if "not known" not in ratio)
        assert "no verdict yet" in lines[-2]  # from so few populations
        assert len(lines) == 1 + len(comparison.scenarios) - 1 + 2
        assert lines[-1] == TWO_INTERVALS


def test_an_amount_is_said_once_more_in_the_other_years_prices(then: Comparison, today: Comparison) -> None:
    assert then.evaluation is not None
    terms = terms_of(then)
    assert in_other_prices(1000.0, economy(), terms) == "; £1,100 in prices of 2015"
    assert in_other_prices(math.nan, economy(), terms) == in_other_prices(1.0, economy(price_year=0), terms) == ""
    said = "Costs of the health service in prices of"
    assert said_once_more(1000.0, then, terms) == f"{said} 2011; £1,370 in prices of 2025."  # on the dashboard's card
    assert said_once_more(1000.0, today, terms) == f"{said} 2025; £729 in prices of 2011."


def test_published_figures_stay_in_the_prices_of_their_study(then: Comparison, today: Comparison) -> None:
    columns = ["unit", "published", "simulated"]
    assert then.published[columns].equals(today.published[columns])
    assert set(then.published["unit"]) == {"GBP of 2011"}


# --- the campaign, item by item ---


def test_the_media_part_and_the_contact_events_are_two_items(then: Comparison) -> None:
    assert then.evaluation is not None
    items = then.evaluation.items.set_index(["scenario", "category", "item"])["extra"]
    scenario = then.scenarios[1]
    runs = then.runs[scenario.name]
    weights = discount_weights(WEEKS, scenario.economy.discount_costs)
    media = scenario.interventions["mass_media"].cost.head_week.mean
    on_air = np.array([26 <= week < WEEKS and (week - 26) % 26 < 6 for week in range(WEEKS)])  # bursts from week 27 on
    assert items[scenario.name, "programmes", "media"] == pytest.approx(1000.0 * media * weights[on_air].sum())
    met = np.mean([weights @ one.resources["reached:contact"] for one in runs])
    contact = scenario.interventions["stigma_contact"].cost.person_week.mean
    assert items[scenario.name, "programmes", "contact"] == pytest.approx(1000.0 * contact * met)
    table = then.evaluation.outcomes.set_index("outcome")["difference"].to_dict()
    assert items[scenario.name].sum() == pytest.approx(float(table["cost"]), rel=0.3, abs=300.0)  # at drawn prices


def test_each_part_of_the_campaign_has_its_own_price_per_person(then: Comparison) -> None:
    media, contact, campaign = then.published["simulated"]
    assert media > 0.0
    assert media + contact == pytest.approx(campaign)
    published = then.published["published"].tolist()
    assert published[0] == 4.0
    assert all(math.isnan(value) for value in published[1:])
    assert [row.published for row in beside(then)] == [
        "4.00 GBP of 2011 (0 to 4.00)",
        "none published",
        "none published",
    ]


def test_every_item_adds_up_to_the_cost(then: Comparison) -> None:
    assert then.evaluation is not None
    cost = then.evaluation.items.groupby("scenario")["cost"].sum()
    scale = then.scenarios[0].represented_population / 1000.0
    summary = then.summary.set_index("outcome")
    assert cost["baseline"] == pytest.approx(summary["baseline"].to_dict()["cost"] / scale)
    assert cost["national_campaign"] == pytest.approx(summary["value"].to_dict()["cost"] / scale)


# --- what cannot be used ---


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("report_year = 1999", r"economy\.report_year = 1999: expected a year to which GBP of 2011 can be restated"),
        ("report_year = 2024.5", r"economy\.report_year = 2024\.5: expected a whole number"),
        ("price_index.years.20x4 = 1.0", r"economy\.price_index\.years\.20x4 = 1\.0: expected a year of four digits"),
        ("price_index.years.2024 = 0.0", r"economy\.price_index\.years\.2024 = 0\.0: expected a number above 0"),
        ("price_index.year = 3.0", r"economy\.price_index\.year = 3\.0: no such key"),
        ('currency = "EUR"\nreport_year = 2024', r"EUR of 2011 can be restated \(known: none\)"),
    ],
)
def test_a_year_that_no_index_knows_is_refused(lines: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "baseline.toml"\n[economy]\n{lines}\n')
    with pytest.raises(ScenarioError, match=message):
        load_scenario(path)


def test_a_file_may_report_another_year_and_add_one(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "baseline.toml"\n[economy]\nreport_year = 2026\nprice_index.years.2026 = 141.0\n')
    scenario = load_scenario(path)
    assert (scenario.economy.money_year, scenario.economy.other_year) == (2026, 2011)
    assert float(unit_prices(scenario)["cbt: session"]) == pytest.approx(177.0 * 1.41)


@pytest.mark.parametrize("words", [["compare", "digital_cbt"], ["mix", "digital_cbt", "--budget-per-head", "1"]])
def test_the_option_refuses_what_it_does_not_know(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "o"
    assert main([*words, "--price-year", "1999", "--people", "10", "--weeks", "1", "--out", str(out)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--price-year 1999: expected one of 2011, 2012" in said
    assert not out.exists()


def test_a_baseline_without_money_is_refused_too() -> None:
    with pytest.raises(UserInputError, match="are in no currency of 0"):
        in_prices_of(2024, [Scenario(name="a", title="A", description="")])


def test_all_that_is_compared_is_in_the_prices_of_one_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "digital_cbt.toml"\ntitle = "Same care"\n[economy]\nreport_year = 2025\n')
    assert main(["compare", str(path), "--people", "10", "--weeks", "1", "--out", str(tmp_path / "o")]) == 2
    assert "economy.report_year = 2025: expected 0" in " ".join(capsys.readouterr().err.split())


def test_a_figure_prices_programmes_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    figure = 'measure = "cost_per_improved_intention"\nlabel = "x"\nprogrammes = ["medai"]'
    path.write_text(f'extends = "national_campaign.toml"\n[[published]]\n{figure}\n')
    with pytest.raises(
        ScenarioError, match=r"published \(entry 1\)\.programmes = 'medai': expected a programme; known are .*'media'"
    ):
        load_scenario(path)


def test_the_command_says_the_year_and_records_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "quick.toml", tmp_path / "o"
    quick = "\n".join(f"{name} = {value}" for name, value in QUICK.items())
    path.write_text(f'extends = "baseline.toml"\ntitle = "Quick"\n[parameters]\n{quick}\n')
    policy = tmp_path / "policy.toml"
    policy.write_text('extends = ["digital_cbt.toml", "quick.toml"]\ntitle = "Policy"\n')
    words = ["compare", str(policy), "--baseline", str(path), "--people", "60", "--weeks", "30", "--replicates", "2"]
    words += ["--uncertainty", "stochastic", "--workers", "1", "--price-year", "2024", "--out", str(out)]
    assert main(words) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "costs are those of the health service, in GBP in prices of 2024. In prices of 2025 they are 1.04" in said
    page = (out / "report.html").read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")
    assert page.count(TWO_INTERVALS) == 2  # under the table and under the plane
    assert TWO_INTERVALS in said
    record = json.loads((out / "run.json").read_text())
    assert [one["economy"]["report_year"] for one in record["scenarios"]] == [2024, 2024]
    assert re.search(r"GBP,2024,health service", (out / "costs.csv").read_text(encoding="utf-8-sig"))
