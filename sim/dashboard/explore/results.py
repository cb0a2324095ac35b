"""The answers: their progress, the headline row, and the view that the visitor chose."""

from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.explore.answering import POLICY, Answer
from sim.dashboard.explore.brief import Brief
from sim.dashboard.explore.downloads import Downloads
from sim.dashboard.explore.headline import cards_html, cards_of
from sim.dashboard.explore.interim import is_settled, populations_words
from sim.dashboard.explore.my_area import MyArea
from sim.dashboard.explore.over_time import OverTime
from sim.dashboard.explore.side_by_side import SideBySide
from sim.dashboard.explore.undo import History
from sim.dashboard.explore.who_gains import WhoGains
from sim.dashboard.explore.why import WhyChanged
from sim.dashboard.explore.widgets import Tabs
from sim.report.words.quantities import population_words, time_words
from sim.report.words.uncertainty import share_sentences
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.area import mix_words
from sim.studies.explore.building import title_of
from sim.studies.explore.explorer import FEW
from sim.studies.explore.question import Question

TABS = ("Over time", "Why did that change?", "Who gains", "Side by side", "My area", "Brief", "Downloads")
CROWDED = "Many visitors ask at this moment: these are two populations, which are not conclusive. More will follow."


@solara.component
def Results(  # noqa: N802
    history: History,
    answer: Answer,
    cancel: Callable[[], None],
    again: Callable[[], None],
    ask: Callable[[Question], None],
) -> None:
    """What the model answers."""
    tab, set_tab = solara.use_state(TABS[0])
    Status(history.present, answer, cancel, again)
    comparison = answer.comparison
    if comparison is None:
        return
    cards = solara.use_memo(lambda: cards_of(comparison, POLICY), [comparison])
    solara.HTML(tag="div", unsafe_innerHTML=cards_html(cards))
    Tabs(names=list(TABS), present=tab, event_chosen=set_tab)
    with html.Html(tag="section", attributes={"role": "tabpanel", "aria-label": tab}, class_="panel"):
        if tab == "Over time":
            OverTime(comparison, history.present, ask)
        elif tab == "Why did that change?":
            WhyChanged(history, answer)
        elif tab == "Who gains":
            WhoGains(comparison)
        elif tab == "Side by side":
            SideBySide(comparison, history.present, ask)
        elif tab == "My area":
            MyArea(comparison, history.present, ask)
        elif tab == "Brief":
            Brief(
                comparison, cards, mix_words(history.present.area if answer.question is None else answer.question.area)
            )
        else:
            Downloads(comparison)


@solara.component
def Status(  # noqa: N802
    question: Question, answer: Answer, cancel: Callable[[], None], again: Callable[[], None]
) -> None:
    """What is shown, what it is based on, and whether more will follow."""
    running = answer.runs_for(question)
    with html.Html(
        tag="div", class_="status", attributes={"aria-live": "polite", "data-populations": answer.replicates}
    ):
        if answer.problem:
            with html.Html(tag="div", class_="card failure", attributes={"role": "alert"}):
                html.Html(tag="p", children=[answer.problem])
                solara.Button("Try again", on_click=again, outlined=True, small=True)
        comparison = answer.comparison
        if comparison is None:
            if not answer.problem:
                text = "Preparing the population. The first start on a machine takes up to a minute; later ones do not."
                html.Html(tag="p", children=[text])
            return
        shown = question if answer.question is None else answer.question
        title = f"{title_of(shown.policy)}, compared with care as it is"
        html.Html(tag="h2", children=[title])
        population = population_words(comparison.scenarios[0].represented_population)
        mix = mix_words(shown.area)
        count = populations_words(comparison, "simulated population")
        rests = (
            f"Per {population}{', ' + mix + ',' if mix else ''} over {time_words(comparison.weeks)}, from "
            f"{count} of {comparison.people:,} people, each under both, "
            f"with the same random numbers (seed {shown.seed}). Intervals {comparison.uncertainty.words}."
        )
        html.Html(tag="p", children=[rests], class_="soft small")
        if is_settled(comparison):
            for sentence in share_sentences(comparison)[:1]:
                html.Html(tag="p", children=[sentence], class_="soft small shares")
        with html.Html(tag="div", class_="underway no-print"):
            if running:
                kind = (
                    ": chance alone. Under way:"
                    if comparison.uncertainty is Uncertainty.STOCHASTIC
                    else " given. Parameters vary now:"
                )
                said = f"First answer{kind} {answer.replicates} of {answer.wanted} populations."
                said = CROWDED if answer.replicates == FEW else said
                said = said if answer.is_for(question) else "The model is running\N{HORIZONTAL ELLIPSIS}"
                html.Html(tag="span", children=[said])
                html.Html(
                    tag="progress", attributes={"max": answer.wanted, "value": answer.replicates, "aria-label": said}
                )
                solara.Button("Cancel", on_click=cancel, outlined=True, small=True)
            elif answer.replicates < answer.wanted or not answer.is_for(question):
                said = f"Stopped at {answer.replicates} of {answer.wanted} populations: intervals stay wide."
                said = said if answer.is_for(question) else "Stopped at the policy before: the new one was not run."
                html.Html(tag="span", children=[said])
                solara.Button("Go on", on_click=again, outlined=True, small=True)
            else:
                html.Html(tag="span", children=[f"Done: {answer.replicates} populations."])
