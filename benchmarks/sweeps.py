"""What the machinery of a sweep costs a run, and the same runs by Mesa's `batch_run`.

uv run python benchmarks/sweeps.py            # 2,000 runs; some minutes
uv run python benchmarks/sweeps.py --runs 200
"""

import argparse
import os
import tempfile
import time
from contextlib import closing
from pathlib import Path

import mesa

from sim import RecoveryModel
from sim.scenario.load import load_scenario
from sim.studies.runs.jobs import replicate_seed
from sim.studies.sweeps.design import Design
from sim.studies.sweeps.engine_local import LocalEngine
from sim.studies.sweeps.plan import Planner
from sim.studies.sweeps.runner import run_sweep
from sim.studies.sweeps.tasks import Found, Task, Work
from sim.studies.sweeps.workers import simulate

PEOPLE, WEEKS = 100, 4
QUICK = {"library_people": 300.0, "library_years": 3.0, "settling_years": 1.0}
GAINS = 20  # values of the one number that varies beside replicates


def nothing(task: Task) -> Found:
    """A run that takes no time: what is left is planning, shipping and storing."""
    return Found(task.key, dict.fromkeys(task.outcomes, 0.5), "", 0.0)


def design_of(runs: int) -> Design:
    """Short runs: some points, many replicates."""
    skills = [round(0.1 + 0.04 * step, 2) for step in range(GAINS)]
    return Design(
        people=PEOPLE, weeks=WEEKS, replicates=runs // GAINS, outcomes=["weeks_of_illness", "self_efficacy"],
        parameters={**QUICK, "interventions.group_cbt.doses.skills": skills},
    )  # fmt: skip


def swept(design: Design, work: Work, workers: int) -> float:
    """Seconds that a sweep takes from nothing to a closed store."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with closing(LocalEngine(workers, 600.0, work)) as engine:
            plan = run_sweep(design, Path(folder), engine)
        assert plan.ahead == plan.failed == 0
        return time.perf_counter() - began


def bare(design: Design) -> float:
    """Seconds that the same runs take one after another in this process, without any machinery."""
    planner = Planner(design)
    tasks = [
        planner.task(place)
        for point in range(len(planner.points))
        for place in planner.places(point, range(design.replicates))
    ]
    began = time.perf_counter()
    for task in tasks:
        assert simulate(task).outcomes is not None
    return time.perf_counter() - began


class Recovery(RecoveryModel):
    """The same runs for Mesa."""

    def __init__(self, skills: float, rng: int) -> None:
        scenario = load_scenario("baseline")
        spec = scenario.interventions["group_cbt"]
        changed = scenario.interventions | {
            "group_cbt": spec.model_copy(update={"doses": spec.doses | {"skills": skills}})
        }
        parameters = scenario.parameters | QUICK
        super().__init__(scenario.model_copy(update={"parameters": parameters, "interventions": changed}), PEOPLE, rng)


def by_mesa(design: Design, workers: int) -> float:
    """Seconds that Mesa's `batch_run` takes for as many of the same runs."""
    skills = design.parameters["interventions.group_cbt.doses.skills"]
    began = time.perf_counter()
    rows = mesa.batch_run(
        Recovery, {"skills": skills}, number_processes=workers, max_steps=WEEKS, display_progress=False,
        rng=[replicate_seed(design.seed, number) for number in range(design.replicates)],
    )  # fmt: skip
    assert len(rows) == len(skills) * design.replicates
    return time.perf_counter() - began


def main() -> None:
    """Print what a run costs in each way."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--runs", type=int, default=2000)
    words.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = words.parse_args()
    design = design_of(asked.runs)
    runs = design.replicates * GAINS
    simulate(Planner(design).task(next(Planner(design).places(0, range(1)))))  # library burnt in, rules compiled
    bare(design)  # populations are in the cache for all
    machinery = swept(design, nothing, asked.workers)
    alone, ours, mesas = bare(design), swept(design, simulate, asked.workers), by_mesa(design, asked.workers)
    print(f"{runs:,} runs of {PEOPLE} people over {WEEKS} weeks, {asked.workers} workers; milliseconds a run")
    print(f"machinery alone (runs that do nothing)  {1e3 * machinery / runs:8.2f}   hoped for: under 10")
    print(f"bare loop in one process                {1e3 * alone / runs:8.2f}")
    print(f"sweep                                   {1e3 * ours / runs:8.2f}")
    print(f"Mesa batch_run                          {1e3 * mesas / runs:8.2f}")
    print(f"Mesa over sweep                         {mesas / ours:8.2f}")


if __name__ == "__main__":
    main()
