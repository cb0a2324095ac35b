"""`run.py compare`: scenarios against the baseline, as a table, data, figures and a report."""

import json
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_PEOPLE, PAGE_WIDTH, command_line, printer
from sim.command.folder import MARK, prepare, write
from sim.command.own_network import network_record, read_network
from sim.command.progress import ProgressBar
from sim.core.csv_files import write_csv
from sim.core.installation import program
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.renamed import UNCERTAINTY, note
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.published import MEASURES, unknown_measure
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.fitted.ensemble import ensemble
from sim.studies.runs.jobs import replicate_seed
from sim.versions import made_with

MAIN_SCENARIOS = ("anti_stigma_campaign", "expanded_cbt", "combined")  # compared by default


def read_uncertainty(word: str) -> Uncertainty:
    """The kind of uncertainty that an option names; earlier names still work, with a note."""
    if word in UNCERTAINTY:
        kind = Uncertainty(UNCERTAINTY[word])
        note("--uncertainty", word, kind.value)
        return kind
    if word not in list(Uncertainty):
        raise typer.BadParameter(f"{word!r} is not one of {', '.join(Uncertainty)}.")
    return Uncertainty(word)


def compare_command(
    context: typer.Context,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Scenario names, or paths of .toml files; by default campaign, CBT, and both together."),
    ] = None,
    baseline: Annotated[str, typer.Option(help="Scenario to compare with: a name or path.")] = BASELINE,
    people: Annotated[int, typer.Option(min=1, max=MOST_PEOPLE, help="People in each population.")] = 5000,
    weeks: Annotated[int, typer.Option(min=0, max=10_000, help="Weeks to simulate; 52 are a year.")] = 260,
    network: Annotated[
        Path | None,
        typer.Option(
            help="Your own support network: a graph file or an edge list. Each node is a person; --people is ignored."
        ),
    ] = None,
    replicates: Annotated[
        int, typer.Option(min=1, max=100_000, help="Populations, each simulated under all scenarios.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Runs at a time; by default one per core.")
    ] = None,
    uncertainty: Annotated[
        Uncertainty,
        typer.Option(
            parser=read_uncertainty,
            metavar="[stochastic|parameter|both]",
            help="What intervals show: stochastic uncertainty (random numbers vary), parameter uncertainty (parameter "
            "sets vary that all fit the evidence), or both.",
        ),
    ] = Uncertainty.STOCHASTIC,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, help="Willingness to pay for a QALY; by default the baseline scenario's threshold."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Compare policies with care as it is, on the same people and the same random numbers.

    Prints a table of weeks of illness averted, people recovered among those ill at the start, people treated, weeks
    waited, prevalence, self-efficacy and stigma: each with the difference, its 95 % interval, and the probability that
    the next such population would do better. Writes summary.csv, fairness.csv (who gains: every outcome by sex, age
    and deprivation), series.parquet, groups.parquet, figures, report.html and run.json (enough to repeat the run).
    Ctrl-C stops cleanly and keeps finished work.

    Examples:
        uv run run.py compare expanded_cbt --replicates 10

        uv run run.py compare my_policy.toml combined --people 20000 --out results/mine
    """
    console = printer()
    base = load_scenario(baseline)
    chosen = [load_scenario(name) for name in scenarios or MAIN_SCENARIOS]
    names = [base.name, *(scenario.name for scenario in chosen)]
    if base.name in names[1:]:
        raise UserInputError(f"scenario {base.name!r} is the baseline itself; name another scenario to compare with it")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserInputError(f"scenario {twice[0]!r} is named twice; name it once, or give its file another name")
    for scenario in (base, *chosen):
        unknown = unknown_measure(scenario)
        if unknown:
            raise UserInputError(
                f"{scenario.name}: published.measure = {unknown!r}: known are {', '.join(MEASURES)}. Correct the file."
            )
        if scenario.economy.currency != base.economy.currency:
            raise UserInputError(
                f"{scenario.name}: economy.currency = {scenario.economy.currency!r}: expected the baseline's, "
                f"{base.economy.currency!r}, so that costs can be compared"
            )
    if uncertainty.spread and not ensemble():
        raise UserInputError(
            f"--uncertainty {uncertainty}: this needs an ensemble of parameter sets, and there is none yet. "
            f"Create one with: {program()} fit"
        )
    ties = read_network(network, base.model_parameters())
    people = people if ties is None else len(ties.start) - 1
    folder = prepare(out, "compare", replace)
    with ProgressBar() as progress:
        bar = progress.add_task("Preparing the population", total=max(1, len(names) * weeks * replicates))

        def show(done: int, total: int) -> None:
            stage = "Simulating weeks" if done else "Preparing the population"
            progress.update(bar, completed=done, description=stage)

        comparison = compare(
            chosen, base, people=people, weeks=weeks, replicates=replicates, seed=seed, ties=ties, workers=workers,
            uncertainty=uncertainty, on_progress=show,
        )  # fmt: skip
    if not comparison.replicates:
        console.print("Stopped before the first replicate was finished. Nothing was written.")
        return INTERRUPTED
    comparison.threshold = threshold
    if network is not None:
        comparison.settings["network"] = network_record(network, ties)
    write_results(folder, comparison, command_line(context.obj))
    from sim.report.pages.summary_table import summary_table

    table = summary_table(comparison.summary, comparison.titles, comparison.settings)
    table.width = min(PAGE_WIDTH, console.width)
    console.print(table)
    for warning in comparison.warnings:
        console.print(f"Note: {warning}", highlight=False)
    console.print(f"Report: {folder / 'report.html'}   Data and figures: {folder}{'/'}", highlight=False)
    if not comparison.complete:
        console.print(f"Stopped early: {len(comparison.replicates)} of {replicates} replicates were finished and kept.")
        return INTERRUPTED
    return 0


def write_results(folder: Path, comparison: Comparison, command: str) -> None:
    """Write tables, figures, report and the record of the run; each file complete or not at all, the record last."""
    from sim.report.pages.report import write_report

    write(folder / "summary.csv", lambda path: write_csv(comparison.summary, path))
    tables = {"fairness": comparison.fairness, "published": comparison.published}
    if comparison.evaluation is not None:
        tables |= comparison.evaluation.tables()
    for name, table in tables.items():
        write(folder / f"{name}.csv", partial(write_csv, table))
    write(folder / "series.parquet", lambda path: comparison.series.to_parquet(path, index=False))
    write(folder / "groups.parquet", lambda path: comparison.groups.to_parquet(path, index=False))
    try:
        drawn = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
        try:
            write_report(drawn, comparison, command)
            for file in sorted(drawn.iterdir()):
                file.replace(folder / file.name)
        finally:
            shutil.rmtree(drawn, ignore_errors=True)
    except OSError as problem:
        raise UserInputError(
            f"{folder}: the report cannot be written ({problem.strerror}); the tables are saved. "
            "Free some disk space or choose another --out, and run it again."
        ) from None
    record = run_record(comparison, command)
    write(folder / MARK, lambda path: path.write_text(json.dumps(record, indent=1, allow_nan=False) + "\n"))


def run_record(comparison: Comparison, command: str) -> dict[str, object]:
    """Everything needed to repeat a comparison with bit-identical results."""
    return {
        **made_with(command),
        **comparison.settings,
        "replicate_seeds": {number: replicate_seed(comparison.seed, number) for number in comparison.replicates},
        "scenarios": [_scenario_record(scenario) for scenario in comparison.scenarios],
        "parameters": comparison.scenarios[0].model_parameters().model_dump(),
        "pairing": [
            row | {"variance_saved": None if row["variance_saved"] != row["variance_saved"] else row["variance_saved"]}
            for row in comparison.pairing.replace(float("inf"), None).to_dict("records")
        ],
    }


def _scenario_record(scenario: Scenario) -> dict[str, object]:
    return scenario.model_dump(mode="json")
