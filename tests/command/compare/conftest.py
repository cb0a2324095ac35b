"""A small comparison, and a page that stands for its report."""

from pathlib import Path

import pytest

from sim.report.pages import report as page


@pytest.fixture
def asked(quick_files: Path) -> list[str]:
    """A small comparison: words for the command line."""
    return [
        "compare", str(quick_files / "quick_cbt.toml"), "--baseline", str(quick_files / "quick.toml"),
        "--people", "100", "--weeks", "30", "--replicates", "2", "--seed", "7", "--workers", "1",
    ]  # fmt: skip


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures take longer than everything else together; one page stands for them."""

    def write_report(folder: Path, *_: object) -> None:
        (folder / "report.html").write_text("a report")

    monkeypatch.setattr(page, "write_report", write_report)
