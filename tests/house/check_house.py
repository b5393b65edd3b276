# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house: includes and link lines go one way, the core needs no Gui, every source names its licence, no file
names a registry, plurals have their forms, and the top folder holds what it should.

Usage: check_house.py ROOT BUILD PROGRAM      BUILD: a configured build folder; PROGRAM: one that is linked with the core alone
"""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

# What a room may include and link, besides itself.
BELOW = {
    "base": set(),
    "competition": {"base"},
    "submission": {"base"},
    "solution": {"base", "competition", "submission"},
    "execution": {"base", "competition", "submission"},
    "jobs": {"base", "competition", "submission", "solution", "execution"},
}
CORE = set(BELOW)
# The rooms of the window. Models know the delegates' roles, which are numbers, and nothing else of them.
BELOW |= {
    "theme": set(),
    "widgets": {"theme"},
    "delegates": {"theme"},
    "viewers": {"theme", "widgets", "base", "submission"},
    "models": {"theme", "delegates"} | CORE,
    "pages": {"theme", "widgets", "delegates", "viewers", "models"} | CORE,
    "notifications": {"widgets"},
    "settings": {"theme", "widgets", "base"},
    "window": {"theme", "widgets", "delegates", "viewers", "models", "pages", "notifications", "settings"} | CORE,
}
BELOW["app"] = set(BELOW)
TOP = {".ci", ".clang-format", ".gitignore", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "app",
       "core", "installer", "resources", "sandbox", "tests", "ui"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([a-z]+)/')
PLURAL = re.compile(r'tr\(\s*"((?:[^"\\]|\\.)*%L?n\b(?:[^"\\]|\\.)*)"')
GUI = re.compile(r'^\s*#\s*include\s*[<"](?:Qt(?:Gui|Widgets)/|(?:QWidget|QApplication|QGuiApplication|QPixmap|QImage|QColor|QFont)\b)')
LINKS = re.compile(r"target_link_libraries\(\s*(\w+)([^)]*)\)")
# Put together here, so that this file does not name one either.
REGISTRY = re.compile("|".join(re.escape(".".join(parts)) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"), ("security", "debian", "org"), ("archive", "ubuntu", "com"),
    ("registry-1", "docker", "io"), ("index", "docker", "io"), ("hub", "docker", "com"), ("ghcr", "io"), ("quay", "io"),
    ("conda", "anaconda", "org"), ("registry", "npmjs", "org"), ("proxy", "golang", "org"))))
SOURCES = {".h", ".cpp", ".py", ".sh", ".cmake"}


def files_of(root: Path) -> list[str]:
    """What belongs to the repository; without git, everything but builds and caches."""
    try:
        listed = subprocess.run(["git", "-C", str(root), "ls-files", "--cached", "--others", "--exclude-standard"],
                                capture_output=True, text=True)
        if listed.returncode == 0:
            return [name for name in listed.stdout.splitlines() if (root / name).exists()]
    except FileNotFoundError:  # no git on this machine
        pass
    names = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.is_file())
    return [str(name) for name in names
            if not name.parts[0].startswith("build") and name.parts[0] != ".git" and "cache" not in str(name)]


def room_folder(root: Path, room: str) -> Path:
    return root / ("app" if room == "app" else f"core/{room}" if room in CORE else f"ui/{room}")


def faults_of_includes(root: Path) -> list[str]:
    faults = []
    for room, below in BELOW.items():
        for file in sorted(room_folder(root, room).rglob("*")):
            if file.suffix not in (".h", ".cpp"):
                continue
            for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                found = INCLUDE.match(line)
                if found and found[1] in BELOW and found[1] != room and found[1] not in below:
                    faults.append(f"{file.relative_to(root)}:{number}: {room} must not include {found[1]}")
                if room in CORE and GUI.match(line):
                    faults.append(f"{file.relative_to(root)}:{number}: the core needs no Gui")
    return faults


def faults_of_link_lines(root: Path) -> list[str]:
    faults = []
    for room, below in BELOW.items():
        text = "".join(file.read_text("utf-8") for file in sorted(room_folder(root, room).rglob("CMakeLists.txt")))
        for target, libraries in LINKS.findall(text):
            if target.split("_")[0] != room:  # pages_code belongs to pages
                continue
            above = (set(libraries.split()) & set(BELOW)) - below - {room}  # app_window may link app
            faults += [f"{room}/CMakeLists.txt: {room} must not link {name}" for name in sorted(above)]
    return faults


def faults_of_builds(root: Path, build: Path, program: Path) -> list[str]:
    """What the core was really compiled with, and what a program of the core alone is really linked with."""
    faults = []
    for unit in json.loads((build / "compile_commands.json").read_text("utf-8")):
        file = Path(unit["file"])
        if root / "core" in file.parents and re.search(r"-DQT_(?:GUI|WIDGETS)_LIB\b", unit["command"]):
            faults.append(f"{file.relative_to(root)} is compiled with Gui or Widgets")
    libraries = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return faults + [f"{program.name} is linked with {name}" for name in ("libQt6Gui", "libQt6Widgets") if name in libraries]


def faults_of_files(root: Path, names: list[str]) -> list[str]:
    faults = [f"{name}: does not belong into the top folder" for name in sorted({name.split("/")[0] for name in names} - TOP)]
    for name in names:
        if name.startswith("tests/cases/"):
            continue
        try:
            text = (root / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        is_source = Path(name).suffix in SOURCES or name.endswith("CMakeLists.txt") or text.startswith("#!")
        if is_source and "SPDX-License-Identifier" not in text[:200]:
            faults.append(f"{name}: no SPDX line")
        faults += [f"{name}: names the registry {found}" for found in sorted(set(REGISTRY.findall(text)))]
    return faults


def faults_of_plurals(root: Path) -> list[str]:
    """Every text with a number has its English forms; resources/translations/solver_en.ts is made by lupdate -pluralonly."""
    forms = {message.findtext("source"): [form.text for form in message.iter("numerusform")]
             for message in tree.parse(root / "resources/translations/solver_en.ts").iter("message")}
    faults = [f"solver_en.ts: \"{source}\" has no two forms" for source, texts in forms.items() if len(texts) != 2 or None in texts]
    for file in sorted([*(root / "ui").rglob("*.cpp"), *(root / "app").rglob("*.cpp")]):
        for text in PLURAL.findall(file.read_text("utf-8")):
            if text.replace("\\n", "\n") not in forms:
                faults.append(f"{file.relative_to(root)}: solver_en.ts knows no plural of \"{text}\"")
    return faults


def main(root: Path, build: Path, program: Path) -> int:
    faults = faults_of_includes(root) + faults_of_link_lines(root) + faults_of_builds(root, build, program)
    faults += faults_of_plurals(root)
    faults += faults_of_files(root, files_of(root))
    print("\n".join(faults) or "the house is in order")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument).resolve() for argument in sys.argv[1:])))
