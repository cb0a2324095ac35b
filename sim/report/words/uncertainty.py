"""How much of the uncertainty comes from parameters and how much from chance, in words."""

import math

from sim.report.words.comparison import Comparison, title_of, whole
from sim.report.words.outcome_rows import AVERTED
from sim.studies.runs.statistics import VarianceShare

STEP = 5  # per cent; no finer, as a share is estimated from few parameter sets


def about(share: float) -> str:
    """A share in per cent, rounded: "about 70 %"."""
    rounded = STEP * round(100.0 * share / STEP)
    return f"about {rounded} %" if 0 < rounded < 100 else f"nearly {'all' if rounded else 'none'}"


def variance_words(what: str, share: VarianceShare, called: str = "replicates") -> str:
    """The two shares of the uncertainty about something, in a sentence; they must be known.

    Args:
        what: it is about.
        share: that comes from parameters.
        called: what replicates are called here, in the plural.
    """
    return (
        f"Of the uncertainty about {what}, {about(share.between)} comes from parameters that the evidence leaves open "
        f"(95 % interval {100.0 * share.low:.0f} to {100.0 * share.high:.0f} %), and {about(1.0 - share.between)} from "
        f"chance, which more {called} reduce."
    )


def share_sentences(comparison: Comparison) -> list[str]:
    """One sentence a scenario on weeks of illness averted; none unless replicates differ by both."""
    shares = comparison.shares
    said = []
    for row in shares[shares["outcome"] == AVERTED].to_dict("records") if len(shares) else ():
        share = VarianceShare(*(float(row[name]) for name in ("parameters", "low", "high")))
        title = title_of(comparison.titles, str(row["scenario"]))
        if math.isfinite(share.between):
            said.append(f"{title}: {lowered(variance_words('weeks of illness averted', share))}")
    if len(shares) and not said:
        said.append(
            f"From {whole(comparison.settings, 'replicates')} replicates nobody can say how much of the uncertainty "
            "comes from parameters and how much from chance; run eight or more."
        )
    return said


def lowered(sentence: str) -> str:
    """A sentence as it stands after a colon."""
    return sentence[:1].lower() + sentence[1:]
