"""Plain words: private idiom stays out of the documents, the command line, the scenario files and the code.

Each entry of `REFUSED` is a phrase that a reader who knows the field would have to read twice, with the words to use
instead. `CHANGELOG.md` is history and is left as it is.
"""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sim.command.main import COMMANDS, main
from tests.shared import ROOT

HISTORY = ("sim/scenario/renamed.py", "docs/api_policy.md")  # list the names of earlier versions
REFUSED = {
    r"numbers? of the model|the model's (own )?numbers": "model parameters",
    r"(?i:(same|other|own) dice)|(throws?|draws?) of (the )?dice|the dice": "random numbers, random draw",
    r"\bignorance\b": "parameter uncertainty",
    r"\bsame lives\b|whole lives|other lives": "people, trajectories",
    r"slips? of the pen": "typo",
    r"\bmend(s|ed|ing)?\b": "correct",
    r"\bTrouble\b|\btroubles?\b": "error, problem",
    r"tells? nobody|\b(is|are|be|was|were) told\b|\btold (apart|in|about|by|for|from|to|with|as|how|what|which)\b": (
        "shown, reported, described"
    ),
    r"\btell(s|ing)? (apart|them|one|it|how|what|which|whether|all|of|the|a)\b": "show, report, describe",
    r"comes? to the same": "has the same outcome",
    r"hangs? (on|upon)|hung on": "depends on",
    r"different advice": "that differs materially",
    r"process that knows": "sessions live in memory",
    r"bears? (it|them|this|that)? ?out\b": "supports, confirms",
    r"\bfolks?\b": "people",
    r"\bbefalls?\b|\bbefell\b": "happens to, exposure",
    r"leaves the evidence": "the region not ruled out",
    r"\bone's own\b|at one's side": "your own, its own",
    r"kept back": "held out",
    r"fresh (people|dice|lives)": "new people, new populations",
    r"the real model|rulebook": "the model, the rules",
    r"lies? in wait|at half-time": "modern words",
    r"taken to be worth": "willingness to pay",
    r"says nothing of (any )?one person|life (it )?tells?\b": "cannot say what will happen to an individual",
    r"so many (weeks|people|years|sessions|runs|places|times|persons)": "the given number of",
    r"\bgoes? on (with|where|from|as)\b": "continues",
    r"\blast bit\b": "bit-identical",
    r"\bto the letter\b|\bas like as\b": "exactly",
    r"\bburnt? in anew\b|\banew\b": "again, new",
    r"\bnought\b": "zero",
    r"\bbesides\b": "as well, also",
    r"\ba head and year\b": "per person and year",
    r"\bone a (core|person|week|year|row|policy|scenario|file|line)\b": "one per ...",
    r"\bin all (weeks|of them)\b|\bfor people to read\b": "to print, to read",
    r"\bwont\b|\bhither\b|\bthither\b|\bwhence\b|\bhence\b|\bthereby\b|\bwherein\b": "modern words",
    r"\bstands? (ready|at hand|in the way)\b": "is available",
    # identifiers of earlier versions
    r"\bhand_out\b|\bplaces_per_100k\b|\binternalise\b|\bhold_of_stress\b|\bweekly_stress\b": "the present name",
    r"\b(Around|Face|Channel|Reading|Numbers)\b(?=[.\[(`]|` )": "SocialExposure, VisibleState, Disorder, Parameters",
    r"run\.py numbers|\[numbers\]|\bnumbers\.[a-z]": "parameters",
}
PATTERNS = [(re.compile(pattern), instead) for pattern, instead in REFUSED.items()]


def found_in(text: str) -> list[str]:
    """What a text says that it should not, each with the words to use instead; line breaks do not hide a phrase."""
    flat = " ".join(re.sub(r"^[#*> ]+", "", line.strip()) for line in text.splitlines())
    return [
        f"{match.group()!r} in ...{flat[max(0, match.start() - 40) : match.end() + 30]}... : say {instead}"
        for pattern, instead in PATTERNS
        for match in pattern.finditer(flat)
    ]


def prose_of(source: str) -> Iterator[str]:
    """String literals, docstrings and comments of a Python file; neighbouring comment lines as one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
    comments: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.append(token.string)
        elif token.type != tokenize.NL and comments:
            yield "\n".join(comments)
            comments = []


@cache
def texts() -> dict[str, Path]:
    """Every file whose words are checked, by its path in the project."""
    code = [
        path for path in (ROOT / "sim").rglob("*") if path.suffix in {".py", ".toml", ".txt", ".j2", ".vue", ".html"}
    ]
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md"), *ROOT.glob("notebooks/*.md")]
    data = [*(ROOT / "scenarios").rglob("*.toml"), *ROOT.glob("notebooks/*.ipynb")]
    named = {path.relative_to(ROOT).as_posix(): path for path in (*pages, *data, *code)}
    return {name: path for name, path in sorted(named.items()) if not name.startswith(HISTORY)}


@pytest.mark.parametrize("name", texts())
def test_words_are_plain(name: str) -> None:
    text = texts()[name].read_text(encoding="utf-8")
    parts: list[str] = [text]
    if name.endswith(".py"):
        parts = list(prose_of(text))
    elif name.endswith(".ipynb"):
        parts = ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
    found = [line for part in parts for line in found_in(part)]
    assert not found, f"{name}:\n" + "\n".join(found)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_plain(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*([command] if command else []), "--help"]) == 0
    said = re.sub(r"[│╭╮╰╯─]", " ", capsys.readouterr().out)
    assert not found_in(re.sub(r"\s+", " ", said))


def test_private_idiom_is_found() -> None:
    planted = {
        "# The same\n# people and the same dice.": "'same dice'",
        "A slip\nof the pen gets a message.": "'slip of the pen'",
        "Mend nothing; mend the file.": "'mend'",
        "> the numbers\n> of the model": "'numbers of the model'",
        "two policies come to the same": "'come to the same'",
        "it works offline and tells nobody anything": "'tells nobody'",
        "an outcome hangs on": "'hangs on'",
        "see `hand_out` in the loop": "'hand_out'",
        "`Around` of a person": "'Around'",
    }
    for text, expected in planted.items():
        assert expected in " ".join(found_in(text)), text
    assert not found_in("Common random numbers: the same people, parameters and random numbers. Recommend it.")


def test_prose_of_code_is_found() -> None:
    source = '"""Doc, the dice."""\nX = f"{1} hangs on"  # mend\n'
    assert sum(len(found_in(part)) for part in prose_of(source)) >= 3
    assert not list(prose_of("mend = told + 1\n"))
