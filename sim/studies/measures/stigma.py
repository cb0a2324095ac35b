"""Rows from trials of programmes against public stigma: own attitudes of those reached, just after."""

from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.therapy import ANYBODY, AS_USUAL, plan, trial_effect
from sim.studies.trials.spec import ArmSpec, TrialSpec

JUST_AFTER = 2  # weeks: what is given in one is taken in by the next
CAMPAIGN_WEEKS = 26


def programme(intervention: str, sessions: int, weeks: int) -> TrialSpec:
    """A trial of a programme against nothing, among anybody."""
    return plan(ANYBODY, ArmSpec(intervention=intervention, sessions=sessions), AS_USUAL, weeks)


@measures("ST16")
def campaign_on_stigma(lab: Laboratory) -> Estimate:
    """Half a year of a media campaign on personal stigma, among those whom it reaches each week."""
    return trial_effect(lab, programme("mass_media", CAMPAIGN_WEEKS, CAMPAIGN_WEEKS), "public_stigma", CAMPAIGN_WEEKS)


@measures("ST17")
def education_on_stigma(lab: Laboratory) -> Estimate:
    """A workshop on personal stigma."""
    return trial_effect(lab, programme("stigma_education", 1, JUST_AFTER), "public_stigma", JUST_AFTER)


@measures("ST18")
def contact_on_stigma(lab: Laboratory) -> Estimate:
    """Meeting people who talk about their recovery, on personal stigma."""
    return trial_effect(lab, programme("stigma_contact", 1, JUST_AFTER), "public_stigma", JUST_AFTER)
