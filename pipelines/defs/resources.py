"""The one resource of the assets: the warehouse, held by one run at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import cast

import dagster as dg

from expectations.run import Verdict, suite_sha, validate
from pipelines.asking.bring import Brought, Mode, bring
from pipelines.runs.lock import writer_lock
from pipelines.runs.setting_aside import SettingAside
from pipelines.settings import PROJECT_ROOT, Settings, settings
from pipelines.sources.contract import Dataset
from warehouse import snapshot
from warehouse.attempts import note_attempts
from warehouse.errors import ChokepointError, DataError
from warehouse.identity import build_id, built_from, built_id, changed_since, code_id, note_built
from warehouse.landing import Landing
from warehouse.leftovers import clear_leftovers
from warehouse.load import Accounts, load_pending, open_books
from warehouse.outcomes import MODELS, Outcomes
from warehouse.overview import Overview, dataset_overview
from warehouse.publish import Build, held_id, publish, served, served_build_id
from warehouse.settled import settle, unsettled
from warehouse.store import connect, held_open, let_go

MODE = "chokepoint/mode"  # the tag of a run that says where its documents come from


class Warehouse(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The landing area, the build file and the serving file.

    `mode` says where documents come from; a run whose tag MODE says otherwise goes by that.
    """

    mode: Mode = "live"

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Warehouse]:
        """Hold the writer's lock for the whole run, which begins by clearing away what a killed one left."""
        with writer_lock(self.settings.data_dir, f"run {context.run_id}"):
            clear_leftovers(
                landed=[self.settings.landing_dir, self.settings.outcomes_dir],
                scratch=self.settings.scratch_dir,
                published=[self.settings.data_dir, self.settings.as_of_dir],
            )
            tags = context.run.tags if context.run else {}
            with held_open(self.settings.build_file, threads=self.settings.threads):
                yield Warehouse(mode=cast(Mode, tags[MODE])) if MODE in tags else self

    @property
    def settings(self) -> Settings:
        return settings()

    @property
    def outcomes(self) -> Outcomes:
        return Outcomes(self.settings.outcomes_dir)

    def bring(self, dataset: Dataset, partitions: Sequence[str] | None) -> Brought:
        """Land what came for a dataset."""
        with self.outcomes.noting(dataset.name):
            return bring(dataset, partitions, mode=self.mode, settings=self.settings)

    def with_work(self, chosen: Sequence[Dataset]) -> list[Dataset]:
        """Those of the datasets that a run has something to do for: to ask a publisher, to land, to load or to judge.

        Where that cannot be told, as with a bundled document that does not unpack, the run tells why.
        """
        if self.mode == "live":
            return list(chosen)
        self._open_books()
        failed = {attempt.dataset for attempt in self.outcomes.failed()}
        with connect(self.settings.build_file) as con:
            open_ = failed | unsettled(con, {dataset.name: suite_sha(dataset.name) for dataset in chosen})
        return [dataset for dataset in chosen if dataset.name in open_ or self._is_bundled_anew(dataset)]

    def _is_bundled_anew(self, dataset: Dataset) -> bool:
        landing = Landing(self.settings.landing_dir)
        try:
            bundled = snapshot.arrivals(self.settings.snapshot_dir, dataset.name, None)
            return self.mode == "snapshot" and not all(landing.holds(arrival) for arrival in bundled)
        except DataError:
            return True

    def load(self, dataset: Dataset) -> tuple[Accounts, Overview]:
        """Load what landed for a dataset and is not in its raw table yet; what that was, and what the table holds."""
        landing = Landing(self.settings.landing_dir)
        with (
            self.outcomes.noting(dataset.name),
            connect(self.settings.build_file, threads=self.settings.threads) as con,
        ):
            open_books(con, landing, dataset.name)
            # A document that cannot be read is told with the verdict, so that the others are judged.
            accounts = load_pending(
                con, landing, dataset.name, dataset.encoding, self.settings.scratch_dir, is_strict=False
            )
            return accounts, dataset_overview(con, dataset.name)

    def judge(self, dataset: Dataset) -> Verdict:
        """Run the suite of a dataset on what it has not passed yet."""
        with self.outcomes.noting(dataset.name):
            verdict = validate(self.settings.build_file, dataset.name)
        self.outcomes.note(dataset.name, None if verdict.is_passed else str(verdict), "data")
        if verdict.is_passed:
            with connect(self.settings.build_file) as con:
                settle(con, dataset.name, suite_sha(dataset.name))
        return verdict

    def build_id(self, as_of: str | None = None) -> str:
        """The identity of the build that the documents and the code give now."""
        return build_id(self.settings.build_file, PROJECT_ROOT, as_of)

    def is_served(self) -> bool:
        """Whether the serving file already holds that build. Every raw table is there afterwards, loaded or empty."""
        self._open_books()
        return served_build_id(self.settings.serving_file) == self.build_id()

    def is_told(self) -> bool:
        """Whether the serving file says what is set aside now, and what was decided."""
        self._open_books()
        return served(self.settings.serving_file).held_id == held_id(self.settings.build_file)

    def is_built(self) -> bool:
        """Whether the tables of the build file are that build, whole."""
        self._open_books()
        return built_id(self.settings.build_file) == self.build_id()

    def note_built(self, *, is_whole: bool) -> None:
        """Write down that the tables of the build file are the build of now; or, before they change, of none."""
        note_built(self.settings.build_file, self.build_id() if is_whole else None, code_id(PROJECT_ROOT))

    def built_from(self) -> dict[str, str] | None:
        """In which state each dataset was when this code built all models; None where it did not."""
        return built_from(self.settings.build_file, code_id(PROJECT_ROOT))

    def changed_since(self, before: Mapping[str, str]) -> set[str]:
        """The datasets that are in another state now."""
        return changed_since(self.settings.build_file, before)

    def let_go(self) -> None:
        """Let another process, or another way of opening it, have the build file."""
        let_go(self.settings.build_file)

    def note_attempts(self) -> None:
        """Take what was asked and what failed into the build file."""
        with connect(self.settings.build_file) as con:
            note_attempts(con, Landing(self.settings.landing_dir), self.settings.outcomes_dir)

    def publish(self) -> Build:
        """Swap the finished tables in. Raises ChokepointError when they are not of the build that is due."""
        self.let_go()
        if not self.is_built():
            built = built_id(self.settings.build_file)
            raise ChokepointError(
                f"Expected the tables of build {self.build_id()}, which the documents and the code give now; the build "
                f"file holds those of {f'build {built}' if built else 'no single build'}. Materialise the models "
                "(dbt_models) first, or run chokepoint refresh. What is served stays served."
            )
        files = (self.settings.build_file, self.settings.serving_file)
        return publish(*files, self.build_id(), code_id=code_id(PROJECT_ROOT))

    def noting_build(self) -> AbstractContextManager[None]:
        """Note that the models were built, or why they were not, for `chokepoint status`."""
        return Outcomes(self.settings.outcomes_dir / MODELS).noting(MODELS, is_told=True)

    def setting_aside(self) -> SettingAside:
        """What breaks the models, set aside in rounds."""
        return SettingAside(self.settings)

    def _open_books(self) -> None:
        with connect(self.settings.build_file) as con:
            open_books(con, Landing(self.settings.landing_dir))


defs = dg.Definitions(resources={"warehouse": Warehouse()})
