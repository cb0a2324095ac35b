"""Cards: made of data alone, the same for every reader, and without a figure that was not measured."""

import math
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from sim.dashboard.explore.about import about_html
from sim.errors import UserInputError
from sim.evidence.rows import evidence_row
from sim.reference.card_pages import card_text
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.explore.levers import levers
from sim.studies.interventions.card import Card, card
from sim.studies.interventions.stored import COLUMNS, NO_GAIN, Stored, doses_fingerprint
from sim.studies.interventions.trials import own_trials

CATALOGUE = load_scenario("baseline").interventions
FIGURE = re.compile(r"\d")


def row_of(name: str, **others: object) -> Stored:
    """A stored row with figures that are found nowhere else."""
    own = own_trials()[name]
    values = dict.fromkeys(COLUMNS, "x") | {
        "intervention": name, "outcome": own.outcome, "measure": str(own.measure), "row": own.row,
        "published": 7.5, "published_low": 7.25, "published_high": 7.75, "simulated": 8.5, "low": 8.25, "high": 8.75,
        "trial": "an invented trial", "participants": 4321, "policy": "an invented amount",
        "averted": 98765.0, "averted_low": 98000.0, "averted_high": 99000.0,
        "cost_per_qaly": 54321.0, "cost_low": 53000.0, "cost_high": 55000.0, "cost_note": "", "currency": "GBP",
        "price_year": 2011, "per": 1_000_000, "people": 700, "replicates": 3, "weeks": 104, "seed": 5,
        "version": "9.9.9", "rules": "abc", "doses": doses_fingerprint(CATALOGUE[name]), "date": "2031-02-03",
    }  # fmt: skip
    return Stored(**(values | others))  # type: ignore[arg-type]


def all_words(one: Card) -> str:
    return " ".join([*one.what, *one.meets, *one.simulated, one.outdated, *one.for_whom, *one.cannot_show])


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_intervention_has_a_whole_card(name: str) -> None:
    found = card(name, table={})
    spec = CATALOGUE[name]
    assert [(line.route, line.dose) for line in found.doses] == list(spec.doses.items())
    assert all(line.source and line.meaning for line in found.doses)
    assert found.what[0] == spec.stands_for
    assert found.meets[0].startswith("Its own outcome")
    assert found.cannot_show != ("Nothing is recorded on this intervention.",)
    assert found.for_whom
    own = own_trials()[name]
    if own.row:
        assert own.row in {line.row for line in found.evidence}
        assert re.match(r"(Circular|Not circular|Perhaps circular)", found.meets[-1])
    for line in found.evidence:
        assert line.source == evidence_row(line.row).source
        assert line.is_circular == line.circular.startswith("circular")


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_card_without_measurement_holds_no_figure_of_it(name: str) -> None:
    (said,) = card(name, table={}).simulated
    assert said.startswith("Not measured yet.")
    assert not FIGURE.search(said)


def test_a_card_quotes_the_stored_figures_and_when_they_were_made() -> None:
    found = card("cbt", table={"cbt": row_of("cbt")})
    said = " ".join(found.simulated)
    for words in (
        "8.50 (8.25 to 8.75) g", "published 7.50 (7.25 to 7.75)", "an invented trial", "4,321 participants",
        "3 simulated societies of 700 people", "an invented amount", "2 years", "98,765 weeks of illness averted",
        "(98,000 to 99,000) per 1,000,000 people", "54,321 (53,000 to 55,000) GBP of 2011 per QALY", "version 9.9.9",
        "2031-02-03", "chance only",
    ):  # fmt: skip
        assert words in said, words


def test_what_is_not_known_is_said() -> None:
    nothing = row_of(
        "cbt", simulated=math.nan, averted=math.nan, cost_per_qaly=math.nan, cost_note=NO_GAIN, published=math.nan
    )
    said = " ".join(card("cbt", table={"cbt": nothing}).simulated)
    assert "not known, too few people took part" in said
    assert "weeks of illness averted: not known" in said
    assert f"cost per QALY: {NO_GAIN}" in said
    assert "nan" not in said
    wide = row_of("cbt", low=math.nan, high=math.nan, averted_low=math.nan, averted_high=math.nan, cost_high=math.inf)
    said = " ".join(card("cbt", table={"cbt": wide}).simulated)
    assert "8.50 g" in said
    assert "53,000 without upper limit" in said
    assert "nan" not in said


