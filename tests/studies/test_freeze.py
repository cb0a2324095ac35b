"""The freeze: rows of role check stay sealed until a file names the rules and numbers in use."""

import math
from pathlib import Path

import numpy as np
import pytest

from sim.core.fingerprint import results_of, rule_fingerprint
from sim.errors import SealedRows
from sim.evidence.rows import evidence_rows
from sim.parameters import Parameters
from sim.scenario.load import load_scenario
from sim.studies.fitted import freeze
from sim.studies.fitted.freeze import defaults_fingerprint, freeze_of_today, refuse_sealed, sealed, why_sealed
from sim.studies.interventions import measuring
from sim.studies.interventions.measuring import Size, measured
from sim.studies.measures import MEASUREMENTS, Estimate, Laboratory

CHECK = list(evidence_rows("check"))


def frozen(path: Path, **lines: str) -> Path:
    """A freeze of the numbers in use, some lines other than they should be."""
    said = {
        "date": "2027-01-31",
        "version": "9.9",
        "rules": results_of(rule_fingerprint()),
        "defaults": defaults_fingerprint(),
    }
    path.write_text("".join(f'{name} = "{words}"\n' for name, words in (said | lines).items() if words))
    return path


@pytest.fixture
def unfrozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is frozen, whatever comes with the model."""
    monkeypatch.setattr(freeze, "FILE", tmp_path / "frozen.toml")


def test_what_comes_with_the_model_fits_it() -> None:
    """A freeze of other rules or numbers would be worse than none: it would seal rows that everybody has seen."""
    if freeze.FILE.exists():
        assert why_sealed(freeze.FILE) == ""
    else:
        assert "no fit is frozen yet" in why_sealed(freeze.FILE)


@pytest.mark.usefixtures("unfrozen")
def test_without_a_freeze_check_rows_are_sealed() -> None:
    assert sealed(evidence_rows()) == CHECK
    assert sealed(evidence_rows("fit")) == []
    refuse_sealed(evidence_rows("fit"))
    refuse_sealed([])
    with pytest.raises(SealedRows, match=r"NC10 is of role check, and sealed: no fit is frozen yet .*--rows fit"):
        refuse_sealed(["SE01", "NC10"])
    with pytest.raises(SealedRows, match=r"SE07 and 22 more rows are of role check"):
        refuse_sealed(evidence_rows())


def test_a_freeze_of_the_numbers_in_use_opens_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = frozen(tmp_path / "frozen.toml")
    assert path.read_text() == freeze_of_today("2027-01-31", "9.9")
    monkeypatch.setattr(freeze, "FILE", path)
    assert why_sealed(freeze.FILE) == ""
    assert sealed(evidence_rows()) == []
    refuse_sealed(evidence_rows())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({"rules": "another"}, "frozen on 2027-01-31 (version 9.9) has other rules (another) than the model in use"),
        ({"defaults": "another"}, "has other defaults (another) than the model in use"),
        ({"date": "tomorrow"}, "does not say what it should: date (such as 2027-01-31)"),
        ({"rules": ""}, "does not say what it should"),
        ({"more": "than asked for"}, "does not say what it should"),
        ({"date": 'x" y'}, "cannot be read as TOML"),
    ],
)
def test_any_other_freeze_keeps_them_sealed(
    lines: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freeze, "FILE", frozen(tmp_path / "frozen.toml", **lines))
    assert said in why_sealed(freeze.FILE)
    assert sealed(["TX12", "SE01"]) == ["TX12"]
    with pytest.raises(SealedRows) as refused:
        refuse_sealed(["TX12"])
    assert said in str(refused.value)


def test_a_folder_in_its_place_is_no_freeze(tmp_path: Path) -> None:
    assert "cannot be read" in why_sealed(tmp_path)


def test_other_default_numbers_have_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    now = defaults_fingerprint()
    other = Parameters(drop_out=0.123)
    baseline = load_scenario("baseline")
    cbt = baseline.interventions["cbt"].model_copy(update={"dropout": 1.7})
    changed = baseline.model_copy(update={"interventions": baseline.interventions | {"cbt": cbt}})
    service = load_scenario("talking_therapies")
    course = service.services["talking_therapy"].model_copy(update={"one_contact": 0.5})
    stepped = service.model_copy(update={"services": service.services | {"talking_therapy": course}})
    in_service = {"baseline": baseline, "talking_therapies": stepped}
    for name, given in (
        ("Parameters", lambda: other),
        ("load_scenario", lambda _: changed),
        ("load_scenario", lambda which: in_service.get(which) or load_scenario(which)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(freeze, name, given)
            defaults_fingerprint.cache_clear()
            assert defaults_fingerprint() != now
    defaults_fingerprint.cache_clear()
    assert defaults_fingerprint() == now


@pytest.mark.usefixtures("unfrozen")
@pytest.mark.parametrize("row", CHECK)
def test_a_check_row_cannot_be_measured_by_its_id(row: str) -> None:
    lab = Laboratory(load_scenario("baseline"), 500, 1, keep=False)
    with pytest.raises(SealedRows, match=f"{row} is of role check"):
        MEASUREMENTS[row](lab)


@pytest.mark.usefixtures("unfrozen")
def test_the_table_of_interventions_leaves_a_sealed_trial_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def stand_in(name: str) -> Estimate:
        tried.append(name)
        return Estimate(0.5, 0.1)

    monkeypatch.setattr(measuring, "OWN_MEASURES", {name: lambda _, n=name: stand_in(n) for name in ("mbct", "cbt")})
    nothing = measuring.Worth(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, "")
    monkeypatch.setattr(measuring, "_worth", lambda names, *_: dict.fromkeys(names, nothing))
    size = Size(people=100, replicates=1, weeks=1, seed=1)
    table = measured(["cbt", "mbct"], load_scenario("baseline"), size, "2027-01-31", "9.9").set_index("intervention")
    assert tried == ["cbt"]
    assert table.loc["cbt", "simulated"] == 0.5
    assert np.isnan(table["simulated"]["mbct"])
    assert table.loc["mbct", "trial"] == ""
    assert table.loc["mbct", "published"] == 0.69
