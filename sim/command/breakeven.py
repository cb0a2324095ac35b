"""`run.py breakeven`: the value of a parameter at which two policies do equally well."""

import math
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pandas as pd
import typer

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_IN_MEMORY, command_line, printer
from sim.command.folder import prepare
from sim.command.prices import PRICE_YEAR_OPTION, in_prices_of
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.core.csv_files import write_csv
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.renamed import present_path
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.scenario.values import edited, value_paths
from sim.studies.comparison.alike import comparable, told_apart
from sim.studies.planning.breakeven import ROUNDS, BreakEven, Pair, break_even
from sim.studies.planning.criteria import CRITERIA
from sim.studies.runs.populations import Populations
from sim.studies.runs.statistics import paired_difference
from sim.versions import made_with

RECORD = "breakeven.json"
STUDY = "breakeven"  # in the record
OF_MONEY = ("net_benefit", "cost")  # outcomes that need prices
FREE_POINTS = 41  # points of the grid where no new runs are needed


class Asked(NamedTuple):
    """A search that was asked for, now or by an earlier run."""

    two: tuple[Scenario, Scenario]
    vary: str
    low: float
    high: float
    outcome: str
    people: int
    weeks: int
    replicates: int
    points: int
    seed: int
    command: str


def breakeven_command(
    context: typer.Context,
    scenario: Annotated[str, typer.Argument(help="The policy of interest: a scenario name, or path of a .toml file.")],
    vary: Annotated[str, typer.Option(help="Parameter to vary, as a path such as programmes.outreach.reach.")],
    from_: Annotated[float, typer.Option("--from", help="Lower end of the range.")],
    to: Annotated[float, typer.Option("--to", help="Upper end of the range.")],
    other: Annotated[str, typer.Argument(help="The policy to compare it with.")] = BASELINE,
    outcome: Annotated[str, typer.Option(help=f"Outcome to compare: {', '.join(CRITERIA)}.")] = "net_benefit",
    people: Annotated[int, typer.Option(min=1, max=MOST_IN_MEMORY, help="People in each population.")] = 2000,
    weeks: Annotated[int, typer.Option(min=1, max=10_000, help="Weeks to simulate; 52 are a year.")] = 156,
    replicates: Annotated[
        int, typer.Option(min=1, max=10_000, help="Populations, each simulated under both policies.")
    ] = 12,
    points: Annotated[int, typer.Option(min=2, max=1000, help="Values to evaluate before the search.")] = 5,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Runs at a time; by default one per core.")
    ] = None,
    price_year: Annotated[int | None, PRICE_YEAR_OPTION] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Find the value of a parameter at which two policies have the same outcome.

    The parameter can be a dose, price, reach, capacity, threshold or model parameter. It is changed in both policies
    wherever they have it. Prices and thresholds need no new runs. A model parameter needs a new society, and with it a
    new burn-in, at each value, which takes minutes.

    Prints the break-even value with its 95 % interval over replicates, or which policy is better in the whole range.
    Writes breakeven.csv and breakeven.json. Ctrl-C keeps finished work.

    Examples:
        uv run run.py breakeven expanded_cbt --vary interventions.cbt.cost.session --from 0 --to 300

        uv run run.py breakeven group_cbt expanded_cbt --vary services.cbt_groups.weekly_sessions_per_100k \
            --from 0 --to 400
    """
    mine, theirs = load_scenario(scenario), load_scenario(other)
    vary = present_path(vary, "--vary")
    check((mine, theirs), vary, from_, to, outcome)
    mine, theirs = in_prices_of(price_year, [mine, theirs])
    two = mine, theirs
    asked = Asked(
        two, vary, from_, to, outcome, people, weeks, replicates, points, seed, command_line(context.obj)
    )  # fmt: skip
    with prepare(out, "breakeven", replace, RECORD) as results:
        return searched(asked, results, workers)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Search again as a record says.

    Returns:
        What runs it.
    """
    first, second = (Scenario(**scenario) for scenario in record["scenarios"])
    asked = Asked(
        (first, second), record["vary"], record["from"], record["to"], record["outcome"], record["people"],
        record["weeks"], record["replicates"], record["points"], record["seed"], record["command"],
    )  # fmt: skip
    return repeated(again, lambda results: searched(asked, results, None), RECORD)


