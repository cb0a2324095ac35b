"""What all interactive figures share: look, and how they and their tables travel to the browser."""

import html

import pandas as pd
import plotly.graph_objects as go

from sim.report.style import INK, RULE, SOFT_INK

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SIZE = 14  # pixels


def new_plot() -> go.Figure:
    """An empty figure in the house style."""
    axis = {
        "gridcolor": RULE, "linecolor": SOFT_INK, "zeroline": False, "ticks": "outside", "tickcolor": SOFT_INK,
        "title": {"font": {"color": SOFT_INK, "size": SIZE}}, "automargin": True,
    }  # fmt: skip
    return go.Figure(
        layout={
            "template": None, "font": {"family": FONT, "size": SIZE, "color": INK}, "paper_bgcolor": "white",
            "plot_bgcolor": "white", "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "xaxis": axis, "yaxis": axis,
            "hovermode": "x unified", "separators": ".,",
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "xanchor": "left"},
        }
    )  # fmt: skip


def as_json(figure: go.Figure) -> str:
    """The figure as text for Plotly in the browser."""
    return str(figure.to_json())


def table_html(table: pd.DataFrame, caption: str) -> str:
    """A table for people: headings with a scope, everything escaped."""
    heads = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
    rows = []
    for row in table.itertuples(index=False):
        first, *others = [html.escape(str(cell)) for cell in row] or [""]
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        rows.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    said = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<table class="numbers">{said}<thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
