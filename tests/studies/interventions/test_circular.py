"""Circular figures: those that set a dose (as `set_by` says), or another number (as the evidence's column says)."""

import pytest

from sim.command.main import main
from sim.errors import UnknownEvidence
from sim.evidence.rows import evidence_rows
from sim.parameters import parameter_table
from sim.scenario.files import scenario_names
from sim.scenario.load import load_scenario
from sim.scenario.tables import InterventionSpec
from sim.studies.interventions.circular import (
    Circular,
    circular_words,
    dose_source,
    in_view,
    is_circular,
    numbers_of,
    set_by,
)

CATALOGUE = load_scenario("baseline").interventions


def course(**others: object) -> InterventionSpec:
    """A course with two doses."""
    given = {"title": "A course", "stands_for": "It.", "doses": {"skills": 1.0, "exposure": 0.5}, "sessions": 4}
    return InterventionSpec.model_validate(given | others)


@pytest.mark.parametrize("row", ["ST16", "ST17", "ST18", "TX36"])
def test_figures_that_set_the_doses_of_programmes_are_circular(row: str) -> None:
    assert set_by(row, CATALOGUE).doses
    assert set_by(row, CATALOGUE).circular


def test_a_figure_is_circular_for_the_intervention_whose_dose_it_set_alone() -> None:
    spec = course(set_by={"skills": "TX38 TX01"})
    assert set_by("TX38", {"mine": spec, "other": course()}).doses == (("mine", "skills"),)
    assert not set_by("TX38", {"other": course()}).circular
    assert circular_words("TX38", "mine", spec) == "circular: doses of this intervention were set to meet it (skills)"
    assert circular_words("TX38", "other", course()) == "not circular: no dose and no model parameter rests on it"


def test_a_figure_that_set_a_parameter_is_circular() -> None:
    assert set_by("TX20", {}).numbers == ("never_start",)
    assert circular_words("TX20", "x", course()) == "circular: parameters or settings were set by it (never_start)"


def test_a_dropout_is_circular_for_its_own_intervention() -> None:
    assert is_circular("TX18", "trauma_focused", CATALOGUE["trauma_focused"]) == Circular.YES
    assert is_circular("TX18", "mine", course()) == Circular.NO


def test_the_column_names_just_the_interventions_whose_doses_a_row_set() -> None:
    catalogues = [load_scenario(name).interventions for name in scenario_names()]
    by_doses = {
        (row, name)
        for catalogue in catalogues
        for name, spec in catalogue.items()
        for by in spec.set_by.values()
        for row in by.split()
        if row in evidence_rows()
    }
    by_column = {
        (name, number.removeprefix("dose of "))
        for name, row in evidence_rows().items()
        for number in numbers_of(row)
        if number.startswith("dose of ")
    }
    assert by_column == by_doses
    assert by_column


def test_every_number_of_the_column_exists_and_parameters_name_the_row() -> None:
    evidence = {entry.name: entry.evidence.split() for entry in parameter_table()}
    for row in evidence_rows().values():
        for number in numbers_of(row):
            kind, _, whose = number.partition(" of ")
            if kind == "dropout":
                assert row.id in CATALOGUE[whose].evidence.split(), number
            elif kind == "dose":
                assert any(whose in load_scenario(name).interventions for name in scenario_names()), number
            elif whose:
                scenario = load_scenario(whose)
                owners = [*scenario.services.values(), *scenario.staff.values()]
                assert any(hasattr(owner, kind) for owner in owners), number
            else:
                assert row.id in evidence[number.removeprefix("parameter ")], number


def test_a_row_that_set_nothing_says_what_it_was_in_view_of() -> None:
    words = circular_words("TX02", "x", course())
    assert words.startswith("not circular, but model parameters were set with it in view (")
    assert "session_teaches" in words
    free = next(name for name in evidence_rows("fit") if not in_view(name) and not set_by(name, CATALOGUE).circular)
    assert circular_words(free, "x", course()) == "not circular, but one of the rows that the fit aimed at"


