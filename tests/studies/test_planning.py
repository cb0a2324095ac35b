"""Planning aids: the best mix for a budget, and what must be true for a policy to win."""

import json
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.command.main import main
from sim.command.mix import LEVERS
from sim.errors import ScenarioError
from sim.report.figures.mix_frontier import mix_frontier
from sim.report.figures.style import png
from sim.report.words.breakeven import finding
from sim.report.words.mix import below_words, share_words, verdict_words
from sim.report.words.mix import finding as mix_finding
from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.save import scenario_toml
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.scenario.values import edited, value_paths
from sim.studies.comparison.compare import compare
from sim.studies.comparison.uncertainty import Uncertainty, replicate_of_draws, society_of
from sim.studies.planning.breakeven import BreakEven, Pair, break_even, zeros
from sim.studies.planning.criteria import CRITERIA, cost_per_head
from sim.studies.planning.mix import Answer, Candidate, Shares, between, frontier, least_trials, ranked, search
from sim.studies.planning.mixing import mixed
from sim.studies.runs.populations import Populations
from sim.studies.runs.run import RunResult
from tests.shared import refused

TRIALS = 60


# --- mixing scenarios ---


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline")


def test_full_shares_are_the_combined_scenario_in_effect(base: Scenario) -> None:
    two = [load_scenario("anti_stigma_campaign"), load_scenario("expanded_cbt")]
    assert mixed(base, two, [1.0, 1.0]).starts(load_scenario("combined")) == FOREVER
    assert mixed(base, two, [0.0, 0.0]).starts(base) == FOREVER
    assert mixed(base, two, [0.0, 1.0]).starts(two[1]) == FOREVER


def test_a_share_scales_places_reach_and_hours_and_nothing_else(base: Scenario) -> None:
    names = ["expanded_cbt", "trauma_therapy"]
    whole = [load_scenario(name) for name in names]
    half = mixed(base, whole, [0.5, 0.25])
    full = mixed(base, whole, [1.0, 1.0])
    assert half.services["more_talking_therapy"].weekly_sessions_per_100k == 57.5
    assert half.programmes["outreach"].reach == 0.01
    assert half.staff["trauma_team"].hours_per_100k == 35.0
    assert half.services["reprocessing"] == full.services["reprocessing"]
    assert half.services["talking_therapy"] == base.services["talking_therapy"]
    assert half.programmes["outreach"].ramp_weeks == full.programmes["outreach"].ramp_weeks


def test_a_change_of_an_amount_goes_its_share_of_the_way(base: Scenario) -> None:
    more = base.services["talking_therapy"].model_copy(update={"weekly_sessions_per_100k": 215.0})
    scenario = base.model_copy(update={"name": "more", "services": base.services | {"talking_therapy": more}})
    assert mixed(base, [scenario], [0.25]).services["talking_therapy"].weekly_sessions_per_100k == 140.0


def test_what_two_scenarios_share_is_there_once(base: Scenario) -> None:
    two = [load_scenario("combined"), load_scenario("expanded_cbt")]
    half = mixed(base, two, [0.2, 0.6])
    assert half.services["more_talking_therapy"].weekly_sessions_per_100k == pytest.approx(0.6 * 115.0)
    assert half.programmes["media"].reach == pytest.approx(0.2 * 0.10)


def test_two_definitions_of_one_service_are_refused(base: Scenario) -> None:
    one = load_scenario("group_cbt")
    dearer = one.interventions["group_cbt"].model_copy(update={"sessions": 6})
    other = one.model_copy(update={"name": "mine", "interventions": one.interventions | {"group_cbt": dearer}})
    with pytest.raises(ScenarioError, match=r"interventions\.group_cbt is one thing in group_cbt and another in mine"):
        mixed(base, [one, other], [1.0, 1.0])
    late = one.services["cbt_groups"].model_copy(update={"start_week": 53})
    other = one.model_copy(update={"name": "mine", "services": one.services | {"cbt_groups": late}})
    with pytest.raises(ScenarioError, match=r"services\.cbt_groups is one thing in group_cbt and another in mine"):
        mixed(base, [one, other], [1.0, 1.0])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("measurement_based_care", "measurement_based"), ("disaster", "events"), ("baseline", "adds nothing"),
        ("talking_therapies", "services.talking_therapy"),
    ],
)  # fmt: skip
def test_what_has_no_shares_is_refused(name: str, what: str, base: Scenario) -> None:
    with pytest.raises(ScenarioError, match=what):
        mixed(base, [load_scenario(name)], [0.5])


