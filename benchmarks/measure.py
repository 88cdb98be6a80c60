"""Contenders in turns, each in a process of its own, so that none warms the memory of the next; medians are told."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

_UNIT = 1024 if sys.platform == "darwin" else 1  # ru_maxrss is in bytes there, else in KiB


@dataclass(frozen=True)
class Run:
    """One run: seconds of the work alone and of the processors, MiB at the most, and what the contender counted."""

    seconds: float
    cpu_s: float
    peak_mib: float
    counted: dict[str, Any]


class Stopwatch:
    """The time of the work alone; what a contender sets up before is not counted."""

    seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - started


def contend(contenders: Mapping[str, Callable[..., dict[str, Any]]], argv: Sequence[str]) -> None:
    """What a child does: run the contender `argv[0]` with the rest, and tell on the last line what it took."""
    watch = Stopwatch()
    counted = contenders[argv[0]](watch, *argv[1:])
    print(json.dumps({"seconds": watch.seconds, "counted": counted}))


def alternately(module: str, contenders: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Run]:
    """The medians of each contender over the rounds, in each of which every one runs once."""
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, arguments in contenders.items():
            run = _run(module, [name, *arguments])
            print(f"[{number + 1}/{rounds}] {name}: {run.seconds:.2f} s", file=sys.stderr)
            runs[name].append(run)
    return {
        name: replace(
            of[-1],
            seconds=median(run.seconds for run in of),
            cpu_s=median(run.cpu_s for run in of),
            peak_mib=median(run.peak_mib for run in of),
        )
        for name, of in runs.items()
    }


def _run(module: str, arguments: Sequence[str]) -> Run:
    child = subprocess.Popen([sys.executable, "-m", module, "contend", *arguments], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} ended with {child.returncode}")
    told = json.loads(said.splitlines()[-1])
    peak = used.ru_maxrss / (1024 * _UNIT)
    return Run(told["seconds"], used.ru_utime + used.ru_stime, peak, told["counted"])


def print_table(
    title: str, medians: Mapping[str, Run], against: str, rows: int | None = None, pace: str = "rows/s"
) -> None:
    """The contenders in a table of Markdown, which docs/performance.md takes as it is."""
    columns = ["contender", "s", f"times {against}", "CPU s", "peak MiB", *([pace] if rows else [])]
    print(f"\n{title}; {machine()}\n")
    print("| " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * (len(columns) - 1))
    for name, run in medians.items():
        ratio = run.seconds / medians[against].seconds
        cells = [name, f"{run.seconds:.2f}", f"{ratio:.2f}", f"{run.cpu_s:.1f}", f"{run.peak_mib:,.0f}"]
        print("| " + " | ".join([*cells, *([f"{rows / run.seconds:,.0f}"] if rows else [])]) + " |")


def machine() -> str:
    """What it ran on: processors, memory, versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}"
    )


def scratch(name: str) -> Path:
    """The folder of a benchmark's files, which stay for the next run."""
    folder = Path(__file__).parent / "data" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder
