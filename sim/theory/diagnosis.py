"""Diagnosis, a rule on the state, stated once: who is ill, when an episode begins, and when it is over."""

from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import shown_severity
from sim.people.state import DISORDERS, Disorder, PersonState


@rule
def diagnose(me: PersonState, parameters: Parameters) -> None:
    """Diagnosis, a rule on the state: severe enough for two weeks running, and impaired; an episode is over at the
    first of eight weeks well below. Each episode leaves a scar on the set point (kindling: SO20, NC11-NC13).
    """
    for disorder in range(DISORDERS):
        shown = shown_severity(me, disorder)
        severe = shown > ill_from(disorder, parameters)
        well = shown < well_below(disorder, parameters)
        me.ill_run[disorder] = min(int(me.ill_run[disorder]) + 1, 255) if severe else 0
        me.well_run[disorder] = min(int(me.well_run[disorder]) + 1, 255) if well else 0
        me.recovered[disorder] = 0
        if me.in_episode[disorder] == 1:
            me.episode_weeks[disorder] = min(int(me.episode_weeks[disorder]) + 1, 65535)
            me.set_point[disorder] += parameters.scar
            if me.well_run[disorder] >= parameters.weeks_well:
                me.in_episode[disorder] = 0
                me.recovered[disorder] = 1
        elif me.ill_run[disorder] >= parameters.weeks_ill and impaired(me, parameters):
            me.in_episode[disorder] = 1
            me.episode_weeks[disorder] = 0
            me.episodes[disorder] = min(int(me.episodes[disorder]) + 1, 255)


@rule
def ill_from(disorder: int, parameters: Parameters) -> float:
    """Severity (logit) above which a diagnosis becomes possible: each scale's own cut-off."""
    if disorder == Disorder.DEPRESSION:
        return parameters.depression_ill
    return parameters.anxiety_ill if disorder == Disorder.ANXIETY else parameters.ptsd_ill


@rule
def well_below(disorder: int, parameters: Parameters) -> float:
    """Severity (logit) below which a week counts as well."""
    if disorder == Disorder.DEPRESSION:
        return parameters.depression_well
    return parameters.anxiety_well if disorder == Disorder.ANXIETY else parameters.ptsd_well


@rule
def impaired(me: PersonState, parameters: Parameters) -> bool:
    """Impaired in daily life: activity and contacts given up, or not enough coping for what is carried."""
    return 1.0 - me.health_behaviour + parameters.impairment_strain * me.strain > parameters.impairment_threshold
