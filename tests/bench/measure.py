# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the program against its peers, both sides in turn in one run, and prints a table of ratios.

Usage: measure.py --build BUILD [--pairs N] [--only WORD]… [--records N]
       WORD: sandbox, job, start, validator, first-frame or window.  Exit: 1 when a gate (DESIGN, section 9) is broken.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
SCRIPT_RATIO = 1.05  # gate 3
JOB_SECONDS = 0.5  # gate 2, of our process's own processor time
START_SECONDS = 0.05
FRAME_RATIO = 2.5  # gate 6
LATE_MILLISECONDS = 16  # gate 4, the 99.9th percentile
MEMORY_MIB = 150  # gate 5
HISTORY = 10_000
BIG_CSV = 10**9  # bytes


@dataclass
class Row:
    """One line of the table: our figures beside the peer's, pair by pair."""

    what: str
    ours: list[float]
    unit: str = "s"
    peer: list[float] | None = None
    against: str = ""
    limit: float | None = None  # of the median ratio, or of our median where there is no peer

    def ratios(self) -> list[float]:
        return [a / b for a, b in zip(self.ours, self.peer or [])]

    def value(self) -> float:
        return median(self.ratios() or self.ours)

    def is_broken(self) -> bool:
        return self.limit is not None and self.value() > self.limit

    def cells(self, machine: str) -> list[str]:
        ratio = ""
        if self.peer:
            ratio = f"{median(self.ratios()):.2f} ({min(self.ratios()):.2f}–{max(self.ratios()):.2f})"
        limit = "recorded"
        if self.limit is not None:
            limit = f"≤ {self.limit:g}{' ×' if self.peer else f' {self.unit}'}: {'BROKEN' if self.is_broken() else 'kept'}"
        return [self.what, spread(self.ours, self.unit), spread(self.peer, self.unit) if self.peer else "", ratio, limit,
                self.against, machine]  # fmt: skip


def spread(values: list[float], unit: str) -> str:
    return f"{median(values):.3f} {unit} ({min(values):.3f}–{max(values):.3f})"


def first_line(*command: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True)
    return (said.stdout or said.stderr).strip().splitlines()[0] if said.returncode == 0 else "?"


def machine_text() -> str:
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())  # fmt: skip
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}"


def load_text() -> str:
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def bash_version() -> str:
    return "bash " + first_line("bash", "-c", "echo ${BASH_VERSION%%(*}")


def docker_version() -> str:
    return "docker " + first_line("docker", "version", "--format", "{{.Client.Version}} with engine {{.Server.Version}}")


def in_turn(sides: dict[str, Callable[[], float]], pairs: int) -> dict[str, list[float]]:
    """Each side once to warm up, then in turn; every other round backwards, so that none always comes after the same."""
    for side in sides.values():
        side()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(pairs):
        for name in list(sides)[:: -1 if turn % 2 else 1]:
            taken[name].append(sides[name]())
    return taken


def wall(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


class Helper:
    """A process that measures once for each line it gets; started once, so that its own start is in no figure."""

    def __init__(self, *command: str | Path) -> None:
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self) -> str:
        line = self.process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            raise SystemExit(f"{self.process.args[0]} ended with {self.process.wait()}")  # type: ignore[index]
        return line

    def ask(self) -> str:
        self.process.stdin.write("\n")  # type: ignore[union-attr]
        self.process.stdin.flush()  # type: ignore[union-attr]
        return self.answer()

    def close(self) -> None:
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process.wait()


