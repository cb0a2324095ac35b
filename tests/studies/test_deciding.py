"""Which parameters decide: made-up outcomes with a known answer, and policies in small societies of the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.command.main import main
from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.fitted.decided import decisions, read_decisions
from sim.studies.fitted.ensemble import in_society
from sim.studies.fitted.priors import free_parameters, meaning_of, present_value, with_values
from sim.studies.fitting.run_file import RunFile
from sim.studies.runs.jobs import replicate_seed
from sim.studies.sensitivity import deciding, societies
from sim.studies.sensitivity.deciding import as_table, cannot_be_ranked, decides
from sim.studies.sensitivity.societies import (
    OpenRange,
    Size,
    averted_in_societies,
    compared_with,
    drawn,
    open_ranges,
    weeks_of_illness,
)
from sim.studies.sweeps.tasks import Found, Task
from tests.shared import quickened

type Array = npt.NDArray[np.float64]

PARAMETERS = 20
NAMES = [f"parameter_{number}" for number in range(PARAMETERS)]
DOSE = "interventions.cbt.doses.restructuring"
FOREST = deciding.bends
NEVER = np.full(200, np.nan)


@pytest.fixture(autouse=True)
def no_forest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A forest takes longer than all else; one test has it."""
    monkeypatch.setattr(deciding, "bends", lambda *_: 0.0)


def points(sets: int = 200, seed: int = 1) -> Array:
    return np.random.default_rng(seed).random((sets, PARAMETERS))


# --- known answers ---


def test_one_parameter_decides_and_chance_makes_the_rest() -> None:
    unit, rng = points(), np.random.default_rng(2)
    without_chance = 50.0 - 40.0 * unit[:, 3]
    noise = 40.0 / 12.0**0.5 / 2.0  # a quarter of the parameter's variance: a fifth of all
    first, second = (without_chance + rng.normal(0.0, noise, 200) for _ in range(2))
    found = decides(unit, NAMES, first, second)
    best = found.table.iloc[0]
    assert (best["parameter"], best["direction"], best["clear"]) == ("parameter_3", "less", True)
    assert best["share"] == pytest.approx(0.8, abs=0.08)
    assert best["low"] < 0.8 < best["high"]
    assert best["effect"] == pytest.approx(-40.0, abs=4.0)
    assert found.chance == pytest.approx(0.2, abs=0.06)
    assert found.explained == pytest.approx(0.8, abs=0.08)
    assert list(found.clear["parameter"]) == ["parameter_3"]
    assert found.averted == pytest.approx(30.0, abs=3.0)
    assert cannot_be_ranked(found) == []


def test_shares_are_not_shrunk_and_intervals_hold_the_truth() -> None:
    slopes = np.zeros(PARAMETERS)
    slopes[:4] = 3.0, -2.0, 1.0, 0.5
    truth = slopes**2 / ((slopes**2).sum() + 12.0 * 0.7)
    within = mean = 0.0
    tries = 25
    for seed in range(tries):
        unit, rng = points(150, seed), np.random.default_rng(1000 + seed)
        gave = unit @ slopes + rng.normal(0.0, 0.7**0.5, 150)
        table = decides(unit, NAMES, gave, np.full(150, np.nan), seed).table.set_index("parameter").loc[NAMES]
        within += float(((table["low"] <= truth + 1e-9) & (truth <= table["high"])).mean()) / tries
        mean += float(table["share"].iloc[0]) / tries
    assert 0.92 < within < 0.98
    assert mean == pytest.approx(truth[0], rel=0.08)


def test_nothing_is_named_where_nothing_decides() -> None:
    named = 0
    for seed in range(25):
        rng = np.random.default_rng(seed)
        first, second = rng.normal(size=(2, 200))
        found = decides(points(200, 500 + seed), NAMES, first, second, seed)
        named += len(found.clear) > 0
        assert found.chance > 0.7
        assert found.explained < 0.1
    assert named <= 4  # of 25, at 5 % each


def test_what_never_varies_or_hardly_lived_is_not_ranked() -> None:
    for gave in (np.zeros(200), np.where(np.arange(200) < deciding.FEWEST - 1, points()[:, 0], np.nan)):
        found = decides(points(), NAMES, gave, NEVER)
        assert found.clear.empty
        assert not found.table["share"].any()
        assert np.isnan(found.chance)


def test_failed_societies_are_left_out() -> None:
    gave = points()[:, 5].copy()
    gave[::3] = np.nan
    found = decides(points(), NAMES, gave, NEVER)
    assert found.sets == int((~np.isnan(gave)).sum())
    assert found.table.iloc[0]["parameter"] == "parameter_5"


