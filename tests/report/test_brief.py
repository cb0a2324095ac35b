"""The head of the report, its folds, and what no reader may meet: weeks beyond the run, keys, marks of code."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from sim.report.pages.brief import WIDTH, head_of
from sim.report.pages.report import write_report
from sim.report.words.answer import recommendation
from sim.report.words.comparison import BASELINE
from sim.report.words.dates import beyond, within_run
from sim.report.words.in_line import counts, in_line
from sim.report.words.outcome_rows import outcome_rows
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from tests.report.test_report import Made, made

pytestmark = pytest.mark.filterwarnings("error")


class Seen(HTMLParser):
    """What a reader sees of a page, without the code of its styles and of commands to type."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "code", "title")
        self.words += [value or "" for name, value in attrs if name in ("alt", "aria-label", "data-label")]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "code", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def seen(page: str) -> str:
    """All words of a page."""
    reader = Seen()
    reader.feed(page)
    return " ".join(" ".join(reader.words).split())


WEEKS = 30
KEY = re.compile(r"\b(?:[a-z0-9]+_)+[a-z0-9]+\b(?!\.(?:csv|png|parquet|toml))")


@pytest.fixture(scope="module")
def campaign(quicken: Callable[[str], Scenario]) -> Comparison:
    """A campaign of three years, in a run of thirty weeks; its description has marks of code."""
    policy = quicken("anti_stigma_campaign")
    words = "As `expanded_cbt`, from week 27 to week 520, with `group_therapy`."
    told = policy.model_copy(update={"description": words, "name": "my_campaign"})
    return compare([told], quicken("baseline"), people=150, weeks=WEEKS, replicates=12, seed=1, workers=1)


@pytest.fixture(scope="module")
def page(campaign: Comparison, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of that comparison."""
    campaign.settings["uncertainty"] = "stochastic"
    return write_report(tmp_path_factory.mktemp("brief"), campaign, "run.py compare").read_text(encoding="utf-8")


def test_readers_meet_no_keys_and_no_marks_of_code(page: str) -> None:
    words = seen(page)
    assert "my_campaign" not in words
    assert "\u201cExpanded CBT access\u201d" in words or "As Expanded CBT access" in words
    assert "`" not in words
    assert "()" not in words
    assert KEY.findall(words.replace("group_therapy", "")) == []  # a name that the model does not know stays as it is
    assert KEY.findall("weeks_waited and costs.csv") == ["weeks_waited"]


def test_no_week_beyond_the_run_is_named(page: str) -> None:
    words = seen(page)
    assert "520" not in words
    assert "from week 27 to beyond the end of this run" in words
    assert "Part of it would start only after the end of this run" in words
    assert max(int(week) for week in re.findall(r"week (\d+)", words)) <= WEEKS


def test_dates_against_the_end_of_a_run() -> None:
    assert within_run("In week 27 it begins.", 26) == "In a week after the end of this run it begins."
    assert within_run("until week 1,040, from week 3", 156) == "until after the end of this run, from week 3"
    campaign = load_scenario("anti_stigma_campaign")
    assert beyond(campaign, 520) == ""
    assert beyond(campaign, 156).startswith("It would go on")
    assert beyond(campaign, 30).startswith("Part of it would start only after")


def test_a_strip_holds_all_populations(campaign: Comparison) -> None:
    head = head_of(campaign)
    assert [strip.title.split()[0].rstrip(":,") for strip in head.strips] == ["Illness", "Cost", "Wait"]
    for strip in head.strips:
        assert "over 30 weeks" in strip.title
        for line in strip.lines:
            places = [dot.across for dot in line.dots] + [x for x in (line.low, line.high, line.mean) if x is not None]
            assert 0.0 < min(places) <= max(places) < WIDTH
    assert len(head.strips[0].lines[0].dots) == 12


def test_few_populations_have_no_advice_and_no_colour() -> None:
    for count, words in ((11, "no recommendation from fewer than 12 populations"), (12, "it averts illness")):
        few = made({"good": 12.0}, replicates=count)
        assert words in recommendation(few, "good")
        colours = {line.verdict for strip in head_of(few).strips for line in strip.lines}
        assert ("better" in colours) == (count == 12)


def test_findings_on_one_line() -> None:
    said = (
        "Without a new policy 81 in 1,000 people are ill. \u201cOne\u201d raises care most, by 9 people (95 % interval "
        "1 to 17), better in 14 of 14 simulated populations; \u201cTwo\u201d does so too, but less."
    )
    assert in_line(said) == "\u201cOne\u201d raises care most, by 9 people."
    both: Made = made({"good": 12.0, "harm": -1.0}, replicates=12)
    words = counts(outcome_rows(both.summary, both.titles, both.settings))
    assert words.startswith("Good: 13 better, 0 worse; Harm: 0 better, 13 worse; the rest")
    assert BASELINE not in words
