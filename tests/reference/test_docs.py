"""The documents say what the code says: generated blocks are true, every rule is described, and no link is dead."""

import ast
import json
import re
from pathlib import Path

import pytest

from docs.publishing.links import links
from sim.errors import UnknownBlock
from sim.evidence.rows import evidence_row, evidence_rows
from sim.parameters import Parameters, parameter_table
from sim.parameters.fields import ParameterGroup
from sim.people.state import PersonState, columns
from sim.policy.doses import ROUTES
from sim.reference import analysis_tables, fit_tables, out_of_sample_tables
from sim.reference.markdown import blocks_of, cell, figure, filled, table
from sim.reference.pages import COMMAND, PAGES, pages, stale
from sim.reference.parameter_tables import COLUMNS, STEPS, all_numbers, fitted_parameter_table, step_of
from sim.reference.state_tables import state_table
from sim.scenario.load import load_scenario
from sim.studies.fitted.priors import free_parameters
from tests.shared import ROOT

DOCS = ROOT / "docs"
LINKING = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "notebooks/README.md")),
    *sorted(DOCS.rglob("*.md")),
    *sorted(ROOT.glob("notebooks/*.ipynb")),
]
PAGE = "# A page\n\n<!-- generated: parameters -->\nold\n<!-- end -->\n\nBy hand.\n"


def rules() -> list[str]:
    """Names of all rules of the theory: functions at the top of a file, marked `@rule` or `@seldom`."""
    found = []
    for path in sorted((ROOT / "sim" / "theory").glob("*.py")):
        for part in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(part, ast.FunctionDef):
                marks = [mark.id for mark in part.decorator_list if isinstance(mark, ast.Name)]
                found += [part.name] * ("rule" in marks or "seldom" in marks)
    return found


def named_in(page: str) -> set[str]:
    """All names in code spans and code blocks of a page, outside its generated blocks."""
    by_hand = filled(page, dict.fromkeys(blocks_of(page), ""), "the page")
    pieces = re.findall(r"```.*?```|`[^`]+`", by_hand, re.DOTALL)
    return set(re.findall(r"\w+", " ".join(pieces)))


def cells(line: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<!\\)\|", line)[1:-1]]


# --- the pages ---


def test_the_documents_are_true_to_the_code() -> None:
    behind = stale(DOCS)
    assert not behind, f"{', '.join(behind)} does not say what the code says. Run: {COMMAND}"


def test_a_page_that_is_behind_is_found(tmp_path: Path) -> None:
    for name in PAGES:
        (tmp_path / name).write_text((DOCS / name).read_text(encoding="utf-8"), encoding="utf-8")
    page = tmp_path / "PARAMETERS.md"
    page.write_text(page.read_text(encoding="utf-8").replace("| `women` | 0.51 |", "| `women` | 0.52 |"), "utf-8")
    assert stale(tmp_path) == ["PARAMETERS.md"]
    assert "| `women` | 0.51 |" in pages(tmp_path)[page]


@pytest.mark.parametrize("name", rules())
def test_every_rule_of_the_theory_is_described(name: str) -> None:
    page = (DOCS / "ODD.md").read_text(encoding="utf-8")
    assert name in named_in(page), f"docs/ODD.md does not mention the rule `{name}`: describe it in section 7"


def test_there_are_rules_to_describe() -> None:
    assert len(rules()) > 50
    assert {"mastery", "update_symptoms", "attend"} <= set(rules())


