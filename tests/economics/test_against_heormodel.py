"""Economic evaluation beside an independent implementation (heormodel, MIT)."""

import numpy as np
import pandas as pd
import pytest
from heormodel.cea import ceac, ceaf, icer_table
from heormodel.models import Outcomes
from heormodel.voi import evpi, evppi
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.economics.acceptability import (
    acceptability,
    acceptability_frontier,
    value_of_partial_information,
    value_of_perfect_information,
)
from sim.economics.frontier import Standing
from sim.economics.samples import Samples
from tests.economics.samples_of import Floats, rows_of, uncertain


def of_heormodel(samples: Samples) -> Outcomes:
    """The same samples as the independent implementation takes them."""
    costs, effects = (
        pd.DataFrame(values.T, columns=list(samples.names), index=pd.RangeIndex(samples.size, name="iteration"))
        for values in (samples.costs, samples.effects)
    )
    return Outcomes.from_wide(costs, effects)


STATUS = {"ND": Standing.FRONTIER, "D": Standing.DOMINATED, "ED": Standing.EXTENDED}


@settings(max_examples=60, deadline=None)
@given(some.integers(2, 8), some.integers(0, 10_000))
def test_table_agrees_with_heormodel(strategies: int, seed: int) -> None:
    samples = uncertain(strategies, 30, seed)
    theirs = icer_table(of_heormodel(samples))
    ours = rows_of(samples)
    assert list(theirs.index) == list(ours)
    for name, row in ours.items():
        assert row.standing is STATUS[str(theirs.loc[name, "status"])]
        mine = [row.cost, row.effect, row.incremental_cost, row.incremental_effect, row.icer.value]
        columns = ["cost", "effect", "inc_cost", "inc_effect", "icer"]
        assert mine == pytest.approx(theirs.loc[name, columns].to_numpy(dtype=np.float64), rel=1e-7, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(some.integers(2, 6), some.integers(0, 10_000))
def test_curves_and_information_agree_with_heormodel(strategies: int, seed: int) -> None:
    samples, grid = uncertain(strategies, 200, seed), [0.0, 5_000.0, 20_000.0, 60_000.0]
    theirs = of_heormodel(samples)
    assert acceptability(samples, grid) == pytest.approx(ceac(theirs, grid).to_numpy(dtype=np.float64).T)
    optimum, frontier = acceptability_frontier(samples, grid), ceaf(theirs, grid)
    assert [samples.names[best] for best in optimum.best] == frontier["intervention"].tolist()
    assert optimum.share == pytest.approx(frontier["prob"].to_numpy(dtype=np.float64))
    values = [value_of_perfect_information(samples, threshold) for threshold in grid]
    assert values == pytest.approx(np.asarray(evpi(theirs, grid), np.float64), rel=1e-7, abs=1e-9)


def test_partial_information_agrees_with_heormodel(normal: tuple[Samples, Floats]) -> None:
    samples, numbers = normal
    frame = pd.DataFrame(numbers, columns=["a", "b", "c"], index=pd.RangeIndex(len(numbers), name="iteration"))
    ours = value_of_partial_information(samples, 1.0, numbers)
    theirs = [evppi(of_heormodel(samples), frame, name, 1.0) for name in ("a", "b", "c")]
    assert ours == pytest.approx(theirs, abs=0.01)
