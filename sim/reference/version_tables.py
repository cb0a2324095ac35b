"""What version 0.1 met and what the present one meets, by the bands of today."""

from pathlib import Path

from sim.evidence.rows import evidence_rows
from sim.reference.markdown import figure, table
from sim.reference.parameter_tables import FITTED, read_table, span

BEFORE, NOW = "validation_0_1.csv", "validation.csv"


def then_and_now(folder: Path = FITTED) -> str:
    """Rows that both versions measured: how many each meets, and which were gained and lost."""
    before = {row["id"]: float(row["simulated"]) for row in read_table(folder / BEFORE)}
    now = {row["id"]: float(row["simulated"]) for row in read_table(folder / NOW)}
    evidence = evidence_rows()
    both = [name for name in before if name in now and name in evidence and evidence[name].band]
    met = {name: (evidence[name].agrees(before[name]), evidence[name].agrees(now[name])) for name in both}
    counts = [
        ("met by both", sum(old and new for old, new in met.values())),
        ("gained: met now, missed by 0.1", sum(new and not old for old, new in met.values())),
        ("lost: met by 0.1, missed now", sum(old and not new for old, new in met.values())),
        ("missed by both", sum(not old and not new for old, new in met.values())),
        ("measured by both", len(both)),
        ("measured now alone", len(now.keys() - set(both))),
    ]
    moved = [
        (
            "gained" if now_met else "lost",
            name,
            evidence[name].quantity,
            figure(evidence[name].value),
            span(*(evidence[name].band or (0.0, 0.0))),
            figure(before[name]),
            figure(now[name]),
        )
        for name, (old_met, now_met) in sorted(met.items(), key=lambda one: not one[1][1])
        if old_met != now_met
    ]
    head = ("", "row", "quantity", "published", "band", "0.1", "now")
    return table(("findings", "rows"), counts, ("rows",)) + "\n\n" + table(head, moved, head[3:])
