"""Validation and what the fit builds on: targets, kept runs, free parameters, the figure and the page."""

import csv
import json
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.command import validate as command
from sim.command.main import main
from sim.command.validate import evidence_table
from sim.errors import SealedRows
from sim.evidence.rows import EvidenceRow, evidence_row, evidence_rows
from sim.parameters import Parameters
from sim.policy.doses import ROUTES
from sim.report.figures.forest import draw_forest, on_band, within
from sim.report.figures.style import png
from sim.report.pages.evidence import PAGE, between, failing_words, lines, number, write_evidence_page
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies import measures
from sim.studies.fitted import freeze
from sim.studies.fitted.ensemble import Member
from sim.studies.fitted.priors import free_parameters, present_value, with_values
from sim.studies.fitting import run_file
from sim.studies.fitting.evaluate import evaluate
from sim.studies.fitting.likelihood import Targets, agreeing, log_likelihood, misfit, targets_of
from sim.studies.fitting.question import own_evidence
from sim.studies.fitting.run_file import DIGITS, POLICIES, Measured, RunFile, evaluate_all, run_key, study_sources
from sim.studies.measures import services
from sim.studies.runs.statistics import Z95
from sim.studies.validation.validation import COLUMNS, carried_by, interval, judged, societies, validate
from tests.shared import ROOT

JUDGED = judged("fit", "check")


