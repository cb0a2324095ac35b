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
from sim.errors import Interrupted
from sim.network.ties import Ties
from sim.outcomes.count import GROUP_MEASURES, MEASURES
from sim.outcomes.courses import Courses, has_room, no_courses
from sim.outcomes.groups import GROUPS
from sim.outcomes.health import HEALTH_CLASSES
from sim.outcomes.resource_use import ResourceUse
from sim.outcomes.tally import APART, BEGAN, ENDED, LISTED, add_contributions, clear_sources, empty_tally, read_sources
from sim.parameters import Parameters, parameter_record
from sim.people.condition import CONDITION, condition_of, keep_conditions
from sim.people.state import CAUSES, DOMAINS, empty_visible_states
from sim.policy.doses import DOSES, EVENT, PROGRAMME, Doses, table
from sim.scenario.scenario import Scenario
from sim.simulation.allocation import empty_queue
from sim.simulation.loops import (
    Diary,
    Scratch,
    begin_week,
    first_row,
    live_week_in_parallel,
    live_weeks,
    log_courses,
    note_week,
    write_page,
)
from sim.simulation.schedule import Policy, renumber_care
from sim.theory.ties import publish_visible_state

MANY_PEOPLE = 50_000  # from here on a week is worth being shared between threads
LAID_OUT = 208  # weeks of policy laid out at once
AT_ONCE = 300_000  # weeks of a person's life lived at most before a wish to stop is looked at
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
        me = people[row]
        publish_visible_state(me, condition_of(me), visible_states[row], parameters[0], week)


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
        self.capacity = self.policy.capacity(state.credit, state.hours)
        self.week = state.week
        cores = os.cpu_count() or 1
        self.threads = (cores if people >= MANY_PEOPLE else 1) if threads is None else max(1, min(threads, cores))
        if people >= MANY_PEOPLE:
            compile_apart()
        self.world = World(
            state.people,
            table(CONDITION, people),
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
        self._slots = min(self.threads, _POOL_SIZE)
        rows = self._slots * APART
        ledgers = np.zeros((people if keep_ledger else rows, DOMAINS, CAUSES))
        self._scratch = Scratch(table(DOSES, rows), ledgers, keep_ledger)
        self._calendar = self.policy.calendar(self.week + 1, 1)
        self._queue = empty_queue(people, len(self.policy.service_names))
        self.tally = empty_tally(people, self._slots, len(self.policy.resource_names))
        self._page, self._page_courses = self.diary(0), no_courses(0, 0)  # of no week
        self._resource_use: ResourceUse | None = None

    @property
    def people(self) -> npt.NDArray[np.void]:
        """Everybody's record."""
        return self.world.people

    def state(self) -> State:
        """The present state (not a copy)."""
        credit = dict(zip(self.policy.service_names, self.capacity.credit.tolist(), strict=True))
        hours = dict(zip(self.policy.staff_names, self.capacity.hours.tolist(), strict=True))
        courses = tuple(self.policy.intervention_names)
        return State(self.world.people, self.world.visible_states, credit, self.week, courses, hours)

    def diary(self, weeks: int) -> Diary:
        """An empty diary for the next weeks."""
        width = len(self.policy.resource_names)
        return Diary(
            self.week + 1,
            np.zeros((weeks, MEASURES)),
            np.zeros((weeks, CAUSES)),
            np.zeros((weeks, GROUPS, GROUP_MEASURES)),
            np.zeros((weeks, GROUPS + 1, HEALTH_CLASSES)),
            np.zeros((weeks, GROUPS + 1, width)),
        )

    def live_weeks(self, weeks: int, diary: Diary | None = None, courses: Courses | None = None) -> int:
        """Live some weeks, in one compiled call.

        Args:
            weeks: how many at most, 0 or more.
            diary: filled in for these weeks; its first week must not be later than the next one.
            courses: filled in likewise; to be given with a diary, and its `ended` to be taken out in time.

        Returns:
            How many weeks were lived: less than asked for where `AT_ONCE` was reached or `courses` is full.
        """
        noting = diary is not None and courses is not None
        weeks = min(weeks, max(1, AT_ONCE // max(1, len(self.people))))
        self._lay_out(weeks)
        page, log = (diary, courses) if diary is not None and courses is not None else (self._page, self._page_courses)
        if self._slots > 1:
            return self._live_in_parallel(weeks, page, log, noting)
        lived = live_weeks(
            self.week,
            weeks,
            1,
            self.world,
            self._calendar,
            self.capacity,
            self._queue,
            self._scratch,
            self.tally,
            page,
            log,
            noting,
            self.seed,
        )
        self.week += lived
        if lived % 2 == 1:
            self.end_week()
        if lived > 0:
            self._set_policy()
        return lived

    def live_until(self, week: int, stop: threading.Event | None = None) -> None:
        """Live on until the end of a week.

        Args:
            week: the last week to live.
            stop: when set, it ends within a moment.

        Raises:
            Interrupted: `stop` was set.
        """
        while self.week < week:
            if stop is not None and stop.is_set():
                raise Interrupted
            self.live_weeks(week - self.week)

    def _lay_out(self, weeks: int) -> None:
        """Have the next weeks in the calendar."""
        calendar = self._calendar
        if self.week + weeks >= calendar.first + len(calendar.sessions):
            self._calendar = self.policy.calendar(self.week + 1, max(weeks, LAID_OUT))

    def _live_in_parallel(self, weeks: int, diary: Diary, courses: Courses, noting: bool) -> int:
        """Some weeks on all threads."""
        for lived in range(weeks):
            if noting and not has_room(courses, len(self.people)):
                return lived
            self._live_one_in_parallel(diary, courses, lived == 0, noting)
        return weeks

    def _live_one_in_parallel(self, diary: Diary, courses: Courses, changed: bool, noting: bool) -> None:
        self._begin()
        with _one_parallel_loop:
            numba.set_num_threads(self._slots)
            live_week_in_parallel(
                self._slots, self.world, self._scratch, self.tally, changed, noting, self.seed, self.week
            )
        if noting:
            write_page(self.week, self._slots, self.world, self.tally, diary)
            log_courses(self.week, self._slots, self.world, self.tally, diary, courses, self.seed)
        self.end_week()

    def _set_policy(self) -> None:
        """Have the world hold what runs in the present week."""
        at, calendar = self.week - self._calendar.first, self._calendar
        (first, last), (begin, end) = calendar.programme_rows[at], calendar.event_rows[at]
        self.world = self.world._replace(programmes=calendar.programmes[first:last], events=calendar.events[begin:end])

    def begin_week(self) -> None:
        """Begin the next week: what runs, and who starts treatment."""
        self._lay_out(1)
        keep_conditions(self.world.people, self.world.conditions)
        self._begin()

    def _begin(self) -> None:
        self.week += 1
        begin_week(self.week, self.world, self._calendar, self.capacity, self._queue, self.seed)
        self._set_policy()
        for slot in range(self._slots):
            clear_sources(slot, self.tally)

    def scratch(self, row: int) -> tuple[Doses, npt.NDArray[np.float64]]:
        """Scratch doses and contributions for a person simulated alone (the loop over agents)."""
        doses = cast("Doses", self._scratch.doses[0])
        return doses, self.ledgers[row if self._scratch.keeps_everybody else 0]

    @property
    def ledgers(self) -> npt.NDArray[np.float64]:
        """Each person's contributions in the last week, where they are kept (people by domains by causes, logit)."""
        return self._scratch.ledgers

    def add_ledger(self, row: int) -> None:
        """Add a person's contributions of this week to the sums (the loop over agents)."""
        add_contributions(self.scratch(row)[1], 0, self.tally)

    def end_week(self) -> None:
        """Make this week's visible states visible."""
        self.world = self.world._replace(
            visible_states=self.world.next_visible_states, next_visible_states=self.world.visible_states
        )

    def step(self) -> None:
        """One week."""
        self.live_weeks(1)

    def belief_sources(self) -> npt.NDArray[np.float64]:
        """This week's contributions to general self-efficacy, population mean by cause, logit (causes)."""
        means = np.zeros(CAUSES)
        read_sources(self._slots, len(self.people), self.tally, means)
        return means

    @property
    def resource_use(self) -> ResourceUse:
        """Resource use of the last week; call it once per week."""
        if self._resource_use is None or self._resource_use.week != self.week:
            self.count()
        assert self._resource_use is not None
        return self._resource_use

    def count(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """This week's measures: for everybody (measures), and by group (groups by measures)."""
        page = self.diary(1)._replace(first=self.week)
        note_week(self.week, self._slots, self.world, self.tally, page, self.seed)
        began, ended = self._noted(self.tally.began, BEGAN), self._noted(self.tally.ended, ENDED)
        listed = int(self.tally.events[::APART, LISTED].sum())
        self._resource_use = ResourceUse(self.week, page.resources[0], page.health[0], began, ended, listed)
        return page.sums[0], page.groups[0]

    def _noted(self, rows: npt.NDArray[np.int64], event: int) -> npt.NDArray[np.int64]:
        """Rows that all slots have noted, in order."""
        parts = []
        for slot in range(self._slots):
            first = first_row(slot, self._slots, len(self.people))
            parts.append(rows[first : first + self.tally.events[slot * APART, event]])
        return np.concatenate(parts)
