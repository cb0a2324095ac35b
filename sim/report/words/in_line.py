"""Findings on one line, for the folds of the report: what stands behind the first semicolon is inside."""

import re
from collections.abc import Sequence

from sim.report.words.outcome_rows import OutcomeRow

INTERVAL = re.compile(r" \((95 % interval [^)]*|interval undefined[^)]*|no interval possible)\)")
OFTEN = re.compile(r", (better|worse|higher|lower|more|fewer) in \d+ of \d+ simulated populations")
SENTENCE = re.compile(r"(?<=[a-z)”\d])\. (?=[A-Z“])")
POLICIES = 3  # whose verdicts are counted one by one; of more, all together


def in_line(finding: str) -> str:
    """A finding without its interval and its certainty, up to the first semicolon; of two sentences the last, which is
    on policies.
    """
    said = SENTENCE.split(OFTEN.sub("", INTERVAL.sub("", finding)))[-1].split("; ")[0].rstrip(".")
    return f"{said[:1].upper()}{said[1:]}."


def counts(rows: Sequence[OutcomeRow]) -> str:
    """How many outcomes are better, worse, and neither, policy by policy."""
    scenarios = list(dict.fromkeys(row.effect.scenario for row in rows))
    if not rows:
        return "Nothing to compare."
    if len(scenarios) > POLICIES:
        return f"{_count(rows)} in {len(scenarios)} policies; the rest not clear, too small, or neither."
    said = [
        f"{mine[0].effect.title}: {_count(mine)}"
        for name in scenarios
        if (mine := [row for row in rows if row.effect.scenario == name])
    ]
    return f"{'; '.join(said)}; the rest not clear, too small, or neither."


def _count(rows: Sequence[OutcomeRow]) -> str:
    better, worse = (sum(row.verdict == verdict for row in rows) for verdict in ("better", "worse"))
    return f"{better} better, {worse} worse"
