"""Figures as files: the pixels that Matplotlib itself would write."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from sim.report.figures.style import dress, headline, legend, new_figure, note, png


def test_a_figure_drawn_once_is_the_figure_that_matplotlib_saves() -> None:
    def drawn() -> tuple[bytes, bytes]:
        figure = new_figure(3.0)
        axes = figure.subplots()
        dress(axes, grid="y")
        (line,) = axes.plot([1, 2, 3], [10_000, 30_000, 20_000], label="people ill")
        axes.set_ylabel("people")
        headline(figure, "Fewer people are ill")
        legend(figure, [line], "How to read it")
        note(figure, "A note on what is seen")
        file = BytesIO()
        files = png(figure)
        figure.savefig(file, format="png", dpi="figure", metadata={"Software": None})
        return files.whole, file.getvalue()

    ours, theirs = drawn()
    assert ours == theirs


def test_the_bare_figure_is_cut_out_of_the_whole_one() -> None:
    figure = new_figure(2.0)
    figure.subplots().plot([1, 2], [1, 2])
    headline(figure, "A finding")
    files = png(figure)
    whole, bare = (np.asarray(Image.open(BytesIO(file)).convert("RGB")) for file in files)
    assert bare.shape[1] == whole.shape[1]
    assert bare.shape[0] < whole.shape[0]
    assert (whole[whole.shape[0] - bare.shape[0] :] == bare).all()
