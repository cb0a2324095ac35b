"""Who gains: weeks of illness averted by sex, age and deprivation."""

import solara

from sim.dashboard.chart import Chart
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.gains import gains
from sim.studies.comparison import Comparison


@solara.component
def WhoGains(comparison: Comparison) -> None:  # noqa: N802
    """Points with intervals, one a group."""
    drawn = solara.use_memo(lambda: gains(comparison, POLICY), [comparison])
    Chart(drawn.figure, drawn.sentence, drawn.table, height=420)
    text = (
        "Where a line crosses zero, the run shows no clear difference, and the point is hollow. Small groups have wide "
        "lines."
    )
    solara.Text(text, classes=["soft", "small"])
