"""The search for the best mix within a budget, and the verdict on what it finds."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.report.figures.mix_frontier import mix_frontier
from sim.report.figures.style import png
from sim.report.words.mix import below_words, share_words, verdict_words
from sim.report.words.mix import finding as mix_finding
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.planning.answer import Answer, between, ranked
from sim.studies.planning.candidates import Candidate, Shares, frontier
from sim.studies.planning.search import search

TRIALS = 60


def made_up(gain: Callable[[Shares], float], cost: Callable[[Shares], float]) -> Callable[[Shares], Candidate]:
    """Evaluations without any run: two replicates that agree but for a shift."""

    def evaluate(shares: Shares) -> Candidate:
        shift = np.array([-0.01, 0.01])
        return Candidate(shares, cost(shares) + 0.0 * shift, gain(shares) + shift)

    return evaluate


def test_the_optimum_of_a_concave_gain_is_found() -> None:
    """Two levers alike: half of each is best, 1 - (1 - 0.5)^2 twice."""
    found = search(made_up(lambda s: sum(1.0 - (1.0 - x) ** 2 for x in s), sum), 2, 1.0, TRIALS)
    best = found.finalists()[0]
    assert best.gain == pytest.approx(1.5, rel=0.01)
    assert best.shares == pytest.approx((0.5, 0.5), abs=0.05)
    assert len(found.candidates) <= TRIALS


def test_the_budget_goes_to_what_gains_most_for_it() -> None:
    """A linear problem of four levers, the third of which saves money: 1 + 1 + 0.6 of 2."""
    gains, costs = (1.0, 2.0, 1.0, 0.1), (1.0, 5.0, -1.0, 4.0)

    def add_up(weights: tuple[float, ...]) -> Callable[[Shares], float]:
        return lambda shares: math.fsum(w * s for w, s in zip(weights, shares, strict=True))

    found = search(made_up(add_up(gains), add_up(costs)), 4, 3.0, TRIALS)
    assert found.finalists()[0].gain == pytest.approx(3.2, rel=0.02)
    assert all(one.cost <= 3.0 for one in found.finalists())
    singles = found.singles()
    assert {number: one.shares[number] for number, one in singles.items()} == pytest.approx(
        {0: 1.0, 1: 0.57, 2: 1.0, 3: 0.71}, abs=0.03
    )


def test_the_runner_up_is_different_advice() -> None:
    found = search(made_up(lambda s: sum(s) - s[0] * s[1], sum), 2, 1.0, TRIALS)
    winner, other = found.finalists()
    assert winner.differs(other)
    assert winner.gain >= 0.99 * other.gain


def test_of_equal_mixes_the_simplest_is_taken() -> None:
    found = search(made_up(lambda s: s[0], lambda s: s[0] + 0.001 * s[1]), 2, 1.0, TRIALS)
    assert found.finalists()[0].shares[1] == 0.0


def test_a_search_gives_the_same_twice_and_looks_at_nothing_twice() -> None:
    seen: list[Shares] = []

    def gain(shares: Shares) -> float:
        seen.append(shares)
        return math.sin(3.0 * shares[0]) + math.sqrt(shares[1])

    one, two = (search(made_up(gain, sum), 2, 0.7, 30) for _ in range(2))
    assert list(one.candidates) == list(two.candidates)
    assert len(seen) == 2 * len(one.candidates) <= 60


def test_nothing_that_gains_has_no_finalists() -> None:
    found = search(made_up(lambda s: -sum(s), sum), 3, 1.0, TRIALS)
    assert found.finalists() == []
    assert len(found.singles()) == 3


def test_levers_too_dear_for_any_share_are_no_problem() -> None:
    found = search(made_up(sum, lambda s: 1e6 * sum(s)), 2, 1.0, TRIALS)
    assert found.finalists() == []
    assert found.singles() == {}


def test_stopping_a_search_keeps_what_is_finished() -> None:
    left = [5]

    def gain(shares: Shares) -> float:
        left[0] -= 1
        if left[0] < 0:
            raise KeyboardInterrupt
        return sum(shares)

    found = search(made_up(gain, sum), 4, 1.0, TRIALS)
    assert not found.complete
    assert len(found.candidates) == 5


def candidate(shares: Shares, cost: float, *gains: float) -> Candidate:
    return Candidate(shares, np.full(len(gains), cost), np.array(gains))


def test_fresh_people_decide_between_winner_and_runner_up() -> None:
    one, two = candidate((1.0, 0.0), 1.0, 5.0, 5.0), candidate((0.0, 1.0), 1.0, 6.0, 6.0)
    assert ranked([one, two], 1.0) == [two, one]
    assert ranked([one, candidate((0.0, 1.0), 1.1, 6.0, 6.0)], 1.0)[0] is one  # too dear
    assert ranked([one], 1.0) == [one]


def test_the_frontier_rises() -> None:
    ones = [
        candidate((0.0,), cost, gain) for cost, gain in ((0.0, 1.0), (1.0, 0.5), (2.0, 3.0), (2.0, 2.0), (3.0, 3.0))
    ]
    assert [(one.cost, one.gain) for one in frontier(ones)] == [(0.0, 1.0), (2.0, 3.0)]


def test_a_paired_difference_shows_what_levels_cannot() -> None:
    """Populations differ by far more than the mixes do, but every one does better by 1 under the first."""
    levels = np.array([0.0, 100.0, 200.0, 300.0])
    one, two = candidate((1.0,), 1.0, *(levels + 1.0)), candidate((0.0,), 1.0, *levels)
    assert between(one, two, 1).separable
    assert between(one, two, 1).difference == 1.0
    assert not between(one, candidate((0.0,), 1.0, *levels[::-1]), 1).separable


def answer(goal: str, *finalists: Candidate) -> Answer:
    return Answer(("a", "b"), ("Alpha $", "Beta"), goal, 1.0, "GBP", 10**6, 1, list(finalists), list(finalists), {})


@pytest.mark.parametrize("goal", ["recovered", "weeks_of_illness", "qalys", "gap"])
@pytest.mark.parametrize("replicates", [1, 4])
def test_the_figure_is_drawn(goal: str, replicates: int) -> None:
    one, two = candidate((1.0, 0.0), 1.0, *[5.0] * replicates), candidate((0.2, 1.0), 0.9, *[4.5] * replicates)
    for finalists in ((one,), (one, two)):
        figure, described = mix_frontier(answer(goal, *finalists))
        assert len(png(figure).whole) > 1000
        assert "GBP 1.00" in described


def test_the_verdict_is_counted_from_twelve_populations_on() -> None:
    levels = np.arange(12.0)
    one, two = candidate((1.0, 0.0), 1.0, *(levels + 0.5)), candidate((0.2, 1.0), 0.9, *levels)
    said = verdict_words(answer("qalys", one, two))
    assert said.startswith("Against the runner-up the winner is better in 12 of 12 simulated populations: a difference")
    assert "includes zero" not in said
    assert mix_finding(answer("qalys", one, two)).endswith("it is better in 12 of 12 simulated populations.")
    three = candidate((0.2, 1.0), 0.9, *(levels + np.resize([0.0, 1.1], 12)))
    unclear = verdict_words(answer("qalys", one, three))
    assert "better in 6 of 12, worse in 6" in unclear
    assert unclear.endswith("Either may be best.")
    assert below_words(two, answer("qalys", one, two)) == "less"
    assert below_words(three, answer("qalys", one, three)) == "not clear"


def test_there_is_no_verdict_on_a_mix_from_few_populations() -> None:
    one, two = candidate((1.0, 0.0), 1.0, 5.0, 6.0, 7.0), candidate((0.2, 1.0), 0.9, 4.0, 5.0, 6.5)
    assert "no verdict yet: 3 of 12 populations" in verdict_words(answer("qalys", one, two))
    assert "no verdict yet: 3 of 12 populations" in mix_finding(answer("qalys", one, two))
    assert below_words(two, answer("qalys", one, two)) == "not clear"
    assert "No other mix" in verdict_words(answer("qalys", one))


def test_intervals_of_a_mix_span_parameter_sets() -> None:
    one = candidate((1.0,), 1.0, 5.0, 6.0, 7.0, 8.0)
    narrow = answer("qalys", one)
    wide = replace(narrow, uncertainty=Uncertainty.BOTH)
    reach = [made.interval(one.gains)[2] - 6.5 for made in (narrow, wide)]
    assert reach[1] > 2.0 * reach[0]
    assert share_words(narrow) == ""
    assert "comes from parameters" in share_words(wide)
