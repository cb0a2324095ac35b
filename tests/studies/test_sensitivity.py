"""Sensitivity: known functions in place of the model, so that every index has a value it must come to."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.command.main import main
from sim.errors import SweepError
from sim.studies.runs.statistics import wilson_interval
from sim.studies.sensitivity.analysis import Sensitivity, analyse
from sim.studies.sensitivity.discover import discover, meets
from sim.studies.sensitivity.pawn import distances, of_salib
from sim.studies.sensitivity.sampled import Sampled, sampled
from sim.studies.sensitivity.screening import inert, screened
from sim.studies.sensitivity.two_stages import variance_design
from sim.studies.sweeps.stopping_rule import half_width, wanted
from sim.studies.sweeps.store import Store
from sim.studies.sweeps.tasks import Found, Task
from tests.shared import QUICK
from tests.studies.sweeps.small import contents, make, tiny

RANGES = {
    "mastery_gain": {"low": 0.05, "high": 0.3},
    "symptom_pull": {"low": 0.1, "high": 0.2},
    "setback_rate": {"low": 0.002, "high": 0.02, "log": True},
}
BOTH = ["recovered", "people_treated"]


def by_parameter(table: pd.DataFrame) -> dict[Any, Any]:
    return table.set_index("parameter").to_dict("index")


def places(task: Task) -> list[float]:
    """Where a run's three parameters lie, 0 to 1."""
    found = []
    for name, ends in RANGES.items():
        value, low, high = float(task.settings[f"parameters.{name}"]), float(ends["low"]), float(ends["high"])
        found.append(math.log(value / low) / math.log(high / low) if ends.get("log") else (value - low) / (high - low))
    return found


def ishigami(task: Task) -> Found:
    """Ishigami and Homma's function; its indices are known."""
    x, y, z = (math.pi * (2.0 * place - 1.0) for place in places(task))
    value = math.sin(x) + 7.0 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)
    return Found(task.key, dict.fromkeys(task.outcomes, value), "", 0.001)


def linear(task: Task) -> Found:
    """3 a - b, whatever c is; the second outcome never moves."""
    one, other, _ = places(task)
    return Found(task.key, {"recovered": 3.0 * one - other, "people_treated": 1.0}, "", 0.001)


def constant(task: Task) -> Found:
    """A sum of tenths whose order depends on the parameters: the same number but for rounding."""
    total = 0.0
    for place in np.random.default_rng(int(task.key[:8], 16)).permutation(30):
        total += 0.1 * float(place)
    return Found(task.key, dict.fromkeys(task.outcomes, total), "", 0.001)


def half_lost(task: Task) -> Found:
    """As `ishigami`, but some runs fail."""
    found = ishigami(task)
    return found._replace(outcomes=None, error="lost") if int(task.key, 16) % 97 == 0 else found


def boxed(task: Task) -> Found:
    """High where the first parameter is high and the second low."""
    one, other, _ = places(task)
    rng = np.random.default_rng(int(task.key[:8], 16))
    value = float(one > 0.6 and other < 0.5) * 0.5 + 0.02 * rng.normal()
    return Found(task.key, dict.fromkeys(task.outcomes, value), "", 0.001)


def swept(folder: Path, work: Any, **changes: Any) -> Sampled:
    make(tiny(**({"outcomes": ["recovered"], "parameters": RANGES} | changes)), folder, work)
    with Store(folder) as store:
        return sampled(store)


@pytest.fixture(scope="module")
def sobol(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sampled, Sensitivity]:
    folder = tmp_path_factory.mktemp("sobol")
    found = swept(folder, ishigami, method="sobol", samples=1024, interactions=True)
    return found, analyse(found)


def test_sobol_indices_come_to_their_known_values(sobol: tuple[Sampled, Sensitivity]) -> None:
    known = {"mastery_gain": (0.3139, 0.5576), "symptom_pull": (0.4424, 0.4424), "setback_rate": (0.0, 0.2437)}
    each = by_parameter(sobol[1].variance["recovered"].each)
    for name, (first, total) in known.items():
        for kind, value in (("first", first), ("total", total)):
            assert each[name][kind] == pytest.approx(value, abs=0.05)
            assert each[name][f"{kind}_low"] - 0.03 <= value <= each[name][f"{kind}_high"] + 0.03
    assert list(each) == ["mastery_gain", "symptom_pull", "setback_rate"]
    pairs = sobol[1].variance["recovered"].pairs.set_index(["parameter", "other"])["value"]
    assert pairs["mastery_gain", "setback_rate"] == pytest.approx(0.2437, abs=0.06)
    assert abs(pairs["mastery_gain", "symptom_pull"]) < 0.06


