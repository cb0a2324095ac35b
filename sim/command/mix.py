"""`run.py mix`: the mix of policies that achieves most within a budget."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import typer
from rich.console import Console

from sim.command.console import INTERRUPTED, LARGEST_SEED, MOST_IN_MEMORY, command_line, printer
from sim.command.folder import prepare
from sim.command.prices import PRICE_YEAR_OPTION, in_prices_of
from sim.command.progress import ProgressBar
from sim.command.recorded import Again, Repeat, repeated
from sim.command.uncertain import (
    UNCERTAINTY_OPTION,
    needs_ensemble,
    recorded_uncertainty,
    uncertainty_record,
)
from sim.core.csv_files import write_csv
from sim.core.installation import as_typed_here, program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.load import BASELINE, load_scenario
from sim.scenario.save import scenario_toml
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.comparison.alike import comparable, told_apart
from sim.studies.comparison.uncertainty import Uncertainty, replicate_of_draws, society_of
from sim.studies.planning.answer import Answer, fresh_seed, ranked
from sim.studies.planning.candidates import Candidate, Shares
from sim.studies.planning.criteria import CRITERIA, cost_per_head
from sim.studies.planning.mixing import has_a_price, mixed
from sim.studies.planning.search import Evaluate, Search, least_trials, search
from sim.studies.runs.populations import Populations
from sim.versions import made_with

LEVERS = (
    "anti_stigma_campaign", "expanded_cbt", "group_cbt", "digital_cbt", "peer_support", "community_integration",
)  # fmt: skip
RECORD = "mix.json"
STUDY = "mix"  # in the record
type Goal = Literal["recovered", "weeks_of_illness", "qalys", "gap"]


class Asked(NamedTuple):
    """A search that was asked for, now or by an earlier run."""

    baseline: Scenario
    scenarios: Sequence[Scenario]
    budget: float
    goal: str
    people: int
    weeks: int
    replicates: int
    fresh_replicates: int
    trials: int
    seed: int
    uncertainty: Uncertainty
    price_year: int | None
    command: str


def mix_command(
    context: typer.Context,
    budget_per_head: Annotated[
        float,
        typer.Option(help="Budget: extra cost over the baseline, per person and year."),
    ],
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(help="Policies to mix: scenario names, or paths of .toml files; by default six of the model's."),
    ] = None,
    goal: Annotated[
        Goal,
        typer.Option(help="Outcome to improve; gap: the difference in weeks of illness between deprivation fifths."),
    ] = "weeks_of_illness",
    baseline: Annotated[str, typer.Option(help="Scenario to add to: a name or path.")] = BASELINE,
    people: Annotated[int, typer.Option(min=1, max=MOST_IN_MEMORY, help="People in each population.")] = 2000,
    weeks: Annotated[int, typer.Option(min=1, max=10_000, help="Weeks to simulate; 52 are a year.")] = 156,
    replicates: Annotated[int, typer.Option(min=1, max=10_000, help="Populations used in the search.")] = 6,
    fresh_replicates: Annotated[
        int, typer.Option(min=1, max=10_000, help="New populations on which the best mixes are tested.")
    ] = 16,
    trials: Annotated[int, typer.Option(min=1, max=100_000, help="Mixes that the search may try.")] = 44,
    seed: Annotated[int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same results.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Runs at a time; by default one per core.")
    ] = None,
    uncertainty: Annotated[Uncertainty, UNCERTAINTY_OPTION] = Uncertainty.BOTH,
    price_year: Annotated[int | None, PRICE_YEAR_OPTION] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Find the mix of policies that achieves most within a budget.

    Each scenario is a lever: a share from 0 to 100 % of what it adds to the baseline (capacity, staff hours, reach).
    All mixes are simulated on the same people and the same random numbers. Costs and gains are measured in the
    simulation, so savings elsewhere count. The best mix, a runner-up that differs materially, and each lever on its own
    are then tested on new populations. The table shows whether the winner is clearly better than the runner-up.

    Writes mix.csv (all mixes), mix.toml (the winner, a scenario that `compare` accepts), mix_frontier.png and mix.json
    (enough to repeat the run). Costs are undiscounted means over the whole run. Ctrl-C keeps finished work.

    Examples:
        uv run run.py mix --budget-per-head 2.50

        uv run run.py mix digital_cbt peer_support my_policy.toml --budget-per-head 4 --goal recovered
    """
    if not (math.isfinite(budget_per_head) and budget_per_head > 0.0):
        raise UserInputError(
            f"--budget-per-head {budget_per_head:g}: expected an amount above 0 per person and year, such as 2.50"
        )
    base = load_scenario(baseline)
    chosen = levers(base, [load_scenario(name) for name in scenarios or LEVERS])
    if trials < least_trials(len(chosen)):
        raise UserInputError(
            f"--trials {trials}: expected {least_trials(len(chosen))} or more for {len(chosen)} levers"
        )
    needs_ensemble(uncertainty)
    in_prices_of(price_year, [base])
    asked = Asked(
        base, chosen, budget_per_head, goal, people, weeks, replicates, fresh_replicates, trials, seed, uncertainty,
        price_year, command_line(context.obj),
    )  # fmt: skip
    with prepare(out, "mix", replace, RECORD) as results:
        return mixes(asked, results, workers)


