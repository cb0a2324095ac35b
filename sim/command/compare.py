"""`run.py compare`: scenarios against the baseline, as a table, data, figures and a report."""

from collections.abc import Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_PEOPLE, PAGE_WIDTH, command_line, printer
from sim.command.folder import prepare
from sim.command.loading import nothing_to_collect
from sim.command.own_network import read_network
from sim.command.prices import PRICE_YEAR_OPTION, in_prices_of
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, network_record, recorded_network, repeated
from sim.command.stopping import finishing
from sim.command.uncertain import UNCERTAINTY_OPTION, needs_ensemble, recorded_uncertainty, uncertainty_record
from sim.core.results import Results
from sim.errors import UserInputError
from sim.network.ties import Ties
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.comparison.alike import comparable, told_apart
from sim.studies.comparison.compare import compare
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.runs.jobs import replicate_seed
from sim.versions import made_with

if TYPE_CHECKING:
    from sim.studies.comparison.comparison import Comparison

STUDY = "compare"  # in the record
MAIN_SCENARIOS = ("anti_stigma_campaign", "expanded_cbt", "combined")  # compared by default


class Asked(NamedTuple):
    """A comparison that was asked for, now or by an earlier run."""

    scenarios: Sequence[Scenario]
    baseline: Scenario
    people: int
    weeks: int
    replicates: int
    seed: int
    uncertainty: Uncertainty
    threshold: float | None
    network: Mapping[str, Any] | None  # the file, and its digest
    ties: Ties | None
    command: str
    only: Sequence[int] | None = None


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
    uncertainty: Annotated[Uncertainty, UNCERTAINTY_OPTION] = Uncertainty.BOTH,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.0, help="Willingness to pay for a QALY; by default the baseline scenario's threshold."),
    ] = None,
    price_year: Annotated[int | None, PRICE_YEAR_OPTION] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Compare policies with care as it is, on the same people and the same random numbers.

    Prints a table of weeks of illness averted, people recovered among those ill at the start, people treated, weeks
    waited, prevalence, self-efficacy and stigma: each with the difference, its 95 % interval, and in how many of the
    simulated populations it came out better; then what a QALY costs, and whose costs these are, in the prices of which
    year. Writes summary.csv, fairness.csv (who gains: every outcome by sex, age
    and deprivation), series.parquet, groups.parquet, figures, report.html and run.json (enough to repeat the run).
    Ctrl-C stops cleanly and keeps finished work.

    Examples:
        uv run run.py compare expanded_cbt --replicates 10

        uv run run.py compare my_policy.toml combined --people 20000 --out results/mine
    """
    base = load_scenario(baseline)
    chosen = [load_scenario(name) for name in scenarios or MAIN_SCENARIOS]
    names = [base.name, *(scenario.name for scenario in chosen)]
    if base.name in names[1:]:
        raise UserInputError(f"scenario {base.name!r} is the baseline itself; name another scenario to compare with it")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserInputError(f"scenario {twice[0]!r} is named twice; name it once, or give its file another name")
    comparable(base, chosen)
    told_apart([base, *chosen])
    base, *chosen = in_prices_of(price_year, [base, *chosen])
    for scenario in (base, *chosen):
        if scenario.published:
            known_measures(scenario)
    needs_ensemble(uncertainty)
    ties = read_network(network, base.model_parameters())
    people = people if ties is None else len(ties.start) - 1
    asked = Asked(
        chosen, base, people, weeks, replicates, seed, uncertainty, threshold, network_record(network, ties), ties,
        command_line(context.obj),
    )  # fmt: skip
    with prepare(out, "compare", replace) as results:
        return compared(asked, results, workers)


def known_measures(scenario: Scenario) -> None:
    """Refuse published figures that nothing measures.

    Raises:
        UserInputError: the message lists what is measured.
    """
    from sim.studies.comparison.published import MEASURES, unknown_measure

    unknown = unknown_measure(scenario)
    if unknown:
        raise UserInputError(
            f"{scenario.name}: published.measure = {unknown!r}: known are {', '.join(MEASURES)}. Correct the file."
        )


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Run a comparison again as its record says.

    Returns:
        What runs it.

    Raises:
        UserInputError: the network, or the ensemble of parameter sets, is another one now.
    """
    base, *chosen = (Scenario(**scenario) for scenario in record["scenarios"])
    uncertainty = recorded_uncertainty(record)
    from sim.network.graph_files import as_ties

    path = recorded_network(record["network"], again.network)
    asked = Asked(
        chosen, base, record["people"], record["weeks"], record["replicates_asked_for"], record["seed"], uncertainty,
        record["threshold"], record["network"], as_ties(path, base.model_parameters()), record["command"],
        [int(number) for number in record["replicate_seeds"]],
    )  # fmt: skip
    return repeated(again, lambda results: compared(asked, results, None))


