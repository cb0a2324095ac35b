"""A network of your own: names, ages and sexes of its people reach the model, the panel and the record."""

import json
import os
import pickle
import warnings
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from sim.command.main import main
from sim.core.csv_files import write_csv
from sim.errors import NetworkNote, NobodyError
from sim.model import RecoveryModel
from sim.network.graph_files import ENDINGS, as_ties
from sim.network.graphs import AnyGraph
from sim.network.known import labels_of
from sim.network.observed import ObservedTies
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.snapshots import snapshot_key, standing
from sim.studies.cohorts.cohort import cohort, ties_table
from sim.studies.sweeps.design import read_design
from tests.shared import differing, refused

COUNT = 60


def ring(**of_people: object) -> AnyGraph:
    """A ring of people with names, and attributes by name: a value each, None for none."""
    graph: AnyGraph = nx.Graph()
    names = [f"Zoë {number}" for number in range(COUNT)]
    nx.add_cycle(graph, names)
    for name, values in of_people.items():
        assert isinstance(values, list)
        nx.set_node_attributes(graph, {n: v for n, v in zip(names, values, strict=True) if v is not None}, name)
    return graph


def observed(graph: AnyGraph, scenario: Scenario) -> ObservedTies:
    ties = as_ties(graph, scenario.model_parameters())
    assert isinstance(ties, ObservedTies)
    return ties


def test_ages_and_sexes_hold_at_week_0(quick: Scenario) -> None:
    ages = [18.0 + (67.0 * number / (COUNT - 1)) for number in range(COUNT)]
    sexes = ["female" if number % 3 == 0 else "m" for number in range(COUNT)]
    start = snapshot(quick, COUNT, 5, ties=observed(ring(age=ages, sex=sexes), quick))
    people = start.state.people
    assert people["id"].tolist() == list(range(COUNT))
    assert -people["birth_week"] / WEEKS_PER_YEAR == pytest.approx(ages, abs=0.02)
    assert people["sex"].tolist() == [1 if sex == "female" else 0 for sex in sexes]


def test_only_what_is_given_is_set(quick: Scenario) -> None:
    staying = quick.model_copy(update={"parameters": {**quick.parameters, "leaving": 0.0}})
    ages = [None if number % 2 else 40.0 for number in range(COUNT)]
    with pytest.warns(NetworkNote, match=f"ages given for {COUNT // 2} of {COUNT}"):
        with_ages = snapshot(staying, COUNT, 5, ties=observed(ring(age=ages), staying)).state.people
    without = snapshot(staying, COUNT, 5, ties=observed(ring(), staying)).state.people
    assert (with_ages["birth_week"][1::2] == without["birth_week"][1::2]).all()
    assert (with_ages["birth_week"][::2] == -40 * WEEKS_PER_YEAR).all()
    assert (with_ages["deprivation"] == without["deprivation"]).all()
    assert (with_ages["vulnerability"][1::2] == without["vulnerability"][1::2]).all()


def test_names_decide_nothing_but_ages_and_sexes_do(quick: Scenario) -> None:
    base = standing(quick)
    plain = nx.convert_node_labels_to_integers(ring())
    named, bare = observed(ring(), quick), observed(plain, quick)
    assert snapshot_key(base, COUNT, 1, named) == snapshot_key(base, COUNT, 1, bare)
    keys = {
        snapshot_key(base, COUNT, 1, observed(graph, quick))
        for graph in (ring(), ring(age=[30.0] * COUNT), ring(age=[31.0] * COUNT), ring(sex=["m"] * COUNT))
    }
    assert len(keys) == 4
    one, two = (snapshot(quick, COUNT, 2, ties=ties).state.people for ties in (named, bare))
    assert differing(one, two) == []


