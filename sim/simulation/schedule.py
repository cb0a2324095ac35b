"""Policy in arrays: what a scenario delivers in a given week, as the compiled rules take it."""

import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.people.state import NO_SERVICE, Care, Ending
from sim.policy.doses import EVENT, INTERVENTION, PROGRAMME, SERVICE, table
from sim.scenario.scenario import Scenario
from sim.scenario.tables import PER, TARGETS, EventSpec, ProgrammeSpec
from sim.simulation.allocation import Capacity


class Calendar(NamedTuple):
    """What a scenario delivers in each of a number of weeks in a row (w), as the compiled loop takes it."""

    first: int  # the week that stands first
    sessions: npt.NDArray[np.float64]  # sessions that each service gives (w by services); 0 where it is closed
    open: npt.NDArray[np.bool_]  # whether a service takes people (w by services)
    programmes: npt.NDArray[np.void]  # PROGRAMME: the tables of all weeks, one after another, each kept once
    programme_rows: npt.NDArray[np.int64]  # where a week's programmes begin and end (w by 2)
    events: npt.NDArray[np.void]  # EVENT: as with programmes
    event_rows: npt.NDArray[np.int64]  # (w by 2)


PROBLEM_BITS = {"depression": 1, "anxiety": 2, "post_traumatic_stress": 4}


