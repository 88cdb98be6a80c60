"""The page of measured figures, from the files that the measurements write."""

from __future__ import annotations

from pathlib import Path

import pytest
from reliability.figures import Figures

from scripts.reliability_report import main


def test_the_page_states_each_promise_with_its_figures_and_how_they_were_measured(tmp_path: Path) -> None:
    torn = Figures("04_torn", "Atomic publish", "No torn read.", command="python -m pytest -m reliability")
    torn.counts.update({"torn_reads": 0, "reads": 24_402})
    torn.row("Kills", moment="copy | written", left="nothing")
    torn.row("Kills", moment="swapped", next="identical")
    torn.write(tmp_path)
    Figures("05_nothing", "Nothing", "Not measured.").write(tmp_path)

    main(tmp_path)
    page = (tmp_path / "report.md").read_text()
    assert "## Atomic publish\n\nNo torn read." in page
    assert "| torn reads | 0 |\n| reads | 24,402 |" in page
    assert "### Kills\n\n| moment | left | next |\n| --- | --- | --- |\n" in page
    assert "| copy \\| written | nothing |  |\n| swapped |  | identical |" in page
    assert "by `python -m pytest -m reliability`." in page
    assert "Nothing" not in page


def test_without_figures_there_is_no_page(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="make reliability"):
        main(tmp_path)
    assert not list(tmp_path.iterdir())
