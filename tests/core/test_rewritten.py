"""Sources that were rewritten without changing any result: what stands for their results."""

import tomllib
from pathlib import Path

import pytest

from sim.core import fingerprint
from sim.core.cache import NOWHERE
from sim.core.fingerprint import REWRITTEN, results_of, rule_fingerprint
from sim.studies.fitted.freeze import why_sealed
from sim.studies.fitting.run_file import KEPT, RunFile, run_key, study_fingerprint


def test_results_are_those_of_the_sources_before_however_often_rewritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "rewritten.toml"
    pairs = (("b", "a"), ("c", "b"), ("e", "d"))
    file.write_text("".join(f'[[rewritten]]\nwhat = "x"\nnow = "{now}"\nthen = "{then}"\n' for now, then in pairs))
    monkeypatch.setattr(fingerprint, "REWRITTEN", file)
    assert [results_of(one) for one in "abcdef"] == ["a", "a", "a", "d", "d", "f"]


def test_the_fit_that_comes_with_the_model_belongs_to_the_rules_in_use() -> None:
    assert why_sealed() == ""


def test_every_entry_is_said_and_leads_to_the_sources_in_use() -> None:
    entries = tomllib.loads(REWRITTEN.read_text(encoding="utf-8"))["rewritten"]
    assert all(set(entry) == {"what", "then", "now"} and entry["what"] for entry in entries)
    in_use = {results_of(rule_fingerprint()), results_of(study_fingerprint())}
    assert {results_of(entry["now"]) for entry in entries} <= in_use


def test_every_kept_run_of_the_fit_has_the_key_that_it_would_have_today() -> None:
    kept = RunFile(KEPT)
    found = [run_key(run["values"], run["people"], run["seed"]) == key for key, run in kept.runs.items()]
    assert len(found) >= 195
    assert all(found)


def test_a_fingerprint_is_kept_for_the_very_letters_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    monkeypatch.setattr(fingerprint, "cache_folder", lambda: tmp_path / "cache")
    file = tmp_path / "rule.py"
    file.write_text("LINE = 1\n")
    first = fingerprint.fingerprint_of([file])
    read: list[Path] = []
    code_of = fingerprint.code_of

    def counted(path: Path) -> str:
        read.append(path)
        return code_of(path)

    monkeypatch.setattr(fingerprint, "code_of", counted)
    assert fingerprint.fingerprint_of([file]) == first
    assert not read  # it was kept
    file.write_text("LINE = 2\n")
    assert fingerprint.fingerprint_of([file]) != first
    file.write_text("LINE = 1  # a thought\n")
    assert fingerprint.fingerprint_of([file]) == first
    assert len(read) == 2


def test_without_a_place_for_it_a_fingerprint_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fingerprint.fingerprint_of(fingerprint.rule_sources())
    monkeypatch.setattr(fingerprint, "cache_folder", lambda: NOWHERE)
    assert fingerprint.fingerprint_of(fingerprint.rule_sources()) == expected
    (tmp_path / "a file").touch()
    monkeypatch.setattr(fingerprint, "cache_folder", lambda: tmp_path / "a file")
    assert fingerprint.fingerprint_of(fingerprint.rule_sources()) == expected
