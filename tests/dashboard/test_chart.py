"""Words in a figure are words: Plotly would read them as markup."""

import json
from typing import Any

import pytest

from sim.dashboard.chart import as_json, new_plot


def drawn(**trace: Any) -> dict[str, Any]:
    figure = new_plot()
    figure.add_scatter(x=["a<br>b", "<a href='x'>c</a>"], y=[1, 2], **trace)
    found: dict[str, Any] = json.loads(as_json(figure))
    return found


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("<br>", "&lt;br&gt;"),
        ("a & b", "a & b"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("&#60;b", "&amp;#60;b"),
        ("5 < 6 > 4", "5 &lt; 6 &gt; 4"),
    ],
)
def test_a_name_is_shown_as_it_is_written(title: str, shown: str) -> None:
    trace = drawn(name=title, meta=title)["data"][0]
    assert (trace["name"], trace["meta"]) == (shown, shown)


def test_of_our_own_markup_line_breaks_and_the_box_beside_a_value_stay() -> None:
    found = drawn(hovertemplate="%{y}<extra>%{meta}</extra>")
    trace = found["data"][0]
    assert trace["hovertemplate"] == "%{y}<extra>%{meta}</extra>"
    assert trace["x"] == ["a<br>b", "&lt;a href='x'&gt;c&lt;/a&gt;"]
    assert trace["y"] == [1, 2]
