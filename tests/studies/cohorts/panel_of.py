"""What tests of cohorts share: the size of their panel, names of its columns, and files of the command."""

from pathlib import Path

PEOPLE, WEEKS, EVERY, SEED = 400, 60, 7, 3
SHARED = {
    "id": "person", "traumas": "traumas_so_far", "session": "sessions_this_course",
    "absences": "sessions_missed_this_course",
}  # fmt: skip
# marks of one week, which are counted; working notes of the rules; and what is shown otherwise
ELSEWHERE = {
    "birth_week", "tried", "succeeded", "life_event", "trauma", "attended", "visited", "course_ended", "recovered",
    "offered", "reached", "this_year", "first_score", "withheld", "taper_weeks", "medicine", "tapered", "ending",
}  # fmt: skip


def names(folder: Path) -> set[str]:
    """All files in a folder, hidden ones too."""
    return {path.name for path in folder.iterdir()}


FILES = {"mine.parquet", "mine.ties.parquet", "mine.schema.csv", "mine.json"}