@pytest.fixture(autouse=True)
def unfrozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is frozen, whatever comes with the model."""
    monkeypatch.setattr(freeze, "FILE", tmp_path / "frozen.toml")


# --- targets ---


def row(value: float, low: float | None, high: float | None) -> EvidenceRow:
    """A row of the evidence with another value and band."""
    changed = {"value": value, "accept_low": low, "accept_high": high}
    return evidence_row("SE01").model_copy(update=changed)


@pytest.fixture
def targets() -> Targets:
    """Two rows: one with its value nearer to the low end, one with its value at the very end."""
    return targets_of([row(10.0, 8.0, 16.0), row(0.5, 0.5, 1.5)])


def test_ends_of_the_band_are_two_deviations_away(targets: Targets) -> None:
    assert targets.below.tolist() == [1.0, 0.1]  # a value at the edge still has a side, a fifth of the band
    assert targets.above.tolist() == [3.0, 0.5]
    assert misfit(targets, np.array([8.0, 1.5])).tolist() == [-2.0, 2.0]


def test_the_likelihood_by_hand(targets: Targets) -> None:
    assert log_likelihood(targets, np.array([10.0, 0.5])) == 0.0
    one_off = -2.5 * math.log(1.0 + 1.0 / 4.0)  # a Student's t with four degrees of freedom, one deviation off
    assert log_likelihood(targets, np.array([13.0, 0.4])) == pytest.approx(2.0 * one_off)
    unsure = log_likelihood(targets, np.array([14.0, 0.5]), np.array([math.sqrt(7.0), 0.0]))
    assert unsure == pytest.approx(one_off)  # 4 off, where the side and the value are 3 and root 7 wide
    many = log_likelihood(targets, np.array([[10.0, 0.5], [8.0, 0.5]]))
    assert many == pytest.approx([0.0, -2.5 * math.log(2.0)])


def test_a_missing_value_is_far_off(targets: Targets) -> None:
    assert log_likelihood(targets, np.array([math.nan, 0.5])) == pytest.approx(-2.5 * math.log(10.0))  # six off


def test_rows_within_their_bands_are_counted(targets: Targets) -> None:
    assert agreeing(targets, np.array([[8.0, 1.5], [7.9, 1.0], [math.nan, 1.6]])).tolist() == [2, 1, 0]


def test_a_row_without_a_band_cannot_be_met() -> None:
    with pytest.raises(ValueError, match="with a band"):
        targets_of([row(1.0, None, None)])


def test_all_judged_rows_have_sides() -> None:
    found = targets_of(list(JUDGED.values()))
    assert min(found.below.min(), found.above.min()) > 0.0


# --- intervals ---

NONE = np.zeros(0)


def test_an_interval_is_as_wide_as_the_larger_error() -> None:
    low, mean, high = interval(np.array([1.0, 3.0]), np.array([0.1, 0.1]), NONE)  # replicates differ by more
    assert (low, mean, high) == pytest.approx((2.0 - Z95, 2.0, 2.0 + Z95))
    low, mean, high = interval(np.array([2.0, 2.0]), np.array([3.0, 4.0]), NONE)
    assert high - mean == mean - low == pytest.approx(Z95 * math.sqrt(12.5 / 2))
    assert interval(np.array([2.0]), np.array([0.5]), NONE) == pytest.approx((2.0 - Z95 / 2, 2.0, 2.0 + Z95 / 2))


def test_members_widen_an_interval_and_never_narrow_it() -> None:
    values, errors = np.array([2.0, 2.0]), np.array([0.1, 0.1])
    alone = interval(values, errors, NONE)
    assert interval(values, errors, np.full(20, 2.0)) == alone
    wide = interval(values, errors, np.linspace(0.0, 6.0, 101))
    assert wide == pytest.approx((0.15, 2.0, 5.85))


def test_what_cannot_be_measured_has_no_interval() -> None:
    nothing = np.array([math.nan, math.nan])
    assert all(math.isnan(value) for value in interval(nothing, nothing, NONE))
    assert interval(np.array([math.nan, 2.0]), np.array([math.nan, 0.5]), NONE)[1] == 2.0


def test_a_value_may_have_no_error_of_its_own() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, mean, high = interval(np.array([2.0]), np.array([math.nan]), NONE)
        assert (mean, math.isnan(low), math.isnan(high)) == (2.0, True, True)
        low, _, high = interval(np.array([1.0, 3.0]), np.array([math.nan, math.nan]), NONE)
        assert (low, high) == pytest.approx((2.0 - Z95, 2.0 + Z95))
        low, _, high = interval(np.array([2.0]), np.array([math.nan]), np.array([1.0, 3.0]))
        assert 1.0 <= low < high <= 3.0


def test_societies_have_random_draws_of_their_own() -> None:
    members = [Member({"drop_out": 0.02}, 0.0, 40), Member({"drop_out": 0.021}, -1.0, 39)]
    found = societies(3, 9, members)
    assert len({society.seed for society in found}) == 5
    assert [society.parameters for society in found] == [{}, {}, {}, {"drop_out": 0.02}, {"drop_out": 0.021}]
    assert societies(3, 9) == found[:3]


# --- what carries a row ---


def test_exactly_the_judged_rows_say_what_carries_them() -> None:
    assert set(carried_by()) == set(JUDGED)
    assert all(len(words.split()) > 1 for words in carried_by().values())


# --- the figure and the page ---


def made_up(rows: Mapping[str, EvidenceRow]) -> pd.DataFrame:
    """A validation with rows that agree, fail, are far off, have no interval, and cannot be measured."""
    table = []
    for place, (name, one) in enumerate(rows.items()):
        low, high = one.band or (0.0, 1.0)
        middle, half = (low + high) / 2.0, (high - low) / 2.0
        value = middle + half * [0.2, 1.5, -1.8, 7.0, -9.0, math.nan, 0.5][place % 7]
        error = math.nan if place % 7 == 6 else 0.3 * half
        ends = value - error, value + error
        table.append(
            (name, one.role, one.circular, one.quantity, one.value, low, high, value, *ends, one.agrees(value))
        )
    return pd.DataFrame(table, columns=list(COLUMNS))


def test_places_on_the_band() -> None:
    assert [on_band(value, 2.0, 6.0) for value in (2.0, 4.0, 6.0, 10.0)] == [-1.0, 0.0, 1.0, 3.0]
    assert math.isnan(on_band(1.0, 2.0, 2.0))
    assert [within(place) for place in (-9.0, 0.5, 9.0)] == [-3.0, 0.5, 3.0]
    assert math.isnan(within(math.nan))


@pytest.mark.parametrize("roles", [("fit", "check"), ("check",)])
def test_the_figure_draws_every_kind_of_row(roles: tuple[str, ...]) -> None:
    rows = judged(*roles)
    figure = draw_forest(made_up(rows))
    png(figure)  # warnings are errors
    assert len(figure.axes) == len(roles)
    labels = [label for axes in figure.axes for label in axes.get_yticklabels()]
    assert [label.get_text()[:4] for label in labels] == [name for role in roles for name in judged(role)]
    boxes = [label.get_window_extent() for label in labels]
    assert not any(one.overlaps(two) for one, two in pairwise(boxes))
    assert min(box.x0 for box in boxes) >= 0.0
    titles = {
        "fit": "Rows that the fit aimed at",
        "check": "Rows that were sealed until the fit was frozen",
    }
    assert [axes.get_title(loc="left") for axes in figure.axes] == [titles[role] for role in roles]
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert said.count("not measurable") == math.ceil((len(rows) - 5) / 7)


def test_legend_and_panels_do_not_overlap() -> None:
    figure = draw_forest(made_up(JUDGED))
    png(figure)
    legend = figure.legends[0].get_window_extent()
    assert not any(legend.overlaps(text.get_window_extent()) for text in figure.texts)
    assert not any(legend.overlaps(axes.get_window_extent()) for axes in figure.axes)


def test_the_page_has_a_line_for_each_row(tmp_path: Path) -> None:
    table = made_up(JUDGED)
    write_evidence_page(tmp_path, table, JUDGED, carried_by(), "Made up.")
    text = (tmp_path / PAGE).read_text(encoding="utf-8")
    described = text[: text.index("data:image")] + text[text.index("</h2>") :]
    for name, one in JUDGED.items():
        assert described.count(f"<td>{name}</td>") == 1
        assert one.quantity.split("(")[0].strip().replace("'", "&#39;") in described
    failing = table[~table["agrees"]]
    assert described.count('<tr class="no">') == described.count("<li>") == len(failing)
    fitted = table[table["role"] == "fit"]
    free = [name for name in fitted["id"] if not JUDGED[name].is_circular]
    agreeing = int(fitted.set_index("id").loc[free, "agrees"].sum())
    assert f"<strong>{fitted['agrees'].sum()} of {len(fitted)}</strong> rows that the fit aimed at" in described
    assert f"aimed at ({agreeing} of the {len(free)} that are not circular) agree" in described
    assert described.count("Circular, the figure set: ") == len(fitted) - len(free)
    assert not re.search(r"\bnan\b", described)
    assert "not measurable to" not in described
    assert (tmp_path / "evidence.png").stat().st_size > 10_000


def test_a_failing_row_says_what_would_have_to_change() -> None:
    table = made_up({"SE01": evidence_row("SE01")})
    described = lines(table, JUDGED, {"SE01": "the rate of learning"})[0]
    high = failing_words(described._replace(simulated="33"), evidence_row("SE01"), 33.0)
    assert ": too high, 33 where " in high
    assert high.endswith("It depends on the rate of learning.")
    assert ": too low, 3 where " in failing_words(described._replace(simulated="3"), evidence_row("SE01"), 3.0)
    unknown = failing_words(described._replace(simulated=number(math.nan)), evidence_row("SE01"), math.nan)
    assert ": not measurable where " in unknown


def test_numbers_in_words() -> None:
    assert number(-0.12345) == "\N{MINUS SIGN}0.123"
    assert between(1.0, 2.5) == "1 to 2.5"
    assert between(math.nan, 1.0) == ""


@pytest.mark.parametrize("width", [80, 100])
def test_the_printed_table_fits(width: int) -> None:
    from rich.console import Console

    console = Console(width=width)
    with console.capture() as kept:
        console.print(evidence_table(made_up(JUDGED).to_dict("records")))
    printed = kept.get()
    assert "\N{HORIZONTAL ELLIPSIS}" not in printed
    assert not re.search(r"\bnan\b", printed)
    assert all(f" {name} " in printed for name in JUDGED)


# --- kept runs ---

type Sets = Sequence[Mapping[str, float]]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds of the runs that were made; what they measure is made up."""
    seeds: list[int] = []

    def side_by_side(
        sets: Sets, given: Sequence[int], rows: Sequence[str], people: int, places: Sequence[int], *_: object
    ) -> Iterator[tuple[int, Measured]]:
        for place in places:
            seeds.append(given[place])
            yield place, {name: (float(given[place]), math.nan if name == "SE02" else 0.5) for name in rows}

    monkeypatch.setattr(run_file, "_side_by_side", side_by_side)
    return seeds


