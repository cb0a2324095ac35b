"""A sweep's folder described for archives: RO-Crate 1.2 metadata beside the tables, and what every column means.

RO-Crate (https://w3id.org/ro/crate/1.2) is a folder with a JSON-LD file that says what each file in it is.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.studies.sweeps.export import present_design, tables
from sim.studies.sweeps.outcomes import described
from sim.studies.sweeps.store import FILE, Store

METADATA = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.2"
TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3"}
ABOUT = {
    "experiments": "One row a finished run: its place in the design, seed, key, and every parameter",
    "outcomes": "What the same runs gave, row by row of experiments",
    "failed": "Runs that failed, with their reason",
    "series": "Every weekly outcome of every finished run",
    "sweep": "The store: all designs and runs, in SQLite",
}
COLUMNS = {
    "point": "point of the design, from 0",
    "replicate": "replicate of the point, from 0",
    "seed": "seed of the run's random numbers",
    "key": "SHA-256 of everything that decides the run",
}


def write_ro_crate(store: Store, folder: Path, files: list[Path], number: int | None = None) -> Path:
    """Describe a folder: what each file is, what each column means, and what made them.

    Args:
        store: the store in the folder.
        folder: the folder.
        files: the tables that were exported, in the folder.
        number: of the design; None: the one opened last.

    Returns:
        The file that was written, `ro-crate-metadata.json`.
    """
    design = present_design(store, number)
    content = json.loads(design["design"])
    experiments, outcomes = tables(store, number)
    made = datetime.fromtimestamp((folder / FILE).stat().st_mtime, UTC).isoformat(timespec="seconds")
    columns = [_column(name, COLUMNS.get(name, f"parameter {name}"), "") for name in experiments.columns] + [
        _column(name, described(name).title, described(name).unit) for name in outcomes.columns[2:]
    ]
    listed = [path for path in [*files, folder / FILE] if path.is_file()]
    title = content["title"] or "A sweep of the recovery model"
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"{len(outcomes)} simulated runs by the design {title!r}, method {content['method']}.",
        "datePublished": made,
        "license": {"@id": "https://spdx.org/licenses/MIT"},
        "hasPart": [{"@id": path.name} for path in listed],
        "variableMeasured": [{"@id": one["@id"]} for one in columns],
        "mentions": [{"@id": "#making"}],
    }
    making = {
        "@id": "#making",
        "@type": "CreateAction",
        "name": "Simulation of the design",
        "instrument": {"@id": "#model"},
        "description": design["design"],
        "result": [{"@id": path.name} for path in listed],
    }
    model = {
        "@id": "#model",
        "@type": "SoftwareApplication",
        "name": "recovery-dynamics",
        "version": json.loads(design["versions"])["recovery-dynamics"],
        "softwareVersion": f"commit {design['model_commit']}, rules {design['rules']}",
        "softwareRequirements": ", ".join(f"{name} {it}" for name, it in json.loads(design["versions"]).items()),
    }
    licence = {"@id": "https://spdx.org/licenses/MIT", "@type": "CreativeWork", "name": "MIT licence"}
    about = {"@id": METADATA, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE}}
    parts = [
        {
            "@id": path.name,
            "@type": "File",
            "name": ABOUT.get(path.stem, path.name),
            "encodingFormat": TYPES.get(path.suffix, "application/octet-stream"),
            "contentSize": str(path.stat().st_size),
        }
        for path in listed
    ]
    graph = [about, root, making, model, licence, *parts, *columns]
    path = folder / METADATA
    path.write_text(json.dumps({"@context": f"{PROFILE}/context", "@graph": graph}, indent=1) + "\n", encoding="utf-8")
    return path


def _column(name: str, meaning: str, unit: str) -> dict[str, str]:
    found = {"@id": f"#column-{name}", "@type": "PropertyValue", "name": name, "description": meaning}
    return found | ({"unitText": unit} if unit else {})
