"""`RecoveryModel`: the simulation as a Mesa model."""

from __future__ import annotations

import os
import sys
import warnings
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

import mesa
import numpy as np
import numpy.typing as npt
from mesa.agentset import AgentSet
from mesa.datacollection import DataCollector

from sim.agent import Person
from sim.core.deprecated import refuse_gone, renamed_argument
from sim.errors import AgentsAreFixed, NobodyError
from sim.network.graph_files import as_ties
from sim.network.known import labels_of
from sim.network.ties import Ties
from sim.outcomes.rates import CAUSE_OUTCOMES, RATIOS, weekly_figures
from sim.people.fields import KINDS
from sim.people.state import ARRAY_FIELDS, PERSON, WEEKS_PER_YEAR
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.life_history import life_history

if TYPE_CHECKING:
    import pandas

    from sim.network.graphs import AnyGraph

MESAS_PAGE = "mesa.visualization.solara_viz"
LARGEST_SEED = 2**63 - 1


class RecoveryModel(mesa.Model):  # type: ignore[misc]
    """A population that falls ill and recovers, week by week, under a scenario.

    Args:
        scenario: a name ("baseline"), the path of a scenario file, or a `Scenario`.
        people: size of the population, 1 or more; with your own graph, its number of nodes.
        rng: the seed, a whole number from 0 to 2**63 - 1. The same seed, scenario and people give the same results.
            None, the default of Mesa's `batch_run`, lets Mesa draw a seed, kept as `engine.seed`.
        graph: your own network: a `networkx.Graph`, a file (see `read_graph`), or `Ties`; None generates one.
        loop: "compiled" (everybody in one compiled loop) or "agents" (Mesa's `agents.do("step")`), with bit-identical
            results.
        person: the class of the agents; a subclass of `Person` may override steps of the week (then "agents" is used).
        threads: threads of the compiled loop; None takes one for small populations and all cores for large ones.
        collect: keep weekly figures in `datacollector`.
        keep_ledger: keep what each cause added to each belief of each person in the last week (`engine.ledgers`: people
            by domains by causes, logit a week).

    Raises:
        ScenarioError: the scenario cannot be used.
        NetworkError: the graph cannot be used.
        ValueError: people or rng out of range.
        TypeError: the class of the agents overrides a step under a name that it had in an earlier version.

    Examples:
        >>> from sim import RecoveryModel
        >>> model = RecoveryModel(scenario="baseline", people=300, rng=42)
        >>> model.run_for(2)
        >>> int(model.week)
        2
    """

    @renamed_argument("RecoveryModel", "tell", "keep_ledger")
    def __init__(
        self,
        scenario: str | os.PathLike[str] | Scenario = BASELINE,
        people: int = 1000,
        rng: int | None = 1,
        *,
        graph: AnyGraph | Ties | str | os.PathLike[str] | None = None,
        loop: Literal["compiled", "agents"] = "compiled",
        person: type[Person] = Person,
        threads: int | None = None,
        collect: bool = True,
        keep_ledger: bool = False,
    ) -> None:
        whole = isinstance(rng, int | np.integer) and not isinstance(rng, bool)
        if rng is not None and not (whole and 0 <= rng <= LARGEST_SEED):
            raise ValueError(f"rng = {rng!r}: expected a whole number from 0 to 2**63 - 1")
        super().__init__(rng=None if rng is None else int(rng))
        rng = int(self._seed) if rng is None else int(rng)
        checked = load_scenario(scenario)
        ties = as_ties(graph, checked.model_parameters())
        if ties is not None:
            people = len(ties.start) - 1
        if isinstance(people, float | np.floating) and people == np.floor(people):
            people = int(people)  # as np.linspace gives them
        if isinstance(people, bool) or not isinstance(people, int | np.integer) or people < 1:
            raise ValueError(f"people = {people!r}: expected a whole number of at least 1")
        if loop not in ("compiled", "agents"):
            raise ValueError(f"loop = {loop!r}: expected 'compiled' or 'agents'")
        refuse_gone(person)
        self._policy_scenario = checked
        self._arguments: dict[str, Any] = {
            "scenario": checked, "people": int(people), "rng": int(rng), "graph": ties, "loop": loop, "person": person
        }  # fmt: skip
        self.person_class = person
        self.loop = "agents" if person is not Person else loop
        start = snapshot(checked, int(people), int(rng), ties=ties, threads=threads)
        self.ties = start.ties
        self.engine = Engine(
            checked,
            start.ties,
            start.state,
            int(rng),
            threads=threads,
            keep_ledger=keep_ledger or self.loop == "agents",
        )
        self.makes_agents = False  # true only while agents are made for the rows
        self.living = False  # true only while everybody lives the week one by one
        self._made_agents = False
        self._figures: dict[str, float] = {}
        self._figures_week = -1
        self.collecting = collect
        self.datacollector = Collector(
            model_reporters={name: partial(_figure, name=name) for name in [*RATIOS, *CAUSE_OUTCOMES]}
        )

    def step(self) -> None:
        """One week."""
        if self.loop == "compiled":
            self.engine.step()
        else:
            self.engine.begin_week()
            self.living = True
            try:
                self._everybody().do("step")
            finally:
                self.living = False
            for row in range(len(self.engine.people)):
                self.engine.add_ledger(row)
            self.engine.end_week()
        if self.collecting:
            self.datacollector.collect(self)

    def run_for(self, duration: float) -> None:
        """Run for a number of weeks.

        Args:
            duration: weeks, a whole number of 0 or more.

        Raises:
            ValueError: not a whole number of weeks, or below 0.
        """
        if not (0 <= duration < float("inf") and duration == int(duration)):
            raise ValueError(f"run_for({duration!r}): expected a whole number of weeks, 0 or more")
        for _ in range(int(duration)):
            self.step()

    def measure(self) -> dict[str, float]:
        """This week's outcomes (`sim.outcomes.catalogue.WEEKLY`) and sources of belief."""
        sums, _ = self.engine.count()
        return weekly_figures(sums, self.engine.belief_sources())

    @property
    def figures(self) -> dict[str, float]:
        """This week's outcomes, measured when first asked for; in week 0, those that the run starts from."""
        return self._figures if self._figures_week == self.week else self.measured()

    def measured(self) -> dict[str, float]:
        """Measure again (what was set by hand counts), and keep it as this week's `figures`."""
        self._figures, self._figures_week = self.measure(), self.week
        return self._figures

    @property
    def week(self) -> int:
        """The week that was lived last; 0 before the first."""
        return self.engine.week

    @property
    def scenario(self) -> Scenario:
        """The scenario that is run."""
        if sys._getframe(1).f_globals.get("__name__") == MESAS_PAGE:
            # Mesa's page takes a model's scenario for a table of Mesa's own kind, and would put an empty one in place
            # of ours when Reset is pressed; with none it resets to its `model_params`, the scenario among them
            raise AttributeError("scenario")
        return self._policy_scenario

    @scenario.setter
    def scenario(self, scenario: object) -> None:
        """Mesa sets its own scenario; ours is set by the constructor."""

    @property
    def agents(self) -> AgentSet[Person]:
        """Everybody as `Person`, made when first asked for, in a set of your own: taking some out changes no life."""
        everybody = self._everybody()
        return cast("AgentSet[Person]", type(everybody)(everybody, random=everybody.random))

    def _everybody(self) -> AgentSet[Person]:
        if not self._made_agents:
            self._made_agents = self.makes_agents = True
            for row in range(len(self.engine.people)):
                self.person_class(self, row)
            self.makes_agents = False
        return cast("AgentSet[Person]", self._all_agents)

    def deregister_agent(self, agent: mesa.Agent) -> None:
        """Refused, as `Person.remove` is."""
        agent.remove()

    def remove_all_agents(self) -> None:
        """Refused, as `Person.remove` is."""
        raise AgentsAreFixed("people cannot be removed; make another model instead")

    @property
    def people(self) -> pandas.DataFrame:
        """Everybody's state, one row per person, one column a field (arrays spread out: `self_efficacy_mood`, ...).

        A copy: to change people, set fields of `agents`.
        """
        import pandas as pd

        records = self.engine.people
        table: dict[str, npt.NDArray[Any]] = {}
        for name in PERSON.names or ():
            if name not in ARRAY_FIELDS:
                table[name] = np.array(records[name])
                continue
            for part in KINDS[name]:
                table[f"{name}_{part.name.lower()}"] = np.array(records[name][:, part])
        frame = pd.DataFrame(table)
        frame.insert(1, "age", (self.week - frame.pop("birth_week")) / WEEKS_PER_YEAR)
        if labels_of(self.ties):
            frame.insert(1, "label", labels_of(self.ties))
        return frame

    @property
    def graph(self) -> AnyGraph:
        """The support network as a NetworkX graph: nodes are rows of `people`, edges carry layer and strength.

        Nodes of your own network carry its names as `label`; a newcomer inherits the place, and its label.
        """
        from sim.network.graphs import graph_from_ties

        records = self.engine.people
        names = {"label": list(labels_of(self.ties))} if labels_of(self.ties) else {}
        return graph_from_ties(self.ties, **names, id=records["id"], deprivation=records["deprivation"])

    def explain(self, person: int | str | Person) -> pandas.DataFrame:
        """Describe one person's history from the start of the run to the present week, and why self-efficacy moved.

        The run is replayed for this person, which takes as long as the run did; nothing needs to be stored for it.

        Args:
            person: an id for life, an agent, or a name in your own network (whoever has the place now).

        Returns:
            One row per week: scores without error (phq9, gad7, pcl5, gse), `events` in words, general self-efficacy on
            the logit scale (`belief`), its change, and the change by cause, which adds up to it exactly.

        Warns:
            UserWarning: the replay does not end where the run stands, because the run was changed from outside (a
                state set by hand, an event scheduled with Mesa), which no replay can know.

        Raises:
            ValueError: nobody with this id has lived in this run.
        """
        if isinstance(person, str):
            labels = labels_of(self.ties)
            if labels.count(person) != 1:
                found = "nobody" if person not in labels else f"{labels.count(person)} people"
                raise NobodyError(f"{person!r}: {found} of the network have this name")
            person = int(self.engine.people["id"][labels.index(person)])
        wanted = int(person.state.id) if isinstance(person, Person) else int(person)
        count = len(self.engine.people)
        row = wanted % count
        replay = RecoveryModel(**self._arguments, collect=False, keep_ledger=True)
        life = life_history(replay, wanted, row, self.week)
        now, then = self.engine.people[row], replay.engine.people[row]
        if any(not np.array_equal(now[field], then[field], equal_nan=True) for field in PERSON.names or ()):
            warnings.warn(
                f"person {wanted}: the run was changed from outside after it began; the life told here is the one "
                "without that change",
                stacklevel=2,
            )
        return life

    def __getstate__(self) -> dict[str, Any]:
        """Pause: agents are views and are made again when asked for; all else goes along."""
        kept = dict(self.__dict__)
        kept.pop("step", None)
        return kept

    def __setstate__(self, kept: dict[str, Any]) -> None:
        """Go on after a pause, with Mesa's clock and events."""
        self.__dict__.update(kept, step=self._wrapped_step)


class Collector(DataCollector):  # type: ignore[misc]
    """Mesa's data collector, which measures once for all figures whenever it collects."""

    def collect(self, model: RecoveryModel) -> None:
        """Keep this week's figures, those that the run starts from included."""
        model.measured()
        super().collect(model)


def _figure(model: RecoveryModel, name: str) -> float:
    """One figure of the week, for Mesa's data collector."""
    return model.figures[name]
