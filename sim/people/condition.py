"""How a state is read: the few summaries of a person that several steps of the week share."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import expit
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.state import AGE_BAND_STARTS, DISORDERS, DOMAINS, WEEKS_PER_YEAR, Disorder, PersonState


class Condition(NamedTuple):
    """A person's condition at the start of a week, every part 0 to 1: what is felt, everyday distress included."""

    depression: float
    anxiety: float
    post_traumatic_stress: float
    distress: float  # any of the three: 1 - product of what each leaves free
    belief: float  # general self-efficacy
    ability: float  # mean over domains of what one can in fact do


@rule
def shown_severity(me: PersonState, disorder: int) -> float:
    """Severity as a diagnostic interview finds it, logit: medication masks part of low mood and worry while taken."""
    masked = me.relief if disorder != Disorder.POST_TRAUMATIC_STRESS else 0.0
    return float(me.severity[disorder]) - masked


@rule
def felt_severity(me: PersonState, disorder: int) -> float:
    """Severity as it is felt and as scales count it, logit: everyday distress adds to low mood and worry, and a
    diagnostic interview takes it off again (Tomitaka et al. 2018, SY12).
    """
    everyday = me.burden if disorder != Disorder.POST_TRAUMATIC_STRESS else 0.0
    return shown_severity(me, disorder) + everyday


@rule
def over_domains(values: npt.NDArray[np.float64]) -> float:
    """The mean of what a person has one of for each domain (4)."""
    total = 0.0
    for domain in range(DOMAINS):
        total += values[domain]
    return total / DOMAINS


@rule
def general_belief(me: PersonState) -> float:
    """General self-efficacy on the logit scale: the mean over domains."""
    return over_domains(me.self_efficacy)


@rule
def condition_of(me: PersonState) -> Condition:
    """Read a person's condition off the state."""
    depression = expit(felt_severity(me, Disorder.DEPRESSION.value))
    anxiety = expit(felt_severity(me, Disorder.ANXIETY.value))
    post_traumatic_stress = expit(me.severity[Disorder.POST_TRAUMATIC_STRESS])
    distress = 1.0 - (1.0 - depression) * (1.0 - anxiety) * (1.0 - post_traumatic_stress)
    belief, ability = expit(general_belief(me)), expit(over_domains(me.ability))
    return Condition(depression, anxiety, post_traumatic_stress, distress, belief, ability)


CONDITION = np.dtype([(part, "f8") for part in Condition._fields], align=True)


@rule
def keep_condition(me: PersonState, kept: Condition) -> None:
    """Read a person's condition off the state, and keep it (a `CONDITION` record) for whoever asks until it changes."""
    now = condition_of(me)
    kept.depression = now.depression  # type: ignore[misc]
    kept.anxiety = now.anxiety  # type: ignore[misc]
    kept.post_traumatic_stress = now.post_traumatic_stress  # type: ignore[misc]
    kept.distress = now.distress  # type: ignore[misc]
    kept.belief = now.belief  # type: ignore[misc]
    kept.ability = now.ability  # type: ignore[misc]


@rule
def kept_condition(kept: Condition) -> Condition:
    """What was kept, as it is now."""
    return Condition(
        kept.depression, kept.anxiety, kept.post_traumatic_stress, kept.distress, kept.belief, kept.ability
    )


@seldom
def keep_conditions(people: npt.NDArray[np.void], conditions: npt.NDArray[np.void]) -> None:
    """Read everybody's condition off the state, and keep it."""
    for row in range(len(people)):
        keep_condition(people[row], conditions[row])


@rule
def expected_outcome(me: PersonState, parameters: Parameters) -> float:
    """Outcome expectation, 0 to 1: whether trying pays here. With the mechanism off, the typical one is everybody's."""
    return (
        me.outcome_expectation if parameters.use_outcome_expectation > 0.0 else parameters.typical_outcome_expectation
    )


@rule
def is_ill(me: PersonState) -> bool:
    """In an episode of any of the three kinds."""
    return bool(me.in_episode[0] + me.in_episode[1] + me.in_episode[2] > 0)


@rule
def was_ill(me: PersonState) -> bool:
    """Had an episode of any kind before."""
    return bool((me.episodes[0] | me.episodes[1] | me.episodes[2]) > 0)


@rule
def deprivation_slope(me: PersonState) -> float:
    """Deprivation as a slope: -1 in the least deprived fifth, 0 in the middle, +1 in the most deprived."""
    return (me.deprivation - 3.0) / 2.0


@rule
def youth(me: PersonState, parameters: Parameters, week: int) -> float:
    """Age as a slope: +1 for those who enter, 0 in the middle of life, -1 for the oldest."""
    middle = 0.5 * (parameters.youngest + parameters.oldest)
    return (middle - (week - me.birth_week) / WEEKS_PER_YEAR) / (middle - parameters.youngest)


@rule
def age_band(me: PersonState, week: int) -> int:
    """Number of the person's age band (see `AGE_BAND_STARTS`)."""
    years = (week - me.birth_week) // WEEKS_PER_YEAR
    band = 0
    for start in AGE_BAND_STARTS[1:]:
        if years >= start:
            band += 1
    return band


@rule
def main_problem(me: PersonState) -> int:
    """The disorder that care is sought for: the most severe of those in an episode; without one, low mood or worry."""
    worst = Disorder.DEPRESSION.value
    for disorder in range(Disorder.ANXIETY, DISORDERS):
        more = me.severity[disorder] > me.severity[worst]
        here, there = me.in_episode[disorder], me.in_episode[worst]
        if here > there or (here == there and more and (here == 1 or disorder == Disorder.ANXIETY)):
            worst = disorder
    return worst
