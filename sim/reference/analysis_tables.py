"""What mechanisms and parameters do, as tables; a sentence where the study has not been made yet."""

import math
from pathlib import Path

import pandas as pd

from sim.evidence.rows import evidence_rows
from sim.reference.fit_tables import not_yet
from sim.reference.markdown import table
from sim.reference.parameter_tables import FITTED, percentage
from sim.studies.fitted.decided import read_decisions
from sim.studies.validation.ablation import broken_by, moved_by

MINUS = "\N{MINUS SIGN}"


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
