"""One burnt-in society, simulated repeatedly from the same week 0: a mechanism off, people prepared, a policy begun.

    >>> from sim.studies.runs.society import Society
    >>> society = Society.of("baseline", people=300, seed=1)
    >>> engine = society.run(4, society.without("modeling"))
    >>> engine.week
    4

All runs start from the same people and use the same random numbers, so that two runs differ only by what was changed.
This is how the knock-out tests and the lessons find what a mechanism contributes: a population that had grown up
without it would be another population.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from sim.core.deprecated import renamed_argument
from sim.outcomes.rates import weekly_figures
from sim.people.state import CAUSES, Cause
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.jobs import replicate_seed

type Array = npt.NDArray[np.float64]
type Hook = Callable[[Engine], None]


@dataclass(frozen=True)
class Society:
    """A scenario and a burnt-in population.

    Attributes:
        scenario: what policy does, unless a run is given another scenario.
        start: the population at week 0; runs leave it as it is.
        seed: of the random numbers.
    """

    scenario: Scenario
    start: Snapshot
    seed: int = 1

    @classmethod
    def of(cls, scenario: str | os.PathLike[str] | Scenario = BASELINE, people: int = 3000, seed: int = 1) -> "Society":
        """A society under a scenario.

        Args:
            scenario: a name, the path of a scenario file, or a `Scenario`.
            people: size of the population, 1 or more.
            seed: of its people and random numbers, 0 to 2**63 - 1.

        Raises:
            ScenarioError: the scenario cannot be used.
        """
        checked = load_scenario(scenario)
        return cls(checked, snapshot(checked, people, seed), seed)

    def without(self, *mechanisms: str) -> Scenario:
        """The scenario with some mechanisms off; the population stays the one that lived with them."""
        return changed(self.scenario, mechanisms=self.scenario.mechanisms | dict.fromkeys(mechanisms, False))

    def but(self, **parameters: float) -> Scenario:
        """The scenario with other values of model parameters, from week 1 on, for the same population."""
        return changed(self.scenario, parameters=self.scenario.parameters | parameters)

    @renamed_argument("Society.engine", "tell", "keep_ledger")
    def engine(self, scenario: Scenario | None = None, *, keep_ledger: bool = False) -> Engine:
        """An engine at the start, ready to step.

        Args:
            scenario: None means the society's own.
            keep_ledger: keep each person's contributions.
        """
        return Engine(
            scenario or self.scenario, self.start.ties, self.start.state.copy(), self.seed, keep_ledger=keep_ledger
        )

    @renamed_argument("Society.run", "tell", "keep_ledger")
    def run(
        self,
        weeks: int,
        scenario: Scenario | None = None,
        each_week: Hook | None = None,
        prepare: Hook | None = None,
        *,
        keep_ledger: bool = False,
    ) -> Engine:
        """Run a number of weeks.

        Args:
            weeks: 0 or more.
            scenario: None means the society's own.
            each_week: may look or interfere after each week.
            prepare: may change people before the first.
            keep_ledger: keep each person's contributions.

        Returns:
            The engine after the last week.
        """
        engine = self.engine(scenario, keep_ledger=keep_ledger)
        if prepare is not None:
            prepare(engine)
        if each_week is None:
            engine.live_until(engine.week + weeks)
            return engine
        for _ in range(weeks):
            engine.step()
            each_week(engine)
        return engine

    def watch(
        self, weeks: int, what: Callable[[Engine], float], scenario: Scenario | None = None, prepare: Hook | None = None
    ) -> Array:
        """What a question answers week by week (weeks).

        Args:
            weeks: 1 or more.
            what: the question, asked after each week.
            scenario: None means the society's own.
            prepare: may change people before the first week.
        """
        values: list[float] = []
        self.run(weeks, scenario, lambda engine: values.append(what(engine)), prepare)
        return np.array(values)

    def weekly(self, weeks: int, scenario: Scenario | None = None, prepare: Hook | None = None) -> pd.DataFrame:
        """All weekly outcomes and sources of belief (`sim.outcomes.catalogue.WEEKLY`), one row per week.

        Args:
            weeks: 1 or more.
            scenario: None means the society's own.
            prepare: may change people before the first week.
        """
        rows: list[dict[str, float]] = []
        first = self.start.state.week + 1

        def look(engine: Engine) -> None:
            sums, _ = engine.count()
            rows.append(weekly_figures(sums, engine.belief_sources()))

        self.run(weeks, scenario, look, prepare)
        return pd.DataFrame(rows, index=pd.RangeIndex(first, first + weeks, name="week"))

    def ledger(self, weeks: int, scenario: Scenario | None = None, prepare: Hook | None = None) -> pd.DataFrame:
        """What moved everybody's general self-efficacy, added up over a run: one row per person, one column per cause.

        Args:
            weeks: 1 or more.
            scenario: None means the society's own.
            prepare: may change people before the first week.

        Returns:
            Sums of the weekly contributions, logit, in the order of people; the causes of `sim.people.state.Cause`.
        """
        sums = np.zeros((len(self.start.state.people), CAUSES))

        def look(engine: Engine) -> None:
            sums[:] += engine.ledgers.mean(axis=1)

        self.run(weeks, scenario, look, prepare, keep_ledger=True)
        return pd.DataFrame(sums, columns=[cause.name.lower() for cause in Cause])

    def later(self, weeks: int, scenario: Scenario | None = None, prepare: Hook | None = None) -> "Society":
        """The same people a number of weeks later, spent under another scenario.

        Args:
            weeks: 0 or more; the clock goes on, so that what starts in week 27 starts 27 weeks after the first start.
            scenario: of these weeks; afterwards the society's own holds again.
            prepare: may change people before the first week.
        """
        engine = self.run(weeks, scenario, prepare=prepare)
        return replace(self, start=Snapshot(self.start.ties, engine.state().copy()))

    def mean_outcome(self, outcome: str, weeks: int, scenario: Scenario | None = None) -> float:
        """Mean of a weekly outcome over the last half of a run.

        Args:
            outcome: a name of `sim.outcomes.catalogue.WEEKLY`; the mean has its unit.
            weeks: 2 or more.
            scenario: None means the society's own.
        """
        return float(self.weekly(weeks, scenario)[outcome].iloc[weeks // 2 :].mean())


def societies(
    count: int, scenario: str | os.PathLike[str] | Scenario = BASELINE, people: int = 3000, seed: int = 1
) -> list[Society]:
    """Societies that differ only by their people and random numbers: replicates, from which intervals come.

    Args:
        count: how many, 1 or more; their seeds are those of the replicates of `compare`.
        scenario: as for `Society.of`.
        people: size of each.
        seed: that all seeds come from.
    """
    return [Society.of(scenario, people, replicate_seed(seed, number)) for number in range(count)]


def changed(scenario: Scenario, **parts: object) -> Scenario:
    """A scenario with parts replaced, checked again.

    Raises:
        pydantic.ValidationError: a part that does not fit.
    """
    return Scenario(**{**{name: getattr(scenario, name) for name in Scenario.model_fields}, **parts})


def course(sessions: int = 12, **doses: float) -> InterventionSpec:
    """A course of treatment made of a few routes, which nobody leaves.

    Args:
        sessions: planned.
        doses: by route (`sim.policy.doses.ROUTES`), per session.
    """
    return InterventionSpec(title="course", stands_for="a course of a few routes", doses=doses, sessions=sessions,
                            dropout=0.0)  # fmt: skip


def depression(engine: Engine) -> Array:
    """Depression of everybody, 0-1."""
    return np.asarray(expit(engine.people["severity"][:, 0]), np.float64)


def belief(engine: Engine) -> Array:
    """General self-efficacy of everybody, 0-1."""
    return np.asarray(expit(engine.people["self_efficacy"].mean(axis=1)), np.float64)


def ill(engine: Engine, disorders: Sequence[int] = (0, 1, 2)) -> npt.NDArray[np.bool_]:
    """Who is in an episode of any of these disorders."""
    episodes: npt.NDArray[np.bool_] = engine.people["in_episode"][:, list(disorders)].any(axis=1)
    return episodes
