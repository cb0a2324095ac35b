"""What is shown, what it is based on, and whether more will follow."""

from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.explore.answering import Answer
from sim.dashboard.explore.interim import is_settled, populations_words
from sim.report.words.quantities import population_words, time_words
from sim.report.words.uncertainty import share_sentences
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.uncertainty import Uncertainty
from sim.studies.explore.area import mix_words
from sim.studies.explore.explorer import FEW
from sim.studies.explore.question import Question

CROWDED = "Many visitors ask at this moment: these are two populations, which are not conclusive. More will follow."


@solara.component
def Progress(  # noqa: N802
    question: Question, answer: Answer, cancel: Callable[[], None], again: Callable[[], None]
) -> None:
    """Whether more will follow, and how to stop it."""
    running = answer.runs_for(question)
    with html.Html(
        tag="div", class_="status no-print", attributes={"aria-live": "polite", "data-populations": answer.replicates}
    ):
        if answer.problem:
            with html.Html(tag="div", class_="card failure", attributes={"role": "alert"}):
                html.Html(tag="p", children=[answer.problem])
                solara.Button("Try again", on_click=again, outlined=True, small=True)
        if answer.comparison is None:
            if not answer.problem:
                text = "Preparing the population. The first start on a machine takes up to a minute; later ones do not."
                html.Html(tag="p", children=[text])
            return
        with html.Html(tag="div", class_="underway"):
            if running:
                kind = (
                    ": chance alone. Under way:"
                    if answer.comparison.uncertainty is Uncertainty.STOCHASTIC
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


@solara.component
def Basis(shown: Question, comparison: Comparison) -> None:  # noqa: N802
    """What the figures are compared with, per what, and from how many populations."""
    for sentence in basis_words(shown, comparison):
        html.Html(tag="p", children=[sentence], class_="soft small basis")


def basis_words(shown: Question, comparison: Comparison) -> list[str]:
    """Comparator, population, horizon, populations, seed; and what the uncertainty comes from."""
    population = population_words(comparison.scenarios[0].represented_population)
    mix = mix_words(shown.area)
    count = populations_words(comparison, "simulated population")
    economy = comparison.scenarios[0].economy
    money = f" Money is in {economy.currency} of {economy.money_year}." if economy.money_year else ""
    said = (
        f"Compared with \N{LEFT DOUBLE QUOTATION MARK}{comparison.scenarios[0].title}\N{RIGHT DOUBLE QUOTATION MARK}, "
        f"per {population}{', ' + mix + ',' if mix else ''} over {time_words(comparison.weeks)}, from {count} of "
        f"{comparison.people:,} people, each under both, with the same random numbers (seed {shown.seed}). Intervals "
        f"{comparison.uncertainty.words}.{money}"
    )
    shares = share_sentences(comparison)[:1] if is_settled(comparison) else []
    return [said, *(sentence.replace("replicates", "populations") for sentence in shares)]