def own_cpu_seconds(command: list[str]) -> float:
    """Processor time of one process without its children's: read while it is a zombie, when all of it is counted."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()  # type: ignore[union-attr]
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    fields = Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    if process.wait() != 0:
        raise SystemExit(errors.decode())
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # utime and stime


def measure_job(build: Path, folder: Path, pairs: int) -> list[Row]:
    """Gate 2. Cold: a new data folder and cache (the image is there); warm: the same job once more."""
    cold: list[float] = []
    warm: list[float] = []
    for turn in range(pairs):
        command = [str(build / "kaggle-solver"), "--url", "demo", "--preset", "quick", "--data-dir", str(folder / f"job-{turn}")]
        if turn == 0:  # the image may have to be built first
            own_cpu_seconds([*command[:-1], str(folder / "image")])
        cold.append(own_cpu_seconds(command))
        warm.append(own_cpu_seconds(command))
    against = "no peer: processor time of our process, children not counted"
    return [Row("demo job, cold cache", cold, against=against, limit=JOB_SECONDS),
            Row("demo job, warm cache", warm, against=against, limit=JOB_SECONDS)]  # fmt: skip


def measure_sandbox(build: Path, folder: Path, pairs: int) -> list[Row]:
    """Gate 3, and the way to one bare `docker run`."""
    own_cpu_seconds([str(build / "kaggle-solver"), "--url", "demo", "--preset", "quick", "--data-dir", str(folder / "image")])
    ours = Helper(build / "tests/bench/bench_sandbox", folder / "sandbox")
    told = json.loads(ours.answer())
    (folder / "create.arguments").write_text("".join(argument + "\0" for argument in told["create"]))
    (folder / "script").mkdir()
    script = Helper(HERE / "same_calls", folder / "create.arguments", folder / "script")

    def by_script() -> float:
        begin, end = script.ask().split()
        return float(end) - float(begin)

    taken = in_turn({"ours": lambda: json.loads(ours.ask())["seconds"], "script": by_script,
                     "bare": lambda: wall(["docker", "run", "--rm", told["image"], "true"])}, pairs)  # fmt: skip
    ours.close()
    script.close()
    return [Row("sandbox run, asked to collected", taken["ours"], peer=taken["script"], limit=SCRIPT_RATIO,
                against=f"a script with the same client calls, {bash_version()}, {docker_version()}"),
            Row("sandbox run, asked to collected", taken["ours"], peer=taken["bare"],
                against=f"docker run --rm IMAGE true, {docker_version()}")]  # fmt: skip


def measure_start(build: Path, _: Path, pairs: int) -> list[Row]:
    program = str(build / "kaggle-solver")
    taken = in_turn({option: lambda option=option: wall([program, option]) for option in ("--help", "--version")}, 4 * pairs)
    against = "no peer: from asked to ended"
    return [Row(f"kaggle-solver {option}", values, against=against, limit=START_SECONDS) for option, values in taken.items()]


def measure_validator(build: Path, folder: Path, pairs: int, records: int) -> list[Row]:
    said = subprocess.run([build / "tests/bench/bench_validator", str(records), str(folder), str(pairs)], check=True,
                          capture_output=True, text=True)  # fmt: skip
    rows: dict[str, Row] = {}
    for line in map(json.loads, said.stdout.splitlines()):
        name = f"validating {records:,} rows, {line['case']}"
        row = rows.setdefault(name, Row(name, [], peer=[], against=f"wc -l of the same file, {first_line('wc', '--version')}"))
        row.ours.append(line["seconds"])
        row.peer.append(line["wc_seconds"])  # type: ignore[union-attr]
    return list(rows.values())


@contextlib.contextmanager
def screen():  # type: ignore[no-untyped-def]
    """An X server of our own; gives the environment for programs that shall use it."""
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
                              pass_fds=(write,), stderr=subprocess.DEVNULL)  # fmt: skip
    os.close(write)
    try:
        with os.fdopen(read) as numbers:
            display = f":{numbers.readline().strip()}"
        yield os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait()


def make_history(build: Path, data: Path) -> None:
    """One demo job that ran, 10,000 like it, fifty that look as if they ran now, and one with a submission of 1 GB."""
    own_cpu_seconds([str(build / "kaggle-solver"), "--url", "demo", "--preset", "quick", "--data-dir", str(data)])
    big = data / "jobs/big/submission.csv"
    big.parent.mkdir()
    lines = "".join(f"{i},{i % 7 / 7:.6f},{'x' * 82}\n" for i in range(1_000_000, 1_100_000)).encode()
    with open(big, "wb") as file:
        file.write(b"id,y,text\n")
        for _ in range(BIG_CSV // len(lines)):
            file.write(lines)
    with contextlib.closing(sqlite3.connect(data / "solver.db")) as db:
        names = [row[1] for row in db.execute("PRAGMA table_info(jobs)") if row[1] != "no"]
        (job,) = db.execute(f"SELECT {', '.join(names)} FROM jobs").fetchall()
        known = dict(zip(names, job))
        rows = [known | {"id": f"history{i}", "title": f"Competition {i}", "url": f"/history/{i}"} for i in range(HISTORY)]
        rows += [known | {"id": f"bench{i}", "title": f"Bench {i}", "url": f"/bench/{i}", "status": "processing", "finished": None, "path": ""}
                 for i in range(50)]  # fmt: skip
        rows.append(known | {"id": "big", "title": "Big", "url": "/big", "path": str(big)})
        marks = ", ".join("?" * len(names))
        db.executemany(f"INSERT INTO jobs ({', '.join(names)}) VALUES ({marks})", [tuple(row[n] for n in names) for row in rows])
        db.commit()


def measure_first_frame(build: Path, folder: Path, pairs: int) -> list[Row]:
    """Gate 6: from the start of a process to its first frame."""
    make_history(build, folder / "data")
    with contextlib.closing(sqlite3.connect(folder / "data/solver.db")) as db:
        db.execute("DELETE FROM jobs WHERE status = 'processing'")  # a start would take them up
        db.commit()
    rows_shown: list[float] = []
    with screen() as environment:

        def start(*arguments: str) -> float:
            begin = time.perf_counter()
            process = subprocess.Popen([build / "tests/bench/bench_start", *arguments], stdout=subprocess.PIPE, text=True, env=environment)
            taken = {line.strip(): time.perf_counter() - begin for line in process.stdout}  # type: ignore[union-attr]
            if process.wait() != 0:
                raise SystemExit("bench_start failed")
            rows_shown.extend(seconds for word, seconds in taken.items() if word == "rows")
            return taken["painted"]

        taken = in_turn({"ours": lambda: start("window", str(folder / "data")), "empty": lambda: start("empty")}, 4 * pairs)
    return [Row(f"first frame of the window, {HISTORY:,} jobs in the history", taken["ours"], peer=taken["empty"], limit=FRAME_RATIO,
                against="an empty Qt window with a table"),
            Row(f"{HISTORY:,} jobs in the table, after the start", rows_shown[1:], against="no peer")]  # fmt: skip


def measure_window(build: Path, folder: Path, pairs: int) -> list[Row]:
    """Gates 4 and 5, in the real window."""
    make_history(build, folder / "data")
    said = []
    with screen() as environment:
        for _ in range(max(1, pairs // 2)):
            run = subprocess.run([build / "tests/bench/bench_window", folder / "data", "20"], check=True, capture_output=True, text=True, env=environment)
            said.append(json.loads(run.stdout))
            for log in (folder / "data/jobs").glob("bench*/attempts/01/runs/sealed-1/run.log"):
                log.unlink()
    against = "no peer: 50 logs of 1,000 lines/s, one followed, sorted by a changing column"
    return [Row("window: lateness of events, 99.9th percentile", [each["p999"] for each in said], unit="ms", against=against, limit=LATE_MILLISECONDS),
            Row("window: lateness of events, worst", [each["worst"] for each in said], unit="ms", against=against),
            Row(f"window: memory, 50 jobs that change, {HISTORY:,} in the history", [each["mib"] for each in said], unit="MiB", against="no peer"),
            Row("the same, with a CSV of 1 GB open", [each["mib_with_csv"] for each in said], unit="MiB", against="no peer", limit=MEMORY_MIB)]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--only", action="append", choices=["start", "job", "sandbox", "validator", "first-frame", "window"])
    given = parser.parse_args()
    build = given.build.resolve()
    measures: dict[str, Callable[[Path], list[Row]]] = {
        "start": lambda folder: measure_start(build, folder, given.pairs),
        "job": lambda folder: measure_job(build, folder, given.pairs),
        "sandbox": lambda folder: measure_sandbox(build, folder, given.pairs),
        "first-frame": lambda folder: measure_first_frame(build, folder, given.pairs),
        "window": lambda folder: measure_window(build, folder, given.pairs),
        "validator": lambda folder: measure_validator(build, folder, given.pairs, given.records),
    }
    machine = machine_text()
    print(f"{machine}; load before: {load_text()}; {given.pairs} pairs; median (lowest–highest)")
    rows: list[Row] = []
    for name in given.only or measures:
        print(f"== {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="kaggle-solver-bench-") as folder:
            rows += measures[name](Path(folder))
    print("| what | ours | peer | ratio | limit | against | machine |\n|---|---|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row.cells(machine)) + " |")
    print(f"load after: {load_text()}")
    return 1 if any(row.is_broken() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
