"""What a long command is doing, on the terminal; nothing where there is none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


@contextmanager
def shown_progress(first: str, *, quiet: bool) -> Iterator[Progress]:
    """Yield `progress(what, done, total)`; draws one bar on stderr, or plain lines where stderr is no terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True, quiet=quiet)
    if not console.is_terminal:
        shown = {""}

        def line(what: str, done: int, total: int) -> None:
            if not quiet and what not in shown:
                shown.add(what)
                print(f"[{done}/{total}] {what}", file=sys.stderr, flush=True)  # noqa: T201

        yield line
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(first, total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total or None)
