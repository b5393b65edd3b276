# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house: includes go one way, the core needs no Gui, every source names its licence.

Usage: check_house.py ROOT PROGRAM      PROGRAM: the linked kaggle-solver
"""

import re
import subprocess
import sys
from pathlib import Path

# What a room may include, besides itself.
BELOW = {
    "base": set(),
    "competition": {"base"},
    "submission": {"base"},
    "solution": {"base", "competition", "submission"},
    "execution": {"base", "competition", "submission"},
    "jobs": {"base", "competition", "submission", "solution", "execution"},
    "app": {"base", "competition", "submission", "solution", "execution", "jobs"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([a-z]+)/')
GUI = re.compile(r'^\s*#\s*include\s*[<"](?:QtGui|QtWidgets)?/?(QWidget|QApplication|QGuiApplication|QPixmap|QImage|QColor|QFont)\b')


def faults_of_includes(root: Path) -> list[str]:
    faults = []
    for room, below in BELOW.items():
        folder = root / ("app" if room == "app" else f"core/{room}")
        for file in sorted(folder.rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                found = INCLUDE.match(line)
                if found and found[1] in BELOW and found[1] != room and found[1] not in below:
                    faults.append(f"{file.relative_to(root)}:{number}: {room} must not include {found[1]}")
                if GUI.match(line):
                    faults.append(f"{file.relative_to(root)}:{number}: the core and the command line need no Gui")
    return faults


def faults_of_links(program: Path) -> list[str]:
    libraries = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return [f"{program.name} is linked with {name}" for name in ("libQt6Gui", "libQt6Widgets") if name in libraries]


def faults_of_licences(root: Path) -> list[str]:
    listed = subprocess.run(["git", "-C", str(root), "ls-files"], capture_output=True, text=True)
    names = listed.stdout.splitlines() if listed.returncode == 0 else []
    faults = []
    for name in names:
        path = root / name
        if path.suffix in (".h", ".cpp", ".py") and path.exists() and not name.startswith("tests/cases/"):
            if "SPDX-License-Identifier" not in path.read_text("utf-8")[:200]:
                faults.append(f"{name}: no SPDX line")
    return faults


def main(root: str, program: str) -> int:
    faults = faults_of_includes(Path(root)) + faults_of_links(Path(program)) + faults_of_licences(Path(root))
    print("\n".join(faults) or "the house is in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
