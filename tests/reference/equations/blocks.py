"""The equations of `docs/ODD.md`, read and carried out: statements of Python, and arrows for moves toward a target."""

import ast
import math
import re
from collections.abc import Mapping
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any

import numpy as np

from tests.shared import ROOT

BLOCK = re.compile(r"```equations (?P<rule>\w+)\n(?P<text>.*?)```", re.DOTALL)
ARROW = re.compile(r"(?P<what>.+?) -> (?P<target>.+) at (?P<rate>.+)")

FUNCTIONS: dict[str, Any] = {
    "clip": lambda x, low, high: min(max(x, low), high),
    "clip01": lambda x: min(max(x, 0.0), 1.0),
    "exp": math.exp,
    "expit": lambda x: 1.0 / (1.0 + math.exp(-x)),
    "exponential": lambda u: -math.log(u),
    "jitter": lambda u: math.sqrt(12.0) * (u - 0.5),
    "mean": lambda values: float(np.mean(values)),
    "positive": lambda x: np.maximum(x, 0.0),
    "round": lambda x: math.floor(x + 0.5),
    "saturated": lambda x, half: x / (x + half),
    "sum": np.sum,
    "where": np.where,
    "depression": 0, "anxiety": 1, "ptsd": 2,  # disorders
    "mood": 0, "fear": 1, "aftermath": 2, "help": 3,  # domains
}  # fmt: skip


def blocks() -> dict[str, str]:
    """The documented equations by the rule that they describe."""
    page = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
    return {match["rule"]: match["text"] for match in BLOCK.finditer(page)}


def statements(text: str) -> list[str]:
    """The statements of a block as Python; indented lines go on with the line above."""
    joined = re.sub(r"\n\s+", " ", re.sub(r"\s*#.*", "", text)).strip().splitlines()
    return [_without_arrow(line) for line in joined]


def _without_arrow(line: str) -> str:
    before, colon, rest = line.partition(": ") if line.startswith("if ") else ("", "", line)
    move = ARROW.fullmatch(rest)
    if move is not None:
        rest = "{what} = {what} + ({rate}) * (({target}) - {what})".format(**move.groupdict())
    return f"{before}{colon}{rest}"


@cache
def _compiled(text: str) -> list[CodeType]:
    return [compile(line, "ODD.md", "exec") for line in statements(text)]


@cache
def assigned(text: str) -> frozenset[str]:
    """Names of all that a block gives a value, without index."""
    found = set()
    for line in statements(text):
        for node in ast.walk(ast.parse(line)):
            if isinstance(node, ast.Assign):
                found.add(ast.unparse(node.targets[0]).split("[")[0])
    return frozenset(found)


def carried_out(text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """All names after the statements of a block.

    Args:
        text: the block.
        given: what names mean before; bundles such as `dose` as `SimpleNamespace`, which is changed. A block that
            speaks of one `disorder` is carried out for each.
    """
    names: dict[str, Any] = {**FUNCTIONS, **given}
    for disorder in range(3) if "[disorder]" in text else (0,):
        names["disorder"] = disorder
        for code in _compiled(text):
            exec(code, {}, names)
    return names


def bundle(values: Any) -> SimpleNamespace:
    """A named tuple or record as a bundle of names."""
    fields = values._fields if hasattr(values, "_fields") else values.dtype.names
    return SimpleNamespace(**{name: getattr(values, name) for name in fields})
