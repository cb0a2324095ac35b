"""The page and the figure of the evidence."""

import math
import re
from itertools import pairwise
from pathlib import Path

import pytest

from sim.command.validate import evidence_table
from sim.evidence.rows import evidence_row
from sim.report.figures.forest import draw_forest, on_band, within
from sim.report.figures.style import png
from sim.report.pages.evidence import PAGE, between, failing_words, lines, number, write_evidence_page
from sim.studies.validation.validation import carried_by, judged
from tests.studies.validation.made_up_rows import JUDGED, made_up


def test_places_on_the_band() -> None:
    assert [on_band(value, 2.0, 6.0) for value in (2.0, 4.0, 6.0, 10.0)] == [-1.0, 0.0, 1.0, 3.0]
    assert math.isnan(on_band(1.0, 2.0, 2.0))
    assert [within(place) for place in (-9.0, 0.5, 9.0)] == [-3.0, 0.5, 3.0]
    assert math.isnan(within(math.nan))


@pytest.mark.parametrize("roles", [("fit", "check"), ("check",)])
def test_the_figure_draws_every_kind_of_row(roles: tuple[str, ...]) -> None:
    rows = judged(*roles)
    figure = draw_forest(made_up(rows))
    png(figure)  # warnings are errors
    assert len(figure.axes) == len(roles)
    labels = [label for axes in figure.axes for label in axes.get_yticklabels()]
    assert [label.get_text()[:4] for label in labels] == [name for role in roles for name in judged(role)]
    boxes = [label.get_window_extent() for label in labels]
    assert not any(one.overlaps(two) for one, two in pairwise(boxes))
    assert min(box.x0 for box in boxes) >= 0.0
    titles = {
        "fit": "Rows that the fit aimed at",
        "check": "Rows that were sealed until the fit was frozen",
    }
    assert [axes.get_title(loc="left") for axes in figure.axes] == [titles[role] for role in roles]
    said = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert said.count("not measurable") == math.ceil((len(rows) - 5) / 7)


def test_legend_and_panels_do_not_overlap() -> None:
    figure = draw_forest(made_up(JUDGED))
    png(figure)
    legend = figure.legends[0].get_window_extent()
    assert not any(legend.overlaps(text.get_window_extent()) for text in figure.texts)
    assert not any(legend.overlaps(axes.get_window_extent()) for axes in figure.axes)


def test_the_page_has_a_line_for_each_row(tmp_path: Path) -> None:
    table = made_up(JUDGED)
    write_evidence_page(tmp_path, table, JUDGED, carried_by(), "Made up.")
    text = (tmp_path / PAGE).read_text(encoding="utf-8")
    described = text[: text.index("data:image")] + text[text.index("</h2>") :]
    for name, one in JUDGED.items():
        assert described.count(f"<td>{name}</td>") == 1
        assert one.quantity.split("(")[0].strip().replace("'", "&#39;") in described
    failing = table[~table["agrees"]]
    assert described.count('<tr class="no">') == described.count("<li>") == len(failing)
    fitted = table[table["role"] == "fit"]
    free = [name for name in fitted["id"] if not JUDGED[name].is_circular]
    agreeing = int(fitted.set_index("id").loc[free, "agrees"].sum())
    assert f"<strong>{fitted['agrees'].sum()} of {len(fitted)}</strong> rows that the fit aimed at" in described
    assert f"aimed at ({agreeing} of the {len(free)} that are not circular) agree" in described
    assert described.count("Circular, the figure set: ") == len(fitted) - len(free)
    assert not re.search(r"\bnan\b", described)
    assert "not measurable to" not in described
    assert (tmp_path / "evidence.png").stat().st_size > 10_000


def test_a_failing_row_says_what_would_have_to_change() -> None:
    table = made_up({"SE01": evidence_row("SE01")})
    described = lines(table, JUDGED, {"SE01": "the rate of learning"})[0]
    high = failing_words(described._replace(simulated="33"), evidence_row("SE01"), 33.0)
    assert ": too high, 33 where " in high
    assert high.endswith("It depends on the rate of learning.")
    assert ": too low, 3 where " in failing_words(described._replace(simulated="3"), evidence_row("SE01"), 3.0)
    unknown = failing_words(described._replace(simulated=number(math.nan)), evidence_row("SE01"), math.nan)
    assert ": not measurable where " in unknown


def test_numbers_in_words() -> None:
    assert number(-0.12345) == "\N{MINUS SIGN}0.123"
    assert between(1.0, 2.5) == "1 to 2.5"
    assert between(math.nan, 1.0) == ""


@pytest.mark.parametrize("width", [80, 100])
def test_the_printed_table_fits(width: int) -> None:
    from rich.console import Console

    console = Console(width=width)
    with console.capture() as kept:
        console.print(evidence_table(made_up(JUDGED).to_dict("records")))
    printed = kept.get()
    assert "\N{HORIZONTAL ELLIPSIS}" not in printed
    assert not re.search(r"\bnan\b", printed)
    assert all(f" {name} " in printed for name in JUDGED)