def test_intervals_that_settle_the_ranking_give_no_warning(tmp_path: Path) -> None:
    found = swept(tmp_path, linear, method="sobol", samples=256, outcomes=BOTH)
    assert not any(one.startswith("recovered") for one in analyse(found).warnings)


@pytest.mark.parametrize("method", ["sobol", "morris", "latin_hypercube"])
def test_rounding_is_no_variance(method: str, tmp_path: Path) -> None:
    found = swept(tmp_path, constant, method=method, samples=64)
    result = analyse(found)
    assert result.warnings == ["recovered: it does not vary, or too few runs are finished, so nothing can be ranked."]
    assert not (result.table["value"].fillna(0.0) != 0.0).any()


def test_too_few_samples_are_warned_of(tmp_path: Path) -> None:
    result = analyse(swept(tmp_path, ishigami, method="sobol", samples=16))
    assert any("too wide to rank" in one for one in result.warnings)
    assert any("known to +-" in one for one in result.warnings)


def test_failed_runs_leave_the_other_base_points_as_they_are(tmp_path: Path) -> None:
    found = swept(tmp_path, half_lost, method="sobol", samples=1024)
    result = analyse(found)
    assert 800 < result.variance["recovered"].base < 1024
    each = by_parameter(result.variance["recovered"].each)
    assert each["symptom_pull"]["first"] == pytest.approx(0.4424, abs=0.06)
    assert any("have no finished run" in one for one in result.warnings)


def test_morris_finds_effects_and_what_is_inert(tmp_path: Path) -> None:
    found = swept(tmp_path, linear, method="morris", samples=10, outcomes=BOTH)
    table = by_parameter(screened(found, "recovered"))
    effects = {name: row["effect"] for name, row in table.items()}
    assert effects == pytest.approx({"mastery_gain": 3.0, "symptom_pull": 1.0, "setback_rate": 0.0}, abs=1e-9)
    assert table["symptom_pull"]["signed"] == pytest.approx(-1.0)
    tables = {outcome: screened(found, outcome) for outcome in ("recovered", "people_treated")}
    assert inert(tables.values()) == ["setback_rate"]
    stages = variance_design(found.design, tables, 8)
    assert stages.dropped == ["setback_rate"]
    assert stages.design.varied == ["mastery_gain", "symptom_pull"]
    result = analyse(found)
    assert any("people_treated: it does not vary" in one for one in result.warnings)


def test_pawn_ranks_any_sample_and_a_dummy_shows_what_chance_gives(tmp_path: Path) -> None:
    result = analyse(swept(tmp_path, linear, method="latin_hypercube", samples=400, outcomes=BOTH))
    ranking = by_parameter(result.ranking["recovered"])
    assert list(ranking)[:2] == ["mastery_gain", "symptom_pull"]
    assert ranking["mastery_gain"]["low"] > result.dummy["recovered"]
    assert ranking["setback_rate"]["value"] < 1.3 * result.dummy["recovered"]


@pytest.mark.parametrize("slices", [2, 4, 5, 8, 10])
def test_fast_distances_are_those_of_salib(slices: int) -> None:
    rng = np.random.default_rng(slices)
    unit = rng.random((150, 3))
    gave = unit[:, 0] + 0.3 * rng.normal(size=150)
    assert distances(unit, gave, slices) == pytest.approx(of_salib(unit, gave, slices))


def test_chance_between_replicates_is_reported(tmp_path: Path) -> None:
    found = swept(tmp_path, boxed, method="latin_hypercube", samples=60, replicates=3)
    assert 0.0 < found.chance["recovered"] < 0.05


# --- discovery ---


def test_a_box_is_discovered_with_coverage_and_density(tmp_path: Path) -> None:
    found = discover(swept(tmp_path, boxed, method="latin_hypercube", samples=500), "recovered > 0.25")
    best = found.rules[0]
    assert {bound.parameter for bound in best.bounds} == {"mastery_gain", "symptom_pull"}
    assert best.coverage > 0.9
    assert best.density > 0.9
    assert best.density_low <= best.density <= best.density_high
    low = next(bound.low for bound in best.bounds if bound.parameter == "mastery_gain")
    assert low == pytest.approx(0.05 + 0.6 * 0.25, abs=0.01)
    assert min(found.held_out) > 0.85


