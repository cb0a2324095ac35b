"""What tests of trials share: a small living population, and the smallest trial worth the name."""

from typing import Any

from sim.studies.trials.spec import ArmSpec, RecruitSpec, TrialSpec

PEOPLE, SEED = 3000, 7
CBT, NOTHING = ArmSpec(intervention="cbt"), ArmSpec()
FIRST_COLUMNS = [
    "outcome", "week", "arm", "comparator", "g", "low", "high", "n_arm", "n_comparator", "response", "remission",
    "dropout",
]  # fmt: skip


def trial(one: ArmSpec, other: ArmSpec, *weeks: int, **changed: Any) -> TrialSpec:
    """A trial of the arms `one` and `other`, the comparator, among people with some symptoms."""
    changed = {"recruit": RecruitSpec(phq9=(3.0, 27.0), share=0.5), **changed}
    return TrialSpec(
        title="A trial", arms={"one": one, "other": other}, comparator="other", weeks=list(weeks), **changed
    )