def test_shares_must_fit(base: Scenario) -> None:
    for shares in ([], [1.5], [-0.1], [math.nan], [0.5, 0.5]):
        with pytest.raises(ValueError, match="shares"):
            mixed(base, [load_scenario("expanded_cbt")], shares)


@pytest.mark.parametrize("name", scenario_names())
def test_a_written_scenario_reads_back_as_the_same(name: str, base: Scenario, tmp_path: Path) -> None:
    scenario = load_scenario(name)
    file = tmp_path / f"my_{name}.toml"
    for parent in (base, scenario.model_copy(update={"represented_population": 12345})):
        file.write_text(scenario_toml(scenario, parent))
        assert load_scenario(file) == scenario.model_copy(update={"name": f"my_{name}"})


def test_a_written_mix_says_only_what_differs(base: Scenario, tmp_path: Path) -> None:
    mix = mixed(base, [load_scenario("group_cbt")], [0.5])
    (tmp_path / "mix.toml").write_text(scenario_toml(mix, base))
    text = (tmp_path / "mix.toml").read_text()
    assert 'extends = "baseline.toml"' in text
    assert "talking_therapy" not in text
    assert load_scenario(tmp_path / "mix.toml") == mix


# --- the search ---


def made_up(gain: Callable[[Shares], float], cost: Callable[[Shares], float]) -> Callable[[Shares], Candidate]:
    """Evaluations without any run: two replicates that agree but for a shift."""

    def evaluate(shares: Shares) -> Candidate:
        shift = np.array([-0.01, 0.01])
        return Candidate(shares, cost(shares) + 0.0 * shift, gain(shares) + shift)

    return evaluate


def test_the_optimum_of_a_concave_gain_is_found() -> None:
    """Two levers alike: half of each is best, 1 - (1 - 0.5)^2 twice."""
    found = search(made_up(lambda s: sum(1.0 - (1.0 - x) ** 2 for x in s), sum), 2, 1.0, TRIALS)
    best = found.finalists()[0]
    assert best.gain == pytest.approx(1.5, rel=0.01)
    assert best.shares == pytest.approx((0.5, 0.5), abs=0.05)
    assert len(found.candidates) <= TRIALS


def test_the_budget_goes_to_what_gains_most_for_it() -> None:
    """A linear problem of four levers, the third of which saves money: 1 + 1 + 0.6 of 2."""
    gains, costs = (1.0, 2.0, 1.0, 0.1), (1.0, 5.0, -1.0, 4.0)

    def add_up(weights: tuple[float, ...]) -> Callable[[Shares], float]:
        return lambda shares: math.fsum(w * s for w, s in zip(weights, shares, strict=True))

    found = search(made_up(add_up(gains), add_up(costs)), 4, 3.0, TRIALS)
    assert found.finalists()[0].gain == pytest.approx(3.2, rel=0.02)
    assert all(one.cost <= 3.0 for one in found.finalists())
    singles = found.singles()
    assert {number: one.shares[number] for number, one in singles.items()} == pytest.approx(
        {0: 1.0, 1: 0.57, 2: 1.0, 3: 0.71}, abs=0.03
    )


def test_the_runner_up_is_different_advice() -> None:
    found = search(made_up(lambda s: sum(s) - s[0] * s[1], sum), 2, 1.0, TRIALS)
    winner, other = found.finalists()
    assert winner.differs(other)
    assert winner.gain >= 0.99 * other.gain