def test_every_number_stands_where_it_acts() -> None:
    named = named_in((DOCS / "ODD.md").read_text(encoding="utf-8"))
    missing = [row.name for row in parameter_table() if row.unit != "switch" and row.name not in named]
    assert not missing, f"docs/ODD.md does not say where these numbers act: {', '.join(missing)}"


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_is_described_where_it_acts(route: str) -> None:
    assert route in named_in((DOCS / "ODD.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", LINKING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_what_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        text = "\n\n".join(
            "".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown"
        )
    for target in links(text):
        to, _, anchor = target.partition("#")
        if "://" in to:
            continue
        there = (path.parent / to) if to else path
        assert there.exists(), f"{path.name} links to {target}, which does not exist"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            slugs = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
            assert anchor in slugs, f"{path.name} links to {target}: {there.name} has no such heading"


def test_the_readme_leads_to_the_documents() -> None:
    linked = set(links((ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"docs/ODD.md", "docs/FIT.md", "docs/PARAMETERS.md"} <= linked


# --- tables ---


def test_the_table_of_numbers_has_each_once_with_value_bounds_and_evidence(tmp_path: Path) -> None:
    head, _, *rows = fitted_parameter_table(tmp_path / "learned.csv").splitlines()
    assert cells(head) == list(COLUMNS)
    described = [cells(row) for row in rows]
    assert all(len(row) == len(COLUMNS) for row in described)
    by_name = {row[1].strip("`"): dict(zip(COLUMNS, row, strict=True)) for row in described}
    assert len(by_name) == len(described)
    assert set(by_name) == {*Parameters.model_fields, *(one.name for one in free_parameters())}
    for row in parameter_table(load_scenario("baseline").model_parameters()):
        mine = by_name[row.name]
        assert (float(mine["value"]), float(mine["low"]), float(mine["high"])) == (row.value, row.low, row.high)
        assert (mine["unit"], mine["evidence"]) == (row.unit, row.evidence)
    for one in free_parameters():
        assert by_name[one.name]["fitted"] == "not yet"
        assert by_name[one.name]["prior"]
    assert by_name["women"]["prior"] == ""


def test_numbers_are_grouped_by_the_step_of_the_week() -> None:
    steps = [one.step for one in all_numbers(load_scenario("baseline"))]
    doses = any(one.name.startswith("interventions.") for one in free_parameters())
    assert list(dict.fromkeys(steps)) == [*STEPS.values(), *(["doses"] if doses else [])]
    assert all(issubclass(group, ParameterGroup) for group in STEPS)
    with pytest.raises(ValueError, match="STEPS"):
        step_of("no_such_number")


def test_what_the_fit_learned_stands_beside_its_number(tmp_path: Path) -> None:
    path = tmp_path / "learned.csv"
    path.write_text(
        "parameter,low,high,fitted,posterior_low,posterior_high,learned,alone,partner,correlation\n"
        "seek_rate,0.04,0.12,0.0512,0.045,0.075,0.583,0.7,recognition_rate,-0.45\n"
    )
    row = next(line for line in fitted_parameter_table(path).splitlines() if "`seek_rate`" in line)
    prior = next(one for one in free_parameters() if one.name == "seek_rate")
    assert cells(row)[-4:] == [f"{prior.low:g} to {prior.high:g}", "0.0512", "0.045 to 0.075", "58 %"]
    assert (
        "| `seek_rate` | 0.04 to 0.12 | 0.0512 | 0.045 to 0.075 | 58 % | 70 % | `recognition_rate` (-0.45) |"
        in fit_tables.learned_table(tmp_path)
    )


def test_the_table_of_states_has_every_field_of_a_person() -> None:
    rows = [cells(line) for line in state_table().splitlines()[2:]]
    assert [row[0].strip("`") for row in rows] == list(columns(PersonState))
    severity = next(row for row in rows if row[0] == "`severity`")
    assert severity == [
        "`severity`",
        "f8",
        "3",
        "logit",
        "any",
        "symptom severity by disorder (3)",
        "PHQ-9, GAD-7, PCL-5",
    ]


# --- what the fit found ---


def test_what_has_not_been_made_is_said_so(tmp_path: Path) -> None:
    for write, file in (
        (fit_tables.learned_table, "learned.csv"),
        (fit_tables.row_table, "rows.csv"),
        (fit_tables.calibration_table, "calibration.csv"),
        (fit_tables.ensemble_facts, "ensemble.json"),
        (fit_tables.truth_table, "learned.csv"),
        (fit_tables.validation_table, "validation.csv"),
        (analysis_tables.ablation_table, "ablation.csv"),
        (analysis_tables.deciding_table, "deciding.csv"),
        (out_of_sample_tables.given_table, "out_of_sample.csv"),
        (out_of_sample_tables.value_table, "out_of_sample.csv"),
        (out_of_sample_tables.error_table, "out_of_sample.csv"),
    ):
        assert write(tmp_path) == f"*Not made yet: `sim/studies/fitted/{file}` does not exist.*"
    assert "No check row has been revealed" in fit_tables.revealed_table(tmp_path)


def test_facts_of_an_ensemble(tmp_path: Path) -> None:
    (tmp_path / "ensemble.json").write_text(
        '{"made": {"version": "1.2", "commit": "abc", "rules": "def", "plan": {"members": 2}, "runs": 4,'
        ' "coverage": 0.88},'
        ' "members": [{"log_likelihood": -3.5, "agreeing": 40, "parameters": {}},'
        ' {"log_likelihood": -5.25, "agreeing": 41, "parameters": {}}]}'
    )
    facts = dict(cells(line) for line in fit_tables.ensemble_facts(tmp_path).splitlines()[2:])
    assert facts["members"] == "2"
    assert facts["runs of the waves"] == "4"
    assert facts["rows within their bands, the default in one society"].startswith("40 of ")
    assert facts["rows within their bands, the others"].startswith("41 to 41 of ")
    assert facts["log likelihood, the default"] == "-3.5"
    assert facts["log likelihood, the others"] == "-5.25 to -5.25"
    assert facts["plan: members"] == "2"
    assert facts["of their 90 % intervals, share with the true value"] == "0.88"


def test_errors_of_the_emulator_are_reported_in_widths_of_the_band(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("row,explained,error,misfit,discrepancy\nSE01,0.912,0.5,-1.24,0.96\n")
    row = cells(fit_tables.row_table(tmp_path).splitlines()[2])
    assert row[0] == "SE01"
    assert row[2:] == ["91 %", "0.5", "0.25", "-1.2", "0.96"]  # the band is 28.5 to 30.5


def test_coverage_of_known_truths(tmp_path: Path) -> None:
    path = tmp_path / "learned.csv"
    path.write_text("parameter,learned\na,0.5\n")  # a fit that tried no truths
    assert fit_tables.truth_table(tmp_path).startswith("*Not made yet")
    path.write_text("parameter,learned,covered,recovery_error\na,0.5,0.85,0.412\nb,0.1,0.95,0.97\n")
    rows = [cells(line) for line in fit_tables.truth_table(tmp_path).splitlines()[2:]]
    assert rows == [["`a`", "85 %", "0.41"], ["`b`", "95 %", "0.97"], ["all", "90 %", ""]]


def test_ranks_of_known_truths(tmp_path: Path) -> None:
    ranks = "".join(f"{rank},{99 - rank}\n" for rank in range(100))
    (tmp_path / "calibration.csv").write_text("a,b\n" + ranks)
    text = fit_tables.calibration_table(tmp_path)
    rows = [cells(line) for line in text.splitlines()[2:12]]
    assert [row[1] for row in rows] == ["20"] * 10
    assert "100 worlds, 2 parameters each" in text
    assert "p = 1.00" in text


def test_validation_is_counted_by_role(tmp_path: Path) -> None:
    (tmp_path / "validation.csv").write_text("id,agrees\nSE01,True\nSE03,False\nSE06,True\nNC10,True\n")
    rows = [cells(line) for line in fit_tables.validation_table(tmp_path).splitlines()[2:]]
    assert rows == [["fit", "2", "3", "1", "2", "SE03"], ["check", "1", "1", "1", "1", ""]]  # SE01 is circular


def test_ablation_is_read_both_ways(tmp_path: Path) -> None:
    (tmp_path / "ablation.csv").write_text(
        "mechanism,row,shift,clear,breaks\n"
        "self_stigma,ST02,-1.5,True,True\nself_stigma,ST04,-3.5,True,True\nself_stigma,SE01,1.2,True,False\n"
        "mastery,ST02,1.4,False,False\nmastery,ST04,0.9,True,False\nmastery,SE01,2.0,True,False\n"
        "culture,ST02,0,False,False\nculture,ST04,0,False,False\nculture,SE01,,False,False\n"
    )
    lines = analysis_tables.ablation_table(tmp_path).splitlines()
    assert [cells(line) for line in lines[2:5]] == [
        ["self stigma", "ST04 ST02", "SE01"], ["mastery", "none", "SE01"], ["culture", "none", "none"],
    ]  # fmt: skip
    assert "the other 1 rows" in lines[6]
    assert [cells(line) for line in lines[10:]] == [
        [row, evidence_row(row).quantity, "self stigma"] for row in ("ST02", "ST04")
    ]


def test_what_decides_is_told_from_what_does_not(tmp_path: Path) -> None:
    whole = "0.41,0,{chance},120,50,384"
    (tmp_path / "deciding.csv").write_text(
        "scenario,compared_with,parameter,share,low,high,direction,effect,clear,"
        "explained,bends,chance,averted,spread,sets\n"
        f"combined,baseline,seek_rate,0.31,0.2,0.42,more,9,True,{whole.format(chance=0.3)}\n"
        f"combined,baseline,never_start,0.1,0.05,0.2,less,9,True,{whole.format(chance=0.3)}\n"
        f"combined,baseline,drop_out,0.01,0,0.2,less,9,False,{whole.format(chance=0.3)}\n"
        f"mindfulness,baseline,drop_out,0.01,0,0.2,less,9,False,{whole.format(chance='')}\n"
    )
    one, other = [cells(line) for line in analysis_tables.deciding_table(tmp_path).splitlines()[2:]]
    assert one[:5] == ["`combined`", "120", "50", "41 %", "30 %"]
    assert one[5] == "+ `seek_rate` 31 % (20 to 42); \N{MINUS SIGN} `never_start` 10 % (5 to 20)"
    assert one[6] == "`drop_out`"
    assert other[4:] == ["", "nothing can be ranked", "`drop_out`"]


def test_the_log_of_revealed_rows_is_reported_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "revealed.csv").write_text("date,row,simulated,agrees\n2030-01-02,SE06,0.61,yes\n")
    assert fit_tables.revealed_table(tmp_path).splitlines()[0] == "| date | row | simulated | agrees |"
    assert "| 2030-01-02 | SE06 | 0.61 | yes |" in fit_tables.revealed_table(tmp_path)


def test_what_was_predicted_out_of_sample(tmp_path: Path) -> None:
    given = "1.25,2023-24,1.24,1.5,3,1.3,2023-24,2020-21"
    (tmp_path / "out_of_sample.csv").write_text(
        "period,months,apart,figure,unit,follows,published,model,low,high,models_change,last_year,first_year,"
        "referrals_given,referrals_of,referrals_simulated,strength,tries,hours_given,finished_of,sessions_of\n"
        "2017-18,12,the year of the fit,recovery,%,False,50.8,48,,,50.8,,50.8,1,2017-18,1,1,0,1,2017-18,2017-18\n"
        f"2018-19,12,,recovery,%,False,52.1,51.3,50,52.25,53.5,50.8,50.8,{given}\n"
        f"2019-20,12,,recovery,%,False,51.1,49.1,48,50,51.9,52.1,50.8,{given}\n"
        f"2023-24,12,,recovery,%,False,,49,48,50,51.8,51.1,50.8,{given}\n"
    )
    rows = [cells(line) for line in out_of_sample_tables.given_table(tmp_path).splitlines()[2:]]
    assert len(rows) == 4
    assert rows[1] == ["2018-19", "", "1.25", "2023-24", "1.24", "1.5", "1.3", "2023-24", "2020-21"]
    rows = [cells(line) for line in out_of_sample_tables.value_table(tmp_path).splitlines()[2:]]
    assert rows == [
        ["recovery, %", "2017-18", "the year of the fit", "50.8", "48", "", ""],
        ["recovery, %", "2018-19", "", "52.1", "51.3", "50 to 52.25", "50.8"],
        ["recovery, %", "2019-20", "", "51.1", "49.1", "48 to 50", "52.1"],
    ]
    text = out_of_sample_tables.error_table(tmp_path)
    assert "| recovery, % | 2 | 1.4 | 1.1 | 1.2 | 0.8 | 1.2 |" in text
    assert "less than 'as last year' in 0 of 1 figures. Overall error" in text


def test_evidence_is_counted() -> None:
    rows = [cells(line) for line in fit_tables.evidence_table().splitlines()[2:]]
    assert [row[0] for row in rows] == ["fit", "check", "context", "all"]
    assert all(sum(map(int, row[1:4])) == int(row[4]) >= int(row[5]) for row in rows)


def test_the_patterns_of_the_protocol_are_the_judged_rows() -> None:
    text = (DOCS / "ODD.md").read_text(encoding="utf-8")
    table = text[text.index("| pattern | rows |") :].split("\n\n")[0]
    named: list[str] = []
    for row in table.splitlines()[2:]:
        for first, last in re.findall(r"\b([A-Z]{2}\d{2})(?:-([A-Z]{2}\d{2}))?", cells(row)[1]):
            numbers = range(int(first[2:]), int((last or first)[2:]) + 1)
            named += [f"{first[:2]}{number:02}" for number in numbers]
    assert sorted(named) == sorted([*evidence_rows("fit"), *evidence_rows("check")])


def test_circular_rows_are_listed_with_what_they_set() -> None:
    rows = [cells(line) for line in fit_tables.circular_rows().splitlines()[2:]]
    assert ["TX20", "fit", evidence_row("TX20").quantity, "parameter never_start"] in rows
    assert len(rows) == sum(row.is_circular for row in evidence_rows().values())


# --- blocks ---


def test_blocks_are_filled_and_the_rest_is_left_alone() -> None:
    once = filled(PAGE, {"parameters": "new \\1"}, "A.md")
    assert once == "# A page\n\n<!-- generated: parameters -->\n\nnew \\1\n\n<!-- end -->\n\nBy hand.\n"
    assert filled(once, {"parameters": "new \\1"}, "A.md") == once


@pytest.mark.parametrize("blocks", [{}, {"others": ""}, {"parameters": "", "others": ""}])
def test_blocks_that_do_not_fit_are_refused(blocks: dict[str, str]) -> None:
    with pytest.raises(UnknownBlock, match=r"A\.md"):
        filled(PAGE, blocks, "A.md")


def test_cells_stay_in_their_columns() -> None:
    assert cell("a | b\n c") == "a \\| b c"
    assert table(("x", "y"), [(1, "two")], ("x",)) == "| x | y |\n| ---: | --- |\n| 1 | two |"
    assert (figure(None), figure(float("nan")), figure(0.123456)) == ("", "", "0.1235")
