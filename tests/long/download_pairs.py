# SPDX-License-Identifier: GPL-3.0-or-later
"""How long data take from Kaggle's answer to the cache, against curl and bsdtar for the same bundle of the same fake; both sides
in turn, each on a fresh folder.

Usage: download_pairs.py [--pairs N]      (environment: SOLVER_UNDER_TEST, TEST_IMAGE)
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/integration"), str(ROOT / "tests/fakes/kaggle")]
from server import FakeKaggle  # noqa: E402
from support import PROGRAM, unlabelled_competition  # noqa: E402

MEGABYTES = 1000
FILES = 2000
FILE_BYTES = 20_000


def make(folder: Path) -> None:
    """Two competitions: one big file, and many small ones."""
    noise = random.Random(3).randbytes(1 << 20)
    for slug in ("big", "many"):
        unlabelled_competition(folder / slug / "data")
        (folder / slug / "competition.json").write_text(json.dumps({"title": slug}))
    with open(folder / "big/data/noise.bin", "wb") as file:
        for n in range(MEGABYTES):
            file.write(n.to_bytes(4, "big") + noise[4:])
    for n in range(FILES):
        part = folder / f"many/data/part-{n % 20}"
        part.mkdir(exist_ok=True)
        (part / f"{n}.bin").write_bytes(noise[n * 97 : n * 97 + FILE_BYTES])


def ours(fake: FakeKaggle, slug: str, place: Path) -> float:
    """\\return seconds of the stage that brings the data; what comes after it is not waited for"""
    environment = {"HOME": str(place), "KCS_KAGGLE_URL": fake.url, "KCS_KAGGLE_STORAGE_HOSTS": "localhost 127.0.0.1",
                   "KCS_KAGGLE_CALLS_PER_MINUTE": "6000", "KAGGLE_API_TOKEN": fake.token}  # fmt: skip
    with subprocess.Popen([PROGRAM, "--data-dir", str(place / "data"), "--url", slug, "--json"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, env=os.environ | environment) as process:  # fmt: skip
        try:
            for line in process.stdout:
                event = json.loads(line)
                if event.get("stage") == "acquire" and event.get("state") == "finished":
                    return event["seconds"]
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)
    raise RuntimeError(f"{slug}: the data did not come")


def theirs(fake: FakeKaggle, slug: str, place: Path) -> float:
    """\\return seconds of the same calls with curl: the address, the bundle, and then bsdtar"""
    begin = time.monotonic()
    asked = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{redirect_url}", "-H", f"Authorization: Bearer {fake.token}", "-H",
                            "Content-Type: application/json", "-d", json.dumps({"competitionName": slug}),
                            f"{fake.url}/v1/competitions.CompetitionApiService/DownloadDataFiles"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    subprocess.run(["curl", "-sS", "--fail", "-o", str(place / "x.zip"), asked.stdout], check=True)
    (place / "out").mkdir()
    subprocess.run(["bsdtar", "-x", "-f", str(place / "x.zip"), "-C", str(place / "out")], check=True)
    return time.monotonic() - begin


def once(side, fake: FakeKaggle, slug: str) -> float:
    place = Path(tempfile.mkdtemp(prefix="kaggle-solver-test-"))
    try:
        os.sync()  # what the one before has left to write is not this one's work
        return side(fake, slug, place)
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(place)], check=True)
        shutil.rmtree(place)


def spread(values: list[float]) -> str:
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5)
    pairs = parser.parse_args().pairs
    with tempfile.TemporaryDirectory(prefix="kaggle-solver-test-") as place:
        make(Path(place))
        fake = FakeKaggle(Path(place))
        try:
            for slug, what in (("many", f"{FILES} files"), ("big", f"{MEGABYTES} MB")):
                once(theirs, fake, slug)  # the fake makes the bundle
                figures = [(once(ours, fake, slug), once(theirs, fake, slug)) for _ in range(pairs)]
                mine, peer = ([pair[n] for pair in figures] for n in (0, 1))
                print(f"{what}: ours {spread(mine)} s, curl and bsdtar {spread(peer)} s, ratio {spread([a / b for a, b in figures])}; "
                      f"load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
        finally:
            fake.stop()


if __name__ == "__main__":
    main()
