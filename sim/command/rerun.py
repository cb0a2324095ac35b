"""`run.py rerun`: repeat a run from its record, and check that it gives the same bytes."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.command.console import INTERRUPTED, printer
from sim.command.recorded import Again, Repeat
from sim.core.fingerprint import results_of, rule_fingerprint
from sim.errors import UserInputError
from sim.versions import commit, made_with, version

STUDIES = (
    "compare",
    "trial",
    "cohort",
    "mix",
    "breakeven",
    "validate",
    "ablate",
    "out_of_sample",
    "interventions",
    "deciding",
)  # each module has a `repeat`
ONLY_WHOLE = ("mix", "breakeven")  # searches that were stopped on the way cannot be repeated
LARGEST_RECORD = 50_000_000  # bytes
DIFFERENT = 1
SHOWN = 5  # files in a message


def rerun_command(
    record: Annotated[Path, typer.Argument(metavar="RUN.json", help="The record of a run, or the folder it is in.")],
    out: Annotated[Path | None, typer.Option(help="Folder for results; created if missing.")] = None,
    network: Annotated[
        Path | None, typer.Option(help="Where the run's network file is now, if it is not where it was.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace results already in the folder.")] = False,
) -> int:
    """
    Repeat a run from its record, and check that it gives the same bytes.

    The record is the JSON file beside the results of compare, trial, cohort, mix, breakeven, validate, ablate,
    out-of-sample, interventions and deciding. Needs the version of the model that made it. Writes all files again into
    another folder and compares them with the record. A run that was stopped early is repeated as far as it went. Exit
    status 1: some files differ.

    Examples:
        uv run run.py rerun results/compare/run.json

        uv run run.py rerun panel.json --out results/again
    """
    path = _record_file(record)
    content = read_record(path)
    study = content["study"]
    if study in ONLY_WHOLE and not content.get("complete", True):
        raise UserInputError(
            f"{path}: this search was stopped before its end, which cannot be repeated. Repeat it in full: "
            f"{content['command']}"
        )
    console = printer()
    notes = differences(content)
    for note in notes:
        console.print(f"Note: {note}", highlight=False, markup=False)
    try:
        run: Repeat = import_module(f"sim.command.{study}").repeat(content, Again(path, out, replace, network))
    except UserInputError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as problem:
        what = f"it lacks {problem}" if isinstance(problem, KeyError) else "some of its entries are damaged"
        raise UserInputError(f"{path}: not a whole record of a run: {what}. Give it as it was written.") from None
    status, new = run()
    again = json.loads(new.read_text(encoding="utf-8")) if new.is_file() else {"files": {}}
    different = [name for name, digest in content["files"].items() if again["files"].get(name) != digest]
    different += sorted(set(again["files"]) - set(content["files"]))
    if not different:
        console.print(f"The same bytes: all {len(again['files'])} files are as in {path}.", highlight=False)
        return 0
    if status == INTERRUPTED:
        return status
    more = f" and {len(different) - SHOWN} more" if len(different) > SHOWN else ""
    why = f" Note: {notes[0]}" if notes else ""
    console.print(
        f"Not the same bytes: {', '.join(different[:SHOWN])}{more}. The others are as in {path}.{why}", highlight=False
    )
    return DIFFERENT


def _record_file(given: Path) -> Path:
    """The record that a path means: itself, or the one in a folder."""
    if not given.is_dir():
        return given
    there = [path for path in (given / "run.json", *sorted(given.glob("*.json"))) if path.is_file()]
    if not there:
        raise UserInputError(f"{given}: there is no record of a run here, such as run.json. Give its path.")
    return there[0]


def read_record(path: Path) -> dict[str, Any]:
    """The record of a run that this version can repeat.

    Raises:
        UserInputError: it cannot be read, is not such a record, or another version made it.
    """
    try:
        if path.exists() and not path.is_file():
            raise UserInputError(f"{path}: not a file; expected the record of a run, such as run.json")
        with path.open("rb") as file:
            text = file.read(LARGEST_RECORD + 1)
        content = json.loads(text.decode("utf-8")) if len(text) <= LARGEST_RECORD else None
    except OSError as problem:
        raise UserInputError(
            f"{path}: cannot be read ({problem.strerror}). Give the path of a record, such as results/compare/run.json."
        ) from None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or not set(made_with("")) <= set(content):
        raise UserInputError(f"{path}: not the record of a run; expected a run.json, as `compare` writes it")
    if content["version"] != version():
        raise UserInputError(
            f"{path}: made by version {content['version']}; this is version {version()}, whose results may differ. "
            f'Install that one to repeat it: pip install "recovery-dynamics=={content["version"]}"{_or_commit(content)}'
        )
    if results_of(str(content["rules"])) != results_of(rule_fingerprint()):
        raise UserInputError(
            f"{path}: made by version {content['version']} with other rules (commit {content['commit']}; this is "
            f"commit {commit()}), whose results may differ. Install that one to repeat it{_or_commit(content)}."
        )
    if content.get("study") not in STUDIES or not isinstance(content.get("files"), dict):
        raise UserInputError(
            f"{path}: the record does not say what to repeat; expected one of {', '.join(STUDIES)} of this version. "
            f"Repeat it by its command: {content['command']}"
        )
    return content


def _or_commit(record: Mapping[str, Any]) -> str:
    made_at = str(record["commit"]).removesuffix("+")
    return "" if made_at == "unknown" else f", or in the project's folder: git checkout {made_at}"


def differences(record: Mapping[str, Any]) -> list[str]:
    """What else was different when a run was made, and may change single bytes."""
    now = made_with("")
    notes = [
        f"made with {name} {record[name]}; this is {now[name]}. Files may differ."
        for name in ("commit", "python")
        if record[name] != now[name]
    ]
    libraries = now["libraries"]
    assert isinstance(libraries, dict)
    theirs = record["libraries"] if isinstance(record["libraries"], dict) else {}
    return notes + [
        f"made with {name} {theirs.get(name)}; this is {here}. Files may differ."
        for name, here in libraries.items()
        if theirs.get(name) != here
    ]
