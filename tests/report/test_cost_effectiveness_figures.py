"""Figures of the economic evaluation: honest words, nothing that crashes, and shapes that hold what they say."""

import math
from collections.abc import Callable
from io import BytesIO

import numpy as np
import numpy.typing as npt
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.text import Annotation
from PIL import Image

from sim.economics.acceptability import acceptability, value_of_perfect_information
from sim.economics.samples import Interval, Samples
from sim.report.figures.acceptability_curve import acceptability_curve
from sim.report.figures.cost_effectiveness_plane import cost_effectiveness_plane, ellipse
from sim.report.figures.margin import GAP, places
from sim.report.figures.style import DPI, WIDTH, png
from sim.report.words.money import Terms, amount_words, cost_words, effect_words, ratio_words, threshold_words

pytestmark = pytest.mark.filterwarnings("error")

Draw = Callable[[Samples, float, Terms], tuple[Figure, str]]

CHANCE_ONLY = "Chance only: prices and utilities are held at their means."
TERMS = Terms("€", "QALYs", "QALY", "per person", CHANCE_ONLY)
DISABILITY = Terms(
    "US$", "years lived with disability", "year averted", "per 1 million people", CHANCE_ONLY, "averted",
    ("averts", "adds"),
)  # fmt: skip
NASTY = "<b>costs $5 & $7</b> \N{CJK UNIFIED IDEOGRAPH-6CBB} " + "and goes on " * 20
THRESHOLD = "At €30,000 per QALY "
MINUS = "\N{MINUS SIGN}"


def plane(samples: Samples, threshold: float, terms: Terms = TERMS) -> tuple[Figure, str]:
    """The cost-effectiveness plane."""
    return cost_effectiveness_plane(*samples, threshold, terms)


def curve(samples: Samples, threshold: float, terms: Terms = TERMS) -> tuple[Figure, str]:
    """The acceptability curve."""
    return acceptability_curve(*samples, threshold, terms)


def made(costs: dict[str, float], effects: list[float], size: int = 500, noise: float = 1.0) -> Samples:
    """Strategies of these mean costs and effects per person, with noise of their own."""
    rng = np.random.default_rng(1)
    spread = (len(costs), size)
    return Samples(
        tuple(costs),
        np.array(list(costs.values()))[:, np.newaxis] + noise * rng.normal(0.0, 20.0, spread),
        np.array(effects)[:, np.newaxis] + noise * rng.normal(0.0, 0.002, spread),
    )


def sentence_at_foot(figure: Figure) -> str:
    """How to read the figure, from below it."""
    return " ".join(figure.get_supxlabel().split())


CLEAR = made({"As things are": 0.0, "Therapy": 300.0, "Campaign": 50.0}, [0.0, 0.03, 0.001])
CASES: dict[str, tuple[Samples, float, Terms]] = {
    "many samples": (made({"a": 0.0, "b": 10.0}, [0.0, 0.001], size=5000), 30_000.0, TERMS),
    "one sample": (made({"a": 0.0, "b": 10.0}, [0.0, 0.001], size=1), 30_000.0, TERMS),
    "two samples": (made({"a": 0.0, "b": 10.0}, [0.0, 0.001], size=2), 30_000.0, TERMS),
    "all equal": (Samples(("a", "b"), np.ones((2, 100)), np.ones((2, 100))), 30_000.0, TERMS),
    "all equal and worth nothing": (Samples(("a", "b"), np.ones((2, 9)), np.ones((2, 9))), 0.0, TERMS),
    "certain": (made({"a": 0.0, "b": 10.0, "c": -10.0}, [0.0, 0.1, 0.1], noise=0.0), 30_000.0, TERMS),
    "equal costs": (Samples(("a", "b"), np.zeros((2, 50)), np.stack([np.zeros(50), np.arange(50.0)])), 9.0, TERMS),
    "equal effects": (Samples(("a", "b"), np.stack([np.zeros(50), np.arange(50.0)]), np.zeros((2, 50))), 9.0, TERMS),
    "on one line": (Samples(("a", "b"), *(np.stack([np.zeros(50), np.arange(50.0)]) for _ in range(2))), 1.0, TERMS),
    "alone": (made({"a": 0.0}, [0.0]), 30_000.0, TERMS),
    "threshold zero": (CLEAR, 0.0, TERMS),
    "many strategies": (
        made({f"strategy {index} {NASTY}": 1e9 * index for index in range(8)}, [1e4 * index for index in range(8)]),
        50_000.0,
        DISABILITY,
    ),
    "nasty words": (made({NASTY: 0.0, "$b$": 10.0}, [0.0, 1.0]), 10.0, Terms("$", "$", "$", "per $", "$x$ $y$")),
    "a currency of letters": (made({"a": 0.0, "b": 1e8}, [0.0, 1.0]), 1e8, TERMS._replace(currency="EUR")),
}


