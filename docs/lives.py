"""Twenty lives of ten years, lived with a mechanism and without it, by the same people with the same random numbers.

    uv run docs/lives.py entrenchment shaken_belief [--out FOLDER]

Writes a figure for each mechanism (fourteen people who are depressed at some time and six who are not; with `--traumas`
fourteen who live through a severe trauma), and prints what the whole society shows. For the development log, which
says what a clinician would believe of them.
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import numpy.typing as npt

mpl.use("Agg")
from matplotlib import pyplot as plt

from sim.parameters import Parameters
from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.values import edited
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot

PEOPLE, YEARS, SEED = 2_000, 10, 20_260_101
WEEKS = YEARS * WEEKS_PER_YEAR
SHOWN, STRUCK = 20, 14  # lives in a figure, and how many of them are depressed at some time (or traumatised)
PHQ9, PCL5, GSE_LOW, GSE_HIGH = 27.0, 80.0, 10.0, 40.0  # ends of the scales
CASE_PHQ9, CASE_PCL5 = Parameters().case_phq9, Parameters().case_pcl5
SEVERE = 2  # grade of a trauma
WITH, BELIEF, WITHOUT = "#0072B2", "#D55E00", "0.6"


class Lives(NamedTuple):
    """Ten years of everybody (weeks by people)."""

    phq9: npt.NDArray[np.float64]  # points, without error
    pcl5: npt.NDArray[np.float64]
    gse: npt.NDArray[np.float64]
    depressed: npt.NDArray[np.bool_]  # in an episode
    struck: npt.NDArray[np.bool_]  # by a severe trauma
    stayed: npt.NDArray[np.bool_]  # people who were there from the first to the last week (people)


def lived(scenario: Scenario, start: Snapshot) -> Lives:
    """Ten years of a scenario."""
    engine = Engine(scenario, start.ties, start.state.copy(), SEED, threads=1)
    ids = engine.people["id"].copy()
    weeks: list[tuple[npt.NDArray[np.float64], ...]] = []
    for _ in range(WEEKS):
        engine.step()
        people = engine.people
        severity = people["severity"]
        low = severity[:, Disorder.DEPRESSION] - people["relief"] + people["burden"]
        belief = 1.0 / (1.0 + np.exp(-people["self_efficacy"].mean(axis=1)))
        weeks.append((
            PHQ9 / (1.0 + np.exp(-low)),
            PCL5 / (1.0 + np.exp(-severity[:, Disorder.POST_TRAUMATIC_STRESS])),
            GSE_LOW + (GSE_HIGH - GSE_LOW) * belief,
            people["in_episode"][:, Disorder.DEPRESSION] == 1,
            people["trauma"] == SEVERE,
        ))  # fmt: skip
    phq9, pcl5, gse, depressed, struck = (np.array(part) for part in zip(*weeks, strict=True))
    return Lives(phq9, pcl5, gse, depressed.astype(bool), struck.astype(bool), engine.people["id"] == ids)


def chosen(lives: Lives, traumas: bool) -> npt.NDArray[np.int64]:
    """Whose lives are drawn: by chance, from those who were there all the time."""
    chance = np.random.default_rng(SEED)
    marked = (lives.struck if traumas else lives.depressed).any(axis=0)
    some = chance.choice(np.flatnonzero(marked & lives.stayed), STRUCK, replace=False)
    others = chance.choice(np.flatnonzero(~marked & lives.stayed), SHOWN - STRUCK, replace=False)
    return np.concatenate((some, others))


def draw(name: str, whole: Lives, without: Lives, traumas: bool, out: Path) -> None:
    """The figure of a mechanism."""
    figure, axes = plt.subplots(SHOWN // 2, 4, figsize=(18, 20), sharex=True)
    years = np.arange(WEEKS) / WEEKS_PER_YEAR
    scale, top, case = ("pcl5", PCL5, CASE_PCL5) if traumas else ("phq9", PHQ9, CASE_PHQ9)
    for place, person in enumerate(chosen(whole, traumas)):
        symptoms, belief = axes[place // 2, place % 2 * 2], axes[place // 2, place % 2 * 2 + 1]
        for lives, colours in ((without, (WITHOUT, WITHOUT)), (whole, (WITH, BELIEF))):
            symptoms.plot(years, getattr(lives, scale)[:, person], color=colours[0], linewidth=0.9)
            belief.plot(years, lives.gse[:, person], color=colours[1], linewidth=0.9)
        symptoms.set(ylim=(0, top), ylabel="PCL-5" if traumas else "PHQ-9")
        symptoms.axhline(case, color="0.8", linewidth=0.5)
        belief.set(ylim=(GSE_LOW, GSE_HIGH), ylabel="GSE")
    for axis in axes[-1]:
        axis.set_xlabel("years")
    words = name.replace("_", " ")
    figure.suptitle(f"Twenty lives with {words} (blue: symptoms, orange: self-efficacy) and without (grey)")
    figure.tight_layout(rect=(0, 0, 1, 0.98))
    figure.savefig(out / f"lives_{name}.png", dpi=60)
    plt.close(figure)


def spells(depressed: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How long episodes last, weeks; one that is cut off at an end counts as far as it goes."""
    padded = np.pad(depressed.astype(np.int8), ((1, 1), (0, 0)))
    change = np.diff(padded, axis=0).T
    return np.flatnonzero(change.ravel() < 0) - np.flatnonzero(change.ravel() > 0)


def figures(lives: Lives) -> str:
    """What the whole society shows, a sentence."""
    yearly = lives.gse[::WEEKS_PER_YEAR]
    again = np.corrcoef(yearly[0][lives.stayed], yearly[1][lives.stayed])[0, 1]
    long = spells(lives.depressed)
    return (
        f"GSE SD {lives.gse[-1].std():.2f}, with itself after a year {again:.2f}; PHQ-9 {lives.phq9.mean():.2f} (SD "
        f"{lives.phq9.std():.2f}), {lives.phq9[lives.depressed].mean():.1f} in an episode; depressed "
        f"{lives.depressed.mean():.2%} of weeks, {len(long)} spells, median {np.median(long):.0f} weeks, "
        f"{np.mean(long > WEEKS_PER_YEAR):.0%} over a year; PCL-5 of {CASE_PCL5:.0f} or more "
        f"{np.mean(lives.pcl5 >= CASE_PCL5):.2%}"
    )


def main() -> None:
    """Live, print and draw."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("mechanism", nargs="+", help="such as entrenchment: a switch of docs/PARAMETERS.md")
    asked.add_argument(
        "--traumas", action="store_true", help="people who live through a severe trauma, and their PCL-5"
    )
    asked.add_argument("--out", type=Path, default=Path("results/lives"))
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    scenario = load_scenario("baseline")
    start = snapshot(scenario, PEOPLE, SEED)
    whole = lived(scenario, start)
    print(f"with all: {figures(whole)}")
    for name in given.mechanism:
        without = lived(edited(scenario, {f"mechanisms.{name}": False}), start)
        print(f"without {name}: {figures(without)}")
        draw(name, whole, without, given.traumas, given.out)


if __name__ == "__main__":
    main()
