"""The answer: one sentence, three strips, the main chart; below them whatever else a visitor wants to know."""

from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.controls import Choice, ControlStyle
from sim.dashboard.explore.answering import POLICY, Answer
from sim.dashboard.explore.brief import Brief
from sim.dashboard.explore.caution import cautions
from sim.dashboard.explore.costs import CostsByYear
from sim.dashboard.explore.difference import Ghost, difference_chart, ghost_of
from sim.dashboard.explore.downloads import Downloads
from sim.dashboard.explore.figures import AllFigures
from sim.dashboard.explore.interim import early_words, too_early
from sim.dashboard.explore.my_area import MyArea
from sim.dashboard.explore.over_time import CHOICES, OverTime
from sim.dashboard.explore.presenting import Presenting
from sim.dashboard.explore.side_by_side import SideBySide
from sim.dashboard.explore.status import Basis, Progress
from sim.dashboard.explore.strips import strips, strips_html
from sim.dashboard.explore.undo import History
from sim.dashboard.explore.who_gains import WhoGains
from sim.dashboard.explore.why import WhyChanged
from sim.dashboard.explore.widgets import Tabs
from sim.dashboard.server_state import model_baseline
from sim.outcomes.catalogue import WEEKLY
from sim.report.words.answer import answer_of
from sim.report.words.comparison import title_of
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.area import mix_words
from sim.studies.explore.building import baseline_of
from sim.studies.explore.notices import notices
from sim.studies.explore.question import Question

TABS = (
    "Who gains", "Why", "Costs by year", "All figures", "Brief", "Levels over time", "Side by side", "My area",
    "Downloads",
)  # fmt: skip
HEIGHT = 250  # pixels of the main chart


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
    presenting, present = solara.use_state(False)
    ghost = use_ghost(answer)
    comparison, question = answer.comparison, history.present
    ControlStyle()
    Progress(question, answer, cancel, again)
    if comparison is None:
        return
    shown = question if answer.question is None else answer.question
    with html.Html(tag="div", class_="answers"):
        early = too_early(comparison, answer.wanted) and answer.runs_for(question)
        First(comparison, shown, early)
        Main(comparison, question, ghost, ask, early)
        with html.Html(tag="div", class_="tools no-print"):
            solara.Button("Present", on_click=lambda: present(True), outlined=True, small=True, class_="present")
        Basis(shown, comparison)
        Tabs(names=list(TABS), present=tab, event_chosen=set_tab)
        with html.Html(tag="section", attributes={"role": "tabpanel", "aria-label": tab}, class_="panel"):
            if tab == "Who gains":
                WhoGains(comparison)
            elif tab == "Why":
                WhyChanged(history, answer)
            elif tab == "Costs by year":
                CostsByYear(comparison, shown, ask)
            elif tab == "All figures":
                AllFigures(comparison)
            elif tab == "Levels over time":
                OverTime(comparison, question, ask)
            elif tab == "Side by side":
                SideBySide(comparison, question, ask)
            elif tab == "My area":
                MyArea(comparison, question, ask)
            elif tab == "Brief":
                Brief(comparison, shown, mix_words(shown.area))
            else:
                Downloads(comparison, shown.area.budget)
    if presenting:
        Presenting(comparison, shown, lambda: present(False))


@solara.component
def First(comparison: Comparison, shown: Question, early: bool) -> None:  # noqa: N802
    """One sentence with size, money, certainty and catch; cautions; and the three strips.

    Args:
        comparison: what was simulated.
        shown: what was asked.
        early: whether there are too few populations for a figure, and more on their way.
    """
    words = solara.use_memo(lambda: answer_of(comparison, POLICY), [comparison])
    drawn = solara.use_memo(lambda: strips_html(strips(comparison, POLICY, early=early)), [comparison, early])
    baseline = baseline_of(shown.area, model_baseline(), shown.policy.base)
    said = solara.use_memo(lambda: notices(shown, baseline), [shown])
    odd = solara.use_memo(lambda: cautions(comparison, shown), [comparison])
    with html.Html(tag="h2", class_="answer", attributes={"aria-live": "polite"}):
        size = early_words(comparison, title_of(comparison.titles, POLICY)) if early else words.size
        html.Html(tag="span", children=[size])
    rest = " ".join(part for part in (words.money, words.wait, words.catch) if part)
    html.Html(tag="p", children=["" if early else rest], class_="answer-more")
    solara.HTML(tag="div", unsafe_innerHTML=drawn)
    for sentence in said:
        html.Html(tag="p", children=[sentence], class_="notice")
    for sentence in [] if early else odd:
        html.Html(tag="p", children=[sentence], class_="notice caution")


@solara.component
def Main(  # noqa: N802
    comparison: Comparison, question: Question, ghost: Ghost | None, ask: Callable[[Question], None], early: bool
) -> None:
    """The paired difference over time, and a choice of what it shows; early, it is drawn without a finding."""
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = solara.use_memo(lambda: difference_chart(comparison, POLICY, outcome, ghost), [comparison, outcome, ghost])

    def choose(name: str) -> None:
        ask(question.model_copy(update={"outcome": name}))

    said = f"{WEEKLY[outcome].title}: the difference from the baseline so far." if early else drawn.sentence
    Chart(drawn.figure, said, drawn.table, height=HEIGHT, paths=drawn.paths)
    text = "The line is the mean difference from the baseline, bands hold 50 and 95 % of simulated populations."
    with html.Html(tag="div", class_="under"):
        html.Html(tag="span", children=[text], class_="soft small")
        Choice("What to draw", outcome, {name: WEEKLY[name].title for name in CHOICES}, choose)


def use_ghost(answer: Answer) -> Ghost | None:
    """A hook: the line of the answer before, of the same people, years and outcome; None where there is none."""
    last: solara.Ref[tuple[Question | None, Comparison | None]] = solara.use_ref((None, None))  # shown before
    ghost: solara.Ref[Ghost | None] = solara.use_ref(None)
    before, made = last.current
    if answer.question is not None and answer.comparison is not None and answer.question != before:
        same = before is not None and answer.question.model_copy(update={"policy": before.policy}) == before
        if before is not None and made is not None and answer.question.policy != before.policy:
            ghost.current = ghost_of(made, POLICY, _outcome(answer.question)) if same else None
    if answer.comparison is not None:
        last.current = (answer.question, answer.comparison)
    found: Ghost | None = ghost.current
    return found


def _outcome(question: Question) -> str:
    return question.outcome if question.outcome in CHOICES else CHOICES[0]