def test_of_equal_mixes_the_simplest_is_taken() -> None:
    found = search(made_up(lambda s: s[0], lambda s: s[0] + 0.001 * s[1]), 2, 1.0, TRIALS)
    assert found.finalists()[0].shares[1] == 0.0


def test_a_search_gives_the_same_twice_and_looks_at_nothing_twice() -> None:
    seen: list[Shares] = []

    def gain(shares: Shares) -> float:
        seen.append(shares)
        return math.sin(3.0 * shares[0]) + math.sqrt(shares[1])

    one, two = (search(made_up(gain, sum), 2, 0.7, 30) for _ in range(2))
    assert list(one.candidates) == list(two.candidates)
    assert len(seen) == 2 * len(one.candidates) <= 60


def test_nothing_that_gains_has_no_finalists() -> None:
    found = search(made_up(lambda s: -sum(s), sum), 3, 1.0, TRIALS)
    assert found.finalists() == []
    assert len(found.singles()) == 3


def test_levers_too_dear_for_any_share_are_no_problem() -> None:
    found = search(made_up(sum, lambda s: 1e6 * sum(s)), 2, 1.0, TRIALS)
    assert found.finalists() == []
    assert found.singles() == {}


def test_stopping_a_search_keeps_what_is_finished() -> None:
    left = [5]

    def gain(shares: Shares) -> float:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return sum(shares)

    found = search(made_up(gain, sum), 4, 1.0, TRIALS)
    assert not found.complete
    assert len(found.candidates) == 5


def candidate(shares: Shares, cost: float, *gains: float) -> Candidate:
    return Candidate(shares, np.full(len(gains), cost), np.array(gains))


def test_fresh_people_decide_between_winner_and_runner_up() -> None:
    one, two = candidate((1.0, 0.0), 1.0, 5.0, 5.0), candidate((0.0, 1.0), 1.0, 6.0, 6.0)
    assert ranked([one, two], 1.0) == [two, one]
    assert ranked([one, candidate((0.0, 1.0), 1.1, 6.0, 6.0)], 1.0)[0] is one  # too dear
    assert ranked([one], 1.0) == [one]


def test_the_frontier_rises() -> None:
    ones = [
        candidate((0.0,), cost, gain) for cost, gain in ((0.0, 1.0), (1.0, 0.5), (2.0, 3.0), (2.0, 2.0), (3.0, 3.0))
    ]
    assert [(one.cost, one.gain) for one in frontier(ones)] == [(0.0, 1.0), (2.0, 3.0)]


def test_a_paired_difference_shows_what_levels_cannot() -> None:
    """Populations differ by far more than the mixes do, but every one does better by 1 under the first."""
    levels = np.array([0.0, 100.0, 200.0, 300.0])
    one, two = candidate((1.0,), 1.0, *(levels + 1.0)), candidate((0.0,), 1.0, *levels)
    assert between(one, two, 1).separable
    assert between(one, two, 1).difference == 1.0
    assert not between(one, candidate((0.0,), 1.0, *levels[::-1]), 1).separable


def answer(goal: str, *finalists: Candidate) -> Answer:
    return Answer(("a", "b"), ("Alpha $", "Beta"), goal, 1.0, "GBP", 10**6, 1, list(finalists), list(finalists), {})


@pytest.mark.parametrize("goal", ["recovered", "weeks_of_illness", "qalys", "gap"])
@pytest.mark.parametrize("replicates", [1, 4])
def test_the_figure_is_drawn(goal: str, replicates: int) -> None:
    one, two = candidate((1.0, 0.0), 1.0, *[5.0] * replicates), candidate((0.2, 1.0), 0.9, *[4.5] * replicates)
    for finalists in ((one,), (one, two)):
        figure, described = mix_frontier(answer(goal, *finalists))
        assert len(png(figure).whole) > 1000
        assert "GBP 1.00" in described


