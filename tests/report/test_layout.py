"""No words of any figure leave the canvas or lie over one another, however many and however long they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.people.state import Cause
from sim.report.figures.acceptability_curve import acceptability_curve
from sim.report.figures.cost_effectiveness_plane import cost_effectiveness_plane
from sim.report.figures.discovery_map import draw_discovery
from sim.report.figures.forest import draw_forest
from sim.report.figures.interactions import draw_interactions
from sim.report.figures.lesson import curves, estimates, spread
from sim.report.figures.life import draw_life
from sim.report.figures.mix_frontier import mix_frontier
from sim.report.figures.out_of_sample import draw_out_of_sample
from sim.report.figures.style import dress, headline, new_figure
from sim.report.figures.tornado import draw_tornado
from sim.report.figures.trial_effects import draw_effects
from sim.report.figures.trial_flow import Flow, draw_flow
from sim.report.pages.figures import PLATES
from sim.report.words.comparison import BASELINE
from sim.report.words.money import Terms
from sim.scenario.load import load_scenario, scenario_names
from sim.studies.planning.answer import Answer
from sim.studies.planning.candidates import Candidate
from sim.studies.sensitivity.analysis import Sensitivity
from sim.studies.sensitivity.discover import Bound, Discovery, Rule
from sim.studies.sensitivity.variance import Indices
from sim.studies.validation.out_of_sample.figures import FIGURES
from tests.report.laid_out import faults
from tests.report.test_report import Made, made
from tests.studies.trials.test_effects import table_of
from tests.studies.trials.trial_of import CBT, NOTHING, trial
from tests.studies.validation.made_up_rows import JUDGED, made_up

pytestmark = pytest.mark.filterwarnings("error")

LONGEST = sorted((load_scenario(name).title for name in scenario_names()), key=len, reverse=True)
WORDY = [f"{title}, more of it and for longer than anybody else" for title in LONGEST[:4]]  # what a user may write
TERMS = Terms("£", "QALYs", "QALY", "per 1,000 people", "Stochastic and parameter uncertainty.", horizon="over 3 years")
LONG = "The strongest parameter's effect depends on others, and this sentence is as long as findings are, or longer"
PARAMETERS = ["interventions.internet_cbt_unguided.doses.behavioural_activation", "grip_threshold", "seek_rate"]


@cache
def compared(titles: tuple[str, ...], replicates: int = 13, weeks: int = 60) -> Made:
    """A comparison of policies with these titles, some of them large, one of them harmful."""
    effects = {f"policy {number}": (12.0, -1.0, 0.2, 300.0)[number % 4] for number in range(len(titles))}
    result = made(effects, replicates, weeks)
    return result._replace(titles={BASELINE: LONGEST[0], **dict(zip(effects, titles, strict=True))})


COMPARISONS = {
    "one policy": (LONGEST[-1],),
    "three longest titles": tuple(LONGEST[:3]),
    "four policies": tuple(WORDY),
}
FULLEST = "four policies"
TITLES = [pytest.param(one, marks=[] if one == FULLEST else pytest.mark.slow) for one in COMPARISONS]


@pytest.mark.parametrize("titles", TITLES)
@pytest.mark.parametrize("plate", PLATES, ids=lambda plate: plate.file)
def test_words_of_a_comparison_have_room(plate: object, titles: str) -> None:
    figure, _ = plate.draw(compared(COMPARISONS[titles]))  # type: ignore[attr-defined]
    assert faults(figure) == []


@pytest.mark.parametrize("titles", TITLES)
@pytest.mark.parametrize("draw", [cost_effectiveness_plane, acceptability_curve])
@pytest.mark.parametrize("apart", [0.0, 1.0], ids=["alike", "apart"])
def test_names_beside_a_plane_have_room(draw: Callable[..., tuple[Figure, str]], titles: str, apart: float) -> None:
    rng = np.random.default_rng(1)
    names = ["Care as it is", *COMPARISONS[titles]]
    means = apart * np.arange(len(names))[:, np.newaxis]
    costs = 1e6 * means + rng.normal(0.0, 1e5, (len(names), 300))
    effects = 30.0 * means + rng.normal(0.0, 3.0, (len(names), 300))
    assert faults(draw(names, costs, effects, 25_000.0, TERMS)[0]) == []


def discovered() -> Discovery:
    """A rule in two parameters."""
    rng = np.random.default_rng(1)
    features = {name: rng.uniform(0.0, 1.0, 80) for name in PARAMETERS[:2]}
    cases = features[PARAMETERS[0]] > 0.6
    rule = Rule(
        tuple(Bound(name, 0.6, math.inf) for name in PARAMETERS[:2]), 30, 28, 0.9, 0.93, 0.8, 0.98,
    )  # fmt: skip
    return Discovery("weeks of illness averted above 100,000", cases, features, (rule,), (0.9, 0.8))


def ranked() -> Sensitivity:
    """Two outcomes, three parameters."""
    ends = pd.DataFrame(
        {
            "parameter": PARAMETERS, "at_low": [1.0, 2.0, 3.0], "at_high": [4.0, 3.0, 3.5], "low_error": 0.2,
            "high_error": 0.3, "span": [3.0, 1.0, 0.5],
        }
    )  # fmt: skip
    ranking = pd.DataFrame({"parameter": PARAMETERS, "value": [0.51, 0.2, 0.1], "low": 0.05, "high": 0.6})
    ends_of = {"": 0.4, "_low": 0.35, "_high": 0.45}
    shares = {f"{kind}{end}": value for kind in ("first", "total") for end, value in ends_of.items()}
    each = pd.DataFrame({"parameter": PARAMETERS} | shares)
    pairs = pd.DataFrame(
        {"parameter": PARAMETERS[:1], "other": PARAMETERS[1:2], "value": 0.1, "low": 0.05, "high": 0.2}
    )
    names = ("weeks_of_illness", "deprivation_gap")
    return Sensitivity(
        pd.DataFrame(), "share of variance with all interactions (Sobol, total)", dict.fromkeys(names, ranking),
        dict.fromkeys(names, (ends, 2.5)), {name: Indices(each, pairs, 64) for name in names},
    )  # fmt: skip


def mixed() -> Answer:
    """Winner, runner-up and two levers on their own."""
    ones = [
        Candidate(shares, np.full(6, cost), gain + np.arange(6.0))
        for shares, cost, gain in (((1.0, 0.5), 1.0, 50.0), ((0.2, 1.0), 0.9, 48.0), ((1.0, 0.0), 0.7, 40.0))
    ]
    names, goal = ("a", "b"), "weeks_of_illness"
    return Answer(names, (LONGEST[0], LONGEST[1]), goal, 1.0, "GBP", 10**6, 1, ones, ones[:2], {0: ones[2]})


def life() -> pd.DataFrame:
    """One history with turning points."""
    weeks = pd.RangeIndex(1, 105, name="week")
    table = pd.DataFrame({name: np.sin(weeks / 9.0) + 9.0 for name in ("phq9", "gad7", "gse", "belief")}, index=weeks)
    for number, cause in enumerate(Cause):
        table[cause.name.lower()] = 0.01 * number
    happened = {20: "falls ill with depression", 25: "joins the waiting list for talking therapy", 60: "drops out"}
    table["events"] = [happened.get(int(week), "") for week in weeks]
    return table


def predicted() -> pd.DataFrame:
    """Every figure in six periods."""
    periods = ["2012-13", "2013-14", "2014-15", "2015-16", "2020-21", "2021-22"]
    rows = [
        (
            period,
            name,
            figure.title,
            figure.unit.format(first="2012-13"),
            figure.follows,
            "",
            40.0,
            41.0,
            38.0,
            44.0,
            39.0,
        )
        for name, figure in FIGURES.items()
        for period in periods
    ]
    columns = [
        "period",
        "figure",
        "title",
        "unit",
        "follows",
        "apart",
        "published",
        "model",
        "low",
        "high",
        "last_year",
    ]
    return pd.DataFrame(rows, columns=columns)


def flow(arms: int) -> Figure:
    """A trial with so many arms."""
    boxes = ["group CBT, then boosters\nrandomised: 1,200", "never began the course: 300\ncompleted the course: 700"]
    described = {f"arm {number}": [*boxes, "measured in week 26: 1,000"] for number in range(arms)}
    return draw_flow(Flow(40_000, 9_000, 7_200, described), "Cognitive behavioural therapy in groups")


ROWS = {title: [1.0, 1.2, 0.8] for title in LONGEST[:5]}
OTHERS: dict[str, Callable[[], Figure]] = {
    "forest": lambda: draw_forest(made_up(JUDGED)),
    "tornado": lambda: draw_tornado(ranked()),
    "interactions": lambda: draw_interactions(ranked()),
    "interactions of a Morris design": lambda: draw_interactions(
        ranked(), {"weeks_of_illness": [(name, 2.0, 1.0) for name in PARAMETERS]}
    ),
    "discovery": lambda: draw_discovery(discovered()),
    "mix": lambda: mix_frontier(mixed())[0],
    "life": lambda: draw_life(life(), finding=LONG).figure,
    "out of sample": lambda: draw_out_of_sample(predicted(), LONG),
    "trial effects": lambda: draw_effects(trial(CBT, NOTHING, 4, 26), table_of(0.5, 0.2, 0.8)),
    "trial flow, two arms": lambda: flow(2),
    "trial flow, five arms": lambda: flow(5),
    "curves": lambda: curves(ROWS, finding=LONG, unit="points", marks={2.0: "starts"}).figure,
    "estimates": lambda: estimates(ROWS, finding=LONG, unit="points").figure,
    "estimates in panels": lambda: (
        estimates({"Under the one policy": ROWS, "Under the other policy": ROWS}, finding=LONG, unit="points").figure
    ),
    "spread": lambda: (
        spread(
            {title: np.arange(40.0) for title in LONGEST[:2]}, finding=LONG, unit="points", marks={20.0: "a case"}
        ).figure
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_words_of_every_other_figure_have_room(name: str) -> None:
    assert faults(OTHERS[name]()) == []


def test_a_bad_figure_is_noticed() -> None:
    figure = new_figure(2.0)
    axes = figure.subplots()
    dress(axes, grid="y")
    axes.text(0.5, 0.5, "one word", transform=axes.transAxes)
    axes.text(0.5, 0.5, "another", transform=axes.transAxes)
    axes.text(1.2, 0.5, "far away", transform=axes.transAxes, in_layout=False)
    headline(figure, "A finding")
    found = faults(figure)
    assert "'one word' lies over 'another'" in found
    assert any("'far away' leaves the canvas" in one for one in found)


def test_crowded_rows_are_noticed() -> None:
    figure = new_figure(1.0)
    axes = figure.subplots()
    dress(axes, grid="x")
    axes.set_yticks(range(30), labels=[f"row {number}" for number in range(30)])
    assert any("lies over" in one for one in faults(figure))
