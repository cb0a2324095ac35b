"""A trial in several societies: known answers on artificial tables, and the same trial twice."""

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sim.command import trial as trial_command
from sim.command.trial_printed import in_how_many
from sim.errors import WrongValue
from sim.scenario.scenario import Scenario
from sim.simulation.snapshots import Snapshot
from sim.studies.comparison.uncertainty import Uncertainty, member_of
from sim.studies.replicated_trials.across import TrialSociety, across, effects_in, side_by_side, society_of_trial
from sim.studies.trials.effects import effects
from sim.studies.trials.follow import Waves
from sim.studies.trials.spec import TrialSpec
from tests.studies.trials.trial_of import PEOPLE, SEED


def table(*sizes: float) -> dict[int, pd.DataFrame]:
    """Effects of one arm in one week, one society after another."""
    same = {"outcome": "phq9", "week": 8, "arm": "one", "comparator": "other", "stage": 1}
    return {number: pd.DataFrame([same | {"g": size}]) for number, size in enumerate(sizes)}


def test_the_mean_and_the_counts_are_those_of_the_societies() -> None:
    (row,) = across(table(0.5, 0.7, -0.1, math.nan), Uncertainty.STOCHASTIC, 1).to_dict("records")
    assert row["g"] == pytest.approx(1.1 / 3)
    assert (row["better_in"], row["worse_in"], row["known_in"]) == (2, 1, 3)
    assert row["low"] < row["g"] < row["high"]
    assert math.isnan(row["from_parameters"])  # they differ by chance alone


def test_one_society_says_nothing_about_others() -> None:
    assert across(table(0.5, math.nan), Uncertainty.STOCHASTIC, 1).empty


@pytest.mark.parametrize("by_member", [True, False])
def test_what_parameters_make_is_distinguished_from_what_chance_makes(by_member: bool) -> None:
    own = np.random.default_rng(3).normal(0.5, 1.0, 64)
    sizes = [own[member_of(Uncertainty.BOTH, at)] if by_member else own[at] for at in range(64)]
    (row,) = across(table(*sizes), Uncertainty.BOTH, 1).to_dict("records")
    ends = row["share_low"], row["share_high"]
    assert ends == (1.0, 1.0) if by_member else ends[0] == 0.0


def test_the_interval_does_not_shrink_when_the_same_parameter_sets_come_again() -> None:
    """Sets that come twice tell no more about parameters, however often chance is thrown."""
    rng = np.random.default_rng(3)
    own = rng.normal(0.5, 1.0, 32)
    sizes = [own[member_of(Uncertainty.BOTH, at)] for at in range(64)]
    (both,) = across(table(*sizes), Uncertainty.BOTH, 1).to_dict("records")
    (chance,) = across(table(*sizes), Uncertainty.STOCHASTIC, 1).to_dict("records")
    assert both["high"] - both["low"] > 1.3 * (chance["high"] - chance["low"])


def test_the_first_society_is_the_one_of_a_single_trial(
    quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]
) -> None:
    plan, found = treated
    first, second = (society_of_trial(quick, SEED, number, Uncertainty.STOCHASTIC) for number in (0, 1))
    assert first == (0, quick, SEED)
    assert second.seed != SEED
    weeks: list[int] = []
    small = plan.model_copy(update={"people": PEOPLE})
    tables = [effects_in(small, one, lambda: weeks.append(1)) for one in (first, second)]
    pd.testing.assert_frame_equal(tables[0], effects(plan, found.waves))
    assert not tables[1]["g"].equals(tables[0]["g"])
    assert len(weeks) == 2 * max(plan.weeks)
    below = side_by_side(dict(enumerate(tables)), Uncertainty.STOCHASTIC)
    assert below["society"].tolist() == [0] * len(tables[0]) + [1] * len(tables[1])


def test_societies_differ_by_what_is_asked_for(quick: Scenario) -> None:
    chance, parameters, both = (
        [society_of_trial(quick, SEED, number, kind) for number in range(3)]
        for kind in (Uncertainty.STOCHASTIC, Uncertainty.PARAMETER, Uncertainty.BOTH)
    )
    assert len({one.seed for one in chance}) == 3
    assert all(one.scenario.parameters == quick.parameters for one in chance)
    assert {one.seed for one in parameters} == {SEED}
    assert parameters[1].scenario.parameters != quick.parameters
    assert both[1].scenario.parameters != quick.parameters
    assert both[2].scenario.parameters == both[0].scenario.parameters  # each set comes twice
    assert both[2].seed != both[0].seed


@pytest.mark.parametrize(
    ("better", "known", "said"),
    [
        (12, 12, "better in 12 of 12 societies"),
        (5, 12, "better in 5 of 12, worse in 7"),
        (4, 4, "no verdict yet: 4 of 12 societies"),
    ],
)
def test_there_is_no_verdict_below_twelve_societies(better: int, known: int, said: str) -> None:
    assert in_how_many({"better_in": better, "worse_in": known - better, "known_in": known}) == said


@pytest.mark.parametrize("ends", [WrongValue(("recruit",), 1, "more participants"), KeyboardInterrupt()])
def test_a_society_that_fails_or_is_stopped_keeps_the_others(
    ends: BaseException, quick: Scenario, treated: tuple[TrialSpec, Waves], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, _ = treated

    def in_one(plan: TrialSpec, one: TrialSociety, on_week: Callable[[], None]) -> pd.DataFrame:
        if one.number == 2:
            raise ends
        return table(float(one.number))[0]

    monkeypatch.setattr(trial_command, "effects_in", in_one)
    found = trial_command.in_further_societies(plan, quick, SEED, 4, Uncertainty.STOCHASTIC, lambda: None)
    if isinstance(ends, KeyboardInterrupt):
        assert (list(found.tables), found.left_out, found.reached) == ([1], [], 2)
    else:
        assert (list(found.tables), found.reached) == ([1, 3], 4)
        assert found.left_out[0].startswith("society 3 of 4 is left out: ")