def test_a_card_says_when_there_is_more_illness() -> None:
    worse = row_of("cbt", averted=-900.0, averted_low=-1200.0, averted_high=-600.0)
    assert "-900 weeks of illness averted (-1,200 to -600)" in " ".join(card("cbt", table={"cbt": worse}).simulated)
    assert "more illness than without it" in " ".join(card("cbt", table={"cbt": worse}).simulated)
    unclear = row_of("cbt", averted=-900.0, averted_low=-1200.0, averted_high=600.0)
    assert "more illness" not in " ".join(card("cbt", table={"cbt": unclear}).simulated)


def test_a_card_says_when_rules_or_doses_have_changed_since() -> None:
    from sim.core.fingerprint import rule_fingerprint

    assert "rules of the model have changed" in card("cbt", table={"cbt": row_of("cbt")}).outdated
    fresh = row_of("cbt", rules=rule_fingerprint())
    assert card("cbt", table={"cbt": fresh}).outdated == ""
    other = row_of("cbt", doses="another", rules=rule_fingerprint())
    assert "doses, sessions or dropout have changed" in card("cbt", table={"cbt": other}).outdated
    assert card("cbt", table={"cbt": other}).doses_changed


@pytest.fixture
def own_file(tmp_path: Path) -> Callable[[str], Scenario]:
    """Loads a scenario of one's own, which extends the baseline."""

    def load(text: str) -> Scenario:
        path = tmp_path / "mine.toml"
        path.write_text('extends = "baseline.toml"\ntitle = "Mine"\n' + text)
        return load_scenario(path)

    return load


def test_doses_are_read_from_the_scenario(own_file: Callable[[str], Scenario]) -> None:
    mine = card("cbt", own_file("[interventions.cbt]\ndoses = { restructuring = 0.123 }\n"), {"cbt": row_of("cbt")})
    line = next(line for line in mine.doses if line.route == "restructuring")
    assert (line.dose, line.source) == (0.123, "changed in this scenario")
    assert "doses, sessions or dropout have changed" in mine.outdated


def test_an_intervention_of_ones_own_has_a_card(own_file: Callable[[str], Scenario]) -> None:
    text = '[interventions.walks]\ntitle = "Walks"\nstands_for = "A walk."\nevidence = "SE22 ZZ99 prior"\n'
    mine = card("walks", own_file(text + 'doses = { activity = 1.0 }\nset_by = { activity = "SE22" }\n'))
    assert [line.row for line in mine.evidence] == ["SE22"]
    assert mine.evidence[0].circular.startswith("circular: doses of this intervention were set to meet it (activity)")
    assert "only interventions that come with the model" in mine.simulated[0]
    assert mine.cannot_show == ("Nothing is recorded on this intervention.",)
    assert "Cost: none is given." in mine.what


def test_an_unknown_intervention_gets_the_nearest_name(own_file: Callable[[str], Scenario]) -> None:
    with pytest.raises(UserInputError, match=r"no intervention 'peer_suport'\. Did you mean 'peer_support'\?"):
        card("peer_suport")
    with pytest.raises(UserInputError, match="in mine"):
        card("nothing_like_it", own_file(""))


def test_dashboard_and_documents_say_what_the_card_says() -> None:
    for lever in levers().values():
        one = card(lever.first.intervention)
        page = re.sub(r"\s+", " ", card_text(one))
        html = unescape(about_html(lever))
        for line in one.doses:
            assert f"{line.meaning}: {line.dose:g} <small>({line.source})" in html
            assert f"| `{line.route}` | {line.dose:g} | {line.meaning} | {line.source} |" in page
        for row in one.evidence:
            assert f"[{row.row}; {row.strength}; {row.circular}]" in html
        if not lever.override:
            assert one.meets[-1] in html
            assert f"- {one.meets[-1]}" in page


def test_what_a_scenario_says_is_escaped_on_the_dashboard(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.dashboard.explore import about

    lever = levers()["peer_support"]
    one = card("peer_support")._replace(what=("<script>",), meets=("<b>",), simulated=("<i>",))
    monkeypatch.setattr(about, "card", lambda *_: one)
    assert not re.search("<script>|<b>|<i>", about.about_html(lever))
