"""One page of A4 for whoever takes the answer along."""

from datetime import UTC, datetime

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.costs import budget_words, costs_table, years_of
from sim.dashboard.explore.difference import difference_chart
from sim.dashboard.explore.interim import populations_words
from sim.dashboard.explore.slope import slope
from sim.dashboard.explore.strips import strips, strips_html
from sim.dashboard.explore.widgets import Here, PrintButton
from sim.dashboard.judged import validation
from sim.dashboard.qr import qr_svg
from sim.report.words.answer import answer_of, change_words, recommendation
from sim.report.words.quantities import population_words, time_words
from sim.report.words.uncertainty import lowered
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.building import description_of
from sim.studies.explore.question import Question
from sim.versions import version

LIMITS = (
    "Simulated people, not observed: some sixty model parameters were fitted to published findings, the others "
    "are priors. Intervals {intervals}. Deaths are not modelled. This is not a clinical tool and cannot say what will "
    "happen to an individual."
)
AGREEING = {
    "fit": "Of the published findings that the fit aimed at,",
    "check": "Of those sealed until it was frozen,",
}


@solara.component
def Brief(comparison: Comparison, shown: Question, mix: str) -> None:  # noqa: N802
    """Recommendation, strips, chart, slope, costs by year, what would change this answer, limits, link."""
    href, set_href = solara.use_state("")
    policy = next(one for one in comparison.scenarios if one.name == POLICY)
    words = solara.use_memo(lambda: answer_of(comparison, POLICY), [comparison])
    main = solara.use_memo(lambda: difference_chart(comparison, POLICY, "ill"), [comparison])
    sloping = solara.use_memo(lambda: slope(comparison, POLICY), [comparison])
    drawn = solara.use_memo(lambda: strips_html(strips(comparison, POLICY)), [comparison])
    years = solara.use_memo(lambda: years_of(comparison, POLICY), [comparison])
    population = population_words(comparison.scenarios[0].represented_population)
    Here(tail=shown.model_dump_json(), event_at=set_href)
    PrintButton()
    with html.Html(tag="article", class_="brief"):
        html.Html(tag="h2", children=[recommendation(comparison, POLICY)])
        html.Html(
            tag="p", children=[f"{policy.title}. {description_of(shown.policy, shown.weeks)}"], class_="small what"
        )
        html.Html(tag="p", children=[words.words], class_="said")
        solara.HTML(tag="div", unsafe_innerHTML=drawn)
        with html.Html(tag="div", class_="pair"):
            Chart(main.figure, main.sentence, main.table, height=155)
            Chart(sloping.figure, sloping.sentence, sloping.table, height=155)
        with html.Html(tag="div", class_="pair"):
            if years:
                caption = f"Costs and posts beyond the baseline, per {population}"
                solara.HTML(tag="div", unsafe_innerHTML=table_html(costs_table(comparison, years), caption))
            with html.Html(tag="div"):
                html.Html(tag="h3", children=["What would change this answer"])
                changes = change_words(comparison, POLICY)
                if years and shown.area.budget is not None:
                    changes = [f"The budget: {lowered(budget_words(years, shown.area.budget, comparison))}", *changes]
                html.Html(tag="ul", children=[html.Html(tag="li", children=[one]) for one in changes])
        place = f"{population}, {mix}," if mix else population
        economy = comparison.scenarios[0].economy
        money = f" Money of {economy.money_year} ({economy.currency})." if economy.money_year else ""
        judged = "".join(f" {AGREEING[one.role]} {one.agreement.words('agree')}." for one in validation())
        basis = (
            f"Against \u201c{comparison.scenarios[0].title}\u201d, per {place} over {time_words(comparison.weeks)}."
            f"{money} Model version {version()}, seed {comparison.seed}, "
            f"{populations_words(comparison)} of {comparison.people:,} people, {datetime.now(UTC).date():%d %B %Y}."
        )
        with html.Html(tag="div", class_="bottom"):
            made = " ".join(comparison.notes)
            limits = LIMITS.format(intervals=comparison.uncertainty.words)
            html.Html(tag="p", children=[f"{basis} {made} {limits}{judged}".replace("  ", " ")], class_="small")
            if href:
                solara.HTML(tag="div", classes=["qr"], unsafe_innerHTML=qr_svg(href, "Opens this question"))
