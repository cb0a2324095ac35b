"""The engine: steps a population through its weeks, without Mesa, files or screens."""

import os
import threading
from dataclasses import dataclass, field
from typing import cast

import numba
import numpy as np
import numpy.typing as npt

from sim.core.decorator import rule
from sim.core.precompile import compile_apart
from sim.core.world import World
from sim.network.ties import Ties
from sim.outcomes.count import GROUP_MEASURES, MEASURES, count_all
from sim.outcomes.groups import CELLS, GROUPS, by_group
from sim.outcomes.health import HEALTH_CLASSES, UTILITY_CLASSES
from sim.outcomes.resource_use import SESSIONS, ResourceUse, count_resource_use
from sim.parameters import Parameters, parameter_record
from sim.people.state import CAUSES, DOMAINS, empty_visible_states
from sim.policy.doses import DOSES, EVENT, PROGRAMME, Doses, table
from sim.scenario.scenario import Scenario
from sim.simulation.allocation import allocate
from sim.simulation.loops import BLOCK, add_contributions, blocks, live_all, live_all_in_parallel
from sim.simulation.schedule import Policy, renumber_care
from sim.theory.ties import publish_visible_state

MANY_PEOPLE = 50_000  # from here on a week is worth being shared between threads
_POOL_SIZE = int(vars(numba.config)["NUMBA_NUM_THREADS"])
_one_parallel_loop = threading.Lock()  # two threads in numba.prange at once can abort the process


@dataclass
class State:
    """All that changes from week to week: copy it, and a run can be taken up again."""

    people: npt.NDArray[np.void]
    visible_states: npt.NDArray[np.void]
    credit: dict[str, float]  # sessions carried over, by service; its order numbers the services in the records
    week: int
    courses: tuple[str, ...] = ()  # names of the interventions, as numbered in the records
    hours: dict[str, float] = field(default_factory=dict)  # staff hours carried over, by pool

    def copy(self) -> "State":
        """An independent copy."""
        people = self.people.copy().view(np.recarray)
        visible_states = self.visible_states.copy().view(np.recarray)
        return State(people, visible_states, dict(self.credit), self.week, self.courses, dict(self.hours))


@rule
def publish_all(
    people: npt.NDArray[np.void], visible_states: npt.NDArray[np.void], parameters: npt.NDArray[np.void], week: int
) -> None:
    """Publish everyone's visible state, for the first week of a new population."""
    for row in range(len(people)):
        publish_visible_state(people[row], visible_states[row], parameters[0], week)


