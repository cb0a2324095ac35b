"""What the knock-out tests share: one society, run with and without one coupling from the same snapshot."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.collect import weekly_figures
from sim.engine import Engine
from sim.instruments import gad7, general_self_efficacy_scale, pcl5, phq9
from sim.scenario import Scenario
from sim.snapshot import Snapshot
from sim.specs import InterventionSpec

type Array = npt.NDArray[np.float64]
SEED = 11


@dataclass(frozen=True)
class Society:
    """A scenario and a burnt-in population that every test starts from."""

    scenario: Scenario
    start: Snapshot

    def without(self, *mechanisms: str) -> Scenario:
        """The scenario with some mechanisms cut; the population stays the one that lived with them."""
        return changed(self.scenario, mechanisms=self.scenario.mechanisms | dict.fromkeys(mechanisms, False))

    def engine(self, scenario: Scenario | None = None, seed: int = SEED) -> Engine:
        """An engine at the start, ready to step."""
        return Engine(scenario or self.scenario, self.start.ties, self.start.state.copy(), seed)

    def run(
        self,
        weeks: int,
        scenario: Scenario | None = None,
        each_week: Callable[[Engine], None] | None = None,
        prepare: Callable[[Engine], None] | None = None,
    ) -> Engine:
        """Run so many weeks; `prepare` may change people first, `each_week` may look or interfere after each week."""
        engine = self.engine(scenario)
        if prepare is not None:
            prepare(engine)
        for _ in range(weeks):
            engine.step()
            if each_week is not None:
                each_week(engine)
        return engine

    def mean_outcome(self, outcome: str, weeks: int, scenario: Scenario | None = None) -> float:
        """Mean of a weekly outcome over the last half of a run."""
        values: list[float] = []

        def look(engine: Engine) -> None:
            sums, _ = engine.count()
            values.append(weekly_figures(sums, engine.belief_sources())[outcome])

        self.run(weeks, scenario, look)
        return float(np.nanmean(values[weeks // 2 :]))


def changed(scenario: Scenario, **parts: object) -> Scenario:
    """A scenario with parts replaced, checked anew."""
    return Scenario(**{**{name: getattr(scenario, name) for name in Scenario.model_fields}, **parts})


def course(sessions: int = 12, **doses: float) -> InterventionSpec:
    """A course of treatment made of a few routes."""
    return InterventionSpec(title="course", stands_for="a test", doses=doses, sessions=sessions, dropout=0.0)


def scores(engine: Engine) -> dict[str, Array]:
    """Error-free scores of everybody."""
    numbers = engine.world.numbers[0]
    people = [engine.people[row] for row in range(len(engine.people))]
    return {
        "phq9": np.array([phq9(me, 0.0, numbers) for me in people]),
        "gad7": np.array([gad7(me, 0.0, numbers) for me in people]),
        "pcl5": np.array([pcl5(me, 0.0, numbers) for me in people]),
        "gse": np.array([general_self_efficacy_scale(me, 0.0, numbers) for me in people]),
    }


def level(logit: npt.ArrayLike) -> Array:
    """Logits as levels."""
    return 1.0 / (1.0 + np.exp(-np.asarray(logit, np.float64)))


def depression(engine: Engine) -> Array:
    """Depression of everybody, 0-1."""
    return level(engine.people["severity"][:, 0])


def anxiety(engine: Engine) -> Array:
    """Anxiety of everybody, 0-1."""
    return level(engine.people["severity"][:, 1])


def belief(engine: Engine) -> Array:
    """General self-efficacy of everybody, 0-1."""
    return level(engine.people["self_efficacy"].mean(axis=1))


def r(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Pearson correlation."""
    return float(np.corrcoef(np.asarray(one, np.float64), np.asarray(other, np.float64))[0, 1])


def ill(engine: Engine, channels: Sequence[int] = (0, 1, 2)) -> npt.NDArray[np.bool_]:
    """Who is in an episode of any of these channels."""
    episodes: npt.NDArray[np.bool_] = engine.people["in_episode"][:, list(channels)].any(axis=1)
    return episodes


def row_set(engine: Engine, **values: float) -> None:
    """Set fields of everybody."""
    for name, value in values.items():
        engine.people[name] = value