def test_nothing_is_discovered_where_there_is_nothing(tmp_path: Path) -> None:
    found = swept(tmp_path, boxed, method="latin_hypercube", samples=100)
    assert discover(found, "recovered > 99").rules == ()
    assert discover(found, "recovered > -99").rules == ()


def test_conditions_are_read() -> None:
    outcomes = {"a": np.array([1.0, 2.0, 3.0]), "b": np.array([3.0, 2.0, 1.0])}
    assert meets("a >= 2 and b > 1.5", outcomes).tolist() == [False, True, False]
    for wrong, described in (("a > ", "is not such as"), ("c > 1", "no outcome"), ("a > 1 or b > 1", "is not such as")):
        with pytest.raises(SweepError, match=described):
            meets(wrong, outcomes)


def test_wilson_is_within_0_and_1() -> None:
    assert wilson_interval(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert wilson_interval(10, 10)[1] == pytest.approx(1.0)


# --- sequential stopping ---


def test_stopping_keeps_its_word_and_its_coverage() -> None:
    rng = np.random.default_rng(5)
    within, tries = 0, 1500
    for _ in range(tries):
        values: list[float] = []
        planned = 0
        while (goal := wanted(values, planned, 0.4, 10_000)) > planned:
            values += rng.normal(size=goal - planned).tolist()
            planned = goal
        assert half_width(values) <= 0.4
        within += abs(float(np.mean(values))) <= half_width(values)
    assert 0.92 < within / tries < 0.96  # nominally 0.95


def test_stopping_ends_at_the_most() -> None:
    assert wanted([0.0, 9.0] * 20, 40, 0.001, 50) == 50
    assert wanted([0.0, 9.0] * 25, 50, 0.001, 50) == 50
    assert wanted([], 8, 0.1, 50) == 12  # all failed so far


# --- commands ---


def design_file(folder: Path) -> Path:
    parameters = "".join(f"{name} = {value}\n" for name, value in QUICK.items())
    path = folder / "mine.toml"
    path.write_text(
        f'people = 60\nweeks = 8\nmethod = "morris"\noutcomes = ["weeks_of_illness", "self_efficacy"]\n'
        f"[parameters]\n{parameters}mastery_gain = {{low = 0.05, high = 0.3}}\n"
        "symptom_pull = {low = 0.1, high = 0.2}\n"
        '"mechanisms.modeling" = [true, false]\n'
    )
    return path


def test_one_command_screens_drops_and_goes_on_to_sobol(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = design_file(tmp_path), tmp_path / "out"
    words = ["sensitivity", str(path), "--out", str(out), "--workers", "2", "--trajectories", "3", "--samples", "2"]
    assert main(words) == 0
    described = capsys.readouterr().out
    assert "Without effect, and fixed at the scenario's values:" in described
    for folder in ("screening", "variance"):
        assert {"sweep.sqlite", "sensitivity.csv", "tornado.png", "interactions.png"} <= {
            one.name for one in (out / folder).iterdir()
        }
    before = contents(out / "variance")
    assert main(words) == 0  # nothing is run again
    assert contents(out / "variance") == before
    table = pd.read_csv(out / "screening" / "sensitivity.csv")
    assert list(table) == ["outcome", "method", "measure", "parameter", "other", "value", "low", "high"]
    assert set(table["method"]) == {"morris", "pawn"}


def test_discover_writes_rules_and_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    swept(tmp_path, boxed, method="latin_hypercube", samples=300)
    assert main(["discover", str(tmp_path), "--where", "recovered > 0.25"]) == 0
    assert "On held-out points" in capsys.readouterr().out
    assert {"discovery.csv", "discovery.png"} <= {one.name for one in tmp_path.iterdir()}
    assert main(["discover", str(tmp_path), "--where", "recoverd > 0.25"]) == 2
    assert "Did you mean 'recovered'?" in capsys.readouterr().err
    assert main(["sensitivity", str(tmp_path)]) == 0
    assert (tmp_path / "tornado.png").exists()
