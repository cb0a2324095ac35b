"""`run.py new`: write a commented skeleton of your own scenario, mechanism or intervention, with its test."""

import keyword
import re
from enum import StrEnum
from functools import partial
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from sim.command.console import printer
from sim.core.installation import as_typed_here, program
from sim.core.results import Results
from sim.errors import UserInputError
from sim.scenario.files import scenario_names

SKELETONS = Path(__file__).parent / "skeletons"
OWN = Path("own")  # where they are put, in the project's folder, so that the tests find the model
NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST_NAME = 60


class Kind(StrEnum):
    """What can be created."""

    SCENARIO = "scenario"
    MECHANISM = "mechanism"
    INTERVENTION = "intervention"


ENDINGS = {Kind.SCENARIO: "toml", Kind.MECHANISM: "py", Kind.INTERVENTION: "toml"}


def new_command(
    kind: Annotated[Kind, typer.Argument(help="What to create.")],
    name: Annotated[str, typer.Argument(help="Its name: lower-case letters, digits and underscores.")],
    out: Annotated[Path, typer.Option(help="Folder inside the project; created if missing.")] = OWN,
    replace: Annotated[bool, typer.Option("--replace", help="Replace existing files.")] = False,
) -> int:
    """
    Start your own scenario, intervention or mechanism: write a commented skeleton that runs, and its test.

    scenario: a policy file. intervention: a file with your own intervention and a policy that uses it.
    mechanism: a subclass of Person that overrides one step of the week, in Python.

    Examples:
        uv run run.py new scenario more_outreach

        uv run run.py new mechanism pride
    """
    console = printer()
    check_name(kind, name)
    ending = ENDINGS[kind]
    file, test = out / f"{name}.{ending}", out / f"test_{name}.py"
    there = [path for path in (file, test) if path.exists()]
    if there and not replace:
        raise UserInputError(
            f"{there[0]} already exists. Give another name, another folder with --out, or add --replace."
        )
    words = {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "class_name": "".join(part.capitalize() for part in name.split("_")),
        "path": file.as_posix(),
        "test": test.as_posix(),
    }
    with Results(out, file.name) as results:
        for path, skeleton in ((test, f"test_{kind}.py.txt"), (file, f"{kind}.{ending}.txt")):
            text = Template(as_typed_here((SKELETONS / skeleton).read_text(encoding="utf-8"))).substitute(words)
            results.write(path.name, partial(_put, text))
        results.finish()
    console.print(f"Written: {file} and {test}. Edit the first; then:", markup=False)
    if kind is not Kind.MECHANISM:
        console.print(f"  {program()} compare {file}", markup=False)
    console.print(f"  {as_typed_here('uv run pytest')} {test}", markup=False)
    return 0


def _put(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def check_name(kind: Kind, name: str) -> None:
    """Check that a name can be used.

    Raises:
        UserInputError: not a plain name, a reserved word in Python, too long, or taken by what comes with the model.
    """
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        near = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:LONGEST_NAME]
        hint = f" Try: {near}" if NAME.fullmatch(near) else ""
        raise UserInputError(
            f"name {name!r}: expected lower-case letters, digits and underscores, starting with a letter, at most "
            f"{LONGEST_NAME} characters.{hint}"
        )
    if keyword.iskeyword(name):
        raise UserInputError(f"name {name!r}: a reserved word in Python; give another name, such as {name}_of_mine")
    taken = scenario_names() if kind is Kind.SCENARIO else []
    if kind is Kind.INTERVENTION:
        from sim.scenario.load import load_scenario

        taken = list(load_scenario("baseline").interventions)
    if name in taken:
        raise UserInputError(
            f"name {name!r}: the model already has a {kind} {name!r}; give another name, such as my_{name}"
        )
