"""A two-arm comparison: people who are eligible are split by chance, one arm gets a course, the other does not.

The smallest trial that can be run on a living population: it shows what an intervention does through the mechanisms,
and what is left of it when one of them is switched off.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.core.chance import Purpose, draw
from sim.people.condition import condition_of
from sim.people.scores import SCORES, scores_of
from sim.people.state import Care
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, Problem, ServiceSpec
from sim.simulation.allocation import begin_course
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot

TREATED, CONTROL = "treated", "control"
TRIAL = "trial_service"
COLUMNS = list(SCORES[:4])  # without the ISMI, which only the ill have


def two_arms(
    scenario: Scenario,
    start: Snapshot,
    seed: int,
    intervention: InterventionSpec,
    *,
    eligible: Callable[[pd.DataFrame], pd.Series],
    weeks: Sequence[int],
    control: InterventionSpec | None = None,
    share: float = 1.0,
) -> pd.DataFrame:
    """Recruit, randomise, treat and measure.

    Args:
        scenario: what else goes on.
        start: the population to recruit from; left as it is.
        seed: the run's seed.
        intervention: what the treated arm gets; needs sessions.
        eligible: from the scores at recruitment (columns phq9, gad7, pcl5, gse) to who may take part.
        weeks: weeks from randomisation at which everybody is measured, with the instruments' error.
        control: what the control arm gets (an attention control, say); None: nothing but what is there for all.
        share: share of the eligible who are recruited. Trials that recruit few treat less of each other's ties.

    Returns:
        One row a participant and measured week (week 0: at recruitment): person, arm, week, phq9, gad7, pcl5, gse,
        attempts and successes since randomisation, sessions, status in care (`Care`). Those who left the population
        are missing from then on.
    """
    specs = {"trial_treated": intervention} | ({"trial_control": control} if control is not None else {})
    with_trial = scenario.model_copy(
        update={
            "interventions": scenario.interventions | specs,
            "services": scenario.services
            | {
                f"{TRIAL}_{name}": ServiceSpec(intervention=name, treats=list(Problem), weekly_sessions_per_100k=0.0)
                for name in specs
            },
        }
    )
    engine = Engine(with_trial, start.ties, start.state.copy(), seed)
    everyone = scores(engine, np.arange(len(engine.people)))
    in_care = engine.people["care"] == Care.IN_TREATMENT
    chosen = np.flatnonzero(eligible(everyone).to_numpy() & ~in_care)
    draws = [draw(seed, int(engine.people["id"][row]), engine.week, Purpose.RECRUITMENT) for row in chosen]
    chosen = chosen[[die.first < share for die in draws]]
    arms = np.array([TREATED if die.second < 0.5 else CONTROL for die in draws if die.first < share])
    for arm, name in ((TREATED, "trial_treated"), (CONTROL, "trial_control")):
        if name in specs:
            service = engine.policy.service_names.index(f"{TRIAL}_{name}")
            for row in chosen[arms == arm]:
                begin_course(
                    engine.people,
                    int(row),
                    service,
                    engine.policy.intervention_names.index(name),
                    engine.world.parameters[0],
                    engine.seed,
                    engine.week,
                )
    ids = engine.people["id"][chosen].copy()
    tried = np.zeros(len(chosen))
    succeeded = np.zeros(len(chosen))
    sessions = np.zeros(len(chosen), np.int64)
    tables = [_wave(engine, chosen, ids, arms, tried, succeeded, sessions, 0)]
    for week in range(1, max(weeks) + 1):
        engine.step()
        tried += engine.people["tried"][chosen]
        succeeded += engine.people["succeeded"][chosen]
        sessions += engine.people["attended"][chosen]
        if week in weeks:
            tables.append(_wave(engine, chosen, ids, arms, tried, succeeded, sessions, week))
    return pd.concat(tables, ignore_index=True)


def scores(engine: Engine, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Scores of the instruments, error included, of some people: phq9, gad7, pcl5, gse, and distress without error."""
    table = pd.DataFrame(
        scores_of(engine.people, rows, engine.parameters, engine.seed, engine.week)[:, : len(COLUMNS)], columns=COLUMNS
    )
    table["distress"] = [condition_of(engine.people[row]).distress for row in rows]
    return table


def _wave(
    engine: Engine,
    chosen: npt.NDArray[np.int64],
    ids: npt.NDArray[np.int64],
    arms: npt.NDArray[np.str_],
    tried: npt.NDArray[np.float64],
    succeeded: npt.NDArray[np.float64],
    sessions: npt.NDArray[np.int64],
    week: int,
) -> pd.DataFrame:
    table = scores(engine, chosen)
    table.insert(0, "week", week)
    table.insert(0, "arm", arms)
    table.insert(0, "person", ids)
    table["attempts"] = tried
    table["successes"] = succeeded
    table["sessions"] = sessions
    table["care"] = engine.people["care"][chosen]
    table["public_stigma"] = engine.people["public_stigma"][chosen]
    still_here: npt.NDArray[np.bool_] = engine.people["id"][chosen] == ids
    return table.loc[still_here]