class Policy:
    """A scenario's interventions, services and programmes as tables.

    Rows stand in the order of names, so that one more programme does not change the random numbers of the others: a
    programme's random numbers belong to a number made from its name.

    Args:
        scenario: what is done.
        people: size of the population; places scale with it.
    """

    def __init__(self, scenario: Scenario, people: int) -> None:
        self.scenario = scenario
        names = sorted(scenario.interventions)
        rows = {name: row + 1 for row, name in enumerate(names)}
        self.intervention_names = ["", *names]
        self.interventions = table(INTERVENTION, len(names) + 1)
        for name, row in rows.items():
            spec = scenario.interventions[name]
            self.interventions["sessions"][row] = spec.sessions
            self.interventions["dropout"][row] = spec.dropout
            for route, dose in spec.doses.items():
                self.interventions["doses"][route][row] = dose
        self.service_names = list(scenario.services)
        specs = list(scenario.services.values())
        self._service_dates = [(spec.start_week, spec.end_week) for spec in specs]
        self.services = table(SERVICE, len(specs))
        for row, service in enumerate(specs):
            self.services["number"][row] = row
            self.services["intervention"][row] = rows[service.intervention]
            self.services["disorders"][row] = sum(PROBLEM_BITS[problem] for problem in service.treats)
            self.services["measurement_based"][row] = service.measurement_based
            self.services["fidelity"][row] = service.fidelity
            self.services["only_listed"][row] = service.only_listed
            self.services["counted"][row] = service.counted
            self.services["step"][row] = service.step
            self.services["sent_elsewhere"][row] = service.sent_elsewhere
            self.services["one_contact"][row] = service.one_contact
            self.services["step_up_to"][row] = _number_of(service.step_up_to, self.service_names)
            for disorder, scale in enumerate(("phq9", "gad7", "pcl5")):
                least, most = getattr(service.accepts, scale)
                self.services["least"][row, disorder] = least
                self.services["most"][row, disorder] = most
        self._all_sessions = np.array([spec.weekly_sessions_per_100k * people / PER for spec in specs])
        self.staff_names = list(scenario.staff)
        self._staff = np.array([self.staff_names.index(spec.staff) if spec.staff else -1 for spec in specs], np.int64)
        self._hours_each = np.array([scenario.interventions[spec.intervention].staff_hours for spec in specs])
        self._pools = np.array([pool.hours_per_100k * people / PER for pool in scenario.staff.values()])
        self._severest_first = np.array([spec.severest_first for spec in specs], np.bool_)
        self._programmes = [
            (_name_number(name), rows[spec.intervention], spec) for name, spec in sorted(scenario.programmes.items())
        ]
        self.programme_names = sorted(scenario.programmes)
        self._offers = [
            sum(1 << self.service_names.index(name) for name in set(spec.offers)) for _, _, spec in self._programmes
        ]
        self._events = sorted(scenario.events.items())

    @property
    def resource_names(self) -> list[str]:
        """What a week uses: visits, weeks of medication; sessions and courses begun by service; people reached, and
        heads of the population in running weeks, by programme.
        """
        names = ["visits", "medication_weeks"]
        for kind in ("sessions", "courses"):
            names += [f"{kind}:{service}" for service in self.service_names]
        for kind in ("reached", "heads"):
            names += [f"{kind}:{programme}" for programme in self.programme_names]
        return names

    def capacity(self, credit: dict[str, float], hours: dict[str, float]) -> Capacity:
        """What services have to give.

        Args:
            credit: sessions carried over, by service.
            hours: staff hours carried over, by pool.
        """
        return Capacity(
            self._staff,
            self._hours_each,
            self._pools,
            self._severest_first,
            np.array([credit.get(name, 0.0) for name in self.service_names]),
            np.array([hours.get(name, 0.0) for name in self.staff_names]),
        )

    def calendar(self, first: int, count: int) -> Calendar:
        """What runs in `count` weeks from week `first` on."""
        weeks = np.arange(first, first + count)
        running = np.empty((count, len(self._service_dates)), np.bool_)
        for number, (start, end) in enumerate(self._service_dates):
            running[:, number] = (weeks < end) & ((start is None) | (weeks >= (start or 0)))
        reach = np.empty((count, len(self._programmes)))
        for number, (_, _, spec) in enumerate(self._programmes):
            reach[:, number] = reach_in_weeks(spec, weeks)
        programmes, programme_rows = _in_a_row(list(map(tuple, reach.tolist())), self._make_table)
        happening = np.array([self._felt(spec, weeks) for _, spec in self._events]).reshape(-1, count).T
        events, event_rows = _in_a_row(list(map(tuple, happening.tolist())), self._make_events)
        return Calendar(
            first, np.where(running, self._all_sessions, 0.0), running, programmes, programme_rows, events, event_rows
        )

    def _make_table(self, reach: tuple[float, ...]) -> npt.NDArray[np.void]:
        running = [number for number, share in enumerate(reach) if share > 0.0]
        programmes = table(PROGRAMME, len(running))
        for row, place in enumerate(running):
            number, intervention, spec = self._programmes[place]
            share = reach[place]
            programmes["bit"][row] = place
            programmes["offers"][row] = self._offers[place]
            programmes["waited_weeks"][row] = spec.waited_weeks
            programmes["number"][row] = number
            programmes["intervention"][row] = intervention
            programmes["target"][row] = TARGETS[spec.target]
            programmes["reach"][row] = share
            programmes["lasting"][row] = spec.same_people
            programmes["fidelity"][row] = spec.fidelity
            programmes["top_share"][row] = spec.top_share
        return programmes

    def _felt(self, spec: EventSpec, weeks: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """In which weeks a disaster happens or is felt."""
        since = weeks - spec.start_week
        return (since >= 0) & (since <= (spec.strain_weeks if spec.strain > 0.0 else 0))

    def _make_events(self, happening: tuple[bool, ...]) -> npt.NDArray[np.void]:
        felt = [one for one, now in zip(self._events, happening, strict=True) if now]
        events = table(EVENT, len(felt))
        for row, (name, spec) in enumerate(felt):
            events["number"][row] = _name_number(name) >> 1  # 30 bits
            events["week"][row] = spec.start_week
            events["exposed"][row] = spec.exposed
            events["severity"][row] = spec.severity
            events["strain"][row] = spec.strain
        return events


def _in_a_row[Key](
    keys: list[Key], make: Callable[[Key], npt.NDArray[np.void]]
) -> tuple[npt.NDArray[np.void], npt.NDArray[np.int64]]:
    """Tables of all weeks one after another, each kept once, and where each week's begins and ends (weeks by 2)."""
    tables = {key: make(key) for key in dict.fromkeys(keys)}
    ends = np.cumsum([len(made) for made in tables.values()])
    rows = {key: (end - len(tables[key]), end) for key, end in zip(tables, ends, strict=True)}
    whole = np.concatenate(list(tables.values())).view(np.recarray)
    return whole, np.array([rows[key] for key in keys], np.int64).reshape(-1, 2)


def renumber_care(people: npt.NDArray[np.void], names: tuple[tuple[str, ...], tuple[str, ...]], policy: Policy) -> None:
    """Let records point to the same service and intervention in another policy's tables.

    Those whose service or intervention the other policy does not have are out of treatment, or off its list.

    Args:
        people: everybody; changed where numbers differ.
        names: services and interventions as numbered in the records; empty where nobody is in treatment.
        policy: whose numbers the records shall have.
    """
    for field, old, new in zip(
        ("service", "therapy"), names, (policy.service_names, policy.intervention_names), strict=True
    ):
        if list(old) == new[: len(old)]:
            continue
        treated = np.flatnonzero(people["care"] == Care.IN_TREATMENT)
        known = np.array([new.index(name) if name in new else -1 for name in old])
        parameters = known[people[field][treated]]
        gone = treated[parameters < 0]
        people["care"][gone] = Care.PRIMARY
        people["therapy"][gone] = 0
        people["attended"][gone] = 0
        people["ending"][gone] = Ending.CLOSED
        people[field][treated[parameters >= 0]] = parameters[parameters >= 0]
        if field == "therapy":
            given = np.flatnonzero(people["medicine"] > 1)
            by = known[people["medicine"][given] - 1]
            people["medicine"][given] = np.where(by < 0, 1, by + 1)
        if field == "service":
            listed = np.flatnonzero((people["care"] == Care.WAITING) & (people["listed_for"] != NO_SERVICE))
            wanted = known[people["listed_for"][listed]]
            people["listed_for"][listed] = np.where(wanted < 0, NO_SERVICE, wanted)


def reach_in_weeks(spec: ProgrammeSpec, weeks: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Share of its target group that a programme reaches in each week: 0 outside dates and pulses, less in the ramp."""
    since = weeks - spec.start_week
    runs = (since >= 0) & (weeks < spec.end_week)
    if spec.every_weeks > 0:
        runs &= since % spec.every_weeks < spec.active_weeks
    risen = np.minimum(1.0, (since + 1) / (spec.ramp_weeks + 1))
    return np.where(runs, spec.reach * risen, 0.0)


def _number_of(name: str, names: list[str]) -> int:
    return names.index(name) if name else NO_SERVICE


def _name_number(name: str) -> int:
    """A number of 31 bits that belongs to a name, the same in every process."""
    return zlib.crc32(name.encode()) >> 1
