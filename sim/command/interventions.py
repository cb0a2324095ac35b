"""`run.py interventions`: the interventions as a list, the card of each, and all of them measured."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sim.command.console import LARGEST_SEED, command_line, printer
from sim.command.folder import prepare
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.core.installation import program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.tables import InterventionSpec
from sim.studies.interventions.card import CHANCE_ONLY, Card, card, figure_words, known_intervention, outdated_words
from sim.studies.interventions.circular import Circular, is_circular
from sim.studies.interventions.stored import (
    COLUMNS,
    NO_GAIN,
    SAVES,
    Stored,
    refuse_in_an_installation,
    stored,
)
from sim.studies.interventions.trials import own_trials
from sim.versions import made_with, version

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LEGEND = (
    "Published and simulated effect of each on its own outcome. g: standardised difference, above 0 better. Circular: "
    "the published figure set a dose or a model parameter, so that meeting it is no test. Perhaps circular: "
    "doses were changed by hand, and for which figure was not written down."
)
MARKS = {Circular.YES: " circular", Circular.PERHAPS: " perhaps circular", Circular.NO: ""}
STUDY = "interventions"  # in the record
PEOPLE, REPLICATES, WEEKS, SEED = 5_000, 12, 260, 1  # of a measurement, where nothing else is asked for


class Asked(NamedTuple):
    """A measurement that was asked for, now or by an earlier run."""

    names: Sequence[str]
    people: int
    replicates: int
    weeks: int
    seed: int
    date: str
    command: str


def interventions_command(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Show the cards of these, such as cbt; with --measure: measure only these."),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="Scenario whose interventions are shown: a name, or path of a .toml file.")
    ] = None,
    measure: Annotated[
        bool, typer.Option("--measure", help="Measure each in its own trial and as a policy of its own.")
    ] = False,
    people: Annotated[
        int | None,
        typer.Option(min=500, max=1_000_000, help=f"With --measure: people per society; {PEOPLE:,} if left out."),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(min=2, max=1_000, help=f"With --measure: simulated societies; {REPLICATES} if left out."),
    ] = None,
    weeks: Annotated[
        int | None, typer.Option(min=52, max=2_600, help=f"With --measure: weeks of each policy; {WEEKS} if left out.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help="With --measure: the same seed gives the same results.")
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="With --measure: policies run at a time; by default one per core."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --measure: folder for results; created if missing.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --measure: replace results already in the folder.")
    ] = False,
    store: Annotated[
        bool, typer.Option("--store", help="With --measure: put the results into the table that cards quote.")
    ] = False,
) -> int:
    """
    List the interventions, show the card of each, or measure them all in trials like those of their evidence.

    A card says what it is, its doses and where each comes from, the published findings and how strong they are, whether
    the figure that it is meant to meet had set its dose (circular) or not, what was measured, and what the model cannot
    show. With --measure: the effect of each on its own outcome beside the published one, weeks of illness averted and
    cost per QALY as a policy of its own. Writes interventions.csv and run.json.

    Examples:
        uv run run.py interventions

        uv run run.py interventions cbt peer_support

        uv run run.py interventions --measure --people 10000 --replicates 2
    """
    given = {
        "--people": people, "--replicates": replicates, "--weeks": weeks, "--seed": seed, "--workers": workers,
        "--out": out, "--replace": replace or None, "--store": store or None,
    }  # fmt: skip
    if measure:
        if scenario is not None:
            raise UserInputError("--scenario: interventions are measured in care as it is; leave it out with --measure")
        if store:
            refuse_in_an_installation()
        chosen = measurable(names or [])
        asked = Asked(
            chosen, people or PEOPLE, replicates or REPLICATES, weeks or WEEKS, SEED if seed is None else seed,
            datetime.now(tz=UTC).date().isoformat(), command_line(context.obj),
        )  # fmt: skip
        with prepare(out, STUDY, replace) as results:
            return tried(asked, results, workers, store)
    alone = next((option for option, value in given.items() if value is not None), None)
    if alone is not None:
        raise UserInputError(f"{alone}: it belongs to --measure; add that, or leave it out")
    society = None if scenario is None else load_scenario(scenario)
    if names:
        cards = [card(name, society) for name in names]
        for one in cards:
            print_card(one)
    else:
        print_list(society or load_scenario(BASELINE))
    return 0


def measurable(names: Sequence[str]) -> list[str]:
    """The interventions to measure, each once: those named, or all.

    Raises:
        UserInputError: one is not known.
    """
    for name in names:
        known_intervention(name)
    return [name for name in own_trials() if not names or name in names]


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Measure again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(**{name: record[name] for name in Asked._fields})
    return repeated(again, lambda results: tried(asked, results, None, False))


def tried(asked: Asked, results: Results, workers: int | None, store_it: bool) -> int:
    """Measure, write the table and print it; the exit status."""
    from sim.core.csv_files import write_csv
    from sim.studies.interventions.measuring import Size, measured

    size = Size(asked.people, asked.replicates, asked.weeks, asked.seed)
    with ProgressBar() as progress:
        trials = progress.add_task("Trials", total=len(asked.names) * asked.replicates)
        policies = progress.add_task("Policies", total=1)
        table = measured(
            asked.names, load_scenario(BASELINE), size, asked.date, version(), workers=workers,
            on_trial=lambda: progress.advance(trials),
            on_policy=lambda done, total: progress.update(policies, completed=done, total=max(1, total)),
        )  # fmt: skip
    results.write("interventions.csv", lambda path: write_csv(table[list(COLUMNS)], path))
    results.finish({**made_with(asked.command), "study": STUDY, **asked._asdict()})
    found = stored(results.folder / "interventions.csv")
    console = printer()
    rows = list(found.values())
    console.print(measured_table(rows))
    console.print(LEGEND, highlight=False)
    console.print(
        f"Weeks of illness averted per {rows[0].per:,} people, and cost, as a policy of its own over {asked.weeks} "
        f"weeks. {asked.replicates} simulated societies of {asked.people:,} people, seed {asked.seed}. {CHANCE_ONLY}",
        highlight=False,
    )
    if store_it:
        from sim.studies.interventions.storing import store

        store(table)
        console.print("Stored: cards quote these figures now. Write the documents again: uv run docs/generate.py")
    console.print(f"Data: {results.folder / 'interventions.csv'}", highlight=False)
    return 0


def measured_table(rows: Collection[Stored]) -> Table:
    """Measured interventions as a table to print."""
    catalogue = load_scenario(BASELINE).interventions
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    money = ", ".join(dict.fromkeys(row.currency for row in rows))
    for heading in ("Intervention", "Own outcome", "Published", "Simulated", "Weeks averted", f"{money} per QALY"):
        table.add_column(heading, no_wrap=heading == "Intervention", overflow="fold")
    for row in rows:
        spec = catalogue[row.intervention]
        cells = (
            row.intervention, f"{row.outcome}, {row.measure.replace('_', ' ')}", published_cell(row.intervention, spec),
            simulated_cell(row), averted_cell(row), cost_cell(row),
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    return table


def published_cell(name: str, spec: InterventionSpec) -> str:
    """The published effect on its own outcome, and whether it is circular."""
    own = own_trials().get(name)
    if own is None or not own.row:
        return "none"
    return f"{figure_words(*own.effect)} {own.row}{MARKS[is_circular(own.row, name, spec)]}"


def simulated_cell(row: Stored | None) -> str:
    """The simulated effect."""
    if row is None:
        return "not measured"
    return "not known" if math.isnan(row.simulated) else figure_words(row.simulated, row.low, row.high)


def averted_cell(row: Stored) -> str:
    """Weeks of illness averted."""
    if math.isnan(row.averted):
        return "not known"
    ends = "" if math.isnan(row.averted_low) else f" ({row.averted_low:,.0f} to {row.averted_high:,.0f})"
    return f"{row.averted:,.0f}{ends}"


def cost_cell(row: Stored) -> str:
    """Cost per QALY, as briefly as possible."""
    if math.isnan(row.cost_per_qaly):
        return {NO_GAIN: "no gain", SAVES: "saves money"}.get(row.cost_note, "not known")
    if math.isnan(row.cost_low):
        return f"{row.cost_per_qaly:,.0f}, no interval"
    high = "no limit" if math.isinf(row.cost_high) else f"{row.cost_high:,.0f}"
    return f"{row.cost_per_qaly:,.0f} ({row.cost_low:,.0f} to {high})"


def print_list(society: "Scenario") -> None:
    """Print all interventions of a scenario."""
    found = stored()
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Name", "Title", "Own outcome", "Published", "Simulated"):
        table.add_column(heading, no_wrap=heading == "Name", overflow="fold")
    for name, spec in society.interventions.items():
        own = own_trials().get(name)
        measured_as = "" if own is None else f"{own.outcome}, {own.measure.replace('_', ' ')}"
        cells = name, spec.title, measured_as, published_cell(name, spec), simulated_cell(found.get(name))
        table.add_row(*map(Text, cells))
    console = printer()
    console.print(table)
    console.print(LEGEND, highlight=False)
    old = [name for name, row in found.items() if outdated_words(society.interventions[name], row)]
    if old:
        console.print(
            f"Simulated figures of {len(old)} of them were measured before rules or doses changed, as their cards say.",
            highlight=False,
        )
    console.print(f"A card: {program()} interventions cbt   Measure all: {program()} interventions --measure")


def print_card(one: Card) -> None:
    """Print a card."""
    console = printer()
    console.print(Text(f"{one.title}  ({one.name})", "bold"))
    _paragraph(console, "What it is", one.what)
    console.print(Text("\nDoses, and where they come from", "bold"))
    doses = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for line in one.doses:
        doses.add_row(*map(Text, (f"  {line.route}", f"{line.dose:g}", line.meaning, line.source)))
    console.print(doses)
    _paragraph(console, "The figure that it is meant to meet", one.meets)
    _paragraph(console, "What it does in the model", (*one.simulated, *([one.outdated] if one.outdated else [])))
    console.print(Text("\nEvidence", "bold"))
    for row in one.evidence:
        console.print(Text(f"  {row.row}  {row.quantity}: {row.figure}"))
        console.print(Text(f"        {row.strength}; {row.circular}. {row.source}", "dim"))
    if not one.evidence:
        console.print(Text("  None on this intervention."))
    _paragraph(console, "Who benefits", one.for_whom)
    _paragraph(console, "What the model cannot show", one.cannot_show)
    console.print()


def _paragraph(console: Console, heading: str, lines: Sequence[str]) -> None:
    if lines:
        console.print(Text(f"\n{heading}", "bold"))
        for line in lines:
            console.print(Text(f"  {line}"))
