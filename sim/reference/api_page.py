"""The reference of public names, made from their docstrings."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from pydantic import BaseModel

from sim.reference.markdown import table

PACKAGES = ("sim", "sim.studies")
TABLED = ("Scenario",)  # pydantic models whose fields are described; model parameters have their own page
SECTION = re.compile(r"^(Args|Attributes|Returns|Raises|Warns|Examples):$", re.MULTILINE)
ENTRY = re.compile(r"^    (?P<name>[\w, ]+?): (?P<text>.*(?:\n        .*)*)", re.MULTILINE)


def public_names() -> Iterator[tuple[str, Any]]:
    """Every public name with what it stands for, package by package: what `__all__` exports."""
    for package in PACKAGES:
        module = import_module(package)
        for name in sorted(module.__all__):
            yield f"{package}.{name}", getattr(module, name)


def methods_of(kind: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that a class defines itself, in the order of the source."""
    for name, member in vars(kind).items():
        thing = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and (inspect.isfunction(thing) or isinstance(member, property)):
            yield name, thing


def api_reference() -> str:
    """All public names: what each means, its arguments with units and shapes, what it returns, and its errors."""
    parts = []
    for name, thing in public_names():
        parts.append(f"### `{name}`\n\n{_signature(name.rsplit('.', 1)[-1], thing)}{prose(thing)}")
        if isinstance(thing, type) and issubclass(thing, BaseModel) and thing.__name__ in TABLED:
            rows = [(f"`{key}`", field.description or "") for key, field in thing.model_fields.items()]
            parts.append(table(("field", "meaning"), rows))
        elif isinstance(thing, type) and not issubclass(thing, BaseModel | Exception):
            for method, member in methods_of(thing):
                if inspect.getdoc(member):
                    called = "" if isinstance(member, property) else _signature(method, member)
                    parts.append(f"#### `{name.rsplit('.', 1)[-1]}.{method}`\n\n{called}{prose(member)}")
    return "\n\n".join(parts)


def _signature(name: str, thing: Any) -> str:
    if isinstance(thing, type) and issubclass(thing, BaseModel | Exception):
        return ""
    given = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(thing).parameters.values()
        if parameter.name not in ("self", "cls")
    ]
    shown = str(inspect.Signature(given)).replace("<class 'sim.agent.Person'>", "Person")
    return f"```text\n{name}{shown}\n```\n\n"


def prose(thing: Any) -> str:
    """A docstring as Markdown: sections become lists, examples code."""
    text = inspect.getdoc(thing) or ""
    pieces = SECTION.split(text)
    parts = [_paragraphs(pieces[0])]
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        heading = {"Args": "Arguments"}.get(title, title)
        parts.append(f"**{heading}**\n\n{_body(title, body)}")
    return "\n\n".join(part for part in parts if part)


def _paragraphs(text: str) -> str:
    return "\n\n".join(_block(part) for part in re.split(r"\n\s*\n", text.strip()))


def _block(text: str) -> str:
    if text.lstrip().startswith(">>>"):
        return "```python\n" + inspect.cleandoc(text) + "\n```"
    return " ".join(text.split())


def _body(title: str, body: str) -> str:
    if title == "Examples":
        return _block(body)
    entries = [(match["name"], " ".join(match["text"].split())) for match in ENTRY.finditer(body.strip("\n"))]
    if not entries or title == "Returns":
        return " ".join(body.split())
    return "\n".join(f"- `{name}`: {text}" for name, text in entries)