def test_parameters_that_matter_alike_are_not_ranked() -> None:
    gave = points()[:, 1] + points()[:, 2] + 0.3 * np.random.default_rng(3).normal(size=200)
    found = decides(points(), NAMES, gave, NEVER)
    assert {frozenset(pair) for pair in cannot_be_ranked(found)} == {frozenset(("parameter_1", "parameter_2"))}


def test_bends_are_seen_and_are_no_parameters_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "bends", FOREST)
    gave = (points()[:, 1] - 0.5) ** 2
    found = decides(points(), NAMES, gave, NEVER)
    assert found.bends > 0.5
    assert found.explained < 0.1


# --- what is compared with what ---


def test_every_shipped_policy_has_something_to_be_compared_with() -> None:
    shipped = [load_scenario(name) for name in scenario_names()]
    found = compared_with(load_scenario("baseline"), shipped)
    assert set(found.left_out) == {"disaster", "mass_shooting"}
    assert set(found.instead) == set(scenario_names()) - {"baseline", "disaster", "mass_shooting"}
    special = {name: other for name, other in found.instead.items() if other != "baseline"}
    assert special == {
        "disaster_case_management": "disaster",
        "disaster_stepped_care": "disaster",
        "mass_shooting_stepped_care": "mass_shooting",
    }
    assert next(iter(found.everything)) == "baseline"
    assert {"disaster", "mass_shooting"} <= set(found.everything)


def test_another_society_is_left_out() -> None:
    other = load_scenario("expanded_cbt").model_copy(update={"parameters": {"seek_rate": 0.02}})
    found = compared_with(load_scenario("baseline"), [other])
    assert found.instead == {}
    assert "another society" in found.left_out["expanded_cbt"]


# --- societies ---


def test_ranges_are_those_of_the_fit_or_of_the_priors(tmp_path: Path) -> None:
    ranges, source = open_ranges(tmp_path / "none.csv")
    assert (len(ranges), source) == (len(free_parameters()), "priors")
    (tmp_path / "learned.csv").write_text(
        "parameter,posterior_low,posterior_high\nseek_rate,0.045,0.055\nprescription,0.2,0.2\nno_longer_free,0,1\n"
    )
    ranges, source = open_ranges(tmp_path / "learned.csv")
    assert ranges == [OpenRange("seek_rate", 0.045, 0.055)]
    assert "fit" in source


def test_more_sets_begin_with_the_same_ones() -> None:
    ranges = open_ranges()[0]
    assert np.array_equal(drawn(ranges, 8, 1)[:3], drawn(ranges, 3, 1))
    assert not np.array_equal(drawn(ranges, 3, 1), drawn(ranges, 3, 2))


def test_values_reach_a_policy_but_what_its_file_sets_stays() -> None:
    base, policy = load_scenario("baseline"), load_scenario("expanded_cbt")
    values = {"seek_rate": 0.06, DOSE: 1.0}
    before = {name: present_value(base, name) for name in values}
    moved = in_society(policy, values, before)
    assert {name: present_value(moved, name) for name in values} == values
    own = with_values(policy, {DOSE: 1.3})
    assert present_value(in_society(own, values, before), DOSE) == 1.3


def quick(*names: str) -> list[Scenario]:
    return [quickened(load_scenario(name)) for name in names]


def test_a_society_lives_as_in_a_comparison() -> None:
    base, cbt, struck, stepped = quick("baseline", "expanded_cbt", "mass_shooting", "mass_shooting_stepped_care")
    changed = {"seek_rate": 0.06, DOSE: 1.0}
    texts = {one.name: one.model_dump_json() for one in (base, cbt, struck, stepped)}
    instead = {"expanded_cbt": "baseline", "mass_shooting_stepped_care": "mass_shooting"}
    task = Task("", texts["baseline"], dict(changed), 150, 60, replicate_seed(1, 0), tuple(texts), False, "", False)
    found = weeks_of_illness(texts, instead, task)
    there = compare([with_values(one, changed) for one in (cbt, struck, stepped)], with_values(base, changed),
                    people=150, weeks=60, replicates=1, seed=1, workers=1)  # fmt: skip
    assert found == {name: there.results[name, 0].totals["weeks_of_illness"] for name in texts}
    assert found["mass_shooting_stepped_care"] != found["mass_shooting"] != found["baseline"]


