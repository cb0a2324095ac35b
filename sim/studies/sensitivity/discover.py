"""When does a policy fail? Scenario discovery: a short list of readable rules, each with coverage and density.

The quality of a rule is measured as by Bryant and Lempert (2010, Technological Forecasting and Social Change 77:34-49):
coverage is the share of all cases that it catches, density the share of cases among what it catches. The rules are the
leaves of a small classification tree (Breiman et al. 1984; scikit-learn's CART).
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import SweepError
from sim.studies.runs.statistics import wilson_interval
from sim.studies.sensitivity.sampled import Sampled

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

DEEPEST = 3  # conditions of a rule
LEAF = 0.03  # share of the points that a rule catches at least
FEWEST = 5  # points that it catches at least
MOST_RULES = 5
FOLDS = 5
COMPARISON = re.compile(r"^\s*(\w+)\s*(>=|<=|>|<)\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*$")
COMPARE: dict[str, Callable[[npt.NDArray[np.float64], float], npt.NDArray[np.bool_]]] = {
    ">": np.greater,
    "<": np.less,
    ">=": np.greater_equal,
    "<=": np.less_equal,
}


class Bound(NamedTuple):
    """A condition: a parameter above `low` (not included) and up to `high`; ends that do not matter are infinite."""

    parameter: str
    low: float
    high: float


class Rule(NamedTuple):
    """A rule that catches cases.

    Attributes:
        bounds: all of them hold.
        caught: points that it catches.
        cases: cases among them.
        coverage: share of all cases that it catches.
        density: share of cases among what it catches.
        density_low: lower end of its 95 % interval (Wilson).
        density_high: upper end.
    """

    bounds: tuple[Bound, ...]
    caught: int
    cases: int
    coverage: float
    density: float
    density_low: float
    density_high: float

    def words(self, whole: dict[str, npt.NDArray[np.float64]]) -> str:
        """The rule as a condition to be read.

        Args:
            whole: parameter to its values; switches are 0 and 1.
        """
        said = []
        for name, low, high in self.bounds:
            if set(np.unique(whole[name])) <= {0.0, 1.0}:
                said.append(name if low >= 0.0 else f"not {name}")
            elif np.isinf(low):
                said.append(f"{name} <= {high:.4g}")
            else:
                said.append(f"{name} > {low:.4g}" if np.isinf(high) else f"{low:.4g} < {name} <= {high:.4g}")
        return " and ".join(said)


class Discovery(NamedTuple):
    """What was discovered.

    Attributes:
        condition: what makes a point a case, as asked.
        cases: whether each known point is one.
        features: parameter (or `scenario = NAME`) to its value at each known point.
        rules: best first; none where nearly all points, or nearly none, are cases.
        held_out: coverage and density of all rules together on held-out points; NaN where there are none.
    """

    condition: str
    cases: npt.NDArray[np.bool_]
    features: dict[str, npt.NDArray[np.float64]]
    rules: tuple[Rule, ...]
    held_out: tuple[float, float]

    def table(self) -> pd.DataFrame:
        """The rules as a table: rule, caught, cases, coverage, density, density_low, density_high."""
        rows = [(one.words(self.features), *one[1:]) for one in self.rules]
        return pd.DataFrame(
            rows, columns=["rule", "caught", "cases", "coverage", "density", "density_low", "density_high"]
        )


def discover(found: Sampled, condition: str) -> Discovery:
    """Find rules for the points that meet a condition, over the means of their replicates.

    Args:
        found: a sweep of any method; points with no finished run are left out.
        condition: such as `ptsd_prevalence > 0.05`, or several joined by `and`.

    Raises:
        SweepError: the condition cannot be read, or names no outcome of the design.
    """
    known = ~np.isnan(np.array(list(found.means.values()))).any(axis=0)
    cases = meets(condition, {name: values[known] for name, values in found.means.items()})
    features = {name: values[known] for name, values in as_numbers(found).items()}
    table = np.array(list(features.values())).T
    fewest = max(FEWEST, round(LEAF * len(cases)))
    if min(cases.sum(), (~cases).sum()) < FEWEST:
        return Discovery(condition, cases, features, (), (float("nan"), float("nan")))
    tree = grown(table, cases, fewest, found.design.seed)
    rules = sorted(rules_of(tree, table, cases, list(features)), key=lambda rule: -rule.density * rule.coverage)
    return Discovery(condition, cases, features, tuple(rules[:MOST_RULES]), _held_out(table, cases, fewest, found))


def meets(condition: str, outcomes: dict[str, npt.NDArray[np.float64]]) -> npt.NDArray[np.bool_]:
    """Which points meet a condition."""
    each = []
    for part in re.split(r"\s+and\s+", condition.strip()):
        read = COMPARISON.match(part)
        if read is None:
            raise SweepError(
                f"--where {condition!r}: {part!r} is not such as 'ptsd_prevalence > 0.05'. Write: OUTCOME > NUMBER"
            )
        name, sign, number = read.groups()
        if name not in outcomes:
            near = get_close_matches(name, outcomes, n=1, cutoff=0.5)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise SweepError(
                f"--where {condition!r}: {name} is no outcome of this sweep.{hint} Known: {', '.join(outcomes)}."
            )
        each.append(COMPARE[sign](outcomes[name], float(number)))
    return np.all(np.array(each, np.bool_), axis=0)


def as_numbers(found: Sampled) -> dict[str, npt.NDArray[np.float64]]:
    """Parameters at each point as numbers; a choice between names becomes one switch for each name."""
    features = {}
    for name, values in found.settings.items():
        if any(isinstance(value, str) for value in values):
            for choice in sorted({str(value) for value in values}):
                features[f"{name} = {choice}"] = np.array([float(value == choice) for value in values])
        else:
            features[name] = np.array(values, np.float64)
    return features


def grown(
    table: npt.NDArray[np.float64], cases: npt.NDArray[np.bool_], fewest: int, seed: int
) -> "DecisionTreeClassifier":
    """A small tree."""
    from sklearn.tree import DecisionTreeClassifier  # takes seconds to load

    tree = DecisionTreeClassifier(
        max_depth=DEEPEST, min_samples_leaf=fewest, class_weight="balanced", random_state=seed % 2**32
    )
    return tree.fit(table, cases)


def rules_of(
    tree: "DecisionTreeClassifier", table: npt.NDArray[np.float64], cases: npt.NDArray[np.bool_], names: list[str]
) -> list[Rule]:
    """Leaves where cases are more frequent than among all points, each as a rule."""
    leaf_of = tree.apply(table)
    inner, found = tree.tree_, []

    def walk(node: int, bounds: dict[str, tuple[float, float]]) -> None:
        if inner.children_left[node] == inner.children_right[node]:
            caught = leaf_of == node
            mine, count = int(cases[caught].sum()), int(caught.sum())
            if bounds and mine / count > cases.mean():
                low, high = wilson_interval(mine, count)
                kept = tuple(Bound(name, *ends) for name, ends in bounds.items())
                found.append(Rule(kept, count, mine, mine / int(cases.sum()), mine / count, low, high))
            return
        name, cut = names[inner.feature[node]], float(inner.threshold[node])
        low, high = bounds.get(name, (-np.inf, np.inf))
        walk(int(inner.children_left[node]), bounds | {name: (low, min(high, cut))})
        walk(int(inner.children_right[node]), bounds | {name: (max(low, cut), high)})

    walk(0, {})
    return found


def _held_out(
    table: npt.NDArray[np.float64], cases: npt.NDArray[np.bool_], fewest: int, found: Sampled
) -> tuple[float, float]:
    """Coverage and density of what trees grown without a fifth of the points catch in that fifth."""
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=found.design.seed % 2**32)
    caught = np.zeros(len(cases), np.bool_)
    for rest, fifth in folds.split(table, cases):
        tree = grown(table[rest], cases[rest], fewest, found.design.seed)
        shares = pd.Series(cases[rest]).groupby(tree.apply(table[rest])).mean()
        caught[fifth] = shares.reindex(tree.apply(table[fifth])).to_numpy() > cases[rest].mean()
    together = float((caught & cases).sum())
    return together / float(cases.sum()), together / float(caught.sum()) if caught.any() else float("nan")
