"""Rows of a service and of a campaign, on made-up courses and attitudes for which the answer is known."""

import math
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest

from sim.evidence.rows import evidence_row
from sim.outcomes.courses import COURSE
from sim.outcomes.rates import OUTCOMES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.measures import MEASUREMENTS, Laboratory, services
from sim.studies.measures.services import in_this_society, media_cost, service_of
from sim.studies.readings import MEASURES, Case
from sim.studies.readings import services as readings
from sim.studies.readings.campaigns import IMPROVED_BY, improved
from tests.studies.measures.made_up import lab_of, people_of

ROWS = {
    "TX26": "recovery_rate", "TX27": "reliable_improvement", "TX28": "mean_sessions", "TX29": "started_of_listed",
    "TX30": "seen_within_6_weeks", "TX47": "finished_of_started", "EC03": "cost_per_recovered",
}  # fmt: skip


def courses() -> npt.NDArray[np.void]:
    """100 courses, each of somebody else: 20 of one session, 40 of four and 40 of ten."""
    made = np.zeros(100, COURSE)
    made["person"] = np.random.default_rng(1).permutation(100)
    made["sessions"] = np.repeat([1, 4, 10], [20, 40, 40])
    made["first"] = [16.0, 12.0, 0.0]
    made["last"] = [16.0, 12.0, 0.0]
    made["last"][:20] = 0.0  # one session: nobody's recovery
    made["last"][20:50] = [9.0, 7.0, 0.0]  # 30 recover, and improve reliably
    made["last"][50:60] = [10.0, 12.0, 0.0]  # 10 improve by 6 points, and stay above
    made["last"][60:65] = [10.0, 16.0, 0.0]  # 5 do on one scale, and get worse on the other
    made["last"][65:70] = [11.0, 9.0, 0.0]  # 5 improve by too little
    made["first"][90:] = made["last"][90:] = [9.0, 7.0, 0.0]  # 10 were no cases
    made["first"][89] = np.nan  # began before the run
    return made


def service(ended: npt.NDArray[np.void]) -> Laboratory:
    """A lab in which the service's run gave these courses."""
    weeks = {
        "listed": np.array([100.0, 60.0]), "started": np.array([70.0, 50.0]), "started_soon": np.array([70.0, 20.0]),
    }  # fmt: skip
    result = SimpleNamespace(courses=SimpleNamespace(ended=ended, **weeks), people=1000, resources=None)
    case = Case(load_scenario("talking_therapies"), cast(Any, None), cast(Any, result), cast(Any, result))
    return lab_of(once=lambda *_: case)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("TX26", 100.0 * 30 / 69), ("TX27", 100.0 * 40 / 79), ("TX28", (40 * 4 + 39 * 10) / 79), ("TX29", 75.0),
        ("TX30", 75.0), ("TX47", 80.0),
    ],
)  # fmt: skip
def test_figures_of_a_service_are_found(row: str, expected: float) -> None:
    found = MEASUREMENTS[row](service(courses()))
    assert found.value == pytest.approx(expected)
    assert found.error > 0.0


def test_courses_of_other_providers_are_left_out() -> None:
    made = courses()
    others = made.copy()
    others["service"] = list(load_scenario("talking_therapies").services).index("trauma_therapy")
    others["last"] = 0.0  # all recover
    both = service(np.concatenate([made, others]))
    for row in ("TX26", "TX27", "TX28", "TX47"):
        assert MEASUREMENTS[row](both).value == MEASUREMENTS[row](service(made)).value


def test_the_cost_of_a_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (services, readings):
        monkeypatch.setattr(module, "cost_of_services", lambda _: 60.0)  # pounds a head, of 1,000 people
    lab = service(courses())
    found = MEASUREMENTS["EC03"](lab)
    assert found.value == pytest.approx(60_000.0 / 30)
    assert found.value == pytest.approx(MEASURES["cost_per_recovered"](service_of(lab)))
    assert 0.0 < found.error < found.value


def test_the_error_is_that_of_the_people() -> None:
    """As large as of independent courses, and larger where everybody has ten courses that end alike."""
    rng = np.random.default_rng(3)
    alone, together = [], []
    for _ in range(60):
        made = np.zeros(1000, COURSE)
        made["sessions"], made["first"] = 5, [16.0, 12.0, 0.0]
        made["last"] = np.where(rng.random((1000, 1)) < 0.5, 0.0, 16.0)
        made["person"] = rng.permutation(1000)
        alone.append(MEASUREMENTS["TX26"](service(made)).error)
        made["person"] = np.arange(1000) // 10
        made["last"] = np.repeat(np.where(rng.random((100, 1)) < 0.5, 0.0, 16.0), 10, axis=0)
        together.append(MEASUREMENTS["TX26"](service(made)).error)
    assert np.sqrt(np.mean(np.square(alone))) == pytest.approx(100.0 * math.sqrt(0.25 / 1000), rel=0.15)
    assert np.sqrt(np.mean(np.square(together))) == pytest.approx(100.0 * math.sqrt(0.25 / 100), rel=0.15)


