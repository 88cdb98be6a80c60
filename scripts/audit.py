"""Look the locked dependencies up in the advisories that pip-audit knows.

Ends with 1 when one of them has a known vulnerability. Where the advisories cannot be reached, that is said, and ends
with 0: no network must not keep anybody from working.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).parents[1] / "requirements.lock"
_WHOLE_S, _ANSWER_S = 300, 10


def audited(lock: Path = LOCK) -> tuple[list[dict[str, object]], str]:
    """One entry per dependency, as pip-audit gives it, and what it said."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    options = ["--progress-spinner", "off", "--format", "json", "--timeout", str(_ANSWER_S)]
    try:
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=_WHOLE_S)
    except subprocess.TimeoutExpired:
        return [], f"no answer within {_WHOLE_S} s"
    said = (done.stderr.strip().splitlines() or [""])[-1]
    return (json.loads(done.stdout)["dependencies"] if done.stdout.strip() else []), said


def verdict(dependencies: list[dict[str, object]], said: str) -> tuple[str, int]:
    """What a person reads, and the exit code."""
    found = [one for one in dependencies if one.get("vulns")]
    known = [one for one in dependencies if "skip_reason" not in one]
    if found:
        told = [f"  {one['name']} {one['version']}: {_ids(one)}" for one in found]
        return "\n".join(["Dependencies with known vulnerabilities:", *told]), 1
    if not known:
        reason = dependencies[0]["skip_reason"] if dependencies else said
        return f"Dependencies were NOT audited, the advisories could not be had: {reason}", 0
    left_out = len(dependencies) - len(known)
    more = f"; {left_out} could not be looked up" if left_out else ""
    return f"{len(known)} dependencies audited, no known vulnerability{more}.", 0


def _ids(dependency: dict[str, object]) -> str:
    found = dependency["vulns"]
    assert isinstance(found, list)
    return ", ".join(f"{one['id']} (fixed in {', '.join(one['fix_versions']) or 'no version yet'})" for one in found)


if __name__ == "__main__":
    message, code = verdict(*audited())
    print(message)
    sys.exit(code)
