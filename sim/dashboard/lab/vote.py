"""A vote by phone, as the class sees it on the screen in front: how to join, how many are in, what they predicted."""

from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.lab.class_charts import ROW, tally_plot, tally_table, tally_words
from sim.dashboard.lab.polling import first_votes, use_seen
from sim.dashboard.qr import qr_svg
from sim.dashboard.votes.joining import PATH, address_here, join_addresses
from sim.dashboard.votes.poll import Poll, Stage, State
from sim.dashboard.votes.room import spoken
from sim.studies.lessons import Tally

START = "uv run run.py dashboard --classroom"


def by_count(state: State) -> tuple[int, int]:
    """How many have voted in the present round, and how many have joined."""
    return state.voted, state.joined


@solara.component
def OpenVote(on_open: Callable[[], None], *, full: bool) -> None:  # noqa: N802
    """The way to a vote by phone.

    Args:
        on_open: called to open one.
        full: whether there was no room for it.
    """
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=["With a class: vote by phone"])
        html.Html(
            tag="p",
            class_="soft",
            children=[
                "Everybody opens a small page on a phone and sends a prediction, without a name. Everything is "
                "forgotten after two hours."
            ],
        )
        if not join_addresses():
            Unreachable()
        solara.Button("Open a vote", on_click=on_open, outlined=True, class_="open-vote")
        if full:
            html.Html(
                tag="p", attributes={"role": "alert"}, children=["Too many votes are open here. Try again later."]
            )


@solara.component
def Unreachable() -> None:  # noqa: N802
    """Why phones cannot join, and what to do about it."""
    with html.Html(tag="div", class_="card unreachable"):
        html.Html(
            tag="p",
            children=["Phones cannot reach this page: it answers on this machine only. To let them in, start it with"],
        )
        html.Html(tag="p", children=[html.Html(tag="code", children=[START])])
        html.Html(
            tag="p",
            children=[
                "That opens it to everybody on the same network, without passwords and without encryption. "
                "To try a vote alone, open one here and join it in another window."
            ],
        )


@solara.component
def LiveVote(  # noqa: N802
    poll: Poll, stage: Stage, on_close: Callable[[], None], *, shown: bool, on_show: Callable[[], None]
) -> None:
    """A vote under way or closed.

    Args:
        poll: the vote.
        stage: how far it has come.
        on_close: called to close it.
        shown: whether the predictions are shown.
        on_show: called to show them.
    """
    if stage == Stage.OPEN:
        with html.Html(tag="section", class_="card live", attributes={"aria-label": "Vote by phone"}):
            Joining(poll)
            Count(poll)
            solara.Button("Close the vote", on_click=on_close, color="primary", class_="close-vote")
        return
    tally = first_votes(poll)
    with html.Html(tag="section", class_="card live", attributes={"aria-label": "Vote by phone"}):
        words = f"Voting is closed: {tally.total} of {poll.state.joined} in."
        html.Html(tag="p", class_="count", attributes={"role": "status"}, children=[words])
        if stage == Stage.CLOSED and not shown:
            with html.Html(tag="div", class_="steps"):
                solara.Button("Reveal the predictions", on_click=on_show, color="primary", class_="show-votes")
                solara.Button("Open the vote again", on_click=poll.reopen, outlined=True, class_="reopen-vote")
        elif tally.total:
            ClassBars(tally, poll.options, poll.state.came_out)


@solara.component
def ClassBars(tally: Tally, options: dict[str, str], answer: str) -> None:  # noqa: N802
    """What the class predicted; what came out is marked once it is known ("": not yet)."""
    said = tally.sentence(options, answer) if answer else tally_words(tally)
    Chart(
        tally_plot(tally, options, answer),
        f"The class: {said}" if answer else said,
        tally_table(tally, options, answer),
        height=80 + ROW * len(options),
    )


@solara.component
def Joining(poll: Poll) -> None:  # noqa: N802
    """Address, code and picture of a vote."""
    addresses = join_addresses() or (address_here(),)
    link = f"{addresses[0]}{PATH}/{poll.code}"
    with html.Html(tag="div", class_="joining"):
        solara.HTML(tag="div", unsafe_innerHTML=qr_svg(link, f"QR code of {link}"), classes=["qr"])
        with html.Html(tag="div"):
            html.Html(tag="p", children=["Point a phone's camera at the picture, or open"])
            html.Html(tag="p", class_="where", children=[f"{addresses[0]}{PATH}".removeprefix("http://")])
            html.Html(tag="p", children=["and type the code"])
            html.Html(tag="p", class_="code", children=[spoken(poll.code)])
            if len(addresses) > 1:
                others = " or ".join(f"{one}{PATH}".removeprefix("http://") for one in addresses[1:])
                html.Html(tag="p", class_="soft small", children=[f"If that does not open: {others}"])
            if not join_addresses():
                Unreachable()


@solara.component
def Count(poll: Poll) -> None:  # noqa: N802
    """How many of those who joined have voted, as it changes."""
    voted, joined = use_seen(poll, by_count) or (0, 0)
    with html.Html(tag="p", class_="count", attributes={"role": "status"}):
        html.Html(tag="strong", children=[f"{voted} of {joined}" if joined else ""])
        html.Html(tag="span", children=[" in" if joined else "Waiting for the first phone"])