class Engine:
    """A population that can be stepped through weeks under a scenario.

    Args:
        scenario: what policy does.
        ties: the support network.
        state: the state to start from; the engine works on it, so hand in a copy to keep the original.
        seed: the run's seed, 0 to 2**63 - 1.
        threads: threads for the compiled loop; None takes one for small populations and all cores for large ones.
        keep_ledger: keep every person's contributions, for `ledgers`.
    """

    def __init__(
        self,
        scenario: Scenario,
        ties: Ties,
        state: State,
        seed: int,
        *,
        threads: int | None = None,
        keep_ledger: bool = False,
    ) -> None:
        people = len(state.people)
        self.seed = seed
        self.parameters: Parameters = scenario.model_parameters()
        self.policy = Policy(scenario, people)
        renumber_care(state.people, (tuple(state.credit), state.courses), self.policy)
        self.credit = np.array([state.credit.get(name, 0.0) for name in self.policy.service_names])
        self.hours = np.array([state.hours.get(name, 0.0) for name in self.policy.staff_names])
        self.week = state.week
        cores = os.cpu_count() or 1
        self.threads = (cores if people >= MANY_PEOPLE else 1) if threads is None else max(1, min(threads, cores))
        if people >= MANY_PEOPLE:
            compile_apart()
        self.world = World(
            state.people,
            state.visible_states,
            empty_visible_states(people),
            ties.start,
            ties.other,
            ties.strength,
            ties.layer,
            parameter_record(self.parameters),
            self.policy.interventions,
            self.policy.services,
            table(PROGRAMME, 0),
            table(EVENT, 0),
        )
        size = blocks(people)
        self.doses = table(DOSES, size)
        self.ledgers = np.zeros((people if keep_ledger else size, DOMAINS, CAUSES))
        self._belief_sums = np.zeros((size, CAUSES))
        self._sums = np.zeros((size, MEASURES))
        self._cells = np.zeros((size, CELLS, GROUP_MEASURES))
        self._resource_use: ResourceUse | None = None

    @property
    def people(self) -> npt.NDArray[np.void]:
        """Everybody's record."""
        return self.world.people

    def state(self) -> State:
        """The present state (not a copy)."""
        credit = dict(zip(self.policy.service_names, self.credit.tolist(), strict=True))
        hours = dict(zip(self.policy.staff_names, self.hours.tolist(), strict=True))
        courses = tuple(self.policy.intervention_names)
        return State(self.world.people, self.world.visible_states, credit, self.week, courses, hours)

    def begin_week(self) -> None:
        """Begin the next week: what runs, and who starts treatment."""
        self.week += 1
        sessions_given = self.policy.open_services(self.week)
        allocate(
            self.world.people,
            self.world.interventions,
            self.world.services,
            sessions_given,
            self.credit,
            self.hours,
            self.policy.capacity,
            self.policy.severest_first,
            self.world.parameters,
            self.seed,
            self.week,
        )
        self.world = self.world._replace(
            programmes=self.policy.programmes(self.week), events=self.policy.events(self.week)
        )

    def live(self) -> None:
        """Simulate the week for everyone, in the compiled loop."""
        arguments = (self.world, self.doses, self.ledgers, self._belief_sums, self.seed, self.week)
        if self.threads == 1:
            live_all(*arguments)
            return
        with _one_parallel_loop:
            numba.set_num_threads(min(self.threads, _POOL_SIZE))
            live_all_in_parallel(*arguments)

    def scratch(self, row: int) -> tuple[Doses, npt.NDArray[np.float64]]:
        """Scratch doses and contributions for a person simulated alone (the loop over agents)."""
        keeps_everybody = len(self.ledgers) == len(self.world.people)
        doses = cast("Doses", self.doses[row // BLOCK])
        return doses, self.ledgers[row if keeps_everybody else row // BLOCK]

    def add_ledger(self, row: int) -> None:
        """Add a person's contributions of this week to the sums of the person's block (the loop over agents)."""
        _, contributions = self.scratch(row)
        if row % BLOCK == 0:
            self._belief_sums[row // BLOCK] = 0.0
        add_contributions(contributions, self._belief_sums[row // BLOCK])

    def end_week(self) -> None:
        """Make this week's visible states visible."""
        self.world = self.world._replace(
            visible_states=self.world.next_visible_states, next_visible_states=self.world.visible_states
        )

    def step(self) -> None:
        """One week."""
        self.begin_week()
        self.live()
        self.end_week()

    def belief_sources(self) -> npt.NDArray[np.float64]:
        """This week's contributions to general self-efficacy, population mean by cause, logit (causes)."""
        total: npt.NDArray[np.float64] = self._belief_sums.sum(axis=0) / len(self.world.people)
        return total

    @property
    def resource_use(self) -> ResourceUse:
        """Resource use of the last week; call it once per week."""
        if self._resource_use is None or self._resource_use.week != self.week:
            self._resource_use = self._look()
        return self._resource_use

    def _look(self) -> ResourceUse:
        people, policy = self.world.people, self.policy
        services, programmes = len(policy.service_names), len(policy.programme_names)
        resources, health = np.zeros((CELLS, len(policy.resource_names))), np.zeros((CELLS, HEALTH_CLASSES))
        began, ended = np.empty(len(people), np.int64), np.empty(len(people), np.int64)
        begins, ends, listed = count_resource_use(
            people, self.world.parameters, services, programmes, resources, health, began, ended, self.week
        )
        heads = health[:, :UTILITY_CLASSES].sum(axis=1)
        resources[:, SESSIONS + 2 * services + programmes + self.world.programmes["bit"]] = heads[:, np.newaxis]
        first, last = began[:begins].copy(), ended[:ends].copy()
        return ResourceUse(self.week, by_group(resources), by_group(health), first, last, listed)

    def count(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """This week's measures: for everybody (measures), and by group (groups by measures)."""
        count_all(BLOCK, self.world.people, self.world.parameters, self._sums, self._cells, self.seed, self.week)
        return self._sums.sum(axis=0), by_group(self._cells.sum(axis=0))[:GROUPS]
