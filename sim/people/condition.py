"""How a state is read: the few summaries of a person that several steps of the week share."""

from typing import NamedTuple

from sim.core.arithmetic import expit
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.state import AGE_BAND_STARTS, DOMAINS, WEEKS_PER_YEAR, Disorder, PersonState


class Condition(NamedTuple):
    """A person's condition at the start of a week, every part 0 to 1."""

    depression: float
    anxiety: float
    post_traumatic_stress: float
    distress: float  # any of the three: 1 - product of what each leaves free
    belief: float  # general self-efficacy


@rule
def general_belief(me: PersonState) -> float:
    """General self-efficacy on the logit scale: the mean over domains."""
    total = 0.0
    for domain in range(DOMAINS):
        total += me.self_efficacy[domain]
    return total / DOMAINS


@rule
def condition_of(me: PersonState) -> Condition:
    """Read a person's condition off the state."""
    depression = expit(me.severity[Disorder.DEPRESSION])
    anxiety = expit(me.severity[Disorder.ANXIETY])
    post_traumatic_stress = expit(me.severity[Disorder.POST_TRAUMATIC_STRESS])
    distress = 1.0 - (1.0 - depression) * (1.0 - anxiety) * (1.0 - post_traumatic_stress)
    return Condition(depression, anxiety, post_traumatic_stress, distress, expit(general_belief(me)))


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
    return bool(me.episodes[0] > 0 or me.episodes[1] > 0 or me.episodes[2] > 0)


@rule
def firmness(me: PersonState, half: float) -> float:
    """How firm lived success has made belief, 0 to 1 (Bandura 1977: firm belief is little hurt by failure)."""
    return me.recent_successes / (me.recent_successes + half)


@rule
def success_share(me: PersonState) -> float:
    """Share of successes among recent attempts, 0 to 1 (a half where there were none)."""
    return (me.recent_successes + 1.0) / (me.recent_successes + me.recent_failures + 2.0)


@rule
def deprivation_slope(me: PersonState) -> float:
    """Deprivation as a slope: -1 in the least deprived fifth, 0 in the middle, +1 in the most deprived."""
    return (me.deprivation - 3.0) / 2.0


@rule
def age_band(me: PersonState, week: int) -> int:
    """Number of the person's age band (see `AGE_BAND_STARTS`)."""
    years = (week - me.birth_week) // WEEKS_PER_YEAR
    band = 0
    for start in AGE_BAND_STARTS[1:]:
        if years >= start:
            band += 1
    return band
