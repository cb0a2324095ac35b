"""How fast the model is: against plain Python, against Mesa's idiom, against Starsim, and as populations grow.

    uv run --group bench python benchmarks/speed.py [--quick] [--json]

All contenders live weeks in turn, again and again, on the same graph and the same machine; what counts is the ratio of
two times taken side by side, for absolute times depend on the machine and on what else it does. Nothing is asserted.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.ours import PlainPython, agents_loop, all_threads, busy, compiled_loop, counting, warmed
from benchmarks.rivals import has_starsim, infected_share, mesa_epidemic, starsim_epidemic
from benchmarks.timing import Contender, Ratio, interleave, ratio

NO_STARSIM = "Starsim is not installed: part 4 is left out. To install it: uv sync --group bench"
LEAST_OVER_PYTHON = 300.0
LEAST_OVER_MESA = 20.0
AIM_OVER_MESA = 50.0
MOST_BY_SIZE = 2.0
MOST_WHEN_BUSY = 2.0
MOST_MEMORY = 1.0  # GB
MOST_BUILD = 60.0  # seconds
WIDTH = 110  # of tables that go to a file


class Plan(NamedTuple):
    """What is timed, and how long."""

    sizes: dict[int, int]  # people: weeks of the compiled loop in each repetition, smallest population first
    starsim: dict[int, int]  # people: weeks of Starsim in each repetition
    plain_blocks: int  # blocks of people that live in plain Python
    mesa_weeks: int
    built: int  # people of the population whose building and memory are measured
    repetitions: int


FULL = Plan({10_000: 40, 100_000: 6, 1_000_000: 2}, {100_000: 6, 1_000_000: 2}, 2, 4, 1_000_000, 7)
QUICK = Plan({2_000: 40, 20_000: 6}, {20_000: 4}, 1, 2, 20_000, 3)


class Report(NamedTuple):
    """All that came out."""

    contenders: list[Contender]
    ratios: list[Ratio]
    built: dict[str, Any]
    notes: list[str]


def run(plan: Plan, say: Callable[[str], None]) -> Report:
    """Time everything."""
    say(f"building {plan.built:,} people in a fresh process")
    built = build_large(plan.built)  # first: a process inherits the peak memory of the one that starts it
    notes = []
    starts = {}
    for people in plan.sizes:
        say(f"founding {people:,} people, and letting them live half a year")
        starts[people] = warmed(people)
    smallest, *_, largest = plan.sizes
    threads = all_threads()
    one = {people: compiled_loop(starts[people], weeks, 1) for people, weeks in plan.sizes.items()}
    every = {people: compiled_loop(starts[people], weeks, threads) for people, weeks in plan.sizes.items()}
    many = busy(starts[smallest], plan.sizes[smallest])
    counts = {people: counting(starts[people], weeks) for people, weeks in plan.sizes.items()}
    python = PlainPython(starts[smallest], plan.plain_blocks)
    plain = python.contender()
    agents = agents_loop(starts[smallest], 1)
    mesa, epidemic = mesa_epidemic(starts[smallest].ties, plan.mesa_weeks)
    starsim = {}
    sims = {}
    if has_starsim():
        for people, weeks in plan.starsim.items():
            say(f"building Starsim's {people:,} people")
            starsim[people], sims[people] = starsim_epidemic(starts[people].ties, weeks)
    else:
        notes.append(NO_STARSIM)
    contenders = [plain, agents, mesa, many]
    for people in plan.sizes:
        contenders += [one[people], every[people], counts[people]]
        if people in starsim:
            contenders.append(starsim[people])
    ill_before = {people: infected_share(sim) for people, sim in sims.items()}
    interleave(contenders, plan.repetitions, say)
    notes += [
        f"Plain Python lived {plain.people} of the {smallest:,} people. Largest difference between it and the compiled "
        f"loop after the week, in any severity: {python.difference():.1g} logit.",
        f"Mesa's epidemic stays alive as immunity is lost again; infected at the end: {epidemic.infected():.0%}.",
    ]
    notes += [
        f"Starsim's infection stays alive through the timed weeks as illness lasts a year; infected, of {people:,}: "
        f"{ill_before[people]:.0%} at first, {infected_share(sim):.0%} at the end."
        for people, sim in sims.items()
    ]
    for contender in contenders:
        contender.close()
    ratios = [
        ratio("plain", "Plain Python / compiled loop", plain, one[smallest], least=LEAST_OVER_PYTHON),
        ratio("agents", "Mesa's loop over agents / compiled loop", agents, one[smallest]),
        ratio("mesa-one", "Mesa objects / compiled loop, 1 thread", mesa, one[smallest], least=LEAST_OVER_MESA),
        ratio("mesa-all", f"Mesa objects / compiled loop, {threads} threads", mesa, every[smallest]),
    ]
    for people, other in starsim.items():
        for name, ours in (("1 thread", one[people]), (f"{threads} threads", every[people])):
            which = "one" if ours is one[people] else "all"
            label = f"Starsim / compiled loop, {name}, {people:,} people"
            ratios.append(ratio(f"starsim-{people}-{which}", label, other, ours))
    for name, ours in (("1 thread", one), (f"{threads} threads", every)):
        label = f"Cost per person-week, {largest:,} / {smallest:,} people, {name}"
        which = "one" if ours is one else "all"
        ratios.append(ratio(f"scaling-{which}", label, ours[largest], ours[smallest], most=MOST_BY_SIZE))
    ratios.append(ratio("busy", "Ten interventions at work / baseline", many, one[smallest], most=MOST_WHEN_BUSY))
    ratios += [
        ratio(f"count-{people}", f"Counting measures / a week, {people:,} people", counts[people], one[people])
        for people in plan.sizes
    ]
    return Report(contenders, ratios, built, notes)


def build_large(people: int) -> dict[str, Any]:
    """Build and run a population in a fresh process (`million.py`)."""
    file = Path(__file__).with_name("million.py")
    done = subprocess.run([sys.executable, str(file), str(people)], stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def surroundings() -> dict[str, str]:
    """What the times depend on."""
    found = {"python": platform.python_version(), "cores": str(os.cpu_count())}
    for package in ("numba", "numpy", "mesa", "starsim"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def show(report: Report, console: Console) -> None:
    """Print the tables."""
    costs = Table(title="Cost of a person's week", caption="median over repetitions; absolute times vary by machine")
    for column in ("", "people", "threads", "weeks timed", "ns per person-week"):
        costs.add_column(column, justify="left" if not column else "right")
    for item in report.contenders:
        median = statistics.median(item.nanoseconds)
        weeks = f"{len(item.nanoseconds)} x {item.weeks}"
        costs.add_row(item.label, f"{item.people:,}", str(item.threads), weeks, f"{median:,.0f}")
    ratios = Table(
        title="Side by side",
        caption=f"how many times as long: median over repetitions, least and most. Expected: compiled at least "
        f"{LEAST_OVER_PYTHON:g} times as fast as plain Python and {LEAST_OVER_MESA:g} times as fast as Mesa's objects "
        f"(aim: {AIM_OVER_MESA:g}), though their rule is far simpler; level with Starsim (aim: 1), whose rule is too.",
    )
    for column in ("", "ratio", "range", "expected", ""):
        ratios.add_column(column, justify="right" if column in ("ratio", "range") else "left")
    for line in report.ratios:
        mark = "" if line.met is None else "yes" if line.met else "no"
        ratios.add_row(line.label, f"{line.median:.3g}", f"{line.low:.3g} - {line.high:.3g}", line.expected, mark)
    console.print(costs)
    console.print(ratios)
    built = report.built
    size = Table(title=f"{built['people']:,} people in a fresh process")
    for column in ("", "measured", "expected"):
        size.add_column(column, justify="right" if column == "measured" else "left")
    size.add_row("built: network, people, faces, engine", f"{built['build_seconds']:.1f} s", f"under {MOST_BUILD:g} s")
    size.add_row(f"{built['weeks']} weeks", f"{built['weeks_seconds']:.1f} s", "")
    size.add_row("peak memory", f"{built['peak_gb']:.2f} GB", f"under {MOST_MEMORY:g} GB")
    size.add_row("  of which once built", f"{built['peak_gb_built']:.2f} GB", "")
    size.add_row("  of which Python and libraries", f"{built['peak_gb_imported']:.2f} GB", "")
    size.add_row("compiled rules", "from the cache" if built["rules_from_cache"] else "compiled in these times", "")
    console.print(size)
    for note in report.notes:
        console.print(note)
    console.print(", ".join(f"{name} {value}" for name, value in surroundings().items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small populations, about a minute: a check that all runs")
    parser.add_argument("--json", action="store_true", help="print the results as JSON, for a machine")
    options = parser.parse_args()
    progress = Console(stderr=True)
    report = run(QUICK if options.quick else FULL, lambda text: progress.print(text, style="dim"))
    if not options.json:
        show(report, Console(width=None if sys.stdout.isatty() else WIDTH))
        return
    times = [
        {name: value for name, value in vars(item).items() if name not in ("run", "close")}
        | {"median_nanoseconds": statistics.median(item.nanoseconds)}
        for item in report.contenders
    ]
    ratios = [asdict(line) for line in report.ratios]
    found = {"quick": options.quick, "surroundings": surroundings(), "times": times, "ratios": ratios}
    print(json.dumps(found | {"built": report.built, "notes": report.notes}, indent=2))


if __name__ == "__main__":
    main()