def test_the_verdict_is_counted_from_twelve_populations_on() -> None:
    levels = np.arange(12.0)
    one, two = candidate((1.0, 0.0), 1.0, *(levels + 0.5)), candidate((0.2, 1.0), 0.9, *levels)
    said = verdict_words(answer("qalys", one, two))
    assert said.startswith("Against the runner-up the winner is better in 12 of 12 simulated populations: a difference")
    assert "includes zero" not in said
    assert mix_finding(answer("qalys", one, two)).endswith("it is better in 12 of 12 simulated populations.")
    three = candidate((0.2, 1.0), 0.9, *(levels + np.resize([0.0, 1.1], 12)))
    unclear = verdict_words(answer("qalys", one, three))
    assert "better in 6 of 12, worse in 6" in unclear
    assert unclear.endswith("Either may be best.")
    assert below_words(two, answer("qalys", one, two)) == "less"
    assert below_words(three, answer("qalys", one, three)) == "not clear"


def test_there_is_no_verdict_on_a_mix_from_few_populations() -> None:
    one, two = candidate((1.0, 0.0), 1.0, 5.0, 6.0, 7.0), candidate((0.2, 1.0), 0.9, 4.0, 5.0, 6.5)
    assert "no verdict yet: 3 of 12 populations" in verdict_words(answer("qalys", one, two))
    assert "no verdict yet: 3 of 12 populations" in mix_finding(answer("qalys", one, two))
    assert below_words(two, answer("qalys", one, two)) == "not clear"
    assert "No other mix" in verdict_words(answer("qalys", one))


# --- the same populations ---


def test_populations_give_the_bits_of_a_comparison(quick: Scenario, quicken: Callable[[str], Scenario]) -> None:
    scenario = quicken("expanded_cbt")
    asked: dict[str, Any] = {"people": 150, "weeks": 40, "replicates": 2, "seed": 3}
    expected = compare([scenario], quick, **asked)
    with Populations(quick, **asked, shared_weeks=26) as people:
        for one in (scenario, quick, scenario):
            for number, result in enumerate(people.run(one)):
                assert str(result.totals) == str(expected.results[one.name, number].totals)  # NaN differs from itself
                assert np.array_equal(result.health, expected.results[one.name, number].health)
    early = scenario.services["more_talking_therapy"].model_copy(update={"start_week": 5})
    sooner = scenario.model_copy(update={"services": scenario.services | {"more_talking_therapy": early}})
    again = compare([sooner], quick, **asked)
    with Populations(quick, **asked, shared_weeks=26) as people:  # a scenario that changes shared weeks
        assert str(people.run(sooner)[0].totals) == str(again.results[sooner.name, 0].totals)


def test_populations_of_both_kinds_of_uncertainty_are_those_of_a_comparison(
    quick: Scenario, quicken: Callable[[str], Scenario]
) -> None:
    scenario, kind = quicken("expanded_cbt"), Uncertainty.BOTH
    asked: dict[str, Any] = {"people": 150, "weeks": 30, "replicates": 2, "seed": 3}
    expected = compare([scenario], quick, **asked, uncertainty=kind)
    vary: dict[str, Any] = {"society": partial(society_of, kind), "draws": partial(replicate_of_draws, kind)}
    with Populations(quick, **asked, shared_weeks=26, **vary) as people:
        for one in (scenario, quick):
            for number, result in enumerate(people.run(one)):
                assert str(result.totals) == str(expected.results[one.name, number].totals)


def test_intervals_of_a_mix_span_parameter_sets() -> None:
    one = candidate((1.0,), 1.0, 5.0, 6.0, 7.0, 8.0)
    narrow = answer("qalys", one)
    wide = replace(narrow, uncertainty=Uncertainty.BOTH)
    reach = [made.interval(one.gains)[2] - 6.5 for made in (narrow, wide)]
    assert reach[1] > 2.0 * reach[0]
    assert share_words(narrow) == ""
    assert "comes from parameters" in share_words(wide)


def test_costs_are_a_head_and_year(quick: Scenario) -> None:
    with Populations(quick, people=200, weeks=26, replicates=1, seed=3) as people:
        result = people.run(quick)[0]
    visits = quick.economy.visit.mean * result.resources["visits"].sum()
    pills = quick.economy.medication_week.mean * result.resources["medication_weeks"].sum()
    assert cost_per_head(quick, result) >= 2.0 * (visits + pills)
    assert all(
        math.isfinite(CRITERIA[name].of(quick, result)) for name in ("net_benefit", "qalys", "cost", "recovered")
    )


