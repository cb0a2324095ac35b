"""Switches stand in one table: what each takes away, and the one gate of those that put something else in its place."""

import re

import numpy as np
import pytest

from sim.core.fingerprint import PACKAGE
from sim.parameters import Parameters, parameter_record
from sim.parameters.mechanisms import GATES, OFF, SWITCH, MechanismSwitches, mechanisms

ELSEWHERE = ("parameters/mechanisms.py",)  # declares the switches


def gates_in_code() -> dict[str, list[str]]:
    """Files in which each switch is asked for, once for each time."""
    found: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if name not in ELSEWHERE:
            for switch in re.findall(r"\buse_([a-z_]+)", path.read_text()):
                if switch in mechanisms():
                    found.setdefault(switch, []).append(name)
    return found


def test_every_mechanism_is_in_the_table() -> None:
    assert set(OFF) | set(GATES) == set(mechanisms())
    for mechanism, zeros in OFF.items():
        assert set(zeros) <= set(Parameters.model_fields) - set(MechanismSwitches.model_fields), mechanism


def test_a_switch_has_one_gate_in_the_rules_or_none() -> None:
    gates = gates_in_code()
    assert {switch: len(files) for switch, files in gates.items()} == dict.fromkeys(set(GATES) - {"culture"}, 1)
    for switch, files in gates.items():  # at the place that the table names
        named = re.search(r"`([a-z_]+)`", GATES[switch])
        assert named is not None
        assert f"def {named[1]}(" in (PACKAGE / files[0]).read_text(), switch


@pytest.mark.parametrize("mechanism", list(OFF))
def test_switched_off_means_zero_in_the_record_and_nothing_else(mechanism: str) -> None:
    whole = parameter_record(Parameters())[0]
    without = parameter_record(Parameters(**{f"{SWITCH}{mechanism}": 0.0}))[0]
    differing = {name for name in Parameters.model_fields if whole[name] != without[name]}
    assert differing == {f"{SWITCH}{mechanism}", *[name for name in OFF[mechanism] if whole[name] != 0.0]}
    assert all(without[name] == 0.0 for name in OFF[mechanism])
    assert np.isfinite([without[name] for name in Parameters.model_fields]).all()
