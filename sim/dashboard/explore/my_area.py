"""The visitor's own area: people, places and waiting; every count and cost becomes theirs."""

import json
from collections.abc import Callable
from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.explore.shared import model_baseline
from sim.dashboard.explore.widgets import AreaForm
from sim.report.comparison import BASELINE
from sim.report.words import readable
from sim.studies.comparison import Comparison
from sim.studies.explore.area import area_of, waiting_words
from sim.studies.explore.building import TALKING_THERAPY
from sim.studies.explore.question import Question
from sim.studies.statistics import mean_of_known


@solara.component
def MyArea(comparison: Comparison, question: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """The form, and how its waiting compares with the model's."""
    problems, set_problems = solara.use_state({})
    model = model_baseline()
    places = model.services[TALKING_THERAPY].places_per_100k if TALKING_THERAPY in model.services else 0.0
    waited = mean_of_known(comparison.total(BASELINE, "weeks_waited"))

    def submit(typed: dict[str, Any]) -> None:
        area, found = area_of(typed)
        set_problems(found)
        if area is not None:
            ask(question.model_copy(update={"area": area}))

    fields = [
        {"name": "population", "label": "People who live there", "placeholder": f"{model.represented_population:,}",
         "help": "Counts and costs are told for so many people."},
        {"name": "places", "label": "Talking therapy now, sessions a week per 100,000 people",
         "placeholder": f"{places:g}",
         "help": "Another number makes another society, burnt in anew: the first answer then takes longer, once."},
        {"name": "waiting", "label": "Weeks that people wait there for a first session", "placeholder": f"{waited:.1f}",
         "help": "Set beside what the model finds with these places."},
    ]  # fmt: skip
    values = question.area.model_dump(exclude_none=True)
    AreaForm(
        fields=json.dumps(fields), values=json.dumps(values), problems=json.dumps(problems), event_submitted=submit
    )
    html.Html(tag="p", children=[waiting_words(question.area, waited)])
    html.Html(tag="p", children=[f"Places in the model: {readable(places)} sessions a week per 100,000 people."],
              class_="soft small")  # fmt: skip
