"""The report: files, self-containedness, escaping, honest words, and bars that add up."""

import math
import re
import warnings
from base64 import b64decode
from collections.abc import Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image
from rich.console import Console

from sim.outcomes.catalogue import BELIEF_PREFIX, FUNNEL, SUMMARY
from sim.outcomes.rates import group_names
from sim.people.state import Cause
from sim.report.figures.differences import FAMILIES, differences_illness
from sim.report.figures.style import DPI, TITLE_LENGTH, TITLE_SIZE, WIDTH, png
from sim.report.figures.trajectories import PANELS, smoothed
from sim.report.pages.figures import PLATES
from sim.report.pages.group_table import IN_SHORT, THE_REST
from sim.report.pages.report import write_report
from sim.report.pages.summary_table import summary_table
from sim.report.words.answer import known_differences
from sim.report.words.comparison import BASELINE
from sim.report.words.fairness import UNIT
from sim.report.words.findings import in_brief
from sim.report.words.outcome_rows import outcome_rows
from sim.report.words.quantities import interval_words, odds_words, population_words, readable
from sim.report.words.sources import all_sources, points_a_logit
from sim.scenario.scenario import Scenario
from sim.studies.comparison.evaluation import Evaluation
from sim.studies.comparison.fairness import COLUMNS, EVERYBODY, INDICES
from sim.studies.runs.statistics import t_interval

pytestmark = pytest.mark.filterwarnings("error")

NASTY = '<script>alert("x")</script> costs $5 & $7, {{ 7 * 7 }} [bold] \N{CJK UNIFIED IDEOGRAPH-6CBB}'
COMPARED = [plate for plate in PLATES if plate.file in ("differences_illness.png", "trajectories.png")]
FOLDS = 1 + 1 + len(PLATES) + 3  # what is compared, all outcomes, figures; how to read, limits, how it was run
COUNTS = ["probability_better", "better_in", "worse_in", "known_in", "smallest"]
SUMMARY_COLUMNS = ["scenario", "outcome", "unit", "baseline", "value", "difference", "low", "high"]


class Made(NamedTuple):
    """A made-up comparison."""

    summary: pd.DataFrame
    fairness: pd.DataFrame
    series: pd.DataFrame
    funnel: pd.DataFrame
    pairing: pd.DataFrame
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    settings: Mapping[str, object]
    starts: Mapping[str, int | None]
    published: pd.DataFrame = pd.DataFrame()
    evaluation: Evaluation | None = None
    warnings: list[str] = []  # noqa: RUF012  # never changed
    shares: pd.DataFrame = pd.DataFrame()
    scenarios: Sequence[Scenario] = ()

    def total(self, scenario: str, outcome: str) -> np.ndarray:
        """One value a replicate: a level of zero, and around a scenario's difference a spread of its interval."""
        replicates = int(str(self.settings["replicates"]))
        mine = self.summary[(self.summary["scenario"] == scenario) & (self.summary["outcome"] == outcome)]
        if mine.empty:
            return np.zeros(replicates)
        row = mine.iloc[0]
        half = (row["high"] - row["low"]) / 2.0
        spread = np.linspace(-1.0, 1.0, replicates) * (half if math.isfinite(half) else 0.0)
        return np.asarray(float(row["difference"]) + spread, np.float64)


def made_summary(effects: Mapping[str, float], replicates: int) -> pd.DataFrame:
    """Differences of -1000 times the effect for weeks of illness, and small ones for the rest."""
    rows = []
    for scenario, effect in effects.items():
        for outcome, catalogue in SUMMARY.items():
            size = (1000.0 if catalogue.counted else 0.5) * effect * (-1 if catalogue.better == "lower" else 1)
            half = 500.0 if catalogue.counted else 0.2
            low, high = (size - half, size + half) if replicates > 1 else (math.nan, math.nan)
            chance = 0.9 if effect > 0 else 0.1 if effect < 0 else 0.5
            counts = round(chance * replicates), replicates - round(chance * replicates)
            level = 50_000.0
            rows.append(
                (
                    scenario,
                    outcome,
                    catalogue.unit,
                    level,
                    level + size,
                    size,
                    low,
                    high,
                    chance,
                    *counts,
                    replicates,
                    0.2,
                )
            )
    frame = pd.DataFrame(rows, columns=[*SUMMARY_COLUMNS, *COUNTS])
    frame.loc[frame["outcome"] == "weeks_waited", ["baseline", "value", "difference", "low", "high"]] = math.nan
    return frame


