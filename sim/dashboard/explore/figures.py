"""All figures of the policy as cards."""

import solara

from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.headline import cards_html, cards_of
from sim.studies.comparison.comparison import Comparison


@solara.component
def AllFigures(comparison: Comparison) -> None:  # noqa: N802
    """Every outcome with its interval, and its one statement of certainty."""
    cards = solara.use_memo(lambda: cards_of(comparison, POLICY), [comparison])
    solara.HTML(tag="div", unsafe_innerHTML=cards_html(cards))
