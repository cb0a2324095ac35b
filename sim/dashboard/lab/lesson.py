"""A guided lesson."""

import solara
from reacton import ipyvuetify as html

from sim.dashboard.lab.experiment import PredictAndRun
from sim.studies.lessons import Lesson, load_lesson


@solara.component
def Guided(name: str) -> None:  # noqa: N802
    """One lesson: question, prediction, run, explanation, takeaways, limits.

    Args:
        name: of the lesson.
    """
    lesson = solara.use_memo(lambda: load_lesson(name), [name])
    with html.Html(tag="article", attributes={"aria-label": lesson.title}, class_="lesson"):
        html.Html(tag="h2", children=[lesson.title])
        html.Html(tag="p", class_="soft", children=[f"About {lesson.minutes} minutes"])
        html.Html(tag="p", class_="question", children=[lesson.question])
        html.Html(tag="p", children=[lesson.setup])
        PredictAndRun(lesson.experiment, lesson.prediction, [Explained(lesson)])


@solara.component
def Explained(lesson: Lesson) -> None:  # noqa: N802
    """Why, what to take away, and what the lesson cannot show."""
    with html.Html(tag="div"):
        html.Html(tag="h3", children=["4. Why"])
        html.Html(tag="p", children=[lesson.explanation])
        html.Html(tag="h3", children=["Three things to take away"])
        html.Html(tag="ol", children=[html.Html(tag="li", children=[words]) for words in lesson.takeaways])
        html.Html(tag="h3", children=["What this cannot show"])
        html.Html(tag="ul", children=[html.Html(tag="li", children=[words]) for words in lesson.limits])