# --- numbers by path ---


def test_numbers_are_found_and_changed_by_path() -> None:
    scenario = load_scenario("expanded_cbt")
    paths = value_paths(scenario)
    for path, value in {
        "interventions.cbt.doses.restructuring": 0.5,
        "interventions.cbt.cost.session": 12.0,
        "services.more_talking_therapy.weekly_sessions_per_100k": 7.0,
        "programmes.outreach.reach": 0.5,
        "programmes.outreach.start_week": 30,
        "parameters.drop_out": 0.05,
        "economy.threshold": 1.0,
        "economy.utilities.decrement_mild": 0.5,
    }.items():
        assert path in paths
        changed = edited(scenario, {path: value})
        assert value_paths(changed)[path] == value
        assert {name for name, one in value_paths(changed).items() if one != paths[name]} == {path}
    assert edited(scenario, {"programmes.outreach.start_week": 30.4}).programmes["outreach"].start_week == 30
    assert not any("measurement_based" in path for path in paths)


def test_a_number_out_of_bounds_is_reported() -> None:
    with pytest.raises(ScenarioError, match=r"programmes\.outreach\.reach = 2 in expanded_cbt: .*1 or less"):
        edited(load_scenario("expanded_cbt"), {"programmes.outreach.reach": 2.0})
    with pytest.raises(KeyError):
        edited(load_scenario("expanded_cbt"), {"programmes.media.reach": 0.5})


# --- break-even ---

CENTRES = np.array([2.0, 2.5, 3.0, 3.5, 4.0])  # where each replicate crosses zero


def titled(found: BreakEven) -> str:
    return finding(found, "a.b", ("Mine", "Theirs"), CRITERIA["qalys"])


@pytest.mark.parametrize("slope", [2.0, -2.0])
def test_the_zero_of_a_line_is_found(slope: float) -> None:
    found = break_even(lambda x: slope * (x - CENTRES), 0.0, 10.0, points=4, seed=1)
    assert found.zeros == pytest.approx([3.0])
    low, high = found.interval()
    assert 2.0 <= low < 3.0 < high <= 4.0
    assert ("The better one below it is Theirs, above it Mine" in titled(found)) == (slope > 0.0)
    assert "is 3.00 (95 % interval" in titled(found)


def test_the_zero_of_a_curve_is_found() -> None:
    found = break_even(lambda x: np.exp(x) - np.array([5.0, 15.0]), 0.0, 10.0, points=3, seed=1)
    assert found.zeros == pytest.approx([math.log(10.0)], abs=0.06)


def test_an_interval_beyond_the_range_is_said() -> None:
    found = break_even(lambda x: x - np.array([-8.0, 0.5, 8.0]), 0.0, 1.0, points=2, seed=1)
    assert found.interval() == (-math.inf, math.inf)
    assert "below 0 to above 1" in titled(found)


def test_one_side_may_win_everywhere() -> None:
    many = np.linspace(2.0, 4.0, 12)
    above = break_even(lambda x: x + many, 0.0, 1.0, points=3, seed=1)
    assert above.zeros == []
    assert titled(above).endswith(
        "the better one (quality-adjusted life years (qalys)) is Mine, everywhere beyond chance."
    )
    unclear = break_even(lambda x: np.resize([-9.0, 7.0], 12) - x, 0.0, 1.0, points=3, seed=1)
    assert "is Theirs, though not beyond chance at 0, 0.5 and 1" in titled(unclear)
    few = break_even(lambda x: x + CENTRES, 0.0, 1.0, points=3, seed=1)
    assert titled(few).endswith("is Mine; no verdict yet: 5 of 12 populations.")
    assert math.isnan(above.interval()[0])


