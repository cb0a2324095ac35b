"""Designs of sweeps: grids, lists, samples, and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.errors import ScenarioError, SweepError
from sim.studies.fitted.priors import free_parameters
from sim.studies.sweeps.design import bases, read_design
from sim.studies.sweeps.plan import Planner
from sim.studies.sweeps.sweep import as_design
from sim.studies.sweeps.workers import packed, unpacked
from tests.shared import ROOT
from tests.studies.sweeps.small import tiny


def test_a_grid_expands_lists_and_keeps_scalars() -> None:
    points = Planner(tiny(parameters={"mastery_gain": [0.1, 0.2, 0.3], "mechanisms.mastery": [True, False]})).points
    assert len(points) == 6
    assert all(point["library_people"] == 300.0 for point in points)
    assert {(point["mastery_gain"], point["mechanisms.mastery"]) for point in points} == {
        (gain, on) for gain in (0.1, 0.2, 0.3) for on in (True, False)
    }


def test_a_grid_takes_steps_of_a_range() -> None:
    gain = {"low": 0.01, "high": 1.0, "log": True, "steps": 3}
    points = Planner(tiny(parameters={"mastery_gain": gain})).points
    assert [point["mastery_gain"] for point in points] == pytest.approx([0.01, 0.1, 1.0])


def test_a_list_is_read_row_by_row() -> None:
    design = tiny(method="list", parameters={"mastery_gain": [0.1, 0.2], "scenario": ["baseline", "expanded_cbt"]})
    assert [(one["mastery_gain"], one["scenario"]) for one in Planner(design).points] == [
        (0.1, "baseline"), (0.2, "expanded_cbt")
    ]  # fmt: skip


def test_a_latin_hypercube_has_every_point_under_every_combination() -> None:
    ranges = {"mastery_gain": {"low": 0.1, "high": 0.3}, "symptom_pull": "prior"}
    design = tiny(method="latin_hypercube", samples=8, parameters=ranges | {"mechanisms.mastery": [True, False]})
    points = Planner(design).points
    assert len(points) == 16
    on, off = ([p["mastery_gain"] for p in points if p["mechanisms.mastery"] is kind] for kind in (True, False))
    assert on == off
    strata = np.floor((np.array(on, np.float64) - 0.1) / 0.2 * 8.0)
    assert sorted(strata.tolist()) == list(range(8))
    prior = next(one for one in free_parameters() if one.name == "symptom_pull")
    assert all(prior.low <= float(point["symptom_pull"]) <= prior.high for point in points)


@pytest.mark.parametrize(("method", "runs"), [("sobol", 8 * (3 + 2)), ("morris", 8 * (3 + 1))])
def test_sobol_and_morris_have_as_many_points_as_their_analysis_wants(method: str, runs: int) -> None:
    parameters = {
        "mastery_gain": {"low": 0.1, "high": 0.3},
        "mechanisms.modeling": [True, False],
        "services.talking_therapy.weekly_sessions_per_100k": {"low": 10.0, "high": 1000.0, "log": True},
    }
    design = tiny(method=method, samples=8, parameters=parameters)
    planner = Planner(design)
    assert len(planner.points) == runs
    assert planner.points == Planner(design).points
    assert {point["mechanisms.modeling"] for point in planner.points} == {True, False}


def test_whole_numbers_are_whole() -> None:
    sessions = {"low": 4, "high": 12, "steps": 4}
    points = Planner(tiny(parameters={"interventions.cbt.sessions": sessions})).points
    assert [point["interventions.cbt.sessions"] for point in points] == [4, 7, 9, 12]


def test_keys_are_apart_for_whatever_decides_and_together_for_what_does_not() -> None:
    plain = tiny(replicates=2)
    key = next(iter(Planner(plain).places(0, range(1)))).key
    changes: tuple[dict[str, Any], ...] = (
        {"people": 41}, {"weeks": 5}, {"seed": 2}, {"series": True}, {"outcomes": ["recovered"]},
        {"scenario": "expanded_cbt"}, {"parameters": {"mastery_gain": 0.1}},
    )  # fmt: skip
    for change in changes:
        assert next(iter(Planner(tiny(**change)).places(0, range(1)))).key != key
    same: tuple[dict[str, Any], ...] = (
        {"title": "another"}, {"replicates": 9}, {"parameters": {"library_people": 300}}
    )  # fmt: skip
    for change in same:
        assert next(iter(Planner(tiny(**change)).places(0, range(1)))).key == key


@pytest.mark.parametrize(
    ("changes", "described"),
    [
        ({"parameters": {"mastery_gian": 0.1}}, "Did you mean 'mastery_gain'?"),
        ({"parameters": {"mastery_gain": 1e9}}, "mastery_gain"),
        ({"parameters": {"mastery_gain": {"low": 0.2, "high": 0.1, "steps": 2}}}, "above low"),
        ({"parameters": {"mastery_gain": {"low": 0.1, "high": 0.2}}}, "steps"),
        ({"parameters": {"mastery_gain": {"low": 0.1, "hgh": 0.2}}}, "Did you mean 'high'?"),
        ({"parameters": {"mastery_gain": {"low": 0.0, "high": 0.2, "log": True, "steps": 2}}}, "above 0"),
        ({"parameters": {"mastery_gain": []}}, "one value or more"),
        ({"parameters": {"mastery_gain": "much"}}, "parameters"),
        ({"parameters": {"goal_rate": "prior"}}, "prior"),
        ({"parameters": {"mechanisms.mastery": 1}}, "true or false"),
        ({"parameters": {"scenario": ["baselin"]}}, "Did you mean 'baseline'?"),
        ({"outcomes": ["recoverd"]}, "Did you mean 'recovered'?"),
        ({"people": 0}, "people"),
        ({"sampels": 3}, "Did you mean 'samples'?"),
        ({"method": "sobl"}, "method"),
        ({"method": "sobol", "samples": 60, "parameters": {"mastery_gain": {"low": 0.1, "high": 0.2}}}, "power of two"),
        ({"method": "morris"}, "range"),
    ],
)  # fmt: skip
def test_a_typo_is_reported(changes: dict[str, Any], described: str) -> None:
    with pytest.raises(ValueError, match=r".") as problem:
        Planner(tiny(**changes))
    assert described in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios" / "sweeps").glob("*.toml")), ids=lambda path: path.stem)
def test_designs_that_come_with_the_model_can_be_planned(path: Path) -> None:
    assert Planner(read_design(path)).points


def test_series_come_back_to_the_last_bit() -> None:
    series = np.random.default_rng(1).normal(size=(7, 3))
    series[2, 1] = np.nan
    assert unpacked(packed(series)).tobytes() == series.tobytes()


def test_python_may_hand_over_what_its_libraries_give(tmp_path: Path) -> None:
    """NumPy's numbers, arrays, tuples, ranges and paths mean what the same design in a file means."""
    file = tmp_path / "mine.toml"
    file.write_text('extends = "baseline.toml"\ntitle = "Mine"\n')
    given = {
        "people": np.int64(40), "weeks": np.int32(4), "replicates": np.uint8(2), "seed": np.int16(3),
        "outcomes": ("recovered",), "scenario": file,
        "parameters": {
            "mastery_gain": np.linspace(0.1, 0.3, 3), "symptom_pull": (np.float32(0.125), 0.25),
            "setback_rate": np.float64(0.01), "mechanisms.mastery": (np.True_, np.False_), "youngest": range(18, 20),
        },
    }  # fmt: skip
    plainly = {
        "people": 40, "weeks": 4, "replicates": 2, "seed": 3, "outcomes": ["recovered"], "scenario": str(file),
        "parameters": {
            "mastery_gain": [0.1, 0.2, 0.3], "symptom_pull": [0.125, 0.25], "setback_rate": 0.01,
            "mechanisms.mastery": [True, False], "youngest": [18, 19],
        },
    }  # fmt: skip
    assert as_design(given) == as_design(plainly)
    assert as_design({**plainly, "parameters": {"scenario": [file, Path("baseline")]}}).settings["scenario"] == (
        str(file), "baseline",
    )  # fmt: skip
    assert as_design({"parameters": {"mastery_gain": {"low": np.float64(0.1), "high": np.float32(0.5), "steps": 3}}})


@pytest.mark.parametrize("value", [np.array([]), np.array([[0.1, 0.2]]), np.complex64(1j), np.nan, {0.1, 0.2}])
def test_what_is_no_list_of_values_gets_a_message(value: object) -> None:
    with pytest.raises(SweepError, match=r"design: parameters\.mastery_gain = .*expected"):
        as_design({"parameters": {"mastery_gain": value}})


@pytest.mark.parametrize("name", ["use_self_stigma", "parameters.use_self_stigma"])
def test_a_switch_is_named_as_a_mechanism(name: str) -> None:
    with pytest.raises(ScenarioError, match=r"Did you mean 'mechanisms\.self_stigma'"):
        bases(tiny(parameters={name: [0.0, 1.0]}))