ROWS = ["SE01", "SE02"]
SETS: Sets = [{"drop_out": 0.02}, {"drop_out": 0.021}, {"drop_out": 0.022}]


def test_a_run_is_never_made_twice(made: list[int], tmp_path: Path) -> None:
    ticks: list[int] = []
    path = tmp_path / "deep" / "runs.jsonl"
    first = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path), on_run=lambda: ticks.append(1))
    again = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path), on_run=lambda: ticks.append(1))
    assert made == [1, 2, 3]
    assert len(ticks) == 6
    assert str(first) == str(again)
    assert [run["SE01"] for run in again] == [(1.0, 0.5), (2.0, 0.5), (3.0, 0.5)]
    assert math.isnan(again[0]["SE02"][1])


def test_the_same_set_and_seed_is_one_run(made: list[int], tmp_path: Path) -> None:
    found = evaluate_all([{}, {}, {}], [1, 2, 1], ROWS, 500, RunFile(tmp_path / "runs.jsonl"))
    assert sorted(made) == [1, 2]
    assert [run["SE01"][0] for run in found] == [1.0, 2.0, 1.0]


def test_other_seeds_sizes_parameters_and_rows_are_other_runs(made: list[int], tmp_path: Path) -> None:
    file = RunFile(tmp_path / "runs.jsonl")
    evaluate_all(SETS[:1], [1], ROWS[:1], 500, file)
    evaluate_all(SETS[:1], [2], ROWS[:1], 500, file)
    evaluate_all(SETS[:1], [1], ROWS[:1], 600, file)
    evaluate_all(SETS[1:2], [1], ROWS[:1], 500, file)
    assert len(made) == 4
    evaluate_all(SETS[:1], [1], ROWS, 500, file)
    assert len(made) == 5
    evaluate_all(SETS[:1], [1], ROWS[:1], 500, RunFile(file.path))
    assert len(made) == 5


