"""Libraries: one that starts from the published society's has the levels of one burnt in in full, but for chance."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.people.state import Care
from sim.scenario.load import load_scenario
from sim.scenario.values import edited
from sim.simulation import library as libraries
from sim.simulation.balancing import balanced_weights, in_proportion, levels_of
from sim.simulation.burn_in import snapshot
from sim.simulation.library import library, library_path, starts_elsewhere
from sim.simulation.snapshots import published, same_society, snapshot_key, standing
from sim.studies.fitted.ensemble import as_member
from tests.shared import differing

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from sim.scenario.scenario import Scenario

    type Values = npt.NDArray[np.float64]

SMALL = {"library_people": 2000.0, "library_twins": 1000.0, "library_years": 2.0, "settling_years": 0.5}
SEEDS = 8
CHANCE = 0.02  # the least probability that still counts as chance; with eight seeds the least of all is 0.0078
SPREAD = ("self_efficacy", "depression_severity", "anxiety_severity", "public_stigma", "ability_set_point")


@pytest.fixture(autouse=True)
def _own_seed() -> Iterator[None]:
    """Tests change the seed of libraries; it is as it was afterwards."""
    before = libraries.LIBRARY_SEED
    yield
    libraries.LIBRARY_SEED = before


def small(scenario: Scenario, **changed: float) -> Scenario:
    """A standing scenario with a small library."""
    values = {**SMALL, **changed}
    return standing(edited(scenario, {f"parameters.{name}": value for name, value in values.items()}))


def sicker() -> Scenario:
    """A society in which twice as many people fall ill."""
    return edited(load_scenario("baseline"), {"parameters.setback_rate": 0.006, "parameters.depression_mean": -2.0})


def without_services() -> Scenario:
    """A society without treatment."""
    return load_scenario("baseline").model_copy(update={"services": {}})


def in_full(base: Scenario) -> Scenario:
    """The same society, burnt in in full."""
    return edited(base, {"parameters.library_twins": 0.0})


def figures(lives: npt.NDArray[np.void]) -> dict[str, float]:
    """The levels of a library, how many wait and are treated, and how levels spread among people."""
    values = levels_of(lives)
    found = {name: float(one.mean()) for name, one in values.items()}
    found |= {care.name: float((lives["care"] == care).mean()) for care in (Care.WAITING, Care.IN_TREATMENT)}
    for name in SPREAD:
        found |= {f"{name} {share}": float(np.quantile(values[name], share)) for share in (0.1, 0.5, 0.9)}
    for band in range(20, 80, 20):
        age = -lives["birth_week"] / 52.0
        here = (age >= band) & (age < band + 20)
        found[f"ever ill at {band}"] = float(values["ever_ill"][here].mean())
    return found


def apart(one: list[dict[str, float]], other: list[dict[str, float]]) -> float:
    """The probability that two ways of making libraries differ so much by chance.

    Each library of one way has a partner of the other, with the same seed. If both ways give the same, each difference
    could as well have the other sign. The test statistic is the sum over figures of squared mean differences, in
    standard deviations of the figure among libraries.
    """
    mine, theirs = (np.array([list(figure.values()) for figure in way]) for way in (one, other))
    spread = theirs.std(axis=0, ddof=1)
    differences = (mine - theirs)[:, spread > 0.0] / spread[spread > 0.0]
    signs = np.array(list(product((1.0, -1.0), repeat=len(differences))))
    size = ((signs @ differences / len(differences)) ** 2).sum(axis=1)
    return float((size >= size[0] * (1.0 - 1e-9)).mean())


def made(base: Scenario, seeds: int) -> list[dict[str, float]]:
    """The figures of a society's libraries, one a seed."""
    found = []
    for seed in range(seeds):
        libraries.LIBRARY_SEED = 7_000_000 + 1_000 * seed
        found.append(figures(library(base)))
    return found


def test_a_library_that_starts_from_the_published_one_is_as_if_burnt_in_in_full() -> None:
    base = small(sicker())
    assert starts_elsewhere(base)
    assert not starts_elsewhere(in_full(base))
    carried, full, before = (made(one, SEEDS) for one in (base, in_full(base), published(base)))
    assert apart(carried, full) > CHANCE
    assert apart(before, full) < CHANCE  # the test tells such societies apart