def test_no_effect_no_difference_and_several_zeros_are_said() -> None:
    assert "makes no difference" in titled(break_even(lambda _: CENTRES, 0.0, 1.0, points=3, seed=1))
    assert "the same" in titled(break_even(lambda _: 0.0 * CENTRES, 0.0, 1.0, points=3, seed=1))
    several = break_even(lambda x: np.cos(x) + 0.001 * CENTRES, 0.0, 6.0, points=7, seed=1)
    assert len(several.zeros) == 2
    assert "no single break-even" in titled(several)


def test_whole_numbers_stay_whole() -> None:
    found = break_even(lambda x: x - CENTRES - 0.3, 0.0, 10.0, points=4, seed=1, whole=True)
    assert all(place == round(place) for place in found.points)
    assert found.zeros == pytest.approx([3.3])


def test_zeros_at_points_count_once() -> None:
    assert zeros([0.0, 1.0, 2.0], [-1.0, 0.0, 1.0]) == [1.0]
    assert zeros([0.0, 1.0], [1.0, -3.0]) == [0.25]
    assert zeros([0.0, 1.0], [1.0, 3.0]) == []


def test_stopping_keeps_what_was_looked_at() -> None:
    def differ(value: float) -> Any:
        if value > 0.5:
            raise KeyboardInterrupt
        return value - CENTRES

    found = break_even(differ, 0.0, 1.0, points=3, seed=1)
    assert not found.complete
    assert found.places == [0.0, 0.5]


# --- the commands ---


@pytest.fixture
def small(quick_files: Path) -> list[str]:
    """Words that all small runs share."""
    return ["--people", "120", "--weeks", "40", "--replicates", "2", "--seed", "5", "--workers", "1"]


@pytest.fixture
def mix_words(quick_files: Path, small: list[str]) -> list[str]:
    return [
        "mix", str(quick_files / "quick_cbt.toml"), str(quick_files / "quick_campaign.toml"),
        "--baseline", str(quick_files / "quick.toml"), "--budget-per-head", "3", "--trials", "12",
        "--fresh-replicates", "3", *small,
    ]  # fmt: skip


@pytest.fixture
def sure_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """In populations as small as these, chance would decide whether anything gains anything."""
    worth = CRITERIA["weeks_of_illness"]
    spent = worth._replace(of=lambda scenario, result: -100.0 * cost_per_head(scenario, result))
    monkeypatch.setitem(CRITERIA, "weeks_of_illness", spent)


FILES = {"mix.csv", "mix.json", "mix.toml", "mix_frontier.png"}


def test_a_mix_is_found_written_and_the_same_again(
    mix_words: list[str], sure_gain: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], quick_files: Path
) -> None:
    for name in ("one", "two"):
        assert main([*mix_words, "--out", str(tmp_path / name)]) == 0
    printed = capsys.readouterr().out
    assert all(word in printed for word in ("Winner", "Extra cost", "95 % interval", "weeks of illness"))
    one, two = tmp_path / "one", tmp_path / "two"
    assert {path.name for path in one.iterdir()} == FILES
    for name in FILES - {"mix.json"}:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    table = pd.read_csv(one / "mix.csv")
    assert {"quick_cbt", "quick_campaign", "cost", "gain", "gain_low", "within_budget", "role"} <= set(table)
    assert (table["people"] == "search").sum() <= 12
    assert table[table["role"] == "winner"]["gain"].item() > 0.0
    record = json.loads((one / "mix.json").read_text())
    assert record["uncertainty"] == "both"
    assert "comes from parameters" in printed.replace("\n", " ")
    assert record["winner"] == table.loc[table["role"] == "winner", ["quick_cbt", "quick_campaign"]].iloc[0].tolist()
    again = mixed(
        Scenario(**record["baseline"]), [Scenario(**scenario) for scenario in record["scenarios"]], record["winner"]
    )
    assert load_scenario(one / "mix.toml").starts(again) == FOREVER
    words = ["--people", "50", "--weeks", "2", "--replicates", "1", "--out", str(tmp_path / "compared")]
    assert main(["compare", str(one / "mix.toml"), "--baseline", str(quick_files / "quick.toml"), *words]) == 0
    assert main(["rerun", str(one / "mix.json"), "--out", str(tmp_path / "again")]) == 0
    for path in one.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes()