def repeat(record: Mapping[str, Any], again: Again) -> Repeat:
    """Search again as a record says.

    Returns:
        What runs it.
    """
    asked = Asked(
        Scenario(**record["baseline"]), [Scenario(**scenario) for scenario in record["scenarios"]],
        record["budget_per_head"], record["goal"], record["people"], record["weeks"], record["replicates"],
        record["fresh_replicates"], record["trials"], record["seed"],
        recorded_uncertainty(record), record.get("price_year"), record["command"],
    )  # fmt: skip
    return repeated(again, lambda results: mixes(asked, results, None), RECORD)


def mixes(asked: Asked, results: Results, workers: int | None) -> int:
    """Search for the best mix, write what was tried and print the answer; the exit status."""
    console = printer()
    from sim.report.words.money import whose_costs

    base, *chosen = in_prices_of(asked.price_year, [asked.baseline, *asked.scenarios])
    budget_per_head, goal = asked.budget, asked.goal
    people, weeks, replicates, trials, seed = asked.people, asked.weeks, asked.replicates, asked.trials, asked.seed
    fresh_replicates, folder = asked.fresh_replicates, results.folder
    shared = min(scenario.starts(base) for scenario in chosen) - 1
    lived = [0]
    with ProgressBar() as progress:
        last = 2 + len(chosen)  # winner, runner-up and single levers
        whole = weeks * (replicates * (1 + trials) + fresh_replicates * (1 + last))
        bar = progress.add_task("Preparing the population", total=whole)

        def populations(number: int, of_seed: int, said: str) -> Populations:
            before = lived[0]

            def show(done: int) -> None:
                lived[0] = before + done
                progress.update(bar, completed=lived[0], description=said if done else "Preparing the population")

            return Populations(
                base, people=people, weeks=weeks, replicates=number, seed=of_seed,
                shared_weeks=shared if shared < FOREVER - 1 else weeks, workers=workers, on_progress=show,
                society=partial(society_of, asked.uncertainty), draws=partial(replicate_of_draws, asked.uncertainty),
            )  # fmt: skip

        found = Search(_nothing, budget_per_head, trials, complete=False)
        fresh: list[Candidate] = []
        wanted: list[Shares] = []
        try:
            with populations(replicates, seed, "Trying mixes") as of_search:
                found = search(evaluator(of_search, chosen, goal), len(chosen), budget_per_head, trials)
            if found.complete:
                wanted = [one.shares for one in (*found.finalists(), *found.singles().values())]
                lived[0] = weeks * replicates * (1 + trials)
                with populations(
                    fresh_replicates, fresh_seed(seed), "Testing the best mixes on new populations"
                ) as of_check:
                    run_again = evaluator(of_check, chosen, goal) if wanted else _nothing
                    fresh.extend(map(run_again, wanted))
        except KeyboardInterrupt:
            found.complete = False
    enough = len(found.finalists())
    checked = fresh if len(fresh) >= enough else []
    answer = Answer(
        tuple(scenario.name for scenario in chosen),
        tuple(scenario.title for scenario in chosen),
        goal,
        budget_per_head,
        base.economy.currency,
        base.represented_population,
        seed,
        list(found.candidates.values()),
        ranked(checked[:enough], budget_per_head),
        {one.lever: one for one in checked[enough:] if one.lever is not None},
        asked.uncertainty,
    )
    best = answer.finalists or found.finalists()
    if not answer.searched:
        console.print("Stopped before the first mix was finished. Nothing was written.")
        return INTERRUPTED
    results.write("mix.csv", lambda path: write_csv(all_mixes(answer), path))
    if not best and found.complete:
        results.finish()
        raise UserInputError(
            f"no mix that costs at most {budget_per_head:g} {base.economy.currency} per person and year gains anything "
            f"(all {len(answer.searched)} that were tried: {folder / 'mix.csv'}). Try more with --budget-per-head, "
            "--people or --replicates."
        )
    winner = mixed(asked.baseline, list(asked.scenarios), best[0].shares) if best else None
    if winner is not None:
        results.write("mix.toml", lambda path: path.write_text(scenario_toml(winner, asked.baseline), encoding="utf-8"))
    if answer.finalists:
        show_answer(console, results, answer)
        console.print(whose_costs(base.economy), highlight=False)
    record = {
        **made_with(asked.command),
        "study": STUDY,
        "complete": found.complete,
        "goal": goal,
        "budget_per_head": budget_per_head,
        "currency": base.economy.currency,
        "price_year": asked.price_year,
        "perspective": base.economy.perspective,
        "people": people,
        "weeks": weeks,
        "replicates": replicates,
        "fresh_replicates": fresh_replicates,
        "trials": trials,
        "seed": seed,
        "fresh_seed": fresh_seed(seed),
        **uncertainty_record(asked.uncertainty),
        "levers": list(answer.names),
        "winner": list(best[0].shares) if best else None,
        "runner_up": list(best[1].shares) if len(best) > 1 else None,
        "separable": None if answer.verdict is None else bool(answer.verdict.separable),
        "baseline": asked.baseline.model_dump(mode="json"),
        "scenarios": [scenario.model_dump(mode="json") for scenario in asked.scenarios],
    }
    results.finish(record)
    more = f"   Try: {program()} compare {folder / 'mix.toml'}" if best else ""
    console.print(f"Data and figure: {folder}{'/'}{more}", highlight=False)
    if not found.complete:
        console.print(
            f"Stopped early: {len(answer.searched)} mixes were tried and kept"
            + ("." if answer.finalists else "; the best of them was not tested on new populations.")
        )
        return INTERRUPTED
    return 0


