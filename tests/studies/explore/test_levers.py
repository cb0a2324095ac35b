"""Levers and presets of the explorer: every intervention has one, and each band makes a scenario."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.dashboard.explore.about import about_html
from sim.dashboard.explore.moving import bands_of, moved
from sim.errors import ScenarioError
from sim.scenario.load import BASELINE, load_scenario, scenario_names
from sim.scenario.tables import FOREVER
from sim.studies.explore.building import baseline_of, refuse_mixed_money, scenario_of
from sim.studies.explore.levers import levers
from sim.studies.explore.presets import first_question, presets
from sim.studies.explore.question import Area, Policy, Question, Setting, problems

TABLES = ("interventions", "staff", "services", "programmes", "events")


def test_every_intervention_has_a_lever() -> None:
    turned = {lever.part(where).intervention for lever in levers().values() for where in lever.parts}
    assert set(load_scenario("baseline").interventions) <= turned


@pytest.mark.parametrize("name", scenario_names())
def test_a_preset_is_the_scenario_it_is_called_after(name: str) -> None:
    scenario = load_scenario(name)
    made = scenario_of(presets()[name], load_scenario("baseline"), name)
    for table in TABLES:
        assert getattr(made, table) == getattr(scenario, table), table


@pytest.mark.parametrize("name", levers())
def test_each_band_of_a_lever_makes_a_scenario_that_differs_from_the_baseline(name: str) -> None:
    lever, root = levers()[name], load_scenario("baseline")
    for band, amount in bands_of(lever, root):
        question, found = moved(Question(), root, name, amount, lever.start_week, lever.end_week)
        assert found == {}, band
        scenario = scenario_of(question.policy, root, "policy")
        assert (scenario.starts(root) < FOREVER) == (name in question.policy.settings), band


def test_no_places_of_a_standing_service_end_it_on_the_day() -> None:
    root = load_scenario("baseline")
    none = Policy(settings={"talking_therapy": Setting(amount=0.0, start=40)})
    assert scenario_of(none, root, "policy").services["talking_therapy"].end_week == 40
    fewer = Policy(settings={"talking_therapy": Setting(amount=50.0, start=40, end=80)})
    services = scenario_of(fewer, root, "policy").services
    assert services["talking_therapy_left"].weekly_sessions_per_100k == 50.0
    assert services["talking_therapy_again"].start_week == 80


def test_the_about_pages_say_what_the_evidence_is_or_that_there_is_none() -> None:
    for lever in levers().values():
        text = about_html(lever)
        assert "What the model cannot show" in text
        assert "<li>" in text or "plausible priors" in text


@pytest.mark.parametrize(
    ("amount", "start", "end", "field"),
    [(-1.0, 27, None, "amount"), (1e9, 27, None, "amount"), (None, 27, None, "amount"), ("x", 27, None, "amount"),
     (True, 27, None, "amount"), (10.0, 0, None, "start"), (10.0, 999, None, "start"), (10.0, 27, 27, "end")],
)  # fmt: skip
def test_wrong_numbers_get_a_message_at_their_field(amount: object, start: object, end: object, field: str) -> None:
    found = problems(levers()["mass_media"], amount, start, end)
    assert list(found) == [field]
    same, described = moved(first_question(), load_scenario("baseline"), "mass_media", amount, start, end)
    assert same == first_question()
    assert described == found


def test_levers_have_the_prices_of_the_baselines_own_catalogue(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = 'extends = "baseline.toml"\ntitle = "Mine"\n[economy]\ncurrency = "EUR"\nprice_year = 2024\n'
    file.write_text(text)
    with pytest.raises(
        ScenarioError, match=r"its money is EUR of 2024, but these are the model's own prices.*GBP"
    ) as refused:
        refuse_mixed_money(load_scenario(file))
    names = re.findall(r"interventions\.(\w+)\.cost", str(refused.value))
    text += "threshold = 40000.0\nvisit = 45.0\nmedication_week = 2.0\n"
    file.write_text(text + "".join(f"[interventions.{name}.cost]\nsession = 11.0\nhead_week = 0.5\n" for name in names))
    mine = load_scenario(file)
    refuse_mixed_money(mine)
    lever = next(one for one in levers().values() if one.first.intervention in names)
    policy = Policy(base=BASELINE, settings={lever.name: Setting(amount=lever.bands.more, start=27)})
    built = scenario_of(policy, baseline_of(Area(), mine), "policy")
    assert built.interventions[lever.first.intervention].cost.session.mean == 11.0
    assert built.economy == mine.economy
