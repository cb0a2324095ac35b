"""The keys of trial files, with their defaults, as a table."""

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.reference.markdown import table
from sim.studies.trials.spec import ArmSpec, ContinuationSpec, PublishedTrial, RecruitSpec, SecondStage, TrialSpec

TABLES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", TrialSpec),
    ("[recruit]", RecruitSpec),
    ("[arms.NAME]", ArmSpec),
    ("[arms.NAME.continuation]", ContinuationSpec),
    ("[second_stage]", SecondStage),
    ("[[published]]", PublishedTrial),
)


def trial_key_table() -> str:
    """Every key of a trial file: the table it stands in, its default and what it means."""
    rows = [
        (f"`{where}`" if where else "", f"`{name}`", _default(field), field.description or "")
        for where, model in TABLES
        for name, field in model.model_fields.items()
    ]
    return table(("table", "key", "left out", "meaning"), rows)


def _default(field: FieldInfo) -> str:
    """What holds where a key is left out."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value in ("", []) or isinstance(value, BaseModel):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f'`"{value}"`'
    return f"`{list(value)}`" if isinstance(value, tuple) else f"`{value}`"
