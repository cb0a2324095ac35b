"""Weights under which some people stand for many: the levels of a few lives, made those of a large society.

Entropy balancing (Hainmueller 2012, Political Analysis 20:25-46): of all weights that bring a list of mean levels to
where they are wanted, those that differ least from equal weights.
"""

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR, Care, Disorder

type Values = npt.NDArray[np.float64]

CHRONIC_WEEKS = 104  # as with `chronic_weeks`, which a scenario may change: what is balanced does not depend on it
MIDDLE_FIFTH = 3.0
MOST_COURSES = 3  # from there on, courses of treatment count alike
LEEWAY = 1e-4  # of a level, in SD per unit of its multiplier: keeps weights finite where no others would do
STEPS = 100  # of Newton's method; some five are enough
LONGEST_STEP = 2.0  # of a logarithm of a weight
PRECISE = 1e-9  # SD by which levels may miss


def levels_of(people: npt.NDArray[np.void]) -> dict[str, Values]:
    """What makes up the level of a society at week 0, person by person: who they are, how they are, what they have been
    through.

    Args:
        people: everybody's records at week 0 (n).

    Returns:
        Name of a level to its values (n); its mean over people is the society's level.
    """
    found: dict[str, npt.NDArray[np.generic]] = {
        f"deprivation_{fifth}": people["deprivation"] == fifth for fifth in range(1, 5)
    }
    decades = -people["birth_week"] / (10.0 * WEEKS_PER_YEAR)
    ill, ever = people["in_episode"] > 0, people["episodes"] > 0
    found |= {"age": decades, "age_squared": decades**2, "women": people["sex"]}
    for disorder in Disorder:
        name = disorder.name.lower()
        found[f"{name}_ill"], found[f"{name}_ever"] = ill[:, disorder], ever[:, disorder]
        found[f"{name}_set_point"], found[f"{name}_severity"] = (
            people["set_point"][:, disorder], people["severity"][:, disorder],
        )  # fmt: skip
    found |= {
        "ill": ill.any(axis=1),
        "ever_ill": ever.any(axis=1),
        "ever_ill_by_age": ever.any(axis=1) * decades,
        "chronic": (ill & (people["episode_weeks"] >= CHRONIC_WEEKS)).any(axis=1),
        "episodes": np.log1p(people["episodes"].sum(axis=1)),
        "self_efficacy": people["self_efficacy"].mean(axis=1),
        "never_in_care": people["care"] == Care.NEVER,
        "in_primary_care": people["care"] == Care.PRIMARY,
        "completed": people["care"] == Care.COMPLETED,
        "treatments": np.minimum(people["treatments"], MOST_COURSES),
        "medicated": people["medication_weeks"] > 0,
    }
    for name in (
        "self_efficacy_set_point", "vulnerability", "sociability", "attitude_baseline", "public_stigma", "disclosed",
        "support_emotional", "ability_set_point", "traumas", "trauma_memory",
    ):  # fmt: skip
        found[name] = people[name]
    # who falls ill, and not only how many: along deprivation, ties and vulnerability
    depressed, been, anxious = ill[:, Disorder.DEPRESSION], ever[:, Disorder.DEPRESSION], ill[:, Disorder.ANXIETY]
    for name, along in (
        ("deprivation", people["deprivation"] - MIDDLE_FIFTH),
        ("ties", people["connectedness"]),
        ("vulnerability", people["vulnerability"]),
    ):
        found[f"depressed_by_{name}"], found[f"ever_depressed_by_{name}"] = along * depressed, along * been
        found[f"anxious_by_{name}"] = along * anxious
    found["vulnerability_by_deprivation"] = (people["deprivation"] - MIDDLE_FIFTH) * people["vulnerability"]
    found["connectedness"] = people["connectedness"]
    return {name: np.asarray(values, np.float64) for name, values in found.items()}


def balanced_weights(levels: Values, wanted: Values) -> Values:
    """Weights of people under which their mean levels are those that are wanted.

    Args:
        levels: of each person (people, levels).
        wanted: means that the weighted levels shall have (levels).

    Returns:
        Weights (people), each above 0, that add up to 1. Where no weights give all levels exactly, they come near. A
        level in which nobody differs is left as it is.
    """
    spread = levels.std(axis=0)
    some = spread > 0.0
    apart = (levels[:, some] - wanted[some]) / spread[some]
    multipliers = np.zeros(apart.shape[1])
    weights = _weights(apart, multipliers)
    for _ in range(STEPS):  # a convex problem: Newton's method finds its one solution
        missed = weights @ apart
        slope = missed + LEEWAY * multipliers
        if not slope.size or np.abs(slope).max() < PRECISE:
            break
        curve = (apart * weights[:, np.newaxis]).T @ apart - np.outer(missed, missed)
        step = np.linalg.solve(curve + LEEWAY * np.eye(len(slope)), slope)
        multipliers -= step * min(1.0, LONGEST_STEP / max(float(np.abs(apart @ step).max()), PRECISE))
        weights = _weights(apart, multipliers)
    return weights


def _weights(apart: Values, multipliers: Values) -> Values:
    logs = apart @ multipliers
    raw = np.exp(logs - logs.max())
    return np.asarray(raw / raw.sum(), np.float64)


def in_proportion(weights: Values, count: int) -> npt.NDArray[np.int64]:
    """Rows of people taken as often as their weights say, to the nearest whole number either way.

    Args:
        weights: of people, adding up to 1 (people).
        count: how many rows are wanted.

    Returns:
        Rows in rising order (count): a systematic sample (Madow 1949), without chance.
    """
    ends = np.cumsum(weights)
    return np.minimum(np.searchsorted(ends, (np.arange(count) + 0.5) / count), len(weights) - 1).astype(np.int64)