@pytest.mark.slow
@pytest.mark.parametrize(
    "society", ["a member", "another member", "sicker", "without services", "no mastery", "collectivist"]
)
def test_levels_are_those_of_a_burn_in_in_full_far_from_the_published_society(society: str) -> None:
    baseline = load_scenario("baseline")
    base = standing(
        {
            "a member": as_member(baseline, 3),
            "another member": as_member(baseline, 9),
            "sicker": sicker(),
            "without services": without_services(),
            "no mastery": edited(baseline, {"mechanisms.mastery": False}),
            "collectivist": edited(baseline, {"parameters.weight_mastery": 0.6, "parameters.culture_stigma": 1.0}),
        }[society]
    )
    carried, full, before = (made(one, SEEDS) for one in (base, in_full(base), published(base)))
    assert apart(carried, full) > CHANCE
    assert apart(before, full) < CHANCE


def test_what_is_in_the_cache_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    base = small(without_services(), library_people=200.0, library_twins=80.0, library_years=0.5)
    first = library(base)
    for path in (library_path(base), library_path(published(base))):
        path.unlink()
    assert not differing(library(base), first)
    library_path(base).unlink()
    assert not differing(library(base), first)  # with the published society's library in the cache
    library_path(base).unlink()
    monkeypatch.setattr(libraries, "load", lambda _: None)
    assert not differing(library(base, keep=False), first)  # and with nothing
    assert not library_path(base).exists()


def test_a_society_of_no_own_parameters_is_the_published_one() -> None:
    base = standing(load_scenario("baseline"))
    assert same_society(base, published(base))
    assert not starts_elsewhere(base)
    one = small(load_scenario("baseline"))
    assert same_society(one, published(one))
    assert not same_society(base, published(one))  # another library
    assert not starts_elsewhere(small(sicker(), library_twins=1001.0))  # twins would save little


def test_what_the_published_society_is_decides_on_all_that_start_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.simulation import snapshots

    base = standing(sicker())
    before = snapshot_key(base, 100, 1, None)
    monkeypatch.setattr(snapshots, "_shipped", lambda: standing(without_services()))
    assert snapshot_key(base, 100, 1, None) != before


def test_a_population_of_another_society_is_drawn_and_settles() -> None:
    scenario = edited(sicker(), {f"parameters.{name}": value for name, value in SMALL.items()})
    people = snapshot(scenario, 300, 5, keep=False).state.people
    assert len(np.unique(people["id"])) == 300


def test_weights_bring_levels_where_they_are_wanted_and_stay_as_even_as_they_can() -> None:
    rng = np.random.default_rng(1)
    levels = np.column_stack([rng.normal(size=500), rng.random(500) < 0.1, np.full(500, 3.0)])
    wanted = np.array([0.3, 0.2, 3.0])
    weights = balanced_weights(levels, wanted)
    assert weights.sum() == pytest.approx(1.0)
    assert weights.min() > 0.0
    assert weights @ levels == pytest.approx(wanted, abs=1e-3)
    assert 1.0 / np.square(weights).sum() > 300.0
    assert balanced_weights(levels, levels.mean(axis=0)) == pytest.approx(np.full(500, 1.0 / 500))


def test_weights_stay_finite_where_no_weights_would_do() -> None:
    levels = np.array([[0.0], [1.0], [1.0]])
    weights = balanced_weights(levels, np.array([2.0]))
    assert np.isfinite(weights).all()
    assert weights @ levels[:, 0] > 0.9


def test_rows_are_taken_as_often_as_their_weights_say() -> None:
    rows = in_proportion(np.array([0.5, 0.2, 0.3]), 10)
    assert np.bincount(rows).tolist() == [5, 2, 3]
    assert in_proportion(np.array([0.9, 0.1]), 1).tolist() == [0]


def test_who_is_ill_in_a_library_carried_over_is_who_is_ill_in_the_published_one() -> None:
    baseline = load_scenario("baseline")
    rate = baseline.model_parameters().fresh_start_rate
    nearly = standing(edited(baseline, {"parameters.fresh_start_rate": rate * 1.00001}))
    assert starts_elsewhere(nearly)
    carried, whole = (levels_of(library(base)) for base in (nearly, standing(baseline)))
    for name in ("depressed_by_deprivation", "ever_depressed_by_deprivation", "depressed_by_ties"):
        assert carried[name].mean() == pytest.approx(whole[name].mean(), abs=0.012), name
    assert carried["vulnerability_by_deprivation"].mean() == pytest.approx(
        whole["vulnerability_by_deprivation"].mean(), abs=0.05
    )
