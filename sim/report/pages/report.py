"""The report for readers who decide: one self-contained HTML page, and its figures as files."""

import re
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.core.installation import program
from sim.report.figures.style import png
from sim.report.pages.brief import head_of
from sim.report.pages.economics import Section, section_of
from sim.report.pages.figures import MONEY_PLATES, PLATES, WHO_GAINS
from sim.report.pages.group_table import by_group
from sim.report.words.certainty import SETTLED
from sim.report.words.comparison import Comparison, baseline_of, title_of, whole
from sim.report.words.dates import beyond, within_run
from sim.report.words.deciding import deciding_sentences
from sim.report.words.fairness import fairness_notes, index_rows
from sim.report.words.findings import NOTHING_TO_COMPARE, in_brief
from sim.report.words.in_line import counts, in_line
from sim.report.words.method import pairing_words, run_facts, start_words, uncertainty_of
from sim.report.words.money import TWO_INTERVALS, whose_costs
from sim.report.words.outcome_rows import OutcomeRow, outcome_rows, outcomes_of
from sim.report.words.published import beside
from sim.report.words.quantities import FEWEST_REPLICATES, listed, population_words, time_words
from sim.report.words.uncertainty import share_sentences
from sim.studies.comparison.verdict import AGREES
from sim.studies.explore.building import plain

TEMPLATE = "report.html.j2"
PAGE = "report.html"
ALONE = "From a single replicate there are no intervals and no bands. "
TORN = re.compile(r"\d %|\d million|\d in \d")


class Picture(NamedTuple):
    """A figure as the page needs it."""

    file: str
    topic: str
    finding: str
    line: str  # the finding on one line
    reading: str
    data: str  # base64


class ScenarioNote(NamedTuple):
    """What the page says of a scenario before its results."""

    title: str
    description: str
    start: str
    beyond: str  # what of it lies after the run's end


class Lines(NamedTuple):
    """What is said of each fold while it is closed."""

    scenarios: str
    outcomes: str
    money: str
    budget: str
    information: str
    published: str
    run: str


class TableRow(NamedTuple):
    """One row of the table: an outcome, its baseline, and one cell a scenario (None where it was not compared)."""

    label: str
    baseline: str
    cells: Sequence[OutcomeRow | None]


def drawn(folder: Path, comparison: Comparison) -> list[Picture]:
    """Draw all figures, write them to the folder, and return them for the page (where the finding is set as text)."""
    pictures = []
    warning = "" if whole(comparison.settings, "replicates") >= FEWEST_REPLICATES else ALONE
    for plate in (*PLATES, *(MONEY_PLATES if comparison.evaluation is not None else ())):
        figure, finding = plate.draw(comparison)
        files = png(figure)
        (folder / plate.file).write_bytes(files.whole)
        data = b64encode(files.bare).decode("ascii")
        pictures.append(Picture(plate.file, plate.topic, finding, in_line(finding), warning + plate.reading, data))
    return pictures


def notes(comparison: Comparison) -> list[ScenarioNote]:
    """The scenarios: title, description and first week of difference."""
    weeks = whole(comparison.settings, "weeks")
    scenarios = {scenario.name: scenario for scenario in comparison.scenarios}
    return [
        ScenarioNote(
            title_of(comparison.titles, name),
            within_run(plain(comparison.descriptions.get(name, "")), weeks),
            "" if name == baseline_of(comparison) else start_words(comparison.starts.get(name), weeks),
            beyond(scenarios[name], weeks) if name in scenarios else "",
        )
        for name in comparison.titles
    ]


def table_of(rows: Sequence[OutcomeRow]) -> tuple[list[str], list[TableRow]]:
    """The table of results: titles of the scenarios, and a row an outcome."""
    scenarios = {row.effect.scenario: row.effect.title for row in rows}
    cells = {(row.outcome, row.effect.scenario): row for row in rows}
    table = []
    for outcome in outcomes_of(list(rows)):
        of_row = [cells.get((outcome, name)) for name in scenarios]
        first = next(cell for cell in of_row if cell is not None)
        table.append(TableRow(first.label, first.baseline_words, of_row))
    return list(scenarios.values()), table


def lines_of(comparison: Comparison, rows: Sequence[OutcomeRow], money: Section | None) -> Lines:
    """What is said of each fold while it is closed.

    Args:
        comparison: the results.
        rows: of the summary.
        money: the section on money; none without it.
    """
    said = [f"{step.title}: {step.ratio or step.standing}" for step in money.steps[1:]] if money else []
    posts = [f"{year.title}: {year.posts} posts" for year in money.budget] if money else []
    figures = beside(comparison)
    agreeing = sum(figure.verdict == AGREES for figure in figures)
    settings = comparison.settings
    people, weeks = whole(settings, "people"), whole(settings, "weeks")
    return Lines(
        f"{listed(list(comparison.titles.values()))}.",
        counts(rows),
        in_line(f"{said[0]}.") if said else "",
        f"At the most, {listed(posts)} more." if posts else "",
        in_line(money.information) if money else "",
        f"{agreeing} of {len(figures)} figures agree.",
        f"{people:,} people, {time_words(weeks)}, {whole(settings, 'replicates')} populations, seed "
        f"{settings.get('seed', 'not recorded')}.",
    )


def unbroken(text: str) -> Markup:
    """Text, escaped, in which numbers are not torn from what belongs to them: "95 %", "1 million", "9 in 10"."""
    return Markup.escape(TORN.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text))


def write_report(folder: Path, comparison: Comparison, command: str = "") -> Path:
    """Write the report of a comparison: `report.html`, which needs nothing else, and the figures as PNG files.

    Args:
        folder: where to write; made if it is missing.
        comparison: the results.
        command: the command line that made them, if known.

    Returns:
        The path of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["unbroken"] = unbroken
    settings = comparison.settings
    rows = outcome_rows(comparison.summary, comparison.titles, settings)
    titles, table = table_of(rows)
    replicates = whole(settings, "replicates")
    money = section_of(comparison)
    prices = whose_costs(comparison.evaluation.economy).split(". ")[0] if comparison.evaluation is not None else ""
    html = environment.get_template(TEMPLATE).render(
        population=population_words(whole(settings, "represented_population")),
        time=time_words(whole(settings, "weeks")),
        replicates=replicates,
        has_intervals=replicates >= FEWEST_REPLICATES,
        two_intervals=TWO_INTERVALS,
        nothing=NOTHING_TO_COMPARE,
        head=head_of(comparison),
        briefs=in_brief(comparison),
        baseline=f"\u201c{title_of(comparison.titles, baseline_of(comparison))}\u201d",
        lines=lines_of(comparison, rows, money),
        prices=f"{prices.rstrip('.')}." if prices else "",
        settled=SETTLED,
        notes=notes(comparison),
        titles=titles,
        table=table,
        who_gains=WHO_GAINS,
        fairness=fairness_notes(comparison),
        inequality=index_rows(comparison),
        by_group=by_group(comparison),
        pictures=drawn(folder, comparison),
        money=money,
        published=beside(comparison),
        warnings=comparison.warnings,
        pairing=pairing_words(comparison.pairing, replicates),
        facts=run_facts(settings, command),
        program=program(),
        intervals_show=uncertainty_of(settings).words,
        shares=[*share_sentences(comparison), *deciding_sentences(comparison)],
        intervals_show_parameters=uncertainty_of(settings).spread,
    )
    path = folder / PAGE
    path.write_text(html, encoding="utf-8")
    return path
