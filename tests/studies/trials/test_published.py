"""Published results beside simulated ones, and designs in sentences."""

from typing import Any

import pandas as pd
import pytest

from sim.report.words.trial import arm_words, design_words
from sim.studies.trials.effects import effect_size
from sim.studies.trials.published import ABOVE, BELOW, MATCHES, UNKNOWN, published_table
from sim.studies.trials.spec import (
    ArmSpec,
    ContinuationSpec,
    Measure,
    PublishedTrial,
    SecondStage,
    TrialSpec,
    Who,
    Withheld,
)
from tests.studies.trials.trial_of import CBT, NOTHING

AFTER = [4.0, 6.0, 5.0, 12.0, 10.0, 11.0, 3.0, 16.0]
BEFORE = [10.0, 12.0, 14.0, 16.0, 10.0, 12.0, 14.0, 16.0]
ENDS = ["completed", "dropped_out", "in_treatment", "never_began", "none", "none", "none", "none"]


def waves() -> pd.DataFrame:
    """Two arms of four people, measured before and after."""
    table = pd.DataFrame(
        {"person": [*range(8)] * 2, "arm": (["one"] * 4 + ["other"] * 4) * 2, "week": [0] * 8 + [8] * 8}
    )
    return table.assign(
        phq9=BEFORE + AFTER,
        gse=25.0,
        hope=0.5,
        empowerment=0.5,
        status=["none"] * 8 + ENDS,
        second_arm="",
        second_status="none",
        in_depression=False,
        episodes_depression=[1] * 8 + [1, 2, 1, 1, 1, 1, 1, 1],
    )


def row(measure: Measure, value: float, **changed: Any) -> dict[str, Any]:
    """One published figure of arm `one`, with what the waves give for it."""
    given = {"label": "a figure", "measure": measure, "arm": "one", "week": 8, "value": value, **changed}
    plan = TrialSpec(
        title="",
        arms={"one": CBT, "other": NOTHING},
        comparator="other",
        weeks=[8],
        published=[PublishedTrial(**given)],
    )
    found = published_table(plan, waves()).to_dict("records")[0]
    return {str(name): value for name, value in found.items()}


@pytest.mark.parametrize(
    ("measure", "arm", "expected", "people"),
    [
        (Measure.RESPONSE, "one", 75.0, 4),  # 4 of 10, 6 of 12, 5 of 14; 12 of 16 is more than half
        (Measure.RESPONSE, "other", 25.0, 4),
        (Measure.REMISSION, "one", 25.0, 4),
        (Measure.RELAPSE, "one", 25.0, 4),
        (Measure.DROPOUT, "one", 100.0 / 3.0, 3),
        (Measure.NEVER_BEGAN, "one", 25.0, 4),
    ],
)
def test_shares_by_hand(measure: Measure, arm: str, expected: float, people: int) -> None:
    found = row(measure, 50.0, arm=arm)
    assert found["simulated"] == pytest.approx(expected)
    assert found["people"] == people
    assert found["simulated_low"] < expected < found["simulated_high"]


def test_an_effect_has_the_sign_and_the_interval_of_the_table_of_effects() -> None:
    g, error = effect_size(waves(), "phq9", 8, "one", "other")
    found = row(Measure.G, 0.5)
    assert found["simulated"] == pytest.approx(g)
    assert found["simulated_high"] - found["simulated_low"] == pytest.approx(2 * 1.959964 * error)
    turned = row(Measure.G, 0.5, arm="other", against="one")
    assert turned["simulated"] == pytest.approx(-g)


def test_a_verdict_compares_the_interval_with_what_was_published() -> None:
    assert row(Measure.RESPONSE, 75.0)["verdict"] == MATCHES
    assert row(Measure.RESPONSE, 5.0)["verdict"] == ABOVE
    assert row(Measure.RESPONSE, 99.9)["verdict"] == BELOW
    assert row(Measure.RESPONSE, 5.0, low=1.0, high=50.0)["verdict"] == MATCHES
    assert row(Measure.DROPOUT, 5.0, arm="other")["verdict"] == UNKNOWN  # nobody began anything there


def test_a_design_is_said_in_sentences() -> None:
    then = ContinuationSpec(intervention="mbct", start_week=20)
    waits = ArmSpec(withhold=Withheld.THERAPY, crossover_week=14, crossover_to="cbt")
    assert arm_words("waiting_list", waits) == (
        "waiting list: no place in a service in weeks 1 to 14; crosses over to cbt after week 14."
    )
    never = ArmSpec(withhold=Withheld.THERAPY)
    assert arm_words("list", never) == "list: no place in a service from week 1; never crosses over."
    assert arm_words("usual", NOTHING) == "usual: care as usual."
    assert arm_words(
        "a", ArmSpec(intervention="cbt", sessions=4, start_week=2, boosters=[8, 12], continuation=then)
    ) == ("a: cbt, 4 sessions from week 3; then mbct from week 21; a booster session after week 8 and 12.")
    stop = ArmSpec(stop_medication=True, stop_week=3, taper_weeks=4, withhold=Withheld.ALL, withhold_from=9)
    assert arm_words("b", stop) == "b: medication stopped over 4 weeks from week 4; no care at all from week 10."
    arms = {"more": CBT, "no_more": NOTHING}
    second = SecondStage(week=6, who=Who.NON_RESPONDERS, of=["cbt"], finished=True, arms=arms, comparator="no_more")
    plan = TrialSpec(title="", arms={"cbt": CBT}, weeks=[6, 12], second_stage=second)
    assert design_words(plan) == [
        "cbt: cbt.",
        "Randomised again in week 6: those of cbt who have finished the course, whose score has not fallen by half.",
        "more: cbt.",
        "no more: care as usual.",
    ]


def test_weeks_after_a_cross_over_are_not_compared() -> None:
    def compared(week: int | None) -> list[int]:
        waits = NOTHING if week is None else ArmSpec(crossover_week=week, crossover_to="one")
        return TrialSpec(
            title="", arms={"one": CBT, "other": waits}, comparator="other", weeks=[4, 8, 12]
        ).compared_weeks()

    assert compared(None) == [4, 8, 12]
    assert compared(8) == [4, 8]
    assert compared(2) == [4, 8, 12]  # nothing was measured before