def compared(asked: Asked, results: Results, workers: int | None) -> int:
    """Run a comparison, write its results and print them; the exit status."""
    console = printer()
    replicates = asked.replicates
    with ProgressBar() as progress:
        whole = (1 + len(asked.scenarios)) * asked.weeks * replicates
        bar = progress.add_task("Preparing the population", total=max(1, whole))

        def show(done: int, total: int) -> None:
            stage = "Simulating weeks" if done else "Preparing the population"
            progress.update(bar, completed=done, total=max(1, total), description=stage)

        comparison = compare(
            asked.scenarios, asked.baseline, people=asked.people, weeks=asked.weeks, replicates=replicates,
            seed=asked.seed, ties=asked.ties, workers=workers, uncertainty=asked.uncertainty, only=asked.only,
            on_progress=show, meanwhile=load_report,
        )  # fmt: skip
    if not comparison.replicates:
        console.print("Stopped before the first replicate was finished. Nothing was written.")
        return INTERRUPTED
    comparison.threshold = asked.threshold
    comparison.settings["threshold"] = asked.threshold
    comparison.settings["network"] = asked.network
    comparison.settings.update(uncertainty_record(asked.uncertainty))
    with finishing():
        write_results(results, comparison, asked.command)
    from sim.report.pages.economics import money_lines
    from sim.report.pages.summary_table import summary_table
    from sim.report.words.deciding import deciding_sentences
    from sim.report.words.uncertainty import share_sentences

    table = summary_table(comparison.summary, comparison.titles, comparison.settings)
    table.width = min(PAGE_WIDTH, console.width)
    console.print(table)
    for sentence in (*money_lines(comparison), *share_sentences(comparison), *deciding_sentences(comparison)):
        console.print(sentence, highlight=False)
    for warning in comparison.warnings:
        console.print(f"Note: {warning}", highlight=False)
    folder = results.folder
    console.print(f"Report: {folder / 'report.html'}   Data and figures: {folder}{'/'}", highlight=False)
    if not comparison.complete:
        console.print(f"Stopped early: {len(comparison.replicates)} of {replicates} replicates were finished and kept.")
        return INTERRUPTED
    return 0


def load_report() -> None:
    """Load what draws figures and writes tables: it takes seconds, and runs are under way meanwhile."""
    with nothing_to_collect():
        for name in (
            "pyarrow.parquet",
            "sim.report.pages.report",
            "sim.report.pages.summary_table",
            "sklearn.linear_model",  # for the value of information
            "sklearn.preprocessing",
        ):
            import_module(name)


def write_results(results: Results, comparison: "Comparison", command: str) -> None:
    """Write tables, figures, report and the record of the run; all of them, or nothing over earlier results."""
    from sim.core.csv_files import write_csv
    from sim.report.pages.report import write_report

    results.write("summary.csv", lambda path: write_csv(comparison.summary, path))
    tables = {"fairness": comparison.fairness, "published": comparison.published}
    shares = comparison.shares
    if len(shares):
        tables["uncertainty"] = shares
    if comparison.evaluation is not None:
        tables |= comparison.evaluation.tables()
    for name, table in tables.items():
        results.write(f"{name}.csv", partial(write_csv, table))
    results.write("series.parquet", lambda path: comparison.series.to_parquet(path, index=False))
    results.write("groups.parquet", lambda path: comparison.groups.to_parquet(path, index=False))
    try:
        results.write_all(lambda folder: write_report(folder, comparison, command))
    except OSError as problem:
        saved = "the earlier results are as they were" if results.exist() else "the tables are saved"
        raise UserInputError(
            f"{results.folder}: the report cannot be written ({problem.strerror}); {saved}. "
            "Free some disk space or choose another --out, and run it again."
        ) from None
    results.finish(run_record(comparison, command))


def run_record(comparison: "Comparison", command: str) -> dict[str, object]:
    """Everything needed to repeat a comparison with bit-identical results."""
    return {
        **made_with(command),
        "study": STUDY,
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