def made_fairness(effects: Mapping[str, float], replicates: int) -> pd.DataFrame:
    """Weeks of illness averted in every group, and as many fewer in the gap: 10 times the effect."""
    rows = []
    for scenario, effect in effects.items():
        for group in (EVERYBODY, *group_names(), *INDICES):
            low, high = (-10 * effect - 5, -10 * effect + 5) if replicates > 1 else (math.nan, math.nan)
            level = 4000.0 if INDICES.get(group, INDICES["gap"]).unit == "" else 2000.0
            rows.append(
                (scenario, "weeks_of_illness", UNIT, group, level, level - 10 * effect, -10 * effect, low, high, 0.5)
                + ((replicates, 0) if effect > 0 else (0, replicates))
                + (replicates,)
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def made(effects: Mapping[str, float], replicates: int = 3, weeks: int = 60) -> Made:
    """A comparison in which every scenario has one effect, from -1 (harm) to 12 (a large benefit)."""
    random = np.random.default_rng(1)
    outcomes = [*PANELS, *(BELIEF_PREFIX + cause.name.lower() for cause in Cause)]
    levels = {(r, o): random.normal(1, 0.05, weeks) for r in range(replicates) for o in outcomes}
    series = [
        pd.DataFrame({"week": np.arange(1, weeks + 1), "value": level + 0.1 * effect + random.normal(0, 0.01)}).assign(
            scenario=scenario, replicate=replicate, outcome=outcome
        )
        for scenario, effect in {BASELINE: 0.0, **effects}.items()
        for (replicate, outcome), level in levels.items()
    ]
    funnel = [
        (scenario, replicate, stage, 200.0 - 30 * place + 2 * effect + random.normal(0, 0.1))
        for scenario, effect in {BASELINE: 0.0, **effects}.items()
        for replicate in range(replicates)
        for place, stage in enumerate(FUNNEL)
    ]
    pairing = [(scenario, outcome, 4.0) for scenario in effects for outcome in SUMMARY] if replicates > 1 else []
    return Made(
        summary=made_summary(effects, replicates),
        fairness=made_fairness(effects, replicates),
        series=pd.concat(series, ignore_index=True),
        funnel=pd.DataFrame(funnel, columns=["scenario", "replicate", "stage", "value"]),
        pairing=pd.DataFrame(pairing, columns=["scenario", "outcome", "variance_saved"]),
        titles={BASELINE: "As things are", **{name: name.capitalize() for name in effects}},
        descriptions={name: f"About {name}." for name in effects},
        settings={"people": 20_000, "weeks": weeks, "replicates": replicates, "seed": 1, "version": "0.1.0"}
        | {"represented_population": 1_000_000, "commit": "abc1234"},
        starts=dict.fromkeys(effects, 5),
    )


@pytest.fixture(scope="module")
def comparison() -> Made:
    """A benefit with a hostile title, no effect, and a harm."""
    result = made({"good": 12.0, "none": 0.0, "harm": -1.0})
    return result._replace(titles={**result.titles, "good": NASTY})


@pytest.fixture(scope="module")
def folder(comparison: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of that comparison."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return write_report(tmp_path_factory.mktemp("report"), comparison, "run.py compare <good>").parent


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    """The page of that report."""
    return (folder / "report.html").read_text(encoding="utf-8")


def test_all_files_are_written(folder: Path) -> None:
    names = {f"differences_{family}.png" for family in FAMILIES}
    names |= {"who_gains.png", "trajectories.png", "care_funnel.png", "self_efficacy_sources.png"}
    assert {path.name for path in folder.iterdir()} == names | {"report.html"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.glob("*.png"))


def test_page_needs_nothing_else(html: str) -> None:
    assert not re.search(r"""(src|href)\s*=\s*["']?\s*(https?:)?//""", html)
    assert "url(" not in html
    assert "@import" not in html
    assert html.count("data:image/png;base64,") == len(PLATES)
    assert "<script" not in html


def test_page_shows_figures_without_headline_and_note(folder: Path, html: str) -> None:
    for plate, data in zip(PLATES, re.findall(r"base64,([^\"]+)", html), strict=True):
        with Image.open(folder / plate.file) as whole, Image.open(BytesIO(b64decode(data))) as bare:
            assert bare.width == whole.width == round(WIDTH * DPI)
            assert 0.6 * whole.height < bare.height < whole.height - 30
            assert set(bare.crop((0, 0, bare.width, 2)).get_flattened_data()) == {(255, 255, 255)}


def test_titles_of_outcomes_are_shown_whole(comparison: Made) -> None:
    figure, _ = differences_illness(comparison)
    png(figure)
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    texts = [part for axes in figure.axes for part in axes.get_children() if isinstance(part, Text) and part.get_text()]
    shown = [" ".join(text.get_text().split()) for text in texts if text.get_fontsize() == TITLE_SIZE]
    labels = {row.outcome: row.label for row in rows}
    for title, outcome in zip(shown, FAMILIES["illness"].outcomes, strict=True):
        assert title.startswith(labels[outcome])


def test_every_outcome_is_in_one_family() -> None:
    named = [name for family in FAMILIES.values() for name in family.outcomes]
    assert sorted(named) == sorted(SUMMARY)


def test_every_population_is_a_dot_and_nothing_is_cut(comparison: Made) -> None:
    figure, _ = differences_illness(comparison)
    for axes, outcome in zip(figure.axes, FAMILIES["illness"].outcomes, strict=True):
        low, high = axes.get_xlim()
        places = [np.asarray(dots.get_offsets()) for dots in axes.collections]
        drawn = [place[:, 0] for place in places if len(place) == 3]
        for name, across in zip(("good", "none", "harm"), drawn, strict=True):
            assert np.sort(across) == pytest.approx(np.sort(known_differences(comparison, name, outcome)))
            assert low < across.min() <= across.max() < high
        assert low < 0.0 < high


def test_the_baseline_has_no_row_of_its_own(comparison: Made) -> None:
    """Whatever it is called: a difference from itself is nothing to show."""
    titles = {
        "disaster": "A disaster",
        **{name: title for name, title in comparison.titles.items() if name != BASELINE},
    }
    renamed = {
        name: getattr(comparison, name).replace({"scenario": {BASELINE: "disaster"}}) for name in ("series", "funnel")
    }
    other = comparison._replace(titles=titles, **renamed)
    for plate in PLATES:
        figure, _ = plate.draw(other)
        said = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
        assert "A disaster" not in said
        assert "not measured in this run" not in said


def test_a_long_title_of_a_scenario_is_shortened(comparison: Made) -> None:
    titles = {**comparison.titles, "good": "long " * 100}
    by_scenario = ("self_efficacy_sources.png", "who_gains.png")
    for plate in [plate for plate in PLATES if plate.file in by_scenario]:
        figure, _ = plate.draw(comparison._replace(titles=titles))
        longest = " ".join(max((axes.get_title(loc="left") for axes in figure.axes), key=len).split())
        assert longest.startswith("long")
        assert longest.endswith("…")
        assert len(longest) <= TITLE_LENGTH


def test_user_text_is_escaped(html: str) -> None:
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html
    assert "run.py compare &lt;good&gt;" in html


def test_page_is_accessible(html: str) -> None:
    assert '<html lang="en">' in html
    folded = 3 * 2  # three scenarios, two tables each
    assert html.count('scope="row"') == len(SUMMARY) + len(INDICES) + folded  # with one outcome by group
    columns = (2 + len(IN_SHORT)) + (1 + len(THE_REST))  # outcome, once a baseline, and groups
    assert html.count('scope="col"') == 2 * (2 + 3) + 3 * columns  # outcome and baseline, and three scenarios
    assert html.count("<details") == html.count("</details>") == html.count("<summary>") == FOLDS + 3
    assert html.count('<details class="extra">') == 3  # by group, a policy each: not printed unless they are open
    assert not re.search("<details[^>]* open", html)
    assert len(re.findall('<svg [^>]*role="img" aria-label="[^"]+"', html)) == 2 * 3  # no wait is known
    assert all(alt.strip() for alt in re.findall(r'<img [^>]*alt="([^"]*)"', html))


def test_page_states_method_and_limits(html: str) -> None:
    for words in (
        "not a clinical tool",
        "fitted to published findings",
        "show stochastic uncertainty, not",
        "4.0-fold",
        "No verdict is given from fewer than 12 populations",
    ):
        assert words in html
    for words in ("20,000", "abc1234", "0.1.0", "First differs from the baseline in week 5"):
        assert words in html


def test_illness_is_reported_as_weeks_averted(comparison: Made) -> None:
    good, none, harm = in_brief(comparison)
    assert good.lead == (
        "12,000 weeks of illness averted per 1 million people (95 % interval 11,500 to 12,500); "
        "no verdict yet: 3 of 12 populations"
    )
    assert none.lead.startswith("no clear difference in weeks of illness averted per 1 million people: 0 weeks")
    assert harm.lead.startswith("1,000 more weeks of illness per 1 million people (95 % interval 500 to 1,500)")
    row = outcome_rows(comparison.summary, comparison.titles, comparison.settings)[0]
    assert (row.effect.difference, row.effect.low, row.effect.high) == (12_000, 11_500, 12_500)


def test_words_are_honest_when_the_interval_includes_zero() -> None:
    for plate in COMPARED:
        _, sentence = plate.draw(made({"none": 0.0}, replicates=12))
        assert sentence.startswith("No clear difference in")
    _, sentence = PLATES[0].draw(made({"none": 0.0, "other": 0.1}, replicates=12))
    assert "any of the policies" in sentence


def test_few_populations_give_no_verdict() -> None:
    for plate in PLATES:
        _, sentence = plate.draw(made({"good": 12.0}, replicates=11, weeks=4))
        assert "o verdict yet" in sentence
        assert "11 of 12 populations" in sentence


def test_a_small_difference_is_called_small() -> None:
    small = made({"good": 12.0}, replicates=20)
    small.summary["smallest"] = 1e9
    for plate in [*COMPARED, *(plate for plate in PLATES if plate.file == "self_efficacy_sources.png")]:
        _, sentence = plate.draw(small)
        assert sentence.startswith("Too small to matter: \u201cGood\u201d ")


def test_harm_is_reported(comparison: Made) -> None:
    _, sentence = PLATES[0].draw(made({"harm": -1.0}, replicates=12))
    assert "\u201cHarm\u201d increases weeks of illness" in sentence
    settled = comparison._replace(
        summary=made_summary({"harm": -1.0}, 20), settings={**comparison.settings, "replicates": 20}
    )
    (brief,) = in_brief(settled)
    assert brief.lead.endswith("worse in 18 of 20 simulated populations")
    assert brief.more[0].startswith("Worse: people recovered (\N{MINUS SIGN}1,000 people), ")


def test_single_replicate_has_no_intervals(tmp_path: Path) -> None:
    page = write_report(tmp_path, made({"good": 12.0}, replicates=1, weeks=1)).read_text(encoding="utf-8")
    assert "There is only one replicate" in page
    assert "clearly better" not in page
    assert "without more replicates this cannot be distinguished from chance" in page
    assert "was not measured in this run" in page


def test_zero_rows_are_drawn_in_words() -> None:
    result = made({"good": 1.0})
    none = {name: getattr(result, name).iloc[:0] for name in ("summary", "fairness", "series", "funnel", "pairing")}
    bare = result._replace(**none)
    for plate in PLATES:
        figure, sentence = plate.draw(bare)
        figure.draw_without_rendering()
        assert sentence.startswith("Only the baseline was run")


def test_many_scenarios_are_drawn() -> None:
    result = made({f"scenario {index}": index / 2 for index in range(6)}, replicates=2, weeks=3)
    titles = {BASELINE: BASELINE, **{name: f"{name} with a very long title " * 5 for name in result.starts}}
    for plate in PLATES[:3]:
        figure, sentence = plate.draw(result._replace(titles=titles))
        figure.draw_without_rendering()
        assert "others" in sentence or "most" in sentence


def test_sources_add_up_to_the_net_change(comparison: Made) -> None:
    for scenario, sources in all_sources(comparison).items():
        assert [source.cause for source in sources] == [*(cause.name.lower() for cause in Cause), "net"]
        assert sources[-1].value == sum(source.value for source in sources[:-1])
        beliefs = comparison.series[comparison.series["outcome"].str.startswith(BELIEF_PREFIX)]
        net = beliefs.groupby("scenario")["value"].sum() / 3
        expected = net[BASELINE] / (60 / 52) if scenario == BASELINE else net[scenario] - net[BASELINE]
        assert sources[-1].value == pytest.approx(expected)


def test_drawn_bars_are_the_sources_in_points(comparison: Made) -> None:
    series = comparison.series.copy()
    gse = series["outcome"] == "self_efficacy"
    series.loc[gse, "value"] += 24.0  # the mean of all people is at half of the scale: a logit is 7.5 points
    level = series[gse & (series["scenario"] == BASELINE) & (series["week"] > 60 - 52)]["value"].mean()
    share = (level - 10.0) / 30.0
    given = comparison._replace(series=series)
    factor = points_a_logit(given)
    assert factor == pytest.approx(30.0 * share * (1.0 - share))
    (plate,) = (plate for plate in PLATES if plate.file == "self_efficacy_sources.png")
    figure, _ = plate.draw(given)
    for name, axes in zip(("good", "none", "harm"), figure.axes, strict=False):
        widths = [patch.get_width() for patch in axes.patches if hasattr(patch, "get_width")]
        sources = all_sources(given)[name]
        assert sum(widths[:-1]) == pytest.approx(widths[-1], abs=1e-9)
        assert widths[-1] == pytest.approx(factor * sources[-1].value)
        assert "points of the GSE" in axes.get_xlabel()
    assert "logit is" in " ".join(figure.get_supxlabel().split())


def test_what_a_policy_does_is_not_smeared_over_the_weeks_before_it() -> None:
    weeks = pd.RangeIndex(1, 41, name="week")
    late = pd.DataFrame({0: np.where(weeks >= 20, 1.0, 0.0)}, index=weeks)
    smooth = smoothed(late, 20)[0]
    assert (smooth[smooth.index < 20] == 0.0).all()
    assert (smooth[smooth.index >= 20] == 1.0).all()
    ramp = smoothed(pd.DataFrame({0: weeks * 1.0}, index=weeks), 1)[0]
    assert ramp[20] == pytest.approx(20.0)


def test_terminal_table_fits_and_escapes(comparison: Made) -> None:
    output = StringIO()
    Console(file=output, width=100).print(summary_table(comparison.summary, comparison.titles, comparison.settings))
    lines = output.getvalue().splitlines()
    assert max(len(line) for line in lines) <= 100
    assert "+12,000" in output.getvalue()
    assert "[bold]" in output.getvalue()
    assert "not known" in output.getvalue()


def printed(result: Made) -> str:
    """The table as a terminal with colours shows it."""
    output = StringIO()
    console = Console(file=output, width=100, force_terminal=True, color_system="standard", legacy_windows=False)
    console.print(summary_table(result.summary, result.titles, result.settings))
    return output.getvalue()


def test_the_terminal_colours_nothing_from_few_populations() -> None:
    green, red = "\x1b[1;32m", "\x1b[1;31m"
    few, enough = (printed(made({"good": 12.0, "harm": -1.0}, replicates=count, weeks=60)) for count in (11, 12))
    assert green not in few
    assert red not in few
    assert "no verdict yet" in few
    assert "11 of 12 populations" in " ".join(few.split())
    assert green in enough
    assert red in enough
    assert re.search(r"better in \d+ of 12", enough)


def test_the_terminal_names_the_horizon(comparison: Made) -> None:
    assert "Difference from the baseline over 1.15 years." in printed(comparison)


def test_words() -> None:
    minus = "\N{MINUS SIGN}"
    for words, expected in {
        readable(12_345, "people"): "12,300 people",
        readable(2_312_000, "person-weeks"): "2.31 million person-weeks",
        readable(13.42, "% of people"): "13.4 % of people",
        readable(-0.0421, "SD"): f"{minus}0.042 SD",
        readable(1, "people"): "1 person",
        readable(math.nan, "weeks"): "not known",
        interval_words(-0.92, -1.21, -0.63, "points"): f"{minus}0.9 points (95 % interval {minus}1.2 to {minus}0.6)",
        interval_words(12_312, 9_134, 15_187, signed=False): "12,300 (95 % interval 9,100 to 15,200)",
        interval_words(1.0, math.nan, math.nan, "weeks"): "+1.0 weeks (no interval possible)",
        odds_words(0.9, 20): "9 in 10",
        odds_words(1.0, 3): "8 in 10",  # three replicates cannot show certainty
        odds_words(1.0, 20): "over 9 in 10",
        odds_words(0.0, 1000): "under 1 in 100",
        odds_words(0.9, 1): "not known",
        population_words(8_900_000): "8.9 million people",
        population_words(50_000): "50,000 people",
    }.items():
        assert words == expected


def test_interval_of_a_mean() -> None:
    assert t_interval(np.array([1.0, 2.0, 3.0])) == pytest.approx((2.0, -0.484, 4.484), abs=0.001)
    mean, low, high = t_interval(np.array([1.0, math.nan]))
    assert (mean, math.isnan(low), math.isnan(high)) == (1.0, True, True)