def test_where_a_dose_comes_from() -> None:
    spec = course(set_by={"skills": "TX36 ST16", "exposure": "fit"})
    assert dose_source("skills", spec, None).startswith("set so that TX36 is met (Linardon")
    assert " and ST16 is met (Griffiths" in dose_source("skills", spec, None)
    assert dose_source("exposure", spec, None) == "set by a fit to all rows of the evidence"
    assert dose_source("skills", course(), None) == "no source given"


@pytest.mark.parametrize(
    ("by", "said"),
    [("definition", "unit"), ("judgement", "no figure is on record"), ("unrecorded", "not written down")],
)
def test_a_dose_that_no_figure_set_says_what_did(by: str, said: str) -> None:
    assert said in dose_source("skills", course(set_by={"skills": by}), None)


def test_doses_changed_by_hand_make_effects_perhaps_circular() -> None:
    spec = course(set_by={"skills": "unrecorded", "exposure": "judgement"})
    assert is_circular("TX38", "mine", spec) == Circular.PERHAPS
    assert circular_words("TX38", "mine", spec) == (
        "perhaps circular: doses of this intervention were changed by hand, and for which figure was not written down "
        "(skills)"
    )
    assert is_circular("EC02", "mine", spec) == Circular.NO  # what it costs
    assert is_circular("TX38", "mine", course(set_by={"skills": "judgement"})) == Circular.NO
    known = course(set_by={"skills": "TX38", "exposure": "unrecorded"})
    assert is_circular("TX38", "mine", known) == Circular.YES


@pytest.mark.parametrize("name", scenario_names())
def test_every_dose_says_what_set_it(name: str) -> None:
    for intervention, spec in load_scenario(name).interventions.items():
        missing = [route for route in spec.doses if route not in spec.set_by]
        assert not missing, f"{intervention}: say in set_by what set {missing}"


def test_units_by_definition_are_one() -> None:
    for name, spec in CATALOGUE.items():
        assert {spec.doses[route] for route, by in spec.set_by.items() if by == "definition"} <= {1.0}, name


def test_a_dose_that_a_scenario_changes_has_lost_its_source() -> None:
    shipped = course(set_by={"skills": "TX36"})
    mine = shipped.model_copy(update={"doses": {"skills": 2.0, "exposure": 0.5}})
    assert dose_source("skills", mine, shipped) == "changed in this scenario"
    assert dose_source("exposure", mine, shipped) == "no source given"
    own = mine.model_copy(update={"set_by": {"skills": "ST16"}})
    assert "ST16 is met" in dose_source("skills", own, shipped)


def test_a_source_that_does_not_exist_is_reported() -> None:
    with pytest.raises(UnknownEvidence, match="ZZ99"):
        dose_source("skills", course(set_by={"skills": "ZZ99"}), None)


@pytest.mark.parametrize("by", ["tx36", "TX36,ST16", "", "prior", "TX3", "fit TX36", "TX36\n"])
def test_sources_are_ids_or_known_words(by: str) -> None:
    with pytest.raises(ValueError, match="set_by"):
        course(set_by={"skills": by})


def test_only_a_route_with_a_dose_has_a_source() -> None:
    with pytest.raises(ValueError, match=r"set_by\.ties = 'ties': expected a route with a dose"):
        course(set_by={"ties": "TX36"})


def test_all_sources_of_the_catalogue_exist() -> None:
    for name, spec in CATALOGUE.items():
        for route in spec.doses:
            assert dose_source(route, spec, spec), name


def test_a_finding_in_full_names_what_it_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["evidence", "ST16", "TX38"]) == 0
    out = capsys.readouterr().out
    assert out.count("circular") == 1
    assert (
        "no test: doses set to meet it: attitude of mass_media; parameters or settings set by it: stigma_taught" in out
    )