def test_earlier_mixes_are_never_overwritten_unasked(
    mix_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mix.json").write_text("mine")
    assert "--replace" in refused([*mix_words, "--out", str(tmp_path)], capsys)
    assert (tmp_path / "mix.json").read_text() == "mine"


@pytest.mark.parametrize("budget", ["0", "-1", "nan", "inf"])
def test_a_budget_must_be_money(budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "expected an amount above 0" in refused(["mix", "--budget-per-head", budget], capsys)


def test_bad_input_of_a_mix_is_reported(mix_words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "--budget-per-head" in refused(["mix"], capsys)
    assert "Did you mean 'peer_support'?" in refused(["mix", "peer_suport", "--budget-per-head", "1"], capsys)
    assert "named twice" in refused(["mix", "group_cbt", "group_cbt", "--budget-per-head", "1"], capsys)
    assert "is the baseline itself" in refused(["mix", "baseline", "--budget-per-head", "1"], capsys)
    assert "--goal" in refused(["mix", "--budget-per-head", "1", "--goal", "money"], capsys)
    assert "12 or more for 2 levers" in refused([*mix_words, "--trials", "11"], capsys)
    assert least_trials(2) == 12


def test_levers_without_a_cost_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "free.toml").write_text(
        'extends = "group_cbt.toml"\n[interventions.group_cbt]\ncost.session = 0.0\n'
        "[interventions.screening]\ncost.person_week = 0.0\n"
    )
    assert "has a cost" in refused(["mix", str(tmp_path / "free.toml"), "--budget-per-head", "1"], capsys)


def test_a_budget_that_buys_nothing_is_reported(
    mix_words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = CRITERIA["weeks_of_illness"]._replace(of=lambda *_: 0.0)
    monkeypatch.setitem(CRITERIA, "weeks_of_illness", nothing)
    described = refused([*mix_words, "--out", str(tmp_path)], capsys)
    assert "no mix that costs at most 3 GBP per person and year gains anything" in described
    assert (tmp_path / "mix.csv").exists()


@pytest.mark.parametrize("after", [0, 4, 14])
def test_stopping_a_mix_keeps_what_is_finished(
    after: int, mix_words: list[str], sure_gain: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, left = Populations.run, [after]

    def stopped(self: Populations, scenario: Scenario) -> list[RunResult]:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return run(self, scenario)

    monkeypatch.setattr(Populations, "run", stopped)
    assert main([*mix_words, "--out", str(tmp_path)]) == 130
    assert (tmp_path / "mix.csv").exists() == (after > 0)
    if after:
        assert not json.loads((tmp_path / "mix.json").read_text())["complete"]


@pytest.fixture
def breakeven_words(quick_files: Path, small: list[str]) -> list[str]:
    return ["breakeven", str(quick_files / "quick_cbt.toml"), str(quick_files / "quick.toml"), *small]


def test_a_price_needs_no_new_runs(
    breakeven_words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, runs = Populations.run, []

    def counted(self: Populations, scenario: Scenario) -> list[RunResult]:
        runs.append(scenario)
        return run(self, scenario)

    monkeypatch.setattr(Populations, "run", counted)
    words = ["--vary", "interventions.cbt.cost.session", "--from", "0", "--to", "1000", "--outcome", "cost"]
    assert main([*breakeven_words, *words, "--out", str(tmp_path)]) == 0
    assert len(runs) == 2
    described = " ".join(capsys.readouterr().out.split())
    assert "The current value is 177." in described
    table = pd.read_csv(tmp_path / "breakeven.csv")
    assert np.diff(table["difference"], 2) == pytest.approx(0.0, abs=1e-6)  # cost is linear in a price
    record = json.loads((tmp_path / "breakeven.json").read_text())
    assert record["complete"]
    assert record["finding"].split(".")[0] in described


def test_prices_of_another_year_move_the_break_even(
    breakeven_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "interventions.cbt.cost.session", "--from", "0", "--to", "1000", "--outcome", "cost"]
    tables = []
    for year in ("2011", "2025"):
        out = tmp_path / year
        assert main([*breakeven_words, *words, "--price-year", year, "--out", str(out)]) == 0
        described = " ".join(capsys.readouterr().out.split())
        assert f"in prices of {year}" in described
        given = "interventions.cbt.cost.session is in prices of 2011, as in the file."
        assert (given in described) == (year == "2025")
        tables.append(pd.read_csv(out / "breakeven.csv")["difference"])
    assert (tables[1] / tables[0]).dropna().to_numpy() == pytest.approx(1.3718, abs=1e-3)
    assert main(["rerun", str(out / "breakeven.json"), "--out", str(tmp_path / "again")]) == 0
    capsys.readouterr()
    assert "--price-year 1900: expected one of" in refused([*breakeven_words, *words, "--price-year", "1900"], capsys)


def test_an_amount_is_run_at_every_value_and_gives_the_same_again(
    breakeven_words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vary", "programmes.outreach.reach", "--from", "0", "--to", "1", "--points", "3", "--outcome", "cost"]
    for name in ("one", "two"):
        assert main([*breakeven_words, *words, "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one" / "breakeven.csv").read_bytes() == (tmp_path / "two" / "breakeven.csv").read_bytes()
    assert len(pd.read_csv(tmp_path / "one" / "breakeven.csv")) >= 3
    assert "How much better" in capsys.readouterr().out


def test_a_dose_of_both_changes_both(quick_files: Path, quicken: Callable[[str], Scenario], quick: Scenario) -> None:
    """Standing therapy has it too, so that another dose makes another society; both policies live in it."""
    made: list[Scenario] = []

    def populations(base: Scenario) -> Populations:
        made.append(base)
        return Populations(base, people=60, weeks=10, replicates=1, seed=1, workers=1)

    path = "interventions.cbt.doses.restructuring"
    pair = Pair(quicken("expanded_cbt"), quick, path, CRITERIA["weeks_of_illness"], populations)
    assert pair.needs_runs(0.0)
    assert pair.difference(0.0).tolist() == [0.0]  # nothing starts before week 27
    pair.close()
    assert value_paths(made[0])[path] == 0.0


def test_bad_input_of_a_break_even_is_reported(breakeven_words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    def described(path: str, low: str = "0", high: str = "1", *more: str) -> str:
        return refused([*breakeven_words, "--vary", path, "--from", low, "--to", high, *more], capsys)

    assert "Did you mean 'interventions.cbt.cost.session'?" in described("interventions.cbt.cost.sesion")
    assert "Did you mean 'programmes.outreach.reach'?" in described("programmes.outreach.reech")
    assert "neither" in described("x")
    assert "expected a range" in described("programmes.outreach.reach", "1", "0")
    assert "expected a range" in described("programmes.outreach.reach", "0", "nan")
    assert "1 or less" in described("programmes.outreach.reach", "0", "2")
    assert "Did you mean 'recovered'?" in described("programmes.outreach.reach", "0", "1", "--outcome", "recoverd")
    words = ["breakeven", "combined", "combined", "--vary", "economy.threshold", "--from", "0", "--to", "1"]
    assert "compared with itself" in refused(words, capsys)
    assert "Did you mean 'combined'?" in refused(["breakeven", "combind", *words[3:]], capsys)
    assert "--vary" in refused(["breakeven", "combined"], capsys)


def test_help_shows_of_both(capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in {"mix": ["--budget-per-head", "--goal", "Examples"], "breakeven": ["--vary", "--from"]}.items():
        assert main([name, "--help"]) == 0
        printed = capsys.readouterr().out
        assert all(word in printed for word in words)


def test_all_levers_that_come_with_the_model_can_be_mixed() -> None:
    """Two files that call different things by one name could not be combined."""
    base = load_scenario("baseline")
    chosen = [load_scenario(name) for name in LEVERS]
    assert len(mixed(base, chosen, [0.5] * len(chosen)).services) > len(base.services)