@pytest.mark.parametrize("lost", [1, 2, 40])
def test_a_line_cut_off_by_a_crash_costs_that_run_only(lost: int, made: list[int], tmp_path: Path) -> None:
    path = tmp_path / "runs.jsonl"
    whole = evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))
    path.write_bytes(path.read_bytes()[:-lost])
    made.clear()
    assert str(evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))) == str(whole)
    assert made == ([] if lost == 1 else [3])  # only the end of the line is missing: nothing is lost
    evaluate_all([*SETS, {}], [1, 2, 3, 4], ROWS, 500, RunFile(path))
    assert str(evaluate_all(SETS, [1, 2, 3], ROWS, 500, RunFile(path))) == str(whole)
    assert made == ([4] if lost == 1 else [3, 4])


@pytest.mark.slow
def test_a_kept_run_of_the_fit_is_what_the_model_gives_now() -> None:
    """Rules may be rewritten (`rewritten.toml`), and the fit be kept, only while every row stays what it was."""
    kept = json.loads(run_file.KEPT.read_text(encoding="utf-8").splitlines()[-1])
    assert run_key(kept["values"], kept["people"], kept["seed"]) == kept["key"]
    measured = evaluate(kept["values"], list(kept["measured"]), kept["people"], kept["seed"])
    rounded = {row: [float(f"{number:.{DIGITS}g}") for number in pair] for row, pair in measured.items()}
    assert str(rounded) == str(kept["measured"])  # as words: NaN is NaN there


def test_a_run_is_another_one_when_rules_or_measures_change(monkeypatch: pytest.MonkeyPatch) -> None:
    key = run_key({}, 500, 1)
    assert run_key({}, 500, 1) == key
    assert run_key({"drop_out": 0.02}, 500, 1) != key
    for name in ("study_fingerprint", "rule_fingerprint"):
        with monkeypatch.context() as patch:
            patch.setattr(run_file, name, lambda: "others")
            assert run_key({}, 500, 1) != key


def test_all_that_measures_reach_decides_the_key_of_a_run() -> None:
    """Imports of measures, and theirs, within the studies and what values outcomes."""
    covered = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in study_sources()}
    reached, ahead = set(), [f"sim.studies.measures.{name}" for name in measures.__all__ if name.islower()]
    while ahead:
        name = ahead.pop()
        if name in reached or name.startswith("sim.studies.fitted"):
            continue
        reached.add(name)
        path = ROOT / name.replace(".", "/")
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        found = re.findall(r"^(?:from|import) (sim\.(?:studies|economics)\.[\w.]+)", path.read_text(), re.M)
        ahead += found
    assert {name for name in reached if (ROOT / name.replace(".", "/")).with_suffix(".py").exists()} <= covered
    assert set(POLICIES) >= {f"{name}.toml" for name in ("baseline", services.SERVICE, services.CAMPAIGN)}


# --- validation ---


def test_validation_compares_means_with_bands(made: list[int], tmp_path: Path) -> None:
    rows = {name: JUDGED[name] for name in ROWS}
    table = validate(rows, people=500, replicates=2, seed=4, file=RunFile(tmp_path / "runs.jsonl"))
    assert list(table) == list(COLUMNS)
    assert table["id"].tolist() == ROWS
    assert table["simulated"].tolist() == [float(np.mean(made))] * 2
    assert table["published"].tolist() == [rows[name].value for name in ROWS]
    assert table["agrees"].tolist() == [rows[name].agrees(float(np.mean(made))) for name in ROWS]