def test_names_reach_people_graph_and_explanation(quick: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "village.csv"
    path.write_text("source,target\nAnn,Bo\nBo,Cy\n")
    model = RecoveryModel(quick, graph=path, rng=1)
    model.run_for(3)
    assert model.people["label"].tolist() == ["Ann", "Bo", "Cy"]
    assert nx.get_node_attributes(model.graph, "label") == {0: "Ann", 1: "Bo", 2: "Cy"}
    assert len(model.explain("Bo")) == 3
    with pytest.raises(NobodyError, match="'Di': nobody"):
        model.explain("Di")
    again = pickle.loads(pickle.dumps(model.ties))
    assert labels_of(again) == ("Ann", "Bo", "Cy")
    cached = snapshot(quick, 3, 1, ties=model.ties)
    assert labels_of(cached.ties) == ("Ann", "Bo", "Cy")
    assert ties_table(cached)[["source_label", "target_label"]].to_numpy().tolist() == [["Ann", "Bo"], ["Bo", "Cy"]]
    for wave in cohort(quick, weeks=1, every=1, seed=1, ties=model.ties):
        assert wave["label"].tolist() == ["Ann", "Bo", "Cy"]


def test_a_model_warns_only_of_what_is_in_doubt(quick: Scenario, tmp_path: Path) -> None:
    path = tmp_path / "village.csv"
    path.write_text("source,target,colour\nAnn,Bo,red\nBo,Cy,red\n")
    with pytest.warns(NetworkNote, match=r"3 people, 2 ties; strengths given for 0; ignored: colour"):
        RecoveryModel(quick, graph=path)
    path.write_text("source,target\nAnn,Bo\nBo,Cy\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        RecoveryModel(quick, graph=path)


def test_commands_say_and_record_what_they_read(
    quick_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    town = tmp_path / "town.csv"
    town.write_text("von;nach;wann\nÄnne;Bo;1182040961\nBo;Cy;1182040962\n", encoding="utf-8")
    said = "3 people, 2 ties; strengths given for 0; ignored: wann"
    asked = [str(quick_files / "quick.toml"), "--network", str(town), "--weeks", "2", "--seed", "1"]
    out = tmp_path / "panel.parquet"
    assert main(["cohort", *asked, "--every", "1", "--out", str(out)]) == 0
    assert capsys.readouterr().err.count(said) == 1
    assert json.loads(out.with_suffix(".json").read_text())["network"]["words"] == said
    assert pd.read_parquet(out)["label"].tolist() == ["Änne", "Bo", "Cy"] * 3
    folder = tmp_path / "compared"
    words = ["compare", str(quick_files / "quick_cbt.toml"), "--baseline", *asked, "--replicates", "1"]
    assert main([*words, "--out", str(folder)]) == 0
    assert capsys.readouterr().err.count(said) == 1
    record = json.loads((folder / "run.json").read_text())["network"]
    assert (record["people"], record["ties"], record["ignored"]) == (3, 2, ["wann"])
    assert said in (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_sweep_finds_every_kind_of_network_beside_its_design(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"ties{ending}").write_text("a b\n")
    (tmp_path / "design.toml").write_text(f'network = "ties{ending}"\n[parameters]\nwomen = [0.4, 0.5]\n')
    assert read_design(tmp_path / "design.toml").network == str(tmp_path / f"ties{ending}")


def test_a_network_too_large_is_refused_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, most in (("a.csv", "100 MB"), ("a.graphml", "50 MB")):
        with (tmp_path / name).open("wb") as file:
            os.truncate(file.fileno(), 100_000_001)
        assert f"it is too large. Expected a file of at most {most}" in refused(
            ["cohort", "--network", str(tmp_path / name)], capsys
        )


def test_tables_with_letters_beyond_ascii_open_in_excel(tmp_path: Path) -> None:
    umlauts, ascii_only = pd.DataFrame({"a": ["Müller"], "b": [1.5]}), pd.DataFrame({"a": ["Mueller"], "b": [1.5]})
    for table, starts in ((umlauts, b"\xef\xbb\xbfa,b\n"), (ascii_only, b"a,b\n")):
        write_csv(table, tmp_path / "a.csv")
        assert (tmp_path / "a.csv").read_bytes().startswith(starts)
        pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "a.csv"), table)
    write_csv(pd.DataFrame({"größe": np.arange(2)}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_ages_of_some_are_said_where_they_were_read(tmp_path: Path) -> None:
    graph = nx.path_graph(4)
    nx.set_node_attributes(graph, {0: 30, 1: 40}, "age")
    nx.write_graphml(graph, tmp_path / "some.graphml")
    with pytest.warns(NetworkNote, match="ages given for 2 of 4, drawn for the others") as said:
        RecoveryModel(people=4, rng=1, graph=tmp_path / "some.graphml")
    assert said[0].filename == __file__
