"""Measures: for each row of the evidence a small function that repeats the study the row came from, found by its id.

population and groups (surveys), self_efficacy and sources (a panel), course and decades (cohorts with interviews),
exposed (after traumas), therapy, relapse_prevention and stigma (trials), help_seeking and routine_care, events,
contacts and friends, burden (care withheld and care at its best), services (scenarios with figures of their own).
`laboratory` is the society in which they are made; each study in it is made once.
"""

from sim.studies.measures import (
    burden,
    contacts,
    course,
    decades,
    events,
    exposed,
    friends,
    groups,
    help_seeking,
    population,
    relapse_prevention,
    routine_care,
    self_efficacy,
    services,
    sources,
    stigma,
    therapy,
)
from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import MEASUREMENTS, Laboratory

__all__ = [
    "MEASUREMENTS",
    "Estimate",
    "Laboratory",
    "burden",
    "contacts",
    "course",
    "decades",
    "events",
    "exposed",
    "friends",
    "groups",
    "help_seeking",
    "population",
    "relapse_prevention",
    "routine_care",
    "self_efficacy",
    "services",
    "sources",
    "stigma",
    "therapy",
]