def test_the_command_writes_table_figure_and_page(
    made: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "cache_folder", lambda: tmp_path / "cache")
    out = tmp_path / "out"
    words = ["validate", "--rows", "fit", "--replicates", "2", "--people", "500", "--out", str(out)]
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert re.search(r"\d+ of 93 fit rows agree, of which \d+ of 72 not circular\.", printed)
    assert "23 check rows stay sealed until a fit is frozen: 22 unseen, 1 seen (TX12)." in printed
    assert {path.name for path in out.iterdir()} == {"evidence.csv", "evidence.png", "evidence.html", "run.json"}
    with (out / "evidence.csv").open(encoding="utf-8") as file:
        described = list(csv.DictReader(file))
    assert [line["id"] for line in described] == list(evidence_rows("fit"))
    assert json.loads((out / "run.json").read_text())["replicates"] == 2
    assert main([*words, "--replace"]) == 0
    assert len(made) == 2  # the same command makes nothing anew


@pytest.mark.parametrize("rows", ["check", "NC10", "se01,tx12"])
def test_sealed_rows_are_refused(
    rows: str, made: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--rows", rows, "--out", str(tmp_path / "out")]) == 2
    described = capsys.readouterr()
    assert "role check, and sealed: no fit is frozen yet (frozen.toml" in described.err
    assert "(--rows fit)" in described.err
    assert described.err.count("error: ") == 1
    assert not (tmp_path / "out").exists()
    assert made == []


def test_all_rows_are_all_that_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command.chosen_rows("all") == judged("fit")
    monkeypatch.setattr(freeze, "why_sealed", lambda _: "")
    assert command.chosen_rows("all") == JUDGED
    assert command.chosen_rows("check") == judged("check")


def test_no_study_measures_a_sealed_row(made: list[int], tmp_path: Path) -> None:
    file = RunFile(tmp_path / "runs.jsonl")
    with pytest.raises(SealedRows, match="SE07 and 22 more rows are of role check"):
        validate(judged("check"), people=500, replicates=1, seed=1, file=file)
    with pytest.raises(SealedRows, match="TX12 is of role check"):
        evaluate({}, ["SE01", "TX12"], 500, 1)
    assert made == []


@pytest.mark.parametrize("rows", ["context", "fits", ""])
def test_unknown_rows_are_reported(rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--rows", rows, "--out", str(tmp_path / "out")]) == 2
    described = capsys.readouterr()
    assert f"error: --rows {rows}: expected fit, check, all, or ids" in described.err
    assert described.out == ""
    assert not (tmp_path / "out").exists()


# --- free parameters ---


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


def test_free_parameters_exist(baseline: Scenario) -> None:
    for free in free_parameters():
        if not free.name.startswith("interventions."):
            assert free.name in Parameters.model_fields
            continue
        _, intervention, *key = free.name.split(".")
        assert intervention in baseline.interventions
        assert key == ["dropout"] or (len(key) == 2 and key[0] == "doses" and key[1] in ROUTES), free.name


def test_free_parameters_have_priors_and_reasons() -> None:
    assert len(free_parameters()) > 20
    for free in free_parameters():
        assert free.low < free.high, free.name
        assert len(free.reason.split()) > 2, free.name
        assert free.reason.endswith("."), free.name


def test_the_model_takes_both_ends_of_every_prior(baseline: Scenario) -> None:
    for corner in (0.0, 1.0):
        values = own_evidence().named(np.full(len(free_parameters()), corner))
        Scenario(**with_values(baseline, values).model_dump())  # bounds of the model's numbers are checked here
        end = "low" if corner == 0.0 else "high"
        assert values == pytest.approx({free.name: getattr(free, end) for free in free_parameters()})


def test_values_are_found_where_they_were_put(baseline: Scenario) -> None:
    values = own_evidence().named(np.linspace(0.1, 0.9, len(free_parameters())))
    changed = with_values(baseline, values)
    assert {name: present_value(changed, name) for name in values} == pytest.approx(values)
    again = with_values(changed, {name: present_value(baseline, name) for name in values})
    assert again.model_parameters() == baseline.model_parameters()
    assert again.interventions == baseline.interventions


def test_one_value_changes_nothing_else(baseline: Scenario) -> None:
    present = {free.name: present_value(baseline, free.name) for free in free_parameters()}
    for free in free_parameters():
        between = (free.low + 2.0 * free.high) / 3.0
        changed = with_values(baseline, {free.name: between})
        found = {other: present_value(changed, other) for other in present}
        assert {name for name in present if found[name] != present[name]} == {free.name}
