"""One outcome week by week."""

from collections.abc import Callable

import solara

from sim.dashboard.chart import Chart
from sim.dashboard.explore.curves import CHOICES, curves
from sim.dashboard.explore.settled import SETTLED, is_settled
from sim.outcomes import WEEKLY
from sim.studies.comparison import Comparison
from sim.studies.explore.question import Question

READING = (
    "Above: means over populations, and the range of 95 % of them; the axis does not start at zero. "
    "Below: the difference from care as it is on the same dice, with its 95 % interval. "
    "Here a policy shows: both lines above share the same chance events."
)
NOT_SETTLED = f"From fewer than {SETTLED} populations, intervals may yet move: nothing is called clear."


@solara.component
def OverTime(comparison: Comparison, question: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """The curve, and a choice of what it shows."""
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = solara.use_memo(lambda: curves(comparison, outcome), [comparison, outcome])
    titles = {WEEKLY[name].title: name for name in CHOICES}

    def choose(title: str) -> None:
        ask(question.model_copy(update={"outcome": titles[title]}))

    solara.Select("What to draw", values=list(titles), value=WEEKLY[outcome].title, on_value=choose, dense=True)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=430)
    reading = READING if is_settled(comparison) else f"{READING} {NOT_SETTLED}"
    solara.Text(reading, classes=["soft", "small"])
