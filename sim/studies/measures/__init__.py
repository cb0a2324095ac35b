"""Measures: for each row of the evidence a small function that repeats the study the row came from, found by its id.

population and groups (surveys), self_efficacy (a panel), course (cohorts with interviews), therapy and stigma (trials),
help_seeking, events, contacts and friends, burden (care withheld and care at its best), services (as scenarios).
`laboratory` is the society in which they are made; each study in it is made once.
"""

from sim.studies.measures import (
    burden,
    contacts,
    course,
    events,
    friends,
    groups,
    help_seeking,
    population,
    self_efficacy,
    services,
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
    "events",
    "friends",
    "groups",
    "help_seeking",
    "population",
    "self_efficacy",
    "services",
    "stigma",
    "therapy",
]
