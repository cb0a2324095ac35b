"""Measures: for each row of the evidence a small function that repeats the study the row came from, found by its id.

population (surveys), course (cohorts with interviews), therapy and stigma (trials), help_seeking, events, contacts.
`laboratory` is the society in which they are made; each study in it is made once.
"""

from sim.studies.measures import contacts, course, events, help_seeking, population, stigma, therapy
from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import MEASUREMENTS, Laboratory

__all__ = [
    "MEASUREMENTS",
    "Estimate",
    "Laboratory",
    "contacts",
    "course",
    "events",
    "help_seeking",
    "population",
    "stigma",
    "therapy",
]
