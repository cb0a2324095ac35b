"""A population on the day it is founded: where every timing begins.

It needs the engine and no Mesa, whose libraries would count as memory of a large population.
"""

from typing import NamedTuple

from sim.network.generate import generate_ties, lay_out
from sim.network.places import families, neighbourhoods
from sim.network.ties import Ties, connectedness
from sim.parameters import parameter_record
from sim.people.state import empty_visible_states
from sim.people.turnover import Places, found
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.engine import State, publish_all

SEED = 20_260_101
SCENARIO = "baseline"


class Start(NamedTuple):
    """Where every timing of a population begins."""

    scenario: Scenario
    ties: Ties
    state: State


def founded(people: int) -> Start:
    """A population on the day it is founded, with its network and faces shown."""
    scenario = load_scenario(SCENARIO)
    parameters = scenario.model_parameters()
    deprivation, age = lay_out(people, SEED, parameters)
    ties = generate_ties(people, SEED, deprivation, age, parameters)
    record = parameter_record(parameters)
    places = Places(families(ties), neighbourhoods(people, SEED, parameters))
    folk = found(deprivation, age, connectedness(ties), places, record, SEED, 0)
    visible_states = empty_visible_states(people)
    publish_all(folk, visible_states, record, 0)
    return Start(scenario, ties, State(folk, visible_states, {}, 0))
