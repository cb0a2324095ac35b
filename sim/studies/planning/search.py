"""The search for the mix of policies that achieves most within a budget, by simulation.

It simulates the gain and the extra cost of one mix after another, always on the same people and random numbers, so that
mixes differ by what they do and hardly by chance. It is COBYQA, a trust-region method for functions without derivatives
under constraints (Ragonneau 2022, PhD thesis, Hong Kong Polytechnic University; in SciPy), started from more than one
place. The winner of a search is partly lucky, so its gain is measured on other people (`answer.py`).
"""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from sim.errors import OutOfTrials
from sim.studies.planning.candidates import Candidate, Shares, Values

STEPS = 100  # shares are whole percents: what is printed is what was run
BRACKETINGS = 2  # runs spent on the share at which one lever uses up the budget
AIM = 0.95  # of the budget is aimed at there, so that the aim may be missed by a little
ENOUGH = 0.9  # of the budget used up is as good
FIRST_RADIUS, LAST_RADIUS = 0.25, 0.02  # of the trust region, in shares
CRUMB = 0.1  # shares below it are tried without
LATER_RADIUS = 0.1  # where the search starts again from the best it has found
ALIKE = 0.99  # of the best gain, from which on mixes count as equally good and the simplest is taken

type Evaluate = Callable[[Shares], Candidate]


@dataclass
class Search:
    """The results of a search so far.

    Attributes:
        evaluate: runs a mix.
        budget: extra cost per person and year that may be spent.
        trials: mixes that may be tried.
        candidates: those that were, by shares, in the order of the search.
        complete: False where it was stopped before its end.
    """

    evaluate: Evaluate
    budget: float
    trials: int
    candidates: dict[Shares, Candidate] = field(default_factory=dict)
    complete: bool = True

    def look(self, shares: Sequence[float] | Values) -> Candidate:
        """The mix of these shares, rounded to whole percents; each is run only once.

        Raises:
            OutOfTrials: it would be one too many.
        """
        rounded = tuple(min(max(round(float(share) * STEPS), 0), STEPS) / STEPS for share in shares)
        if rounded not in self.candidates:
            if len(self.candidates) >= self.trials:
                raise OutOfTrials
            self.candidates[rounded] = self.evaluate(rounded)
        return self.candidates[rounded]

    def affordable(self) -> list[Candidate]:
        """Mixes within the budget that gain something, best first; the cheaper first where they gain the same."""
        found = [one for one in self.candidates.values() if one.cost <= self.budget and one.gain > 0.0]
        return sorted(found, key=lambda one: (-one.gain, one.cost))

    def finalists(self) -> list[Candidate]:
        """The best mix, and the best of those that differ materially; fewer where there are none.

        Of mixes that gain as much as the best within a percent, the one of fewest levers is taken, then the cheapest.
        """
        best = self.affordable()
        if not best:
            return []
        alike = [one for one in best if one.gain >= ALIKE * best[0].gain]
        winner = min(alike, key=lambda one: (sum(share > 0.0 for share in one.shares), one.cost))
        return [winner, *[one for one in best if one.differs(winner)][:1]]

    def singles(self) -> dict[int, Candidate]:
        """For each lever the largest share of it alone, of those tried, that is within the budget."""
        found: dict[int, Candidate] = {}
        for one in self.candidates.values():
            if one.lever is not None and one.cost <= self.budget:
                found[one.lever] = max(one, found.get(one.lever, one), key=lambda one: sum(one.shares))
        return dict(sorted(found.items()))


def least_trials(levers: int) -> int:
    """How many mixes a search has to try at least: each lever, and a model of them all."""
    return (1 + BRACKETINGS) * levers + 2 * levers + 2


