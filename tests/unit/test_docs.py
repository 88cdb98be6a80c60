"""The pages that are written by a script are what the script would write."""

import subprocess
import sys

from pipelines.settings import PROJECT_ROOT


def test_the_list_of_sources_is_what_the_modules_declare() -> None:
    script = PROJECT_ROOT / "scripts" / "source_list.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
