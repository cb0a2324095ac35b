"""Lessons: small experiments with the model, each with a question to answer before it is run."""

from sim.studies.lessons.checking import holds, shown
from sim.studies.lessons.claims import Claim, Takeaway
from sim.studies.lessons.experiment import Outcome, run_experiment
from sim.studies.lessons.finding import Finding, find
from sim.studies.lessons.lesson import Arm, Experiment, Lesson, lesson_names, load_lesson
from sim.studies.lessons.measures import MEASURES
from sim.studies.lessons.switches import switched
from sim.studies.lessons.tally import Tally

__all__ = [
    "MEASURES",
    "Arm",
    "Claim",
    "Experiment",
    "Finding",
    "Lesson",
    "Outcome",
    "Takeaway",
    "Tally",
    "find",
    "holds",
    "lesson_names",
    "load_lesson",
    "run_experiment",
    "shown",
    "switched",
]
