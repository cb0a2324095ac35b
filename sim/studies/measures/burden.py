"""Rows on what care averts: the same people with care as it is, with none, and with the best that could be given."""

from collections.abc import Sequence

import numpy as np

from sim.economics.valuation import disability_years
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, ProgrammeSpec
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.measures.estimate import Estimate, proportion
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.runs.run import run
from sim.studies.trials.courses import end_care
from sim.studies.trials.spec import Withheld

YEARS = 10  # lived each way
TURNING = 2 * WEEKS_PER_YEAR  # weeks that are left out, in which the one society still turns into the other
BATCHES = 4  # stretches of the years that are counted, between which the share varies
PLENTY = 100_000.0  # sessions a week per 100,000 people: nobody waits
BEST_COVERAGE = 0.7  # of the people with a disorder who are offered a place every year: the coverage of the study
OFFERED_WEEKS = 4  # of each year in which they are


def without_care(scenario: Scenario) -> Scenario:
    """The society with every way into care closed."""
    closed = InterventionSpec(title="No care", stands_for="Nobody is taken on.", doses={"care_withheld": 1.0})
    everyone = ProgrammeSpec(intervention="no_care", start_week=1, reach=1.0, same_people=True)
    return scenario.model_copy(
        update={
            "interventions": scenario.interventions | {"no_care": closed},
            "programmes": scenario.programmes | {"no_care": everyone},
        }
    )


def with_best_care(scenario: Scenario) -> Scenario:
    """The society with its therapies for all of the coverage who will take them: no queue, and offers at the door.

    Offers go to people with a disorder, as in the study. Offered to all who are distressed, most courses would go to
    people without one, and what these learn would avert illness that no care of the ill averts.
    """
    services = {
        name: service.model_copy(update={"weekly_sessions_per_100k": PLENTY, "measurement_based": True})
        for name, service in scenario.services.items()
    }
    offers = {
        f"offer_{name}": ProgrammeSpec(
            intervention="screening",
            start_week=1,
            reach=BEST_COVERAGE,
            target="in_episode",
            offers=[name],
            same_people=True,
            every_weeks=WEEKS_PER_YEAR,
            active_weeks=OFFERED_WEEKS,
        )
        for name in services
    }
    return scenario.model_copy(update={"services": services, "programmes": scenario.programmes | offers})


def _disability(lab: Laboratory, scenario: Scenario, start: Snapshot) -> list[float]:
    """Years lived with disability in each of the stretches that are counted."""
    result = run(scenario, start, YEARS * WEEKS_PER_YEAR, lab.seed, threads=1)
    lost = disability_years(lab.scenario, result.health)[TURNING:]
    return [float(part.sum()) for part in np.array_split(lost, BATCHES)]


def _averted(with_it: Sequence[float], without: Sequence[float]) -> Estimate:
    """Share of disability averted, %, and its error from stretches of time."""
    shares = [100.0 * (1.0 - some / all_) for some, all_ in zip(with_it, without, strict=True)]
    whole = 100.0 * (1.0 - sum(with_it) / sum(without))
    return Estimate(whole, float(np.std(shares, ddof=1)) / BATCHES**0.5)


def _none(lab: Laboratory) -> list[float]:
    """Disability in the same people if all care ends and none begins."""

    def live() -> list[float]:
        engine = Engine(lab.scenario, lab.start.ties, lab.start.state.copy(), lab.seed, threads=1)
        end_care(engine, np.arange(len(engine.people)), Withheld.CARE)
        return _disability(lab, without_care(lab.scenario), Snapshot(lab.start.ties, engine.state()))

    return lab.once("disability without care", live)


@measures("EC19")
def averted_by_care_as_it_is(lab: Laboratory) -> Estimate:
    """Share of years lived with disability that care as it is averts, against none, %."""
    return _averted(_disability(lab, lab.scenario, lab.start), _none(lab))


@measures("EC21")
def averted_by_best_care(lab: Laboratory) -> Estimate:
    """Share that the best therapies for all who will take them avert, against none, %."""
    return _averted(_disability(lab, with_best_care(lab.scenario), lab.start), _none(lab))


@measures("TX48")
def on_an_antidepressant(lab: Laboratory) -> Estimate:
    """Adults who take medication for depression or anxiety in a week, %."""
    taking = lab.start.state.people["medication_weeks"] > 0
    return proportion(int(taking.sum()), len(taking))
