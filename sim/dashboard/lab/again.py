"""The second vote of a class, after it has seen what came out."""

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.lab.class_charts import ROW, shift_plot, shift_table, shift_words
from sim.dashboard.lab.polling import first_votes, second_votes
from sim.dashboard.lab.vote import Count
from sim.dashboard.votes.poll import Poll, Stage


@solara.component
def AskAgain(poll: Poll, stage: Stage) -> None:  # noqa: N802
    """The way to a second vote, the vote, and both beside each other.

    Args:
        poll: the vote.
        stage: how far it has come.
    """
    html.Html(tag="h3", children=["Would you now answer differently?"])
    if stage == Stage.REVEALED:
        with html.Html(tag="div", class_="steps"):
            solara.Button("Ask the class again", on_click=poll.ask_again, color="primary", class_="ask-again")
            solara.Button("Go on without", on_click=poll.finish, outlined=True, class_="no-again")
    elif stage == Stage.AGAIN:
        with html.Html(tag="section", class_="card live", attributes={"aria-label": "Second vote"}):
            html.Html(tag="p", children=["The phones that joined ask again by themselves."])
            Count(poll)
            solara.Button("Close the second vote", on_click=poll.close, color="primary", class_="close-again")
    else:
        Shift(poll)


@solara.component
def Shift(poll: Poll) -> None:  # noqa: N802
    """Both votes side by side."""
    before, after = first_votes(poll), second_votes(poll)
    if not after.total:
        html.Html(tag="p", class_="soft", children=["The class was not asked again."])
        return
    answer = poll.state.came_out
    Chart(
        shift_plot(before, after, poll.options, answer),
        shift_words(before, after, answer),
        shift_table(before, after, poll.options),
        height=110 + ROW * len(poll.options),
    )
