"""Diagnosis, a rule on the state, stated once: who is ill, when an episode begins, and when it is over."""

from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.state import CHANNELS, PersonState


@rule
def diagnose(me: PersonState, numbers: Numbers) -> None:
    """Diagnosis, a rule on the state: severe enough for two weeks running, and impaired; an episode is over at the
    first of eight weeks well below. Each episode leaves a scar on the set point (kindling: SO20, NC11-NC13).
    """
    for channel in range(CHANNELS):
        severe = me.severity[channel] > numbers.severe_enough
        well = me.severity[channel] < numbers.well_below
        me.ill_run[channel] = min(int(me.ill_run[channel]) + 1, 255) if severe else 0
        me.well_run[channel] = min(int(me.well_run[channel]) + 1, 255) if well else 0
        me.recovered[channel] = 0
        if me.in_episode[channel] == 1:
            me.episode_weeks[channel] = min(int(me.episode_weeks[channel]) + 1, 65535)
            me.set_point[channel] += numbers.scar
            if me.well_run[channel] >= numbers.weeks_well:
                me.in_episode[channel] = 0
                me.recovered[channel] = 1
        elif me.ill_run[channel] >= numbers.weeks_ill and impaired(me, numbers):
            me.in_episode[channel] = 1
            me.episode_weeks[channel] = 0
            me.episodes[channel] = min(int(me.episodes[channel]) + 1, 255)


@rule
def impaired(me: PersonState, numbers: Numbers) -> bool:
    """Impaired in daily life: activity and contacts given up, or not enough coping for what is carried."""
    return 1.0 - me.health_behaviour + numbers.impairment_strain * me.strain > numbers.impairment_threshold
