"""What the fit found, as tables; a sentence where the fit has not been made yet."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from sim.evidence.rows import Confidence, evidence_rows
from sim.reference.markdown import figure, table
from sim.reference.parameter_tables import FITTED, learned_cell, percentage, read_table, span
from sim.scenario.load import load_scenario
from sim.studies.fitted.priors import free_parameters, present_value
from sim.studies.fitting.calibration import histogram, p_of_uniform
from sim.studies.fitting.waves import Plan

STRONG = 0.3  # correlation from which on one parameter is said to make up for another
BAR = 20  # signs of a bar as long as expected
FACTS = {
    "runs": "runs of the waves", "minutes": "minutes on two cores, runs kept from before not counted",
    "not_ruled_out": "share of the prior not ruled out, wave by wave", "worst_r_hat": "largest R-hat",
    "fewest_effective": "fewest effective draws", "truths": "known worlds fitted",
    "coverage": "of their 90 % intervals, share with the true value", "ranks_uniform_p": "p of uniform ranks",
    "importance_effective": "members that the draws are worth when weighted by the model's own likelihood",
    "importance_tail": "tail of these weights (above .7: not to be trusted)",
}  # fmt: skip
NOT_YET = "*Not made yet: `{file}` does not exist.*"
CONFIDENCES: tuple[Confidence, ...] = ("checked", "partly checked", "recalled")


def not_yet(path: Path) -> str:
    """The sentence that replaces a table that does not exist yet."""
    return NOT_YET.format(file=f"sim/studies/fitted/{path.name}")


def evidence_table() -> str:
    """The number of evidence rows, by role and by how well they were confirmed."""
    rows = []
    for role in ("fit", "check", "context", "all"):
        mine = [row for row in evidence_rows().values() if role in (row.role, "all")]
        found = [row.confidence for row in mine]
        circular = sum(row.is_circular for row in mine)
        rows.append((role, *(found.count(confidence) for confidence in CONFIDENCES), len(mine), circular))
    head = ("role", *CONFIDENCES, "rows", "of them circular")
    return table(head, rows, head[1:])


def circular_rows() -> str:
    """Rows that are circular, and what their figures set."""
    rows = [(row.id, row.role, row.quantity, row.circular) for row in evidence_rows().values() if row.is_circular]
    return table(("row", "role", "quantity", "its figure set"), rows)


def row_list(role: str) -> str:
    """Ids and quantities of the rows of one role, with published value and band."""
    rows = []
    for row in evidence_rows().values():
        if row.role == role:
            low, high = row.band or (float("nan"), float("nan"))
            rows.append((row.id, row.quantity, figure(row.value), span(low, high), row.confidence))
    return table(("row", "quantity", "published", "band", "confidence"), rows, ("published", "band"))


def prior_table() -> str:
    """Free parameters, their priors, and the reason for each range."""
    baseline = load_scenario("baseline")
    rows = [
        (f"`{one.name}`", span(one.low, one.high), figure(present_value(baseline, one.name)), one.reason)
        for one in free_parameters()
    ]
    return table(("parameter", "prior (uniform)", "value in use", "reason"), rows, ("prior (uniform)", "value in use"))


def plan_table() -> str:
    """The default size of a fit."""
    return table(
        ("setting", "default"), [(f"`{name}`", value) for name, value in Plan()._asdict().items()], ("default",)
    )


def learned_table(folder: Path = FITTED) -> str:
    """How much the evidence narrowed each parameter."""
    path = folder / "learned.csv"
    rows = read_table(path)
    if not rows:
        return not_yet(path)
    shown = [
        (
            f"`{row['parameter']}`",
            span(float(row["low"]), float(row["high"])),
            figure(float(row["fitted"])),
            span(float(row["posterior_low"]), float(row["posterior_high"])),
            learned_cell(row),
            *told_apart(row),
        )
        for row in rows
    ]
    head = ("parameter", "prior", "fitted", "90 % interval", "learned", "others known", "made up for by")
    return table(head, shown, head[1:-1])


def told_apart(row: Mapping[str, str]) -> tuple[str, str]:
    """How far a parameter would be learned were all others known, and by which it is most made up for."""
    if not row.get("partner"):
        return "", ""
    strong = abs(float(row["correlation"])) >= STRONG
    return percentage(row["alone"]), f"`{row['partner']}` ({float(row['correlation']):+.2f})" if strong else ""


def row_table(folder: Path = FITTED) -> str:
    """How well the emulator predicts runs that it was not trained on, and how far the model misses, row by row."""
    path = folder / "rows.csv"
    rows = read_table(path)
    if not rows:
        return not_yet(path)
    evidence = evidence_rows()
    shown = []
    for row in rows:
        known = evidence[row["row"]]
        low, high = known.band or (float("nan"), float("nan"))
        error = float(row["error"])
        off = (f"{float(row['misfit']):+.1f}", figure(float(row["discrepancy"])))
        shown.append(
            (known.id, known.quantity, percentage(row["explained"]), figure(error), figure(error / (high - low)), *off)
        )
    head = ("row", "quantity", "explained", "error", "error over band", "misfit", "discrepancy")
    return table(head, shown, head[2:])


def calibration_table(folder: Path = FITTED) -> str:
    """Where the true values of known worlds lay among draws of the posterior: the histogram of ranks."""
    path = folder / "calibration.csv"
    rows = read_table(path)
    if not rows:
        return not_yet(path)
    ranks = np.array([[int(rank) for rank in row.values()] for row in rows])
    counts = histogram(ranks)
    expected = counts.sum() / len(counts)
    step = 100 // len(counts)
    shown = [
        (f"{place * step} to {(place + 1) * step - 1}", int(count), "#" * round(BAR * count / expected))
        for place, count in enumerate(counts)
    ]
    sentence = (
        f"{len(ranks)} worlds, {ranks.shape[1]} parameters each; uniform ranks would put {expected:.0f} into every "
        "bin. "
        f"Pearson's test of uniformity: p = {p_of_uniform(counts):.2f}."
    )
    return table(("rank among 99 draws", "true values", ""), shown, ("true values",)) + "\n\n" + sentence


def ensemble_facts(folder: Path = FITTED) -> str:
    """How the ensemble was made, and how well its members fit."""
    path = folder / "ensemble.json"
    if not path.exists():
        return not_yet(path)
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    made, members = content["made"], content["members"]
    of = made.get("rows", len(evidence_rows("fit")))
    agreeing = [member["agreeing"] for member in members]
    fitness = [member["log_likelihood"] for member in members]
    rows: Sequence[tuple[str, object]] = [
        ("version, commit, rules", f"{made['version']}, {made['commit']}, {made['rules']}"),
        *(("how", made[name]) for name in ("how",) if name in made),
        *(("measured again by", ", ".join(judge.values())) for judge in [made.get("measured_again")] if judge),
        ("members", len(members)),
        *((words, made[name]) for name, words in FACTS.items() if name in made),
        ("rows within their bands, the default in one society", f"{agreeing[0]} of {of}"),
        (
            "rows within their bands, the others",
            f"{min(agreeing[1:])} to {max(agreeing[1:])} of {of}, median {median(agreeing[1:]):g}",
        ),
        ("log likelihood, the default", figure(fitness[0])),
        ("log likelihood, the others", span(min(fitness[1:]), max(fitness[1:]))),
        *((f"plan: {name}", value) for name, value in made["plan"].items()),
    ]
    return table(("fact", "value"), rows, ("value",))


def truth_table(folder: Path = FITTED) -> str:
    """How often 90 % intervals contained the true value in fits to runs with known parameters."""
    path = folder / "learned.csv"
    rows = [row for row in read_table(path) if row.get("covered")]
    if not rows:
        return not_yet(path)
    shown = [
        (f"`{row['parameter']}`", percentage(row["covered"]), figure(float(row["recovery_error"]), 2)) for row in rows
    ]
    every = [float(row["covered"]) for row in rows]
    shown.append(("all", percentage(sum(every) / len(every)), ""))
    head = ("parameter", "true values within their 90 % interval", "error relative to the prior mean")
    return table(head, shown, head[1:])


def validation_table(folder: Path = FITTED) -> str:
    """How many rows agree, by role: out of the `evidence.csv` of `validate`, shipped as `validation.csv`."""
    path = folder / "validation.csv"
    rows = read_table(path)
    if not rows:
        return not_yet(path)
    shown: list[tuple[object, ...]] = []
    known = evidence_rows()
    for role in dict.fromkeys(known[row["id"]].role for row in rows):  # the role of today, not that of the day
        mine = [row for row in rows if known[row["id"]].role == role]
        missed = [row["id"] for row in mine if row["agrees"] != "True"]
        free = [row for row in mine if not known[row["id"]].is_circular]
        agreeing = sum(row["agrees"] == "True" for row in free)
        shown.append((role, len(mine) - len(missed), len(mine), agreeing, len(free), " ".join(missed)))
    head = ("role", "agree", "rows", "agree, not circular", "rows, not circular", "outside their bands")
    return table(head, shown, head[1:5])


def revealed_table(folder: Path = FITTED) -> str:
    """The log of revealed check rows, entry by entry."""
    path = folder / "revealed.csv"
    rows = read_table(path)
    if not rows:
        return f"*No check row has been revealed: `sim/studies/fitted/{path.name}` does not exist.*"
    return table(list(rows[0]), [list(row.values()) for row in rows])
