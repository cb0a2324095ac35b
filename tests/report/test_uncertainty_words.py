"""The two shares of the uncertainty, in words."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.report.words.uncertainty import about, share_sentences
from tests.report.test_report import Made, made


def with_shares(*parameters: float) -> Made:
    """A comparison of some scenarios with these shares of parameters."""
    names = [f"policy_{number}" for number in range(len(parameters))]
    rows = [
        (name, "weeks_of_illness", share, 1.0 - share, 0.1, 0.9) for name, share in zip(names, parameters, strict=True)
    ]
    columns = ["scenario", "outcome", "parameters", "chance", "low", "high"]
    return made(dict.fromkeys(names, 1.0), weeks=2)._replace(shares=pd.DataFrame(rows, columns=columns))


def test_each_scenario_has_its_two_shares() -> None:
    one, two = share_sentences(with_shares(0.72, 0.0))
    assert one.startswith(
        "Policy_0: of the uncertainty about weeks of illness averted, about 70 % comes from parameters"
    )
    assert "(95 % interval 10 to 90 %), and about 30 % from chance, which more replicates reduce" in one
    assert "nearly none comes from parameters" in two
    assert "nearly all from chance" in two


def test_shares_that_are_not_known_are_not_made_up() -> None:
    (only,) = share_sentences(with_shares(math.nan))
    assert "From 3 replicates nobody can say" in only
    assert share_sentences(made({"policy": 1.0}, weeks=2)) == []


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "nearly none"), (0.02, "nearly none"), (0.5, "about 50 %"), (0.99, "nearly all")]
)
def test_shares_are_rounded(share: float, words: str) -> None:
    assert about(share) == words
