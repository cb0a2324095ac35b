"""No hidden chance: nothing in the model draws from, changes or listens to a random state that others share."""

import ast
import random
from pathlib import Path

import numpy as np
import pytest

from sim import RecoveryModel
from sim.scenario.scenario import Scenario
from sim.simulation import snapshots
from tests.shared import ROOT, differing_states

ALLOWED = {"default_rng", "Generator", "MT19937", "SeedSequence"}  # each a generator of one's own
SEEDED = {"default_rng", "MT19937", "SeedSequence"}  # without an argument they take their seed from the machine
SHARED_SOURCES = {"random", "secrets", "uuid"}  # modules whose every draw is unseeded or global
MODULES = sorted((ROOT / "sim").rglob("*.py"))


def dotted(node: ast.expr) -> str:
    """`np.random.default_rng` as text; empty for anything but names and their attributes."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def offences(source: str) -> list[str]:
    """What in a module's source could draw from a shared random state."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [item.name for item in node.names if item.name.split(".")[0] in SHARED_SOURCES]
            found += [item.name for item in node.names if item.name == "numpy.random"]
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] in SHARED_SOURCES:
                found.append(f"from {node.module}")
            if node.module == "numpy.random" or (node.module == "numpy" and "random" in [n.name for n in node.names]):
                found.append(f"from {node.module} import random")
        elif isinstance(node, ast.Attribute):
            name = dotted(node)
            if name.startswith(("np.random.", "numpy.random.")) and node.attr not in ALLOWED:
                found.append(name)
            if name in ("self.random", "self.rng", "model.random", "model.rng", "os.urandom"):  # Mesa's, in call order
                found.append(name)
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            if name.rpartition(".")[2] in SEEDED and not node.args:
                found.append(f"{name}() without a seed")
            if name == "hash":  # of text, it differs between processes
                found.append(name)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT / "sim").as_posix())
def test_no_module_draws_from_a_shared_state(path: Path) -> None:
    assert offences(path.read_text()) == []


def test_there_are_modules_to_look_at() -> None:
    assert {"chance.py", "burn_in.py", "model.py"} <= {path.name for path in MODULES}


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "from random import choice",
        "import numpy.random",
        "from numpy import random",
        "from numpy.random import rand",
        "import numpy as np\nnp.random.rand(3)",
        "import numpy as np\nnp.random.seed(3)",
        "import numpy\nnumpy.random.shuffle([1])",
        "import numpy as np\nnp.random.RandomState(3)",
        "import numpy as np\nnp.random.default_rng()",
        "import numpy as np\nnp.random.SeedSequence()",
        "class Model:\n    def step(self):\n        self.random.shuffle([1])",
        "import uuid",
        "import os\nos.urandom(8)",
        "seed = hash('text')",
    ],
)
def test_an_offence_is_seen(source: str) -> None:
    assert offences(source)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.random.default_rng([1, 2]).random()",
        "import numpy as np\nnp.random.SeedSequence([1, 2]).generate_state(1)",
        "import numpy as np\ndef use(dice: np.random.Generator) -> float:\n    return dice.random()",
    ],
)
def test_a_generator_of_your_own_is_allowed(source: str) -> None:
    assert offences(source) == []


def test_running_the_model_leaves_global_states_alone(
    quick: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "cache_folder", lambda: tmp_path)  # the burn-in too, which a cache would skip
    python_state, numpy_state = random.getstate(), repr(np.random.get_state())
    model = RecoveryModel(quick, people=100, rng=1, loop="agents")
    model.run_for(3)
    model.explain(1)
    assert model.graph.number_of_nodes() == 100
    assert random.getstate() == python_state
    assert repr(np.random.get_state()) == numpy_state


def test_global_seeds_change_no_result(quick: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        for seed in (1, 2):
            monkeypatch.setattr(snapshots, "cache_folder", lambda own=tmp_path / str(seed): own)
            random.seed(seed)
            np.random.seed(seed)
            model = RecoveryModel(quick, people=100, rng=1)
            model.run_for(5)
            states.append(model.engine.state())
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)
    assert differing_states(*states) == []


def test_another_seed_gives_other_lives(quick: Scenario) -> None:
    one, two = (RecoveryModel(quick, people=100, rng=seed) for seed in (1, 2))
    assert len(differing_states(one.engine.state(), two.engine.state())) > 30
