"""Whether this version lives the same lives as an earlier one, bit for bit: for rules that were only made faster.

    uv run python benchmarks/same.py --revision 70be35b [--quick]

The earlier version is checked out beside this one. Both live every shipped scenario, and the baseline in societies of
the fit's ensemble, from people burnt in by their own rules, and hash everything: each week's figures, groups and
resources, and every person at the end. A row says whether the hashes are the same. Exits with 1 where one is not.
Rules for which all are may be put into `sim/core/rewritten.toml`, and keep the fit that the earlier ones have.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"library_people": 400.0, "library_years": 4.0, "settling_years": 1.0}  # a short burn-in
PEOPLE = 2_000
WEEKS = 160  # past the start, the end and the aftermath of all that the scenarios hold
SEED = 20_260_101
SOCIETIES = 12  # of the ensemble


def lived(societies: int) -> Iterator[tuple[str, str]]:
    """Everything that is lived: what it is called, and its hash."""
    from sim.scenario.files import scenario_names
    from sim.scenario.load import load_scenario
    from sim.scenario.scenario import Scenario
    from sim.scenario.values import edited
    from sim.simulation.burn_in import snapshot
    from sim.studies.fitted.ensemble import as_member
    from sim.studies.runs.run import Run

    small = {f"parameters.{name}": value for name, value in SMALL.items()}
    scenarios: list[tuple[str, Scenario]] = [(name, edited(load_scenario(name), small)) for name in scenario_names()]
    baseline = edited(load_scenario("baseline"), small)
    scenarios += [(f"baseline, society {number}", as_member(baseline, number)) for number in range(1, societies)]
    for name, scenario in scenarios:
        run = Run(scenario, snapshot(scenario, PEOPLE, SEED, keep=False), WEEKS, SEED, threads=1)
        run.live(WEEKS)
        result = run.result()
        digest = hashlib.sha256(np.ascontiguousarray(run.people).tobytes())
        for array in (result.series, result.groups, result.health, *result.resources.values()):
            digest.update(np.ascontiguousarray(array).tobytes())
        digest.update(json.dumps({key: repr(value) for key, value in result.totals.items()}).encode())
        yield name, digest.hexdigest()[:16]


def of_version(tree: Path, societies: int) -> dict[str, str]:
    """What a version lives."""
    found = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--here", str(societies)],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return dict(json.loads(line) for line in found.stdout.splitlines())


def main() -> int:
    """Compare, and print a line for each."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--revision", help="the earlier version")
    asked.add_argument("--quick", action="store_true", help="no societies but the default one")
    asked.add_argument("--here", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.here is not None:
        for pair in lived(given.here):
            print(json.dumps(pair), flush=True)
        return 0
    if not given.revision:
        asked.error("say against which version: --revision")
    societies = 1 if given.quick else SOCIETIES
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "before"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(tree), given.revision], cwd=ROOT, check=True, capture_output=True
        )
        try:
            before, now = of_version(tree, societies), of_version(ROOT, societies)
        finally:
            with suppress(subprocess.CalledProcessError):
                subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
    for what in dict.fromkeys([*before, *now]):
        print(f"{'same' if before.get(what) == now.get(what) else 'OTHER':6} {what}")
    other = [what for what in before | now if before.get(what) != now.get(what)]
    print(f"{len(before | now) - len(other)} of {len(before | now)} bit-identical")
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main())
