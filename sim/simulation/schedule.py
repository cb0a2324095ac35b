"""Policy in arrays: what a scenario delivers in a given week, as the compiled rules take it."""

import zlib

import numpy as np
import numpy.typing as npt

from sim.people.state import NO_SERVICE, Care
from sim.policy.doses import EVENT, INTERVENTION, PROGRAMME, SERVICE, table
from sim.scenario.scenario import Scenario
from sim.scenario.tables import PER, TARGETS, ProgrammeSpec
from sim.simulation.allocation import Capacity

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
            self.services["step_up_to"][row] = _number_of(service.step_up_to, self.service_names)
            for disorder, scale in enumerate(("phq9", "gad7", "pcl5")):
                least, most = getattr(service.accepts, scale)
                self.services["least"][row, disorder] = least
                self.services["most"][row, disorder] = most
        self._all_sessions = np.array([spec.weekly_sessions_per_100k * people / PER for spec in specs])
        self.staff_names = list(scenario.staff)
        self.capacity = Capacity(
            np.array([self.staff_names.index(spec.staff) if spec.staff else -1 for spec in specs], np.int64),
            np.array([scenario.interventions[spec.intervention].staff_hours for spec in specs]),
            np.array([pool.hours_per_100k * people / PER for pool in scenario.staff.values()]),
        )
        self.severest_first = np.array([spec.severest_first for spec in specs], np.bool_)
        self._programmes = [
            (_name_number(name), rows[spec.intervention], spec) for name, spec in sorted(scenario.programmes.items())
        ]
        self.programme_names = sorted(scenario.programmes)
        self._offers = [_number_of(spec.offers, self.service_names) for _, _, spec in self._programmes]
        self._events = sorted(scenario.events.items())
        self._tables: dict[tuple[float, ...], npt.NDArray[np.void]] = {}

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

    def open_services(self, week: int) -> npt.NDArray[np.float64]:
        """Mark which services take people this week, and return the sessions each has to give (s)."""
        running = np.array([(start is None or week >= start) and week < end for start, end in self._service_dates])
        self.services["open"] = running
        return np.where(running, self._all_sessions, 0.0)

    def programmes(self, week: int) -> npt.NDArray[np.void]:
        """The programmes that run this week."""
        reach = tuple(reach_in_week(spec, week) for _, _, spec in self._programmes)
        if reach not in self._tables:
            self._tables[reach] = self._make_table(reach)
        return self._tables[reach]

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

    def events(self, week: int) -> npt.NDArray[np.void]:
        """The disasters that happen or are felt this week."""
        felt = [
            (name, spec)
            for name, spec in self._events
            if 0 <= week - spec.start_week <= (spec.strain_weeks if spec.strain > 0.0 else 0)
        ]
        events = table(EVENT, len(felt))
        for row, (name, spec) in enumerate(felt):
            events["number"][row] = _name_number(name) >> 1  # 30 bits
            events["week"][row] = spec.start_week
            events["exposed"][row] = spec.exposed
            events["severity"][row] = spec.severity
            events["strain"][row] = spec.strain
        return events


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
        people[field][treated[parameters >= 0]] = parameters[parameters >= 0]
        if field == "service":
            listed = np.flatnonzero((people["care"] == Care.WAITING) & (people["listed_for"] != NO_SERVICE))
            wanted = known[people["listed_for"][listed]]
            people["listed_for"][listed] = np.where(wanted < 0, NO_SERVICE, wanted)


def reach_in_week(spec: ProgrammeSpec, week: int) -> float:
    """Share of its target group that a programme reaches in a week: 0 outside dates and pulses, rising in the ramp."""
    if not spec.start_week <= week < spec.end_week:
        return 0.0
    since = week - spec.start_week
    if spec.every_weeks > 0 and since % spec.every_weeks >= spec.active_weeks:
        return 0.0
    return spec.reach * min(1.0, (since + 1) / (spec.ramp_weeks + 1))


def _number_of(name: str, names: list[str]) -> int:
    return names.index(name) if name else NO_SERVICE


def _name_number(name: str) -> int:
    """A number of 31 bits that belongs to a name, the same in every process."""
    return zlib.crc32(name.encode()) >> 1
