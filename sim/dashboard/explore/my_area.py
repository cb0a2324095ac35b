"""The visitor's own area: people, deprivation, capacity and waiting; every count and cost is scaled to it."""

import json
from collections.abc import Callable
from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.costs import budget_words, posts_chart, years_of
from sim.dashboard.explore.widgets import AreaForm
from sim.dashboard.server_state import model_baseline
from sim.report.words.comparison import BASELINE
from sim.report.words.money import amount_words, terms_of
from sim.report.words.quantities import readable
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import is_standardised
from sim.studies.explore.area import FIFTHS, area_of, mix_fields, waiting_words
from sim.studies.explore.building import TALKING_THERAPY
from sim.studies.explore.question import WHOLE, Question
from sim.studies.runs.statistics import mean_of_known

MIX = "Deprivation mix: % of the area\u2019s people in each fifth of the nation"
NATION = f"{WHOLE / len(FIFTHS):g}"  # per cent of people in each of the nation's fifths
RANKS = ("Least deprived", "Second least", "Middle", "Second most", "Most deprived")
MIX_HELP = (
    "All neighbourhoods of the nation are ranked by deprivation and cut into fifths; many health and deprivation "
    "profiles say how many of an area\u2019s people live in each. The share of the most deprived fifth alone will do: "
    "what is left empty shares the rest evenly. All empty: the nation\u2019s mix."
)
WEIGHTED = (
    "Counts, costs and curves are weighted to this mix, population by population (direct standardisation): people of "
    "each fifth fare as they do in the nation. With the nation\u2019s places a head, a more deprived area would have "
    "longer queues than that; type in its own places. What cannot be weighted says so at its figure."
)


def deprivation_fields() -> list[dict[str, str]]:
    """The five shares of the mix, the most deprived first: it is the one that people know."""
    pairs = list(zip(FIFTHS, RANKS, strict=True))[::-1]
    first = {"group": MIX, "group_help": MIX_HELP}
    return [
        {
            "name": name,
            "label": rank,
            "placeholder": NATION,
            "help": "",
            **(first if at == 0 else {"group": MIX}),
        }
        for at, (name, rank) in enumerate(pairs)
    ]


@solara.component
def MyArea(comparison: Comparison, question: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """The form, and how its waiting compares with the model's."""
    problems, set_problems = solara.use_state({})
    model = model_baseline()
    places = model.services[TALKING_THERAPY].weekly_sessions_per_100k if TALKING_THERAPY in model.services else 0.0
    waited = mean_of_known(comparison.total(BASELINE, "weeks_waited"))

    def submit(typed: dict[str, Any]) -> None:
        area, found = area_of(typed)
        set_problems(found)
        if area is not None:
            ask(question.model_copy(update={"area": area}))

    fields = [
        {"name": "population", "label": "People who live there", "placeholder": f"{model.represented_population:,}",
         "help": "Counts and costs are shown for this population."},
        *deprivation_fields(),
        {"name": "places", "label": "Talking therapy now, sessions a week per 100,000 people",
         "placeholder": f"{places:g}",
         "help": "Another value needs a new starting population: the first answer then takes longer, once."},
        {"name": "waiting", "label": "Weeks that people wait there for a first session", "placeholder": f"{waited:.1f}",
         "help": "Shown beside the wait in the model with this capacity."},
        {"name": "budget", "label": f"Budget a year beyond what is spent now ({model.economy.currency or 'money'})",
         "placeholder": "no limit", "help": "Whether it fits is said here and under Costs by year."},
    ]  # fmt: skip
    values = question.area.model_dump(exclude_none=True, exclude={"deprivation"}) | mix_fields(question.area)
    AreaForm(
        fields=json.dumps(fields), values=json.dumps(values), problems=json.dumps(problems), event_submitted=submit
    )
    html.Html(tag="p", children=[waiting_words(question.area, waited)])
    years = years_of(comparison, POLICY)
    if years:
        total = sum(year.extra for year in years)
        costs = ", ".join(amount_words(year.extra, terms_of(comparison)) for year in years)
        whole = amount_words(total, terms_of(comparison))
        text = f"Here the policy costs {whole} in {len(years)} years (not discounted): {costs}."
        html.Html(tag="p", children=[text])
        if question.area.budget is not None:
            html.Html(tag="p", children=[budget_words(years, question.area.budget, comparison)], class_="notice")
        posts = posts_chart(comparison, POLICY)
        Chart(posts.figure, posts.sentence, posts.table, height=240)
    if is_standardised(comparison):
        html.Html(tag="p", children=[WEIGHTED])
    html.Html(tag="p", children=[f"Capacity in the model: {readable(places)} sessions a week per 100,000 people."],
              class_="soft small")  # fmt: skip