def test_a_service_without_courses_has_no_figures() -> None:
    lab = service(courses()[:0])
    assert all(math.isnan(MEASUREMENTS[row](lab).value) for row in ("TX26", "TX27", "TX28", "TX47"))


def test_rows_and_published_figures_of_the_scenario_are_the_same(quick: Scenario) -> None:
    """One run, read by both."""
    lab = Laboratory(quick, 400, 3)
    case = service_of(lab)
    assert service_of(lab) is case
    for row, name in ROWS.items():
        if row == "EC03":
            continue
        assert MEASUREMENTS[row](lab).value == pytest.approx(MEASURES[name](case), nan_ok=True), row
    published = {figure.evidence for figure in load_scenario("talking_therapies").published}
    assert set(ROWS) - {"TX47"} < published  # TX47 stands there as part of TX29


def test_the_society_stays_as_it_is_and_the_service_comes(quick: Scenario) -> None:
    spec = quick.interventions["cbt"].model_copy(update={"dropout": 1.9})
    mine = quick.model_copy(
        update={
            "parameters": quick.parameters | {"drop_out": 0.123},
            "mechanisms": {"culture": False},
            "interventions": quick.interventions | {"cbt": spec},
        }
    )
    made = in_this_society(lab_of(scenario=mine), "talking_therapies")
    assert made.model_parameters() == mine.model_parameters()
    assert made.interventions["cbt"].dropout == 1.9
    shipped = load_scenario("talking_therapies")
    assert made.services == shipped.services
    assert made.programmes == shipped.programmes
    assert made.interventions["guided_self_help"] == shipped.interventions["guided_self_help"]
    assert made.economy.money_year == made.economy.price_year == 2011


# --- the campaign ---


def test_people_whose_attitude_is_better() -> None:
    before = np.zeros(104)
    after = np.where(np.arange(104) < 52, 0.0, -0.05)
    assert improved(before, after) == pytest.approx(0.05 / IMPROVED_BY)
    assert improved(before, -after) == 0.0
    assert improved(np.zeros(26), np.full(26, -0.1), year=13) == pytest.approx(0.4)


def test_the_cost_of_a_better_attitude(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.studies.readings.campaigns.cost_of_programmes", lambda _: 0.5)
    monkeypatch.setattr(services, "cost_of_programmes", lambda _: 0.5)
    attitude = OUTCOMES.index("public_stigma")
    before, after = (np.zeros((104, len(OUTCOMES))) for _ in range(2))
    after[52:, attitude] = -0.05
    result, baseline = (cast(Any, SimpleNamespace(series=series)) for series in (after, before))
    case = Case(cast(Any, None), cast(Any, None), result, baseline, ["media"])
    groups = np.zeros((26, 10))
    gain = np.where(np.arange(26)[:, None] < 13, 0.0, -0.05 - 0.01 * (np.arange(10) - 4.5))
    found = media_cost(case, groups, gain)
    assert found.value == pytest.approx(0.5 / 0.2)
    spread = np.std(np.arange(10) * 0.01, ddof=1) / math.sqrt(10)
    assert found.error == pytest.approx(found.value * spread / 0.05, rel=0.05)
    same = media_cost(case, groups, np.tile(after[::4, [attitude]], (1, 10)))
    assert same.error == pytest.approx(0.0, abs=1e-9)


def test_the_row_prices_the_media_part_alone() -> None:
    published = load_scenario("national_campaign").published
    assert [figure.programmes for figure in published if figure.value is not None] == [[services.MEDIA]]
    assert evidence_row("EC17").band == (0.4, 5.0)


def test_attitudes_are_looked_at_by_groups_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    class Scripted:
        """A run in which the attitude is the week, and a tenth more in each further group."""

        def __init__(self, _: Any, __: Any, weeks: int, ___: int, *, threads: int) -> None:
            self.weeks, self.week, self.threads = weeks, 0, threads
            self.people = people_of(40)

        def live(self, until: int) -> None:
            self.week = until
            self.people["public_stigma"] = until + 0.1 * (self.people["id"] % 10)

        def result(self) -> str:
            return "the run"

    monkeypatch.setattr(services, "Run", Scripted)
    result, looks = services._seen(lab_of(start=None, seed=1), cast(Any, None))
    assert cast(Any, result) == "the run"
    assert looks.shape == (11 * 13, 10)
    assert looks[0].tolist() == pytest.approx([4.0 + 0.1 * group for group in range(10)])
    assert looks[-1, 0] == 572.0
