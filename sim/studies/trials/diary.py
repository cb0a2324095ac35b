"""What is kept of a trial's participants: what happens to them week by week, and their measures at waves."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from sim.people.scores import SCORES, scores_of
from sim.people.state import DISORDERS, Care, Disorder
from sim.simulation.engine import Engine

STATES = ("public_stigma", "self_stigma", "hope", "empowerment", "helplessness", "rumination", "avoidance")


class Diary:
    """Keeps what happens to participants between waves."""

    def __init__(self, engine: Engine, rows: npt.NDArray[np.int64], arms: npt.NDArray[np.str_]) -> None:
        self.engine = engine
        self.rows = rows
        self.arms = arms
        self.ids = engine.people["id"][rows].copy()
        self.counts = {name: np.zeros(len(rows)) for name in ("attempts", "successes", "sessions", "medicated")}
        self.status = np.full(len(rows), "none", dtype="U12")
        courses = engine.policy.intervention_names
        self.trial_courses = [courses.index(name) for name in courses if name.startswith("trial_")]

    def present(self) -> npt.NDArray[np.bool_]:
        """Who has not left the population."""
        here: npt.NDArray[np.bool_] = self.engine.people["id"][self.rows] == self.ids
        return here

    def in_arm(self, name: str) -> npt.NDArray[np.int64]:
        """Rows of those in an arm who have not left the population."""
        mine: npt.NDArray[np.int64] = self.rows[(self.arms == name) & self.present()]
        return mine

    def note(self) -> None:
        """Note the week that was just lived."""
        people = self.engine.people[self.rows]
        ours = np.isin(people["therapy"], self.trial_courses) & (people["care"] == Care.IN_TREATMENT)
        was_ours = np.isin(self.status, ("not_started", "in_treatment"))
        self.counts["attempts"] += people["tried"]
        self.counts["successes"] += people["succeeded"]
        self.counts["sessions"] += people["attended"] * ours
        self.counts["medicated"] += people["medication_weeks"] > 0
        self.status[ours & (people["session"] == 0)] = "not_started"
        self.status[ours & (people["session"] > 0)] = "in_treatment"
        ended = (was_ours | (self.status == "none")) & (people["course_ended"] > 0) & self._in_trial_service(people)
        self.status[ended & (people["course_ended"] == Care.COMPLETED)] = "completed"
        left = ended & (people["course_ended"] == Care.DROPPED_OUT)
        self.status[left & (self.counts["sessions"] > 0)] = "dropped_out"
        self.status[left & (self.counts["sessions"] == 0)] = "never_began"

    def _in_trial_service(self, people: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
        names = self.engine.policy.service_names
        return np.isin(people["service"], [names.index(name) for name in names if name.startswith("trial_")])

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
        table["status"] = self.status
        return table[self.present()]
