"""Long work in the background: a plain object that a page polls. Never calls Streamlit."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from embeddings.errors import LibraryError, StanceError
from embeddings.records import AddSummary, Progress

__all__ = ["Job", "Report", "Runner", "Work"]

Report = Callable[[Progress], None]
Work = Callable[[Report, Callable[[], bool]], AddSummary | None]
"""Work takes a callback for its progress and a question whether it is cancelled."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """One piece of work. Written by its thread only, apart from ``cancel``."""

    label: str
    progress: Progress | None = None
    summary: AddSummary | None = None
    error: str | None = None
    running: bool = True
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop after the item it is at."""
        self.cancelled.set()

    def report(self, progress: Progress) -> None:
        """Take a step of the work."""
        self.progress = progress

    def run(self, work: Work) -> None:
        """Do the work and keep its summary, or its error in plain words."""
        try:
            self.summary = work(self.report, self.cancelled.is_set)
        except StanceError as error:
            self.error = str(error)
        except Exception as error:  # noqa: BLE001 - the thread's border: nothing above shows it
            _log.exception("%s failed", self.label)
            self.error = f"Unexpected {type(error).__name__}: {error}"
        finally:
            self.running = False


class Runner:
    """Runs one job at a time on a library; shared by all sessions, outlives pages."""

    def __init__(self) -> None:
        """Start with nothing to do."""
        self._lock = threading.Lock()
        self._job: Job | None = None

    @property
    def job(self) -> Job | None:
        """The running job, or the last one until it is dismissed."""
        return self._job

    @property
    def running(self) -> bool:
        """Whether a job is at work."""
        return self._job is not None and self._job.running

    def start(self, label: str, work: Work) -> Job:
        """Start work in a thread; raise :class:`LibraryError` while another job runs."""
        with self._lock:
            if self.running:
                raise LibraryError("Articles are being added already: wait for that, or cancel it.")
            self._job = job = Job(label)
        threading.Thread(target=job.run, args=(work,), name=label, daemon=True).start()
        return job

    def dismiss(self) -> None:
        """Forget a finished job."""
        with self._lock:
            if not self.running:
                self._job = None
