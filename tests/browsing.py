"""What the tests in a real browser share: the served app, a window on it, and what went wrong."""

import importlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
MISSING = "needs chromium (apt-get install chromium) and playwright (tests/requirements.txt)"
START = 60.0  # seconds for the server to answer on a busy machine
WAIT = 60_000  # milliseconds for a page or a job; models load on the way
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LOCAL = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:")
# Streamlit probes these below a page's own path and falls back when they are not there.
PROBES = re.compile(r"/(event|article|speaker|search|library|methods)/_stcore/(health|host-config)")
# Streamlit's own: the file uploader's input, a toast's missing name.
KNOWN_RULES = {"presentation-role-conflict", "aria-dialog-name"}
SKELETON = '[data-testid="stSkeleton"]'
WIDE, NARROW = (1440, 900), (390, 844)


@dataclass
class Visit:
    """A page with what went wrong on it."""

    page: "Page"
    url: str
    problems: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open an address of the app and wait until it is drawn."""
        self.page.goto(self.url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until no script runs, and look for errors."""
        self.page.wait_for_selector("h1", timeout=WAIT)
        assert "cannot be shown" not in self.page.locator("h1").first.inner_text()
        self.page.wait_for_selector(IDLE, timeout=WAIT)
        # The script is done before parts that load on demand, code and charts, are drawn.
        self.page.wait_for_load_state("networkidle", timeout=WAIT)
        self.page.wait_for_selector(SKELETON, state="detached", timeout=WAIT)
        assert self.page.get_by_test_id("stException").count() == 0


def violations(page: "Page") -> dict[str, object]:
    """Return what axe finds wrong on a page, by rule, but for Streamlit's own."""
    axe = importlib.import_module("axe_playwright_python.sync_playwright").Axe()
    found = axe.run(page).response["violations"]
    return {rule["id"]: rule["nodes"] for rule in found if rule["id"] not in KNOWN_RULES}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str | None:
    """Return the installed browser; ``None`` where it, or what drives it, is missing."""
    found = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
    return found if importlib.util.find_spec("playwright") else None


@contextmanager
def launched(path: str) -> Iterator["Browser"]:
    """Run the browser that is installed at ``path``."""
    api = importlib.import_module("playwright.sync_api")
    with api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=path, args=arguments)
        yield opened
        opened.close()


@dataclass(frozen=True)
class Served:
    """A running app: its address and its process."""

    url: str
    process: int

    @property
    def memory(self) -> float:
        """Resident memory in MB."""
        told = Path(f"/proc/{self.process}/status").read_text(encoding="utf-8")
        return int(re.findall(r"VmRSS:\s+(\d+)", told)[0]) / 1024


@contextmanager
def serving(library: Path, log: Path) -> Iterator[Served]:
    """Run the app on a library; what it prints goes to ``log``."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    with log.open("w") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "STANCE_LIBRARY": str(library)},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _await(url, process, log)
        yield Served(url, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(5)


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer within {START} s: {log.read_text()}")


def opened(
    browser: "Browser",
    url: str,
    *,
    size: tuple[int, int] = WIDE,
    scheme: str = "light",
    scale: float = 1.0,
    still: bool = False,
) -> Visit:
    """Open a window on the app that notes what goes wrong.

    ``size`` is in CSS pixels; a zoom of 200 % is half the size at a ``scale`` of 2. ``still`` asks
    for reduced motion.
    """
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=scale,
        reduced_motion="reduce" if still else "no-preference",
    )
    context.set_default_timeout(WAIT)
    made = Visit(context.new_page(), url)
    watch(made)
    return made


def watch(made: Visit) -> None:
    """Note every error, and every request that leaves the machine."""

    def asked(request: "Request") -> None:
        if not LOCAL.match(request.url):
            made.problems.append(f"request to {request.url}")

    made.page.on("request", asked)
    made.page.on("pageerror", lambda error: made.problems.append(str(error)))
    made.page.on(
        "console",
        lambda message: (
            made.problems.append(f"{message.text} ({message.location['url']})")
            if message.type == "error" and not PROBES.search(message.location["url"])
            else None
        ),
    )


def pick_first_row(page: "Page") -> None:
    """Tick the box of a table's first row: a canvas has no elements to find."""
    canvas = page.get_by_test_id("stDataFrame").locator("canvas").first
    canvas.wait_for()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 15, box["y"] + 52)