@pytest.mark.parametrize("draw", [plane, curve])
@pytest.mark.parametrize("case", CASES)
def test_any_samples_are_drawn(draw: Draw, case: str) -> None:
    samples, threshold, terms = CASES[case]
    before = samples.costs.copy(), samples.effects.copy()
    figure, finding = draw(samples, threshold, terms)
    figure.draw_without_rendering()
    assert finding.endswith(".")
    assert "nan" not in finding.split()
    assert np.array_equal(samples.costs, before[0])
    assert np.array_equal(samples.effects, before[1])


@pytest.mark.parametrize("draw", [plane, curve])
def test_figures_have_the_house_width_and_say_what_is_uncertain(draw: Draw) -> None:
    figure, finding = draw(CLEAR, 30_000.0, TERMS)
    assert CHANCE_ONLY in sentence_at_foot(figure)
    assert " ".join(figure.get_suptitle().split()) == finding
    drawn = png(figure)
    with Image.open(BytesIO(drawn.whole)) as whole:
        assert whole.width == round(WIDTH * DPI)


@pytest.mark.parametrize("draw", [cost_effectiveness_plane, acceptability_curve])
def test_what_cannot_be_drawn_is_refused(draw: Callable[..., tuple[Figure, str]]) -> None:
    with pytest.raises(ValueError, match="cost of b is nan"):
        draw(["a", "b"], [[1.0], [math.nan]], [[1.0], [1.0]], 10.0, TERMS)
    with pytest.raises(ValueError, match="threshold"):
        draw(["a"], [[1.0]], [[1.0]], -10.0, TERMS)
    with pytest.raises(IndexError, match="no strategy 2"):
        draw(["a", "b"], [[1.0], [1.0]], [[1.0], [1.0]], 10.0, TERMS, baseline=2)


def test_plane_shows_what_is_worth_its_cost() -> None:
    _, finding = plane(CLEAR, 30_000.0)
    assert finding.startswith(
        THRESHOLD + "\u201cTherapy\u201d is worth its cost in over 99 of 100 samples, and is the best of the policies"
    )
    assert "costs €299 more per person (95 % interval €2" in finding
    assert "gains 0.030 QALYs (0.02" in finding


def test_plane_shows_what_is_not_worth_its_cost_and_what_is_not_clear() -> None:
    dear = made({"As things are": 0.0, "Therapy": 3000.0}, [0.0, 0.03])
    assert plane(dear, 30_000.0)[1].startswith(THRESHOLD + "\u201cTherapy\u201d is not worth its cost: it costs")
    two = made({"As things are": 0.0, "Therapy": 3000.0, "More": 4000.0}, [0.0, 0.03, 0.03])
    assert "no policy is worth its cost; \u201cTherapy\u201d comes closest" in plane(two, 30_000.0)[1]
    doubtful = made({"As things are": 0.0, "Therapy": 900.0}, [0.0, 0.03])
    assert "it is not clear whether \u201cTherapy\u201d is worth its cost" in plane(doubtful, 30_000.0)[1]


def test_savings_and_losses_are_reported() -> None:
    saving = made({"As things are": 0.0, "Fewer places": -500.0}, [0.0, -0.01])
    _, finding = plane(saving, 30_000.0)
    assert "it saves €" in finding
    assert "but loses 0.0098 QALYs (0.0" in finding
    assert "at €" not in finding  # a ratio of two losses would be misread
    adding = made({"As things are": 0.0, "Fewer places": 500.0}, [0.0, -5.0])
    assert "and adds 5.00 years lived with disability" in plane(adding, 10.0, DISABILITY)[1]


@pytest.mark.parametrize(("size", "words"), [(1, "in this single sample"), (12, "in these 12 samples")])
def test_few_samples_are_no_evidence(size: int, words: str) -> None:
    few = made({"As things are": 0.0, "Therapy": 300.0}, [0.0, 0.03], size=size)
    figure, finding = plane(few, 30_000.0)
    assert words in finding
    assert "95 % interval" not in finding
    assert "95 % of the samples" not in sentence_at_foot(figure)


def test_few_populations_are_no_verdict() -> None:
    early = TERMS._replace(horizon="over 3 years", caveat="no verdict yet: 8 of 12 populations")
    for draw in (plane, curve):
        assert draw(CLEAR, 30_000.0, early)[1].startswith(
            "No verdict yet: 8 of 12 populations. So far, over 3 years, at €30,000 per QALY, "
        )


def test_names_stand_beside_what_they_name() -> None:
    for draw in (plane, curve):
        figure, _ = draw(CLEAR, 30_000.0, TERMS)
        assert figure.legends == []
        named = [text.get_text() for text in figure.axes[0].texts if isinstance(text, Annotation)]
        assert set(CLEAR.names) <= set(named)
    assert places([0.1, 0.1, 3.9], [0.2] * 3, 4.0) == pytest.approx([0.1 + 0.2 + GAP, 0.1, 3.9])
    assert places([5.0, 5.0], [0.2] * 2, 4.0) == pytest.approx([3.9, 3.7 - GAP])