def test_societies_are_kept_and_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, ...]] = []

    class Here:
        """Makes runs in this process."""

        def __init__(self, workers: int, timeout: float | None, work: object) -> None:
            assert workers == 2
            assert timeout is None
            assert callable(work)

        def run(self, tasks: object) -> object:
            for task in list(tasks):  # type: ignore[call-overload]
                made.append(task.outcomes)
                weeks = {name: 10.0 - len(name) * float(task.settings["seek_rate"]) for name in task.outcomes}
                yield [Found(task.key, weeks if task.settings["seek_rate"] < 0.05 else None, "lost", 0.0)]

        def close(self) -> None:
            pass

    monkeypatch.setattr(societies, "LocalEngine", Here)
    base, cbt, combined = quick("baseline", "expanded_cbt", "combined")
    ranges, size = [OpenRange("seek_rate", 0.04, 0.05)], Size(4, 2, 100, 10, 1)
    found = averted_in_societies(compared_with(base, [cbt]), ranges, size, RunFile(tmp_path / "kept"))
    assert len(made) == 6
    seek = 0.04 + 0.01 * found.unit[:, 0]
    assert found.first["expanded_cbt"] == pytest.approx(1000.0 * seek * (len("expanded_cbt") - len("baseline")))
    assert np.isnan(found.second["expanded_cbt"]).tolist() == [False, False, True, True]
    steps: list[int] = []
    again = averted_in_societies(
        compared_with(base, [cbt]), ranges, size, RunFile(tmp_path / "kept"), on_society=lambda: steps.append(1)
    )
    assert (len(made), len(steps)) == (6, 6)
    assert np.array_equal(again.first["expanded_cbt"], found.first["expanded_cbt"])
    both = averted_in_societies(compared_with(base, [cbt, combined]), ranges, size, RunFile(tmp_path / "kept"))
    assert set(made[6:]) == {("baseline", "combined")}  # only what is new
    assert np.array_equal(both.first["expanded_cbt"], found.first["expanded_cbt"])
    wide = [OpenRange("seek_rate", 0.04, 0.06)]
    some = averted_in_societies(compared_with(base, [cbt]), wide, Size(8, 0, 100, 10, 1), RunFile(tmp_path / "wide"))
    lost = np.isnan(some.first["expanded_cbt"])
    assert 0 < lost.sum() == len(some.failed) < 8
    assert some.failed[0].endswith("lost")


# --- the command ---


def test_the_command_continues_and_says_what_decides(
    quick_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "deciding", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml"),
        "--sets", "40", "--again", "2", "--people", "40", "--weeks", "30", "--out", str(tmp_path), "--workers", "2",
    ]  # fmt: skip
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert "quick_cbt" in printed
    assert "40 societies of 40 people, 30 weeks" in printed
    assert {path.name for path in tmp_path.iterdir()} >= {
        "deciding.csv", "all_parameters.csv", "societies.jsonl", "run.json",
    }  # fmt: skip
    table = pd.read_csv(tmp_path / "deciding.csv")
    assert list(table)[:7] == ["scenario", "compared_with", "parameter", "share", "low", "high", "direction"]
    assert set(table["compared_with"]) == {"quick"}
    assert len(table) == deciding.DECIDING
    assert len(pd.read_csv(tmp_path / "all_parameters.csv")) == len(free_parameters())
    before = (tmp_path / "societies.jsonl").read_bytes(), (tmp_path / "deciding.csv").read_bytes()
    assert before[0].count(b"\n") == 42
    assert main(words) == 2
    assert "already holds results" in capsys.readouterr().err
    assert main([*words, "--replace"]) == 0
    assert ((tmp_path / "societies.jsonl").read_bytes(), (tmp_path / "deciding.csv").read_bytes()) == before


def test_the_command_refuses_what_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deciding", "baseline", "--out", str(tmp_path)]) == 2
    assert "is the baseline itself" in capsys.readouterr().err
    assert main(["deciding", "disaster", "--out", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "Left out: disaster: it is an event and no policy" in told.out
    assert "none of these scenarios can be compared" in told.err


def test_the_stored_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    gave = points()[:, 1] + 0.3 * np.random.default_rng(3).normal(size=200)
    table = as_table({"combined": decides(points(), NAMES, gave, gave + 0.01)})
    table.insert(1, "compared_with", "baseline")
    table.to_csv(tmp_path / "deciding.csv", index=False)
    found = read_decisions(tmp_path / "deciding.csv")["combined"]
    assert found.clear[0].parameter == "parameter_1"
    assert found.clear[0].more
    assert len(found.ranking) == deciding.DECIDING
    assert found.chance < 0.01
    assert decisions(tmp_path / "none.csv") == {}


def test_every_free_parameter_has_its_meaning() -> None:
    meanings = [meaning_of(one.name) for one in free_parameters()]
    assert all(meanings)
    assert len(set(meanings)) >= len(meanings) - 1  # weekly ups and downs, of depression and of anxiety
    assert meaning_of(DOSE).startswith("dose of Cognitive behavioural therapy: thoughts")