def levers(base: Scenario, chosen: list[Scenario]) -> list[Scenario]:
    """The scenarios, checked that they can be mixed.

    Raises:
        UserInputError: one is the baseline or named twice, or nothing costs anything.
        ScenarioError: they cannot be compared or mixed.
    """
    names = [scenario.name for scenario in chosen]
    if base.name in names:
        raise UserInputError(f"scenario {base.name!r} is the baseline itself; name scenarios to add to it")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UserInputError(f"scenario {twice[0]!r} is named twice; name it once, or give its file another name")
    comparable(base, chosen)
    told_apart([base, *chosen])
    mixed(base, chosen, [1.0] * len(chosen))
    if not any(has_a_price(scenario, base) for scenario in chosen):
        raise UserInputError(
            f"nothing that {', '.join(names)} would add has a cost, so that a budget decides nothing; "
            + as_typed_here("give the interventions a cost (see scenarios/interventions.toml)")
        )
    return chosen


def evaluator(populations: Populations, chosen: list[Scenario], goal: str) -> Evaluate:
    """What runs a mix on these populations, and measures its cost and gain beside the baseline."""
    base, criterion = populations.baseline, CRITERIA[goal]
    before = populations.run(base)
    cost_before = np.array([cost_per_head(base, one) for one in before])
    gain_before = np.array([criterion.gain(base, one) for one in before])
    if not np.isfinite(gain_before).all():
        raise UserInputError(f"--goal {goal} is undefined in populations this small; use more --people")

    def evaluate(shares: Shares) -> Candidate:
        scenario = mixed(base, chosen, shares)
        after = populations.run(scenario)
        costs = np.array([cost_per_head(scenario, one) for one in after]) - cost_before
        return Candidate(shares, costs, np.array([criterion.gain(scenario, one) for one in after]) - gain_before)

    return evaluate


def _nothing(shares: Shares) -> Candidate:
    raise AssertionError(f"no populations {shares} on")


def all_mixes(answer: Answer) -> pd.DataFrame:
    """One row per mix and population: people, role, shares, extra cost and gain with 95 % intervals."""
    rows = []

    def add(people: str, role: str, one: Candidate) -> None:
        money, gain = answer.interval(one.costs), answer.interval(one.gains)
        rows.append((people, role, *one.shares, *money, *gain, one.cost <= answer.budget))

    for role, one in zip(("winner", "runner-up"), answer.finalists, strict=False):
        add("fresh", role, one)
    for number, one in answer.singles.items():
        add("fresh", f"only {answer.names[number]}", one)
    for one in answer.searched:
        add("search", "", one)
    figures = ["cost", "cost_low", "cost_high", "gain", "gain_low", "gain_high", "within_budget"]
    return pd.DataFrame(rows, columns=["people", "role", *answer.names, *figures])


def show_answer(console: Console, results: Results, answer: Answer) -> None:
    """Print the tables and their findings, and draw the figure."""
    from sim.report.figures.mix_frontier import mix_frontier
    from sim.report.figures.style import png
    from sim.report.pages.mix_table import result_table, share_table
    from sim.report.words.mix import cost_warning, finding, share_words, verdict_words

    figure, _ = mix_frontier(answer)
    results.write("mix_frontier.png", lambda path: path.write_bytes(png(figure).whole))
    for table in (share_table(answer), result_table(answer)):
        console.print(table)
    for sentence in (finding(answer), verdict_words(answer), cost_warning(answer), share_words(answer)):
        if sentence:
            console.print(sentence)
