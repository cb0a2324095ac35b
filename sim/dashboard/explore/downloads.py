"""What can be taken home."""

import solara
from reacton import ipyvuetify as html

from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.files import data_file, figure_file, report_file, scenario_file, weekly_file
from sim.studies.comparison import Comparison


@solara.component
def Downloads(comparison: Comparison) -> None:  # noqa: N802
    """Files; each is made when it is asked for."""
    offered = (
        ("my_policy.toml", "Scenario file (TOML)", "text/plain", lambda: scenario_file(comparison, POLICY),
         "Run it again, larger: uv run run.py compare my_policy.toml"),
        ("summary.csv", "Figures (CSV)", "text/csv", lambda: data_file(comparison),
         "Every outcome: baseline, policy, difference, interval, chance."),
        ("weekly.csv", "Weekly values (CSV)", "text/csv", lambda: weekly_file(comparison),
         "Every week of every simulated population."),
        ("trajectories.png", "Figure (PNG)", "image/png", lambda: figure_file(comparison), "How it develops."),
        ("report.html", "Report (HTML)", "text/html", lambda: report_file(comparison),
         "One page with findings, tables, figures and limits; takes some seconds."),
    )  # fmt: skip
    with html.Html(tag="ul", class_="downloads"):
        for filename, label, kind, make, words in offered:
            with html.Html(tag="li"):
                solara.FileDownload(make, filename=filename, label=label, mime_type=kind)
                html.Html(tag="span", children=[words], class_="soft small")
