"""The explorer."""

import pandas as pd
import solara

from sim.dashboard.chart import Chart
from sim.dashboard.plots import new_plot


@solara.component
def Page() -> None:  # noqa: N802
    """The explorer."""
    f = new_plot()
    f.add_scatter(x=[1, 2, 3], y=[1, 4, 2])
    Chart(f, "A test sentence", pd.DataFrame({"x": [1, 2, 3]}))
