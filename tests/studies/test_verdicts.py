"""Plain verdicts on simulated figures beside published ones: by hand, and as a report shows them."""

import math
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from sim.report.words.published import beside
from sim.studies.comparison.verdict import AGREES, NOT_KNOWN, NOT_PUBLISHED, verdict, with_verdicts

type Figure = tuple[float, float | None, float | None]
NONE = math.nan


@pytest.mark.parametrize(
    ("published", "simulated", "said"),
    [
        ((10.0, 9.0, 11.0), (10.4, 10.2, 10.6), AGREES),
        ((10.0, 9.0, 11.0), (11.5, 11.0, 12.0), AGREES),  # they touch
        ((10.0, 9.0, 11.0), (12.0, 11.5, 12.5), "20 % above"),
        ((10.0, 9.0, 11.0), (7.0, 6.0, 8.9), "30 % below"),
        ((10.0, None, None), (9.0, 8.0, 10.0), AGREES),
        ((10.0, None, None), (9.0, NONE, NONE), "10 % below"),  # one replicate: no interval
        ((10.0, None, 30.0), (25.0, NONE, NONE), AGREES),  # one end only
        ((10.0, None, 30.0), (9.99, NONE, NONE), "less than 1 % below"),
        ((4.0, 0.0, 4.0), (0.8, 0.7, 0.9), AGREES),  # at most 4
        ((-2.0, -3.0, -1.0), (-4.0, -4.5, -3.5), "100 % below"),
        ((0.0, None, None), (2.0, 1.0, 3.0), "above"),
        ((NONE, 2.0, 4.0), (1.0, 0.5, 1.5), "50 % below"),
        ((NONE, 2.0, 4.0), (5.0, 4.5, 5.5), "25 % above"),
        ((NONE, None, None), (5.0, 4.5, 5.5), NOT_PUBLISHED),
        ((NONE, None, 4.0), (5.0, 4.5, 5.5), NOT_PUBLISHED),
        ((10.0, 9.0, 11.0), (NONE, NONE, NONE), NOT_KNOWN),
    ],
)
def test_a_verdict_is_agreement_or_a_distance(published: Figure, simulated: Figure, said: str) -> None:
    assert verdict(published, simulated) == said


def test_every_figure_of_a_report_has_its_verdict() -> None:
    names = ["scenario", "label", "unit", "published", "published_low", "published_high", "simulated", "low", "high"]
    rows = [
        ("a", "first", "%", 10.0, None, None, 12.0, 11.0, 13.0, "AA01", False),
        ("a", "second", "%", NONE, None, None, 12.0, 11.0, 13.0, "AA02", False),
    ]
    table = with_verdicts(pd.DataFrame(rows, columns=[*names, "evidence", "pooled"]))
    assert table["verdict"].tolist() == ["20 % above", NOT_PUBLISHED]
    made: Any = SimpleNamespace(published=table, titles={"a": "A"})
    assert [row.verdict for row in beside(cast("Any", made))] == ["20 % above", NOT_PUBLISHED]
    assert with_verdicts(table.iloc[:0])["verdict"].tolist() == []
