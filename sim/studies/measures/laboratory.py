"""A laboratory: one simulated society, and the studies made in it, each once, however many rows need it.

`measures` marks the function that measures a row of the evidence in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, wraps
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.people.scores import SCORES, scores_of
from sim.people.state import DISORDERS, WEEKS_PER_YEAR, Care, Disorder
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.fitted.freeze import refuse_sealed
from sim.studies.measures.estimate import Estimate
from sim.studies.measures.history import History, live_through
from sim.studies.measures.panel import Panel, follow_panel
from sim.studies.trials.courses import withhold
from sim.studies.trials.follow import follow
from sim.studies.trials.spec import TrialSpec, Withheld

REMISSION_WEEKS = 26  # half a year well, as the studies of recurrence ask for
PANEL_YEARS = 4  # two windows of two years
STATES = (
    "public_stigma",
    "self_stigma",
    "support_emotional",
    "support_instrumental",
    "hope",
    "empowerment",
    "self_esteem",
)


def lived_on(scenario: Scenario, start: Snapshot, seed: int, weeks: int = WEEKS_PER_YEAR) -> Snapshot:
    """A population after a number of weeks under a scenario; the one it starts from is left as it is."""
    engine = Engine(scenario, start.ties, start.state.copy(), seed, threads=1)
    for _ in range(weeks):
        engine.step()
    return Snapshot(start.ties, engine.state())


class Laboratory:
    """One society and its studies.

    Args:
        scenario: the society.
        people: its size.
        seed: of its random numbers.
        years: how long cohorts are followed after half a year of remission.
        keep: keep the society in the cache.
        start: its people, where they come from elsewhere (at the turn of a year); None: burnt in.
    """

    def __init__(
        self,
        scenario: Scenario,
        people: int = 20_000,
        seed: int = 1,
        *,
        years: int = 10,
        keep: bool = True,
        start: Snapshot | None = None,
    ) -> None:
        self.scenario = scenario
        self.people = people
        self.seed = seed
        self.years = years
        self.keep = keep
        self._given = start
        self.parameters = scenario.model_parameters()
        self._trials: dict[str, pd.DataFrame] = {}
        self._larger: dict[int, Laboratory] = {}
        self._made: dict[str, object] = {}

    def at_least(self, people: int) -> Laboratory:
        """This laboratory or, where it is smaller, another of the same scenario and seed with this number of people."""
        if self.people >= people:
            return self
        if people not in self._larger:
            self._larger[people] = Laboratory(self.scenario, people, self.seed, years=self.years, keep=self.keep)
        return self._larger[people]

    def once[Made](self, name: str, make: Callable[[], Made]) -> Made:
        """What several rows need, under a name of its own, made when it is first asked for."""
        if name not in self._made:
            self._made[name] = make()
        return cast("Made", self._made[name])

    @cached_property
    def start(self) -> Snapshot:
        """The society when studies begin."""
        if self._given is not None:
            return self._given
        return snapshot(self.scenario, self.people, self.seed, threads=1, keep=self.keep)

    @cached_property
    def survey(self) -> pd.DataFrame:
        """Everybody at one moment: scores with the instruments' error, states, diagnosis and care."""
        people = self.start.state.people
        scores = scores_of(people, np.arange(len(people)), self.parameters, self.seed, self.start.state.week)
        table = pd.DataFrame({"person": people["id"], **{name: scores[:, at] for at, name in enumerate(SCORES)}})
        for name in STATES:
            table[name] = people[name]
        for disorder in range(DISORDERS):
            table[f"in_{Disorder(disorder).name.lower()}"] = people["in_episode"][:, disorder] == 1
        table["ill"] = people["in_episode"].any(axis=1)
        table["treated"] = (people["care"] == Care.IN_TREATMENT) | (people["medication_weeks"] > 0)
        return table

    @cached_property
    def history(self) -> History:
        """Years of the society as it is."""
        weeks = REMISSION_WEEKS + self.years * WEEKS_PER_YEAR
        return live_through(self.scenario, self.start, weeks, self.seed)

    @cached_property
    def a_year_later(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Ids and scores of those who live in the society's places a year after the survey."""
        state = lived_on(self.scenario, self.start, self.seed).state
        rows = np.arange(len(state.people))
        return state.people["id"], scores_of(state.people, rows, self.parameters, self.seed, state.week)

    @cached_property
    def panel(self) -> Panel:
        """Everybody followed for some years, with yearly interviews."""
        return follow_panel(self.scenario, self.start, PANEL_YEARS, self.seed)

    @cached_property
    def untreated(self) -> pd.DataFrame:
        """Prevalent cases of depression without treatment, from whom all care is withheld for a year and more.

        One row per case: person, weeks until the episode was over (as far as seen), ended.
        """
        engine = Engine(self.scenario, self.start.ties, self.start.state.copy(), self.seed)
        people = engine.people
        treated = (people["care"] == Care.IN_TREATMENT) | (people["medication_weeks"] > 0)
        rows = np.flatnonzero((people["in_episode"][:, Disorder.DEPRESSION] == 1) & ~treated)
        ids = people["id"][rows].copy()
        well = int(self.parameters.weeks_well)
        last = WEEKS_PER_YEAR + well
        until, left = np.full(len(rows), 10**6), np.full(len(rows), 10**6)
        for week in range(1, last + 1):
            withhold(engine, rows[people["id"][rows] == ids], Withheld.CARE)
            engine.step()
            here = people["id"][rows] == ids
            over = here & (people["recovered"][rows, Disorder.DEPRESSION] == 1) & (until > last)
            until[over] = max(week - (well - 1), 1)
            left[~here & (left > last)] = week
        ended = until <= np.minimum(left, last)
        weeks = np.where(ended, until, np.minimum(left, last))
        return pd.DataFrame({"person": ids, "weeks": weeks, "ended": ended})

    def trial(self, plan: TrialSpec) -> pd.DataFrame:
        """A trial's waves, over as many turns as it has arms (column `turn`): everybody was once in every arm.

        Turning the arms round takes out the luck of the draw; each turn is a separate randomised trial.
        """
        key = plan.model_dump_json()
        if key not in self._trials:
            turns = [
                follow(plan, self.scenario, self.start, self.seed, turn=turn).waves.assign(turn=turn)
                for turn in range(len(plan.arms))
            ]
            self._trials[key] = pd.concat(turns, ignore_index=True)
        return self._trials[key]


type Measurement = Callable[[Laboratory], Estimate]
MEASUREMENTS: dict[str, Measurement] = {}


def measures(row: str) -> Callable[[Measurement], Measurement]:
    """Mark the function that measures a row of the evidence the way its study did.

    Under its row's id it is found with a guard: rows of role `check` are measured on nothing before a fit is frozen.
    """

    def register(function: Measurement) -> Measurement:
        @wraps(function)
        def guarded(lab: Laboratory) -> Estimate:
            refuse_sealed([row])
            return function(lab)

        MEASUREMENTS[row] = guarded
        return function

    return register
