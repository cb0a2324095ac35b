"""The share of a trial's variance that lies between therapists."""

import numpy as np
import pandas as pd
import pytest

from sim.command.trial_printed import therapist_words
from sim.studies.trials.follow import Waves
from sim.studies.trials.spec import TrialSpec
from sim.studies.trials.therapists import therapist_share
from tests.studies.trials.trial_of import CBT, NOTHING, trial

PLAN = trial(CBT, NOTHING, 4, 14)


def measured(rng: np.random.Generator, share: float, people: int = 600, therapists: int = 40) -> pd.DataFrame:
    """Waves of an arm in which this share of the variance at the end lies between therapists."""
    therapist = rng.integers(1, therapists + 1, people)
    start = rng.uniform(10.0, 24.0, people)
    skill = rng.normal(0.0, 4.0 * share**0.5, therapists + 1)[therapist]
    end = 0.5 * start + skill + rng.normal(0.0, 4.0 * (1.0 - share) ** 0.5, people)
    waves = [
        pd.DataFrame({"person": np.arange(people), "arm": "one", "week": week, "phq9": score, "therapist": whose})
        for week, score, whose in ((0, start, 0), (4, start, therapist), (14, end, therapist))
    ]
    return pd.concat(waves, ignore_index=True)


@pytest.mark.parametrize("share", [0.0, 0.08, 0.4])
def test_a_known_share_is_found(share: float) -> None:
    rng = np.random.default_rng(1)
    found = [therapist_share(PLAN, measured(rng, share), "one") for _ in range(60)]
    assert np.mean([one.share for one in found]) == pytest.approx(share, abs=0.025)
    assert np.mean([one.low <= share <= one.high for one in found]) > 0.88
    assert (found[0].week, found[0].outcome, found[0].people) == (14, "phq9", 600)


def test_only_those_who_began_the_course_count() -> None:
    waves = measured(np.random.default_rng(2), 0.3)
    expected = therapist_share(PLAN, waves, "one")
    others = measured(np.random.default_rng(3), 0.0).assign(therapist=0)
    others["person"] += 10_000
    assert therapist_share(PLAN, pd.concat([waves, others], ignore_index=True), "one") == expected
    none = therapist_share(PLAN, others, "one")
    assert np.isnan(none.share)
    assert "too few people" in therapist_words(none)
    assert f"between its {expected.therapists} therapists" in therapist_words(expected)


def test_a_trial_knows_the_therapist_of_each_course(treated: tuple[TrialSpec, Waves]) -> None:
    waves = treated[1].waves
    last = waves[waves["week"] == waves["week"].max()]
    began = last["status"].isin(["in_treatment", "completed", "dropped_out"])
    assert (last.loc[began, "therapist"] > 0).all()
    assert (last.loc[last["status"].isin(["none", "never_began", "not_started"]), "therapist"] == 0).all()
    assert (waves.loc[waves["week"] == 0, "therapist"] == 0).all()
    assert last.loc[began, "therapist"].nunique() > 10
