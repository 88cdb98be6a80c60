"""What the audit of the dependencies says, and when it stops `make check`."""

from __future__ import annotations

import os
import subprocess
import sys

from pipelines.settings import PROJECT_ROOT
from scripts.audit import verdict

GOOD = {"name": "requests", "version": "2.32.5", "vulns": []}
BAD = {"name": "jinja2", "version": "3.1.0", "vulns": [{"id": "PYSEC-2025-1", "fix_versions": ["3.1.6"]}]}
UNKNOWN = {"name": "duckdb", "skip_reason": "Dependency not found"}


def test_a_known_vulnerability_stops_the_check_and_names_the_version_that_mends_it() -> None:
    message, code = verdict([GOOD, BAD], "")
    assert code == 1
    assert "jinja2 3.1.0: PYSEC-2025-1 (fixed in 3.1.6)" in message


def test_nothing_looked_up_is_no_clean_bill() -> None:
    for dependencies, said in (([UNKNOWN], ""), ([], "no route to host")):
        message, code = verdict(dependencies, said)
        assert code == 0
        assert "NOT audited" in message


def test_what_could_not_be_looked_up_is_counted() -> None:
    assert verdict([GOOD, UNKNOWN], "") == (
        "1 dependencies audited, no known vulnerability; 1 could not be looked up.",
        0,
    )


def test_without_a_network_the_audit_says_so_and_ends_well() -> None:
    nowhere = dict.fromkeys(("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "scripts/audit.py"],
        cwd=PROJECT_ROOT,
        env={**os.environ, **nowhere, "NO_PROXY": "", "no_proxy": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NOT audited" in done.stdout
