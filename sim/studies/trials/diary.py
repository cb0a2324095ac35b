"""What is kept of a trial's participants: what happens to them week by week, and their measures at waves."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from sim.people.medication import Medication, medication_of
from sim.people.scores import SCORES, scores_of
from sim.people.state import DISORDERS, NO_SERVICE, Care, Disorder
from sim.simulation.engine import Engine
from sim.studies.trials.courses import Part, TrialCourses

STATES = ("public_stigma", "self_stigma", "hope", "empowerment", "helplessness", "rumination", "avoidance")
SESSIONS = ("sessions", "booster_sessions", "continuation_sessions", "other_sessions")
COUNTS = ("attempts", "successes", *SESSIONS, "medicated", "visits")
UNDER_WAY = ("none", "not_started", "in_treatment")
STAGES = 2


class Diary:
    """Keeps what happens to participants between waves.

    Args:
        engine: the running society.
        courses: the trial's courses in it.
        rows: the participants (n).
        arms: the arm of each by the first randomisation (n).
    """

    def __init__(
        self, engine: Engine, courses: TrialCourses, rows: npt.NDArray[np.int64], arms: npt.NDArray[np.str_]
    ) -> None:
        self.engine = engine
        self.courses = courses
        self.rows = rows
        self.arms = arms
        self.second = np.full(len(rows), "", object)  # the arm of each by the second randomisation
        self.ids = engine.people["id"][rows].copy()
        self.counts = {name: np.zeros(len(rows)) for name in COUNTS}
        self.crossed = np.zeros(len(rows), np.bool_)
        self.service = np.full((len(rows), STAGES), NO_SERVICE, np.int64)  # that gives the stage's course
        self.status = np.full((len(rows), STAGES), "none", "U12")
        self.therapist = np.zeros((len(rows), STAGES), np.int64)  # of the stage's course; 0: none so far

    def present(self) -> npt.NDArray[np.bool_]:
        """Who has not left the population."""
        here: npt.NDArray[np.bool_] = self.engine.people["id"][self.rows] == self.ids
        return here

    def in_arm(self, name: str) -> npt.NDArray[np.bool_]:
        """Who is in an arm now, and has not left the population: the second randomisation counts for those in it."""
        mine: npt.NDArray[np.bool_] = np.where(self.second == "", self.arms, self.second) == name
        return mine & self.present()

    def begins(self, who: npt.NDArray[np.bool_], service: int) -> None:
        """Some are given the main course of a stage."""
        stage = np.where(self.second[who] == "", 0, 1)
        self.service[who, stage] = service
        self.status[who, stage] = "not_started"

    def finished(self) -> npt.NDArray[np.bool_]:
        """Who has finished the main course of the present stage, or of the first where there is none in the second."""
        done: npt.NDArray[np.bool_] = self._latest() == "completed"
        return done

    def stayed(self) -> npt.NDArray[np.bool_]:
        """Who has not left the main course, nor been kept from it."""
        return np.isin(self._latest(), ("not_started", "in_treatment", "completed"))

    def _latest(self) -> npt.NDArray[np.str_]:
        return np.where(self.status[:, 1] == "none", self.status[:, 0], self.status[:, 1])

    def withheld(self, who: npt.NDArray[np.bool_]) -> None:
        """The trial's own courses are withheld from some."""
        for stage in range(STAGES):
            ending = who & np.isin(self.status[:, stage], ("not_started", "in_treatment"))
            self.status[ending, stage] = "withheld"

    def note(self) -> None:
        """Note the week that was just lived."""
        people = self.engine.people[self.rows]
        here = self.present()
        treated = here & (people["care"] == Care.IN_TREATMENT)
        part = np.where(treated, self.courses.part[people["therapy"]], Part.OTHER)
        attended = here & (people["attended"] == 1)
        self.counts["attempts"] += here & (people["tried"] == 1)
        self.counts["successes"] += here & (people["succeeded"] == 1)
        self.counts["sessions"] += attended & (part == Part.MAIN)
        self.counts["booster_sessions"] += attended & (part == Part.BOOSTER)
        self.counts["continuation_sessions"] += attended & (part == Part.CONTINUATION)
        self.counts["other_sessions"] += attended & (part == Part.OTHER)
        self.counts["medicated"] += here & (people["medication_weeks"] > 0)
        self.counts["visits"] += here & (people["visited"] == 1)
        for stage in range(STAGES):
            status = self.status[:, stage]
            ours = here & (people["service"] == self.service[:, stage]) & np.isin(status, UNDER_WAY)
            ours &= self.service[:, stage] != NO_SERVICE
            ended = ours & (people["course_ended"] > 0)
            begun = ours & treated & (people["session"] > 0)
            status[begun] = "in_treatment"
            self.therapist[begun, stage] = people["therapist"][begun]
            status[ended & (people["course_ended"] == Care.COMPLETED)] = "completed"
            left = ended & (people["course_ended"] == Care.DROPPED_OUT)
            status[left & (people["session"] > 0)] = "dropped_out"
            status[left & (people["session"] == 0)] = "never_began"

    def wave(self, week: int) -> pd.DataFrame:
        """Everybody's measures now."""
        engine = self.engine
        people = engine.people[self.rows]
        table = pd.DataFrame({"person": self.ids, "arm": self.arms, "week": week})
        scores = scores_of(engine.people, self.rows, engine.parameters, engine.seed, engine.week)
        for place, name in enumerate(SCORES):
            table[name] = scores[:, place]
        for name in STATES:
            table[name] = people[name]
        table["ability"] = expit(people["ability"].mean(axis=1))
        for name, values in self.counts.items():
            table[name] = values
        for disorder in range(DISORDERS):
            name = Disorder(disorder).name.lower()
            table[f"in_{name}"] = people["in_episode"][:, disorder] == 1
            table[f"episodes_{name}"] = people["episodes"][:, disorder]
        table["status"] = self.status[:, 0]
        table["therapist"] = self.therapist[:, 0]
        table["crossed_over"] = self.crossed
        table["second_arm"] = self.second.astype(str)
        table["second_status"] = self.status[:, 1]
        table["second_therapist"] = self.therapist[:, 1]
        table["medication"] = [Medication(one).name.lower() for one in medication_of(people)]
        return table[self.present()]
