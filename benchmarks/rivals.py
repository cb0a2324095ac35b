"""The others: an epidemic on our network in Mesa's idiom, and Starsim's SIR on the same ties."""

from enum import Enum
from importlib.util import find_spec
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt
from mesa.discrete_space import Cell, FixedAgent, Network

from benchmarks.founded import SEED
from benchmarks.timing import Contender, clocked
from sim.network.graphs import graph_from_ties
from sim.network.ties import Ties

SPREAD_CHANCE = 0.4  # the first three as in Mesa's own example, the virus on a network
CHECK_CHANCE = 0.4
RECOVERY_CHANCE = 0.3
FORGET_CHANCE = 0.1  # immunity is lost again, so that the infection stays alive
INFECTED_AT_FIRST = 0.2  # share of people, in both epidemics
MESA_WARM_WEEKS = 20

STARSIM_BETA = 0.005  # chance per tie and week
STARSIM_WEEKS_ILL = 52.0  # so long that the infection stays alive through the timed weeks
STARSIM_LONGEST = 1000  # weeks that can be timed at most


class Condition(Enum):
    """Where a person of the epidemic stands."""

    SUSCEPTIBLE = 0
    INFECTED = 1
    RECOVERED = 2


class Patient(FixedAgent):
    """One person as an object, as Mesa's tutorial and examples write it."""

    model: "Epidemic"

    def __init__(self, model: "Epidemic", cell: Cell) -> None:
        super().__init__(model)
        self.cell = cell
        self.condition = Condition.SUSCEPTIBLE

    def step(self) -> None:
        """Infect neighbours, then perhaps recover; or lose immunity."""
        if self.condition is Condition.INFECTED:
            for neighbour in self.cell.neighborhood.agents:
                if neighbour.condition is Condition.SUSCEPTIBLE and self.random.random() < SPREAD_CHANCE:
                    neighbour.condition = Condition.INFECTED
            if self.random.random() < CHECK_CHANCE and self.random.random() < RECOVERY_CHANCE:
                self.condition = Condition.RECOVERED
        elif self.condition is Condition.RECOVERED and self.random.random() < FORGET_CHANCE:
            self.condition = Condition.SUSCEPTIBLE


class Epidemic(mesa.Model):
    """Susceptible, infected, recovered, susceptible again, on a network; nothing is collected."""

    def __init__(self, ties: Ties, rng: int) -> None:
        super().__init__(rng=rng)
        self.grid = Network(graph_from_ties(ties), capacity=1, random=self.random, layout=None)
        cells = list(self.grid.all_cells)
        Patient.create_agents(self, len(cells), cells)
        for patient in self.agents:
            if self.random.random() < INFECTED_AT_FIRST:
                patient.condition = Condition.INFECTED

    def step(self) -> None:
        """One week."""
        self.agents.shuffle_do("step")

    def infected(self) -> float:
        """Share of people infected now."""
        return sum(patient.condition is Condition.INFECTED for patient in self.agents) / len(self.agents)


def mesa_epidemic(ties: Ties, weeks: int) -> tuple[Contender, Epidemic]:
    """An epidemic with an object for each person, in its steady state."""
    model = Epidemic(ties, SEED)
    model.run_for(MESA_WARM_WEEKS)
    people = len(ties.start) - 1

    def run(count: int) -> float:
        return clocked(lambda: model.run_for(count))

    return Contender(f"mesa-{people}", "Mesa, one object per person: SIR epidemic", people, weeks, 1, run), model


def has_starsim() -> bool:
    """Whether Starsim is installed."""
    return find_spec("starsim") is not None


def pairs(ties: Ties) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each tie once: one person, the other person."""
    one = np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))
    other = ties.other.astype(np.int64)
    once = one < other
    return one[once], other[once]


def starsim_epidemic(ties: Ties, weeks: int) -> tuple[Contender, Any]:
    """Starsim's SIR with common random numbers, its default, on the same ties as a static network."""
    import starsim as ss

    class StaticTies(ss.Network):  # type: ignore[misc]
        """Ties that stay as they are."""

        def step(self) -> None:
            """Nothing changes."""

    ss.options(crn=True)
    people = len(ties.start) - 1
    one, other = pairs(ties)
    sir = ss.SIR(
        beta=ss.perweek(STARSIM_BETA),
        init_prev=ss.bernoulli(p=INFECTED_AT_FIRST),
        dur_inf=ss.lognorm_ex(mean=ss.weeks(STARSIM_WEEKS_ILL), std=ss.weeks(STARSIM_WEEKS_ILL)),
        p_death=ss.bernoulli(p=0.0),
    )
    network = StaticTies(p1=one, p2=other, beta=np.ones(len(one), np.float32), name="ties")
    sim = ss.Sim(
        n_agents=people,
        networks=network,
        diseases=sir,
        dt=ss.week,
        start=ss.date("2000-01-01"),
        dur=ss.weeks(STARSIM_LONGEST),
        rand_seed=SEED % 2**31,
        use_aging=False,
        verbose=0,
    )
    sim.init()

    def run(count: int) -> float:
        return clocked(lambda: [sim.run_one_step() for _ in range(count)])

    return Contender(f"starsim-{people}", "Starsim, SIR with common random numbers", people, weeks, 1, run), sim


def infected_share(sim: Any) -> float:
    """Share of people infected now in a Starsim simulation."""
    return float(sim.diseases[0].infected.mean())
