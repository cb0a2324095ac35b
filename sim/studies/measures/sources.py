"""The row on the four sources of self-efficacy: own success, examples, encouragement and the state of the body."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.special import expit

from sim.network.ties import Ties
from sim.people.scores import SCORES, scores_of
from sim.people.state import WEEKS_PER_YEAR
from sim.simulation.engine import Engine
from sim.studies.measures.estimate import Estimate, jackknife
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.self_efficacy import slopes

SOURCES = ("success", "examples", "encouragement", "distress")
SUCCEEDED = 2  # as ties see an attempt; 1 failed

type Array = npt.NDArray[np.float64]


def seen_by(ties: Ties, people: int) -> sparse.csr_array:
    """Ties as a matrix: each person's row holds the strength of the ties to others."""
    rows = np.repeat(np.arange(people), np.diff(ties.start))
    return sparse.csr_array((ties.strength.astype(np.float64), (rows, ties.other)), shape=(people, people))


def year_of_sources(lab: Laboratory) -> pd.DataFrame:
    """What everybody met in a year, and their GSE at its end.

    Returns:
        Columns person, success (share of own attempts), examples (share of attempts of ties, by strength),
        encouragement (mean of what ties show, by strength), distress (mean severity) and gse.
    """
    engine = Engine(lab.scenario, lab.start.ties, lab.start.state.copy(), lab.seed, threads=1)
    people = engine.people
    size, ids = len(people), people["id"].copy()
    ties = seen_by(lab.start.ties, size)
    strength = np.asarray(ties.sum(axis=1)).ravel()
    tried, won, shown, tries_shown, said, distress = (np.zeros(size) for _ in range(6))
    for _ in range(WEEKS_PER_YEAR):
        engine.step()
        tried += people["tried"]
        won += people["succeeded"]
        visible = engine.world.visible_states
        tries_shown += ties @ (visible["attempt"] > 0).astype(np.float64)
        shown += ties @ (visible["attempt"] == SUCCEEDED).astype(np.float64)
        said += ties @ visible["encouragement"].astype(np.float64)
        distress += expit(people["severity"]).mean(axis=1)
    scores = scores_of(people, np.arange(size), engine.parameters, lab.seed, engine.week)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = pd.DataFrame(
            {
                "person": ids,
                "success": won / tried,
                "examples": shown / tries_shown,
                "encouragement": said / strength / WEEKS_PER_YEAR,
                "distress": distress / WEEKS_PER_YEAR,
                "gse": scores[:, SCORES.index("gse")],
            }
        )
    there: pd.DataFrame = table[people["id"] == ids]
    return there.dropna(ignore_index=True)


def explained(people: pd.DataFrame) -> float:
    """Share of the variance of the GSE that the four sources explain; 0 unless own success has the largest weight.

    A source's weight is its standardised slope, the others held fixed. The row asks for both, and a value of 0 lies
    outside of its band.
    """
    sources = [standardised(people[name].to_numpy(np.float64)) for name in SOURCES]
    belief = standardised(people["gse"].to_numpy(np.float64))
    weights = slopes(belief, *sources)
    if int(np.argmax(np.abs(weights))) != 0 or weights[0] <= 0.0:
        return 0.0
    return float(1.0 - (belief - np.column_stack(sources) @ weights).var())


def standardised(values: Array) -> Array:
    """Values less their mean, over their spread; 0 where nobody differs."""
    spread = values.std()
    return np.asarray((values - values.mean()) / spread if spread > 0.0 else np.zeros(len(values)))


@measures("SE21")
def four_sources(lab: Laboratory) -> Estimate:
    """R squared of the GSE on a year's success, examples, encouragement and distress; success must weigh most."""
    return jackknife(year_of_sources(lab), explained)