def searched(asked: Asked, results: Results, workers: int | None) -> int:
    """Search for the break-even value, write what was evaluated and print it; the exit status."""
    console = printer()
    two, vary, from_, to, outcome = asked.two, asked.vary, asked.low, asked.high, asked.outcome
    people, weeks, replicates, points, seed = asked.people, asked.weeks, asked.replicates, asked.points, asked.seed
    criterion = CRITERIA[outcome]
    unit = criterion.unit or two[0].economy.currency
    lived = [0, 0]  # weeks of all finished populations, and of the current ones
    with ProgressBar() as progress:
        bar = progress.add_task("Preparing the population", total=1)

        def show(done: int) -> None:
            lived[1] = done
            stage = "Simulating weeks" if done else "Preparing the population"
            progress.update(bar, completed=sum(lived), description=stage)

        def populations(base: Scenario) -> Populations:
            lived[:] = [sum(lived), 0]
            first = min(pair.at(value)[0].starts(base) for value in (from_, to))
            return Populations(
                base, people=people, weeks=weeks, replicates=replicates, seed=seed, workers=workers, on_progress=show,
                shared_weeks=max(0, min(first - 1, weeks)),
            )  # fmt: skip

        pair = Pair(*two, vary, criterion, populations)
        runs_needed = pair.needs_runs(from_) or pair.needs_runs(to)
        looks = points + ROUNDS // 2 if runs_needed else 1
        both = two[1] is not pair.at(from_)[1] and pair.at(from_)[1].starts(two[1]) < FOREVER
        progress.update(bar, total=weeks * replicates * (looks * (2 if both else 1) + (0 if both else 1)))
        now = value_paths(two[0]) | value_paths(two[1])
        try:
            found = break_even(
                pair.difference, from_, to, points=points if runs_needed else max(points, FREE_POINTS), seed=seed,
                whole=isinstance(now[vary], int),
            )  # fmt: skip
        finally:
            pair.close()
    if not found.points:
        console.print("Stopped before the first value was finished. Nothing was written.")
        return INTERRUPTED
    if any(np.isnan(differences).any() for differences in found.points.values()):
        raise UserInputError(f"--outcome {outcome} is undefined in some of these runs; use more --people or --weeks")
    titles = two[0].title, two[1].title
    results.write("breakeven.csv", lambda path: write_csv(all_points(found), path))
    from sim.report.words.breakeven import exactly, finding, point_table
    from sim.report.words.money import whose_costs

    if runs_needed:
        console.print(point_table(found, vary, titles, unit))
    sentence = finding(found, vary, titles, criterion) if found.complete else None
    if sentence is not None:
        console.print(f"{sentence} The current value is {exactly(now[vary])}.", highlight=False)
    if outcome in OF_MONEY:
        console.print(whose_costs(two[0].economy), highlight=False)
    if is_price(vary) and two[0].economy.money_year != two[0].economy.price_year:
        console.print(f"{vary} is in prices of {two[0].economy.price_year}, as in the file.", highlight=False)
    zeros, interval = found.zeros, found.interval()
    record = {
        **made_with(asked.command),
        "study": STUDY,
        "complete": found.complete,
        "vary": vary,
        "from": from_,
        "to": to,
        "outcome": outcome,
        "people": people,
        "weeks": weeks,
        "replicates": replicates,
        "points": points,
        "seed": seed,
        "zeros": zeros,
        "low": interval[0] if math.isfinite(interval[0]) else None,
        "high": interval[1] if math.isfinite(interval[1]) else None,
        "finding": sentence,
        "scenarios": [one.model_dump(mode="json") for one in two],
    }
    results.finish(record)
    console.print(f"Data: {results.folder}{'/'}", highlight=False)
    if not found.complete:
        console.print(f"Stopped early: {len(found.points)} values were finished and kept.")
        return INTERRUPTED
    return 0


def check(two: tuple[Scenario, Scenario], vary: str, low: float, high: float, outcome: str) -> None:
    """Check the input before any work starts.

    Raises:
        UserInputError: the scenarios are identical, the parameter or outcome is unknown, or the range is empty.
        ScenarioError: the scenarios cannot be compared, or the parameter cannot have the values at the ends.
    """
    mine, theirs = two
    if mine == theirs:
        raise UserInputError(f"scenario {mine.name!r} is compared with itself; name two different scenarios")
    if outcome not in CRITERIA:
        raise UserInputError(
            f"--outcome {outcome}: unknown.{_nearest(outcome, list(CRITERIA))} Known: {', '.join(CRITERIA)}."
        )
    known = value_paths(mine) | value_paths(theirs)
    if vary not in known:
        hint = _nearest(vary, list(known)) or " Paths look like interventions.cbt.cost.session or parameters.NAME."
        raise UserInputError(f"--vary {vary}: neither {mine.name} nor {theirs.name} has this parameter.{hint}")
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise UserInputError(
            f"--from {low:g} --to {high:g}: expected a range: a lower number with --from, a higher one with --to"
        )
    if outcome in OF_MONEY and not (mine.economy.currency and theirs.economy.currency):
        raise UserInputError(
            f"--outcome {outcome}: needs costs, but the scenarios have no currency; set one in [economy]"
        )
    comparable(theirs, [mine])
    told_apart(two)
    for one in two:
        if vary in value_paths(one):
            for value in (low, high):
                edited(one, {vary: value})


def is_price(path: str) -> bool:
    """Whether a parameter is a cost, which stays in the prices that it was given in."""
    return ".cost." in path or path.split(".")[:2] in (["economy", "visit"], ["economy", "medication_week"])


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""


def all_points(found: BreakEven) -> pd.DataFrame:
    """One row per evaluated value: value, mean difference, low and high end of its 95 % interval."""
    rows = []
    for value in found.places:
        differences = found.points[value]
        rows.append((value, *paired_difference(0.0 * differences, differences, "higher", found.seed)[:3]))
    return pd.DataFrame(rows, columns=["value", "difference", "low", "high"])
