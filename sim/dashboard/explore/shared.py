"""What all visitors share: the baseline that the server was started with, and runs that are kept. Nothing of theirs."""

import os
from functools import cache

from sim.dashboard.setting import BASELINE_SETTING, PEOPLE_SETTING, POPULATIONS_SETTING
from sim.scenario import Scenario
from sim.scenario_files import BASELINE, load_scenario
from sim.studies.explore.building import baseline_of
from sim.studies.explore.presets import first_question
from sim.studies.explore.question import Area
from sim.studies.explore.runs import PEOPLE, THOROUGH, Explorer, Size


@cache
def explorer() -> Explorer:
    """What runs the model for everybody."""
    people, populations = os.environ.get(PEOPLE_SETTING, PEOPLE), os.environ.get(POPULATIONS_SETTING, THOROUGH)
    return Explorer(Size(people=int(people), thorough=int(populations)))


@cache
def model_baseline() -> Scenario:
    """What policies are compared with, before a visitor's own area."""
    return load_scenario(os.environ.get(BASELINE_SETTING, BASELINE))


def warm() -> None:
    """Make what the first page needs, so that nobody waits for it."""
    explorer().warm(baseline_of(Area(), model_baseline()), first_question().seed)
