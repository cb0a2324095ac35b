"""Which parameters decide about a policy, in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.words.deciding import deciding_sentences, decision_lines, share_words
from sim.scenario.load import load_scenario
from sim.studies.fitted.decided import read_decisions
from tests.report.test_report import Made, made

HEAD = (
    "scenario,compared_with,parameter,share,low,high,direction,effect,clear,explained,bends,chance,averted,spread,"
    "sets\n"
)
ROWS = (
    "expanded_cbt,baseline,never_start,0.31,0.22,0.4,less,-30,True,0.5,{bends},0.3,66,51,384\n"
    "expanded_cbt,baseline,seek_rate,0.1,0.05,0.17,more,20,True,0.5,{bends},0.3,66,51,384\n"
    "expanded_cbt,baseline,drift_weekly,0.01,0,0.05,less,-9,False,0.5,{bends},0.3,66,51,384\n"
)
NOTHING = "disaster_stepped_care,disaster,drift_weekly,0.01,0,0.05,less,-9,False,-0.02,0,,66,51,384\n"


def stored(folder: Path, bends: float = 0.0) -> Path:
    path = folder / "deciding.csv"
    path.write_text(HEAD + ROWS.format(bends=bends) + NOTHING, encoding="utf-8")
    return path


def compared(*names: str, uncertainty: str = "both") -> Made:
    """A comparison of shipped scenarios, the first of them the baseline."""
    whole = made(dict.fromkeys(names[1:], 1.0), weeks=2)
    return whole._replace(
        settings={**whole.settings, "uncertainty": uncertainty}, scenarios=[load_scenario(name) for name in names]
    )


def test_a_policy_has_its_parameters_in_words(tmp_path: Path) -> None:
    (said,) = deciding_sentences(compared("baseline", "expanded_cbt", "combined"), stored(tmp_path))
    assert said == (
        "Expanded_cbt: in 384 societies that differed in all free parameters, what the policy averts depended most on "
        "never start (given a place, never start (typical case); where it is higher, the policy averts less; 31 % of "
        "the variance) and seek rate (seeking by those who feel a need; where it is higher, the policy averts more; "
        "10 % of the variance)."
    )


def test_nothing_is_said_that_does_not_belong_there(tmp_path: Path) -> None:
    path = stored(tmp_path)
    assert deciding_sentences(compared("baseline", "expanded_cbt"), tmp_path / "none.csv") == []
    assert deciding_sentences(compared("baseline", "expanded_cbt", uncertainty="stochastic"), path) == []
    assert deciding_sentences(compared("baseline", "combined"), path) == []
    assert deciding_sentences(compared("baseline", "disaster_stepped_care"), path) == []  # of another comparison
    (said,) = deciding_sentences(compared("disaster", "disaster_stepped_care"), path)
    assert said.endswith("no parameter alone had a clear effect on what the policy averts.")


def test_a_changed_scenario_of_the_same_name_is_another_one(tmp_path: Path) -> None:
    ours = compared("baseline", "expanded_cbt")
    base, policy = ours.scenarios
    changed = policy.model_copy(update={"parameters": {"seek_rate": 0.02}})
    assert deciding_sentences(ours._replace(scenarios=[base, changed]), stored(tmp_path)) == []
    assert deciding_sentences(ours._replace(scenarios=[changed, policy]), stored(tmp_path)) == []


@pytest.mark.parametrize(("bends", "lines"), [(0.0, 2), (0.2, 3)])
def test_lines_for_the_command(tmp_path: Path, bends: float, lines: int) -> None:
    found = read_decisions(stored(tmp_path, bends))
    said = decision_lines(found["expanded_cbt"])
    assert said[:2] == ["more never_start: averts less (31 %, 22 to 40)", "more seek_rate: averts more (10 %, 5 to 17)"]
    assert len(said) == lines
    assert decision_lines(found["disaster_stepped_care"]) == ["nothing can be ranked"]
    assert share_words(found["disaster_stepped_care"].explained) == "0 %"
    assert share_words(found["disaster_stepped_care"].chance) == "-"


def test_an_order_that_is_open_is_called_so(tmp_path: Path) -> None:
    path = stored(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(",0.17,", ",0.3,"), encoding="utf-8")
    assert "(order open)" in decision_lines(read_decisions(path)["expanded_cbt"])
