"""What the fit found, as tables; a sentence where the fit has not been made yet."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.evidence.rows import Confidence, evidence_rows
from sim.reference.markdown import figure, table
from sim.reference.parameter_tables import FITTED, learned_cell, percentage, read_table, span
from sim.scenario.load import load_scenario
from sim.studies.fitted.decided import read_decisions
from sim.studies.fitted.priors import free_parameters, present_value
from sim.studies.fitting.fit import Plan
from sim.studies.validation.ablation import broken_by, moved_by

MINUS = "\N{MINUS SIGN}"
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
        )
        for row in rows
    ]
    head = ("parameter", "prior", "fitted", "90 % interval", "learned")
    return table(head, shown, head[1:])


def emulator_table(folder: Path = FITTED) -> str:
    """How well the emulator predicts runs that it was not trained on, row by row."""
    path = folder / "emulator.csv"
    rows = read_table(path)
    if not rows:
        return not_yet(path)
    evidence = evidence_rows()
    shown = []
    for row in rows:
        known = evidence[row["row"]]
        low, high = known.band or (float("nan"), float("nan"))
        error = float(row["error"])
        shown.append(
            (known.id, known.quantity, percentage(row["explained"]), figure(error), figure(error / (high - low)))
        )
    head = ("row", "quantity", "explained", "error", "error over band")
    return table(head, shown, head[2:])


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
        *(("judged again by", ", ".join(judge.values())) for judge in [made.get("judged_again")] if judge),
        ("parameter sets tested in the model", made["tried"]),
        ("members kept", len(members)),
        *((name, made[name]) for name in ("minutes", "truths", "coverage") if name in made),
        ("rows within their bands, the default", f"{agreeing[0]} of {of}"),
        ("rows within their bands, all members", f"{min(agreeing)} to {max(agreeing)} of {of}"),
        ("log likelihood, all members", span(min(fitness), max(fitness))),
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


def ablation_table(folder: Path = FITTED) -> str:
    """Which mechanism carries which row, read both ways: out of the `ablation.csv` of `ablate`, shipped as such."""
    path = folder / "ablation.csv"
    if not path.exists():
        return not_yet(path)
    found = pd.read_csv(path)
    names = list(dict.fromkeys(str(name) for name in found["mechanism"]))
    broken = {name: broken_by(found, name) for name in names}
    shown = [
        (name.replace("_", " "), " ".join(broken[name]) or "none", " ".join(moved_by(found, name)) or "none")
        for name in names
    ]
    head = ("without", "rows that no longer agree", "rows that move by half a band or more, and still agree or did not")
    known = evidence_rows()
    carried = [
        (row, known[row].quantity, ", ".join(name.replace("_", " ") for name in names if row in broken[name]))
        for row in dict.fromkeys(str(row) for row in found["row"])
        if any(row in rows for rows in broken.values())
    ]
    rest = found["row"].nunique() - len(carried)
    return "\n\n".join(
        (
            table(head, shown),
            "The other way round; the other "
            f"{rest} rows agree, or fail to, without each single mechanism as they do with all of them:",
            table(("row", "quantity", "no longer agrees without"), carried),
        )
    )


def deciding_table(folder: Path = FITTED) -> str:
    """Which parameters decide what each policy averts: the `deciding.csv` of `deciding`, shipped as such."""
    path = folder / "deciding.csv"
    found = read_decisions(path)
    if not found:
        return not_yet(path)
    shown = []
    for name, one in found.items():
        clear = "; ".join(
            f"{'+' if each.more else MINUS} `{each.parameter}` {percentage(each.share)} "
            f"({100.0 * each.low:.0f} to {100.0 * each.high:.0f})"
            for each in one.clear
        )
        others = " ".join(f"`{each.parameter}`" for each in one.ranking if not each.clear)
        figures = f"{one.averted:.0f}", f"{one.spread:.0f}", percentage(max(0.0, one.explained))
        chance = "" if math.isnan(one.chance) else percentage(one.chance)
        shown.append((f"`{name}`", *figures, chance, clear or "nothing can be ranked", others))
    head = (
        "policy", "averted", "SD", "explained", "chance", "clear: share of the variance (95 % interval)",
        "next, not clear",
    )  # fmt: skip
    return table(head, shown, head[1:5])