def search(evaluate: Evaluate, levers: int, budget: float, trials: int) -> Search:
    """Look for the mix that gains most within a budget.

    Each lever alone comes first, in full and as far as the budget goes. Then the search climbs from two places: the
    budget spent on the levers that gained most for the money, and spent on all alike; and, with the trials that are
    left, from the best so far.

    Args:
        evaluate: the gain and cost of a mix; called at most once for each.
        levers: how many there are, 1 or more.
        budget: extra cost per person and year, above 0.
        trials: how many mixes may be tried.

    Returns:
        All mixes tried. After Ctrl-C those finished until then (`complete` is False).
    """
    found = Search(evaluate, budget, trials)
    try:
        with suppress(OutOfTrials):
            alone = [found.look(np.eye(levers)[lever]) for lever in range(levers)]
            for lever in range(levers):
                _spend(found, lever, alone[lever])
            left = trials - len(found.candidates)
            for start, share in ((_by_worth(alone, budget), 0.5), (_all_alike(alone, budget), 1.0)):
                until = trials - 1 - round(left * (1.0 - share))  # the last one is for the best without its crumbs
                _climb(found, start, FIRST_RADIUS, until, alone)
            best = found.affordable()
            if best:
                _climb(found, best[0].shares, LATER_RADIUS, trials - 1, alone)
                found.look([share if share >= CRUMB else 0.0 for share in found.affordable()[0].shares])
    except KeyboardInterrupt:
        found.complete = False
    return found


def _spend(found: Search, lever: int, full: Candidate) -> None:
    """Look for the share of one lever that uses up the budget, where all of it would cost more."""
    low, low_cost, high, high_cost = 0.0, 0.0, 1.0, full.cost
    if full.cost <= found.budget:
        return
    for _ in range(BRACKETINGS):  # the rule of false position
        share = low + (AIM * found.budget - low_cost) / (high_cost - low_cost) * (high - low)
        shares = np.zeros(len(full.shares))
        shares[lever] = share = math.floor(share * STEPS) / STEPS
        if shares[lever] <= 0.0:
            return
        tried = found.look(shares)
        if tried.cost <= found.budget:
            low, low_cost = share, min(tried.cost, AIM * found.budget)
            if tried.cost >= ENOUGH * found.budget:
                return
        else:
            high, high_cost = share, tried.cost


def _by_worth(alone: Sequence[Candidate], budget: float) -> Values:
    """The budget spent on levers in the order of what they gain for the money, as if effects just added up."""
    shares = np.zeros(len(alone))
    order = sorted(range(len(alone)), key=lambda lever: -_worth(alone[lever]))
    left = budget
    for lever in order:
        if alone[lever].gain <= 0.0:
            continue
        cost = alone[lever].cost
        shares[lever] = 1.0 if cost <= left else max(left, 0.0) / cost
        left -= shares[lever] * cost
    return shares


def _worth(full: Candidate) -> float:
    """Gain for a unit of money; whatever costs nothing comes first."""
    return full.gain / full.cost if full.cost > 0.0 else math.inf


def _all_alike(alone: Sequence[Candidate], budget: float) -> Values:
    """All levers to the same share, as much as the budget allows if costs just add up."""
    cost = sum(one.cost for one in alone)
    return np.full(len(alone), 1.0 if cost <= budget else budget / cost)


def _climb(
    found: Search, start: Sequence[float] | Values, radius: float, until: int, alone: Sequence[Candidate]
) -> None:
    """Climb from a place, until the trust region is small or the allowed number of mixes has been tried."""
    from scipy.optimize import Bounds, NonlinearConstraint, minimize  # takes a second to load

    gain_scale = max(*(abs(one.gain) for one in alone), float(np.finfo(np.float64).tiny))
    whole = Search(found.evaluate, found.budget, until, found.candidates)  # the same mixes, fewer trials

    def loss(shares: Values) -> float:
        return -whole.look(shares).gain / gain_scale

    def spent(shares: Values) -> list[float]:
        return [whole.look(shares).cost / found.budget]

    with suppress(OutOfTrials):
        minimize(
            loss,
            np.asarray(start, np.float64),
            method="COBYQA",
            bounds=Bounds(np.zeros(len(start)), np.ones(len(start))),
            constraints=NonlinearConstraint(spent, -np.inf, 1.0),
            options={"initial_tr_radius": radius, "final_tr_radius": LAST_RADIUS, "maxfev": 100 * until},
        )
