"""States that a person can be shown by: each read off the record as a number, and sorted into a few named bands.

Bands are what a reader can distinguish in a drawing. Those of instruments are the published ones where there are any:
PHQ-9 (Kroenke et al. 2001), GAD-7 (Spitzer et al. 2006), ISMI (Lysaker et al. 2007).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose
from sim.parameters import Parameters, parameter_record
from sim.people.scores import SCORES, fill_scores
from sim.people.state import Care

type Values = npt.NDArray[np.float64]
type People = npt.NDArray[np.void]


class Look(NamedTuple):
    """Some people as a state reads them."""

    people: People  # their records
    scores: dict[str, Values]  # of the instruments, without error


class State(NamedTuple):
    """A state to show people by."""

    title: str
    unit: str
    bands: tuple[str, ...]  # from low to high, or the categories
    edges: tuple[float, ...]  # values at which the next band begins; none for categories
    read: Callable[[Look], Values]  # a value per person; for categories the number of the band

    @property
    def ordered(self) -> bool:
        """Whether bands go from low to high."""
        return bool(self.edges)

    def band(self, values: Values) -> npt.NDArray[np.uint8]:
        """The band of each value."""
        if not self.ordered:
            return values.astype(np.uint8)
        return np.searchsorted(self.edges, values, side="right").astype(np.uint8)


def _score(name: str) -> Callable[[Look], Values]:
    return lambda look: look.scores[name]


def _field(name: str) -> Callable[[Look], Values]:
    return lambda look: look.people[name].astype(np.float64)


def _illness(look: Look) -> Values:
    """0 never ill, 1 well again, 2 to 4 ill with one disorder, 5 with more than one."""
    ill = look.people["in_episode"] > 0
    count = ill.sum(axis=1)
    once = look.people["episodes"].any(axis=1)
    found = np.where(once, 1.0, 0.0)
    found = np.where(count == 1, 2.0 + ill.argmax(axis=1), found)
    return np.where(count > 1, 5.0, found)


def _disclosure(look: Look) -> Values:
    """0 has nothing to disclose, 1 hides it, 2 has disclosed it."""
    people = look.people
    something = people["in_episode"].any(axis=1) | people["episodes"].any(axis=1)
    return np.where(people["disclosed"] == 1, 2.0, np.where(something, 1.0, 0.0))


FIFTHS = ("below 0.2", "0.2 to 0.4", "0.4 to 0.6", "0.6 to 0.8", "0.8 and more")
FIFTH_EDGES = (0.2, 0.4, 0.6, 0.8)
CARE_WORDS = {
    Care.NEVER: "never in care",
    Care.PRIMARY: "family doctor only",
    Care.WAITING: "waiting",
    Care.IN_TREATMENT: "in treatment",
    Care.COMPLETED: "completed a course",
    Care.DROPPED_OUT: "dropped out",
    Care.ADVISED: "one contact, then sent on",
}

STATES: dict[str, State] = {
    "self_efficacy": State(
        "Self-efficacy",
        "GSE, 10 to 40 points",
        ("below 20", "20 to 24", "25 to 29", "30 to 34", "35 and more"),
        (20.0, 25.0, 30.0, 35.0),
        _score("gse"),
    ),
    "depression": State(
        "Depression",
        "PHQ-9, 0 to 27 points",
        (
            "minimal (below 5)",
            "mild (5 to 9)",
            "moderate (10 to 14)",
            "moderately severe (15 to 19)",
            "severe (20 and more)",
        ),
        (5.0, 10.0, 15.0, 20.0),
        _score("phq9"),
    ),
    "anxiety": State(
        "Anxiety",
        "GAD-7, 0 to 21 points",
        ("minimal (below 5)", "mild (5 to 9)", "moderate (10 to 14)", "severe (15 and more)"),
        (5.0, 10.0, 15.0),
        _score("gad7"),
    ),
    "post_traumatic_stress": State(
        "Post-traumatic stress",
        "PCL-5, 0 to 80 points",
        ("below 17", "17 to 32", "above the cut-off (33 to 48)", "49 and more"),
        (17.0, 33.0, 49.0),
        _score("pcl5"),
    ),
    "illness": State(
        "Illness",
        "diagnosis",
        ("never ill", "well again", "depression", "anxiety disorder", "post-traumatic stress disorder", "several"),
        (),
        _illness,
    ),
    "care": State("Care", "status", tuple(CARE_WORDS[status] for status in Care), (), _field("care")),
    "public_stigma": State(
        "Public stigma",
        "SD of attitudes",
        ("far below the mean", "below the mean", "above the mean", "far above the mean"),
        (-1.0, 0.0, 1.0),
        _field("public_stigma"),
    ),
    "self_stigma": State(
        "Self-stigma",
        "ISMI, 1 to 4 points",
        ("minimal (below 2)", "mild (2 to 2.4)", "moderate (2.5 to 2.9)", "severe (3 and more)"),
        (2.0, 2.5, 3.0),
        _score("ismi"),
    ),
    "telling": State("Disclosure", "disclosure", ("nothing to disclose", "hides it", "has disclosed"), (), _disclosure),
    "hope": State("Hope", "0 to 1", FIFTHS, FIFTH_EDGES, _field("hope")),
    "support": State("Perceived emotional support", "0 to 1", FIFTHS, FIFTH_EDGES, _field("support_emotional")),
    "helplessness": State("Helplessness", "0 to 1", FIFTHS, FIFTH_EDGES, _field("helplessness")),
    "outcome_expectation": State(
        "Outcome expectation (does trying pay here)", "0 to 1", FIFTHS, FIFTH_EDGES, _field("outcome_expectation")
    ),
}
"""What people can be coloured by, in the order of the menu."""


class Reader:
    """Reads states with instruments that make no error.

    Args:
        parameters: the model's parameters.
    """

    def __init__(self, parameters: Parameters) -> None:
        errors = {name: 0.0 for name in Parameters.model_fields if name.startswith("error_")}
        self._record = parameter_record(parameters.model_copy(update=errors))

    def look(self, people: People, rows: npt.NDArray[np.int64]) -> Look:
        """Read some people.

        Args:
            people: everybody's records.
            rows: whom to read (n).
        """
        scores = np.empty((len(rows), len(SCORES)))
        fill_scores(
            people, rows, self._record, scores, 0, 0, int(Purpose.INSTRUMENTS)
        )  # no random numbers without error
        return Look(people[rows], {name: scores[:, at] for at, name in enumerate(SCORES)})