def test_nothing_to_compare() -> None:
    for draw in (plane, curve):
        assert draw(*CASES["alone"])[1].startswith("Only the baseline was run")
    assert plane(*CASES["all equal"])[1] == "No policy differs from the baseline in cost or effect."
    assert curve(*CASES["all equal"])[1] == "All strategies are equally good choices in every sample."


def test_baseline_may_stand_anywhere() -> None:
    turned = Samples(CLEAR.names[::-1], CLEAR.costs[::-1], CLEAR.effects[::-1])
    assert cost_effectiveness_plane(*turned, 30_000.0, TERMS, baseline=2)[1] == plane(CLEAR, 30_000.0)[1]
    axes = cost_effectiveness_plane(*turned, 9.0, TERMS, baseline=2)[0].axes[0]
    (named,) = (text for text in axes.texts if isinstance(text, Annotation) and text.get_text() == "As things are")
    assert named.xy == (0.0, 0.0)


def test_ellipse_holds_95_percent_of_the_samples() -> None:
    rng = np.random.default_rng(2)
    across = rng.gamma(2.0, 0.001, 2000)  # skewed, and of quite another size than the costs
    up = 1e5 * across + rng.normal(0.0, 50.0, 2000)
    outline = ellipse(across, up)
    assert outline is not None
    scale = np.array([across.std(), up.std()])
    inside = Outline(outline.T / scale).contains_points(np.stack([across, up], axis=1) / scale)
    assert inside.mean() == pytest.approx(0.95, abs=0.005)
    assert ellipse(across[:10], up[:10]) is None
    assert ellipse(across, 3.0 * across) is None
    assert ellipse(across, np.zeros(2000)) is None


def lines(axes: Axes) -> list[npt.NDArray[np.float64]]:
    """All lines of a panel, as points."""
    return [np.asarray(line.get_xydata(), np.float64) for line in axes.get_lines()]


def test_threshold_line_has_the_slope_of_the_threshold() -> None:
    axes = plane(CLEAR, 30_000.0)[0].axes[0]
    slanted = [line for line in lines(axes) if len(line) == 2 and np.ptp(line[:, 0]) > 0.0]
    slopes = [np.diff(line[:, 1]) / np.diff(line[:, 0]) for line in slanted]
    assert any(slope == pytest.approx(30_000.0) for slope in slopes)
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    assert left < 0.0 < right
    assert bottom < 0.0 < top


def test_curve_shows_the_best_choice_and_where_it_changes() -> None:
    figure, finding = curve(CLEAR, 30_000.0)
    assert finding.startswith(
        THRESHOLD
        + "the best choice is \u201cTherapy\u201d, and it is the right one in over 99 of 100 samples; below €10,000"
    )
    assert finding.endswith("it would be \u201cAs things are\u201d.")
    worth = value_of_perfect_information(CLEAR, 30_000.0)
    assert f"would be worth {amount_words(worth, TERMS)} per person" in sentence_at_foot(figure)
    assert "above €" in curve(CLEAR, 6_000.0)[1]


def test_drawn_curves_are_the_shares() -> None:
    shares = 100.0 * acceptability(CLEAR, np.linspace(0.0, 60_000.0, 201))
    drawn = [line[:, 1] for line in lines(curve(CLEAR, 30_000.0)[0].axes[0]) if len(line) == 201]
    for share in shares:
        assert any(line == pytest.approx(share) for line in drawn)


def test_money_in_words() -> None:
    none = Interval(math.nan, math.nan)
    letters = TERMS._replace(currency="EUR")
    for words, expected in {
        amount_words(12_345.0, TERMS): "€12,300",
        amount_words(-1_234_567.0, TERMS): f"{MINUS}€1.23 million",
        amount_words(310.4, letters): "EUR 310",
        amount_words(math.nan, TERMS): "not known",
        amount_words(0.0, TERMS): "€0",
        ratio_words(14_812.0, TERMS): "€14,800 per QALY",
        threshold_words(31_257.5, TERMS): "€31,257.5 per QALY",
        threshold_words(1e6, letters): "EUR 1,000,000 per QALY",
        cost_words(310.0, Interval(250.0, 380.0), TERMS): "costs €310 more per person (95 % interval €250 to €380)",
        cost_words(
            -310.0, Interval(-380.0, 20.0), TERMS
        ): f"saves €310 per person (95 % interval {MINUS}€20.0 to €380)",
        cost_words(0.0, none, TERMS): "costs the same per person",
        effect_words(0.021, Interval(0.014, 0.027), TERMS): "gains 0.021 QALYs (0.014 to 0.027)",
        effect_words(-0.021, none, TERMS): "loses 0.021 QALYs",
        effect_words(0.0, none, TERMS): "gains no QALYs",
    }.items():
        assert words == expected
