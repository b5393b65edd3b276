# SPDX-License-Identifier: GPL-3.0-or-later
"""`kcs check`: a look at a program before any run. It reads the text, and runs nothing.

A hint that saves a run, and no security boundary: whoever wants to hide something can. Errors are what would certainly
fail or break the rules for programs; warnings are what is probably not meant.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib.machinery
import importlib.util
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from kcs import refused

OUTPUT = "submission.csv"
NAMES_OUTPUT = re.compile(r"(?<![\w-])submission\.csv$")
MOST_VALUES = 200  # literal values in one table
MOST_BYTES = 20_000  # of all literals together
READERS = set(
    (
        "read_csv read_table read_parquet read_excel read_json read_feather read_pickle load loadtxt genfromtxt open "
        "imread scan_csv scan_parquet"
    ).split()
)
LEARNERS = set(
    (
        "fit train fit_predict fit_transform partial_fit cv lstsq polyfit solve minimize curve_fit cross_val_predict "
        "backward groupby step update learn_one"
    ).split()
)
NETWORK = set(
    (
        "requests urllib.request urllib3 http.client ftplib socket smtplib aiohttp httpx wget paramiko kaggle "
        "kagglehub huggingface_hub gdown boto3 websocket telnetlib"
    ).split()
)
DOWNLOADS = set(
    (
        "urlopen urlretrieve from_pretrained load_dataset hf_hub_download snapshot_download dataset_download "
        "load_state_dict_from_url get_file"
    ).split()
)
INSTALLERS = re.compile(r"\b(pip3?|conda|mamba|apt|apt-get|uv|poetry)\s+(install|add)\b|\b(curl|wget|git clone)\s")
FOREIGN_PATH = re.compile(
    r"^(/(?!/)(content|home|root|data|datasets?|mnt|media|usr|etc|opt|var|proc|sys|srv|app|workspace|inputs?|outputs?|train|"
    r"test|Users|kaggle|dev|run)(/|$)|[A-Za-z]:[\\/]|~/|\.\./)"
)
ALLOWED_PATH = re.compile(r"^(/kaggle/input|/kaggle/working|/tmp|/dev/null|/kaggle)(/|$)")
TABLE_FILE = re.compile(r"^[\w ./{}-]*\.(csv|tsv|parquet|feather|json|zip|gz|xlsx|txt|npy|pkl)$")
BROAD = {"Exception", "BaseException"}


def finding(severity: str, code: str, line: int, message: str, **more: str) -> dict[str, Any]:
    """One finding as it goes to the window and, with models, back into a prompt."""
    return {"severity": severity, "code": code, "line": line, "message": message, **more}


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else node.attr
    return ""


def nearest(name: str, known: set[str], cutoff: float = 0.6) -> str | None:
    """The known name that is most like this one, any case; None where none is."""
    folded = {one.casefold(): one for one in sorted(known, reverse=True)}
    found = difflib.get_close_matches(name.casefold(), list(folded), 1, cutoff)
    return folded[found[0]] if found else None


def importable() -> set[str]:
    """Top-level names of the standard library and of all installed packages."""
    return (set(sys.stdlib_module_names) | set(metadata.packages_distributions())) - {"kcs"}


def is_there(module: str) -> bool:
    """Whether a module can be found, parents included; nothing is imported."""
    parts = module.split(".")
    if parts[0] == "kcs":
        return False
    if parts[0] in sys.builtin_module_names:
        return len(parts) == 1
    spec = importlib.machinery.PathFinder.find_spec(parts[0])
    for part in parts[1:]:
        if spec is None or spec.submodule_search_locations is None:
            return spec is not None and parts[0] == "os" and part == "path"
        spec = importlib.machinery.PathFinder.find_spec(part, list(spec.submodule_search_locations))
    return spec is not None or (parts[0] in sys.stdlib_module_names and len(parts) == 1)


def text_of(node: ast.AST) -> str:
    """Value of a text literal; empty for any other node."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _docstrings(tree: ast.AST) -> set[int]:
    """Identities of string expressions that stand alone: docstrings and comments in quotes."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}


class Program:
    """One parsed program with what the competition's contract and profile know, and the checks over it."""

    def __init__(self, text: str, contract: Mapping[str, Any], profile: Mapping[str, Any], explore: bool) -> None:
        self.tree = ast.parse(text)
        self.contract = contract
        self.explore = explore
        files = [*(profile.get("files") or []), *(contract.get("files") or [])]
        self.files = {Path(str(file["path"])).name for file in files}
        self.columns = {str(c[part]) for file in files for c in file.get("columns") or [] for part in ("name", "key")}
        sample = contract.get("sample") or {}
        self.columns |= {str(name) for name in sample.get("columns") or []}
        self.ids = {str(name) for name in sample.get("id_columns") or []}
        self.predictions = {str(name) for name in sample.get("prediction_columns") or []}
        self.counts = {int(file["records"]) for file in files if file.get("records")}
        self.counts |= {int(count) for count in (contract.get("counts") or {}).values() if isinstance(count, int)}
        standing = _docstrings(self.tree)
        self.nodes = [node for node in ast.walk(self.tree) if id(node) not in standing]
        self.calls = [node for node in self.nodes if isinstance(node, ast.Call)]
        self.texts = [n for n in self.nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        self.parents = {id(child): node for node in self.nodes for child in ast.iter_child_nodes(node)}
        self.modules = dict(self._aliases())
        self.makers = self._makers()

    def _aliases(self) -> Iterator[tuple[str, str]]:
        """Name in the program -> dotted name of the module or member that it stands for."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for name in node.names:
                    yield name.asname or name.name.split(".")[0], name.name if name.asname else name.name.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    yield name.asname or name.name, f"{node.module}.{name.name}"

    def _makers(self) -> dict[str, str]:
        """Variable -> dotted name of the class or function whose result it was given."""
        made = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                for target in node.targets:
                    made[dotted(target)] = self.full_name(node.value.func)
        return made

    def full_name(self, function: ast.AST) -> str:
        """Dotted name of a called function with import aliases resolved."""
        name = dotted(function)
        first, _, rest = name.partition(".")
        return ".".join(part for part in (self.modules.get(first, first), rest) if part)

    def package_of(self, call: ast.Call) -> str:
        """Package that a called function or the object it is called on comes from; empty where that is not known."""
        name = self.full_name(call.func)
        if isinstance(call.func, ast.Attribute):
            on = call.func.value
            made = self.full_name(on.func) if isinstance(on, ast.Call) else self.makers.get(dotted(on), "")
            name = made or name
        package = name.split(".")[0]
        return {"sklearn": "scikit-learn"}.get(package, package) if "." in name else ""

    # --- errors ------------------------------------------------------------------------------------------------------

    def output(self) -> Iterator[dict[str, Any]]:
        """A program that never names the file it has to write."""
        if not self.explore and not any(NAMES_OUTPUT.search(text_of(text)) for text in self.texts):
            yield finding("error", "no_output", 1, f"The program never writes /kaggle/working/{OUTPUT}.")

    def imports(self) -> Iterator[dict[str, Any]]:
        """Modules that are not installed, and modules that only make sense with a network."""
        guarded = {id(inner) for node in self.nodes if isinstance(node, ast.Try) and node.handlers
                   for part in node.body for inner in ast.walk(part)}  # fmt: skip
        for node in self.nodes:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                names = [node.module]
                if node.module in ("urllib", "http"):
                    names = [f"{node.module}.{name.name}" for name in node.names]
            for name in names:
                if name in NETWORK or name.split(".")[0] in NETWORK:
                    yield finding(
                        "error", "network", node.lineno, f"There is no network in a run: {name} cannot be used."
                    )
                elif id(node) not in guarded and not is_there(name):
                    top = name.split(".")[0]
                    like = nearest(name if is_there(top) else top, importable())
                    hint = f"; {like} is" if like and like != top else ""
                    yield finding("error", "import", node.lineno, f"{name} is not installed{hint}.")

    def network(self) -> Iterator[dict[str, Any]]:
        """Downloads, installers and addresses."""
        for call in self.calls:
            name = dotted(call.func).split(".")[-1]
            texts = [text_of(n) for n in ast.walk(call) if text_of(n)]
            given = {k.arg: k.value.value for k in call.keywords if isinstance(k.value, ast.Constant)}
            address = next((t for t in texts if re.match(r"(https?|ftp|s3|gs)://", t)), None)
            shell = " ".join(texts)
            if name in ("system", "run", "call", "check_call", "check_output", "Popen", "getoutput") and (
                INSTALLERS.search(shell) or ("pip" in texts and "install" in texts)
            ):
                yield finding(
                    "error",
                    "network",
                    call.lineno,
                    "Nothing can be installed or fetched in a run: there is no network.",
                )
            elif name == "open" and self.full_name(call.func) == "webbrowser.open":
                yield finding("error", "network", call.lineno, "A run has neither network nor windows.")
            elif (
                (name in DOWNLOADS and not any(t.startswith(("/kaggle/", "/tmp")) for t in texts))
                or (name.startswith("fetch_") and "sklearn" in self.full_name(call.func))
                or self.full_name(call.func) in ("nltk.download", "torch.hub.load", "gensim.downloader.load")
            ):
                yield finding("error", "network", call.lineno, f"{name} downloads, and there is no network in a run.")
            elif given.get("pretrained") is True or given.get("weights") == "imagenet":
                yield finding(
                    "error",
                    "network",
                    call.lineno,
                    "Pretrained weights are a download, and there is no network in a run.",
                )
            elif address and name not in ("print", "info", "debug", "warning", "log"):
                yield finding(
                    "error", "network", call.lineno, f"There is no network in a run: {address} cannot be read."
                )

    def paths(self) -> Iterator[dict[str, Any]]:
        """Files outside the folders of a Kaggle script, and inputs by a path that depends on where it runs."""
        slug = str(self.contract.get("slug") or "")
        seen = set()
        for text in self.texts:
            value, parent = text_of(text), self.parents.get(id(text))
            reads = (
                isinstance(parent, ast.Call)
                and dotted(parent.func).split(".")[-1] in READERS
                and text in parent.args[:1]
            )
            first = re.match(r"^/kaggle/input/(?:competitions/)?([^/{]+)", value)
            begins = parent.values[:1] if isinstance(parent, ast.JoinedStr) else [getattr(parent, "left", text)]
            if text not in begins:
                continue  # the end of a path that begins elsewhere
            if (FOREIGN_PATH.match(value) and not ALLOWED_PATH.match(value)) or (
                reads and value.startswith("/") and not ALLOWED_PATH.match(value)
            ):
                message = f"{value} is not there: read /kaggle/input/{slug or '<slug>'}, write /kaggle/working or /tmp."
                yield finding("error", "path", text.lineno, message)
            elif first and slug and first[1] not in (slug, "competitions") and not isinstance(parent, ast.JoinedStr):
                yield finding(
                    "error", "path", text.lineno, f"/kaggle/input/{first[1]} is not there; /kaggle/input/{slug} is."
                )
            elif reads and not value.startswith("/") and Path(value).name in self.files and Path(value).name != OUTPUT:
                mode = parent.args[1] if isinstance(parent, ast.Call) and len(parent.args) > 1 else None
                if not (isinstance(mode, ast.Constant) and "w" in str(mode.value)) and value not in seen:
                    seen.add(value)
                    message = f"{value} lies in the input folder: join it to INPUT (/kaggle/input/{slug or '<slug>'})."
                    yield finding("error", "path", text.lineno, message)

    def arguments(self) -> Iterator[dict[str, Any]]:
        """Arguments and names of older releases."""
        for call in self.calls:
            name = self.full_name(call.func).split(".")[-1]
            package = self.package_of(call)
            for rule in refused.ARGUMENTS:
                gone = next((k for k in call.keywords if k.arg == rule.argument), None)
                if gone is None or name not in rule.calls or not refused.applies(rule.package, rule.since):
                    continue
                if rule.values and not (isinstance(gone.value, ast.Constant) and gone.value.value in rule.values):
                    continue
                if package != rule.package and (package or not self._only(rule.package, rule.calls)):
                    continue
                value = ast.unparse(gone.value)
                instead = rule.instead.format(value={"False": "0", "None": "0", "True": "1"}.get(value, value)
                                              if "log_evaluation" in rule.instead else value)  # fmt: skip
                written = f"{rule.argument}={value}" if rule.values else rule.argument
                message = f"{name} of the installed {rule.package} does not take {written}; use {instead}."
                yield finding("error", "argument", gone.value.lineno, message, argument=rule.argument, instead=instead)
        for node in self.nodes:
            if isinstance(node, ast.Attribute):
                yield from self._name(node)

    def _only(self, package: str, calls: tuple[str, ...]) -> bool:
        """Whether a call on an object of unknown making can only be one of this package's."""
        boosters = {name.split(".")[0] for name in self.modules.values()} & {"lightgbm", "xgboost", "catboost"}
        return boosters == {package} if calls in (("fit",), ("train", "cv", "fit")) else package in ("pandas",)

    def _name(self, node: ast.Attribute) -> Iterator[dict[str, Any]]:
        module, _, name = self.full_name(node).rpartition(".")
        for (package, since), gone in refused.NAMES.items():
            if module == package and name in gone and refused.applies(package, since):
                message = f"{package}.{name} is gone from the installed {package}; use {gone[name]}."
                yield finding("error", "argument", node.lineno, message, argument=name, instead=gone[name])
        if node.attr in refused.METHODS and refused.applies("pandas", (2,)) and module not in self.modules.values():
            instead = refused.METHODS[node.attr]
            message = f".{node.attr} is gone from the installed pandas; use .{instead}."
            yield finding("error", "argument", node.lineno, message, argument=node.attr, instead=instead)

    def literals(self) -> Iterator[dict[str, Any]]:
        """Answers that the program brings along: large tables of values, or very much text."""
        names = self.columns | self.files

        def values(node: ast.AST) -> list[ast.Constant]:
            return [n for n in ast.walk(node) if isinstance(n, ast.Constant) and not isinstance(n.value, bool)
                    and n.value is not None and str(n.value) not in names]  # fmt: skip

        for node in self.nodes:
            if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
                outer = self.parents.get(id(node))
                if (
                    not isinstance(outer, ast.List | ast.Tuple | ast.Set | ast.Dict)
                    and (many := len(values(node))) > MOST_VALUES
                ):
                    message = (
                        f"A table of {many} values in the program: what it predicts has to be learned from the data."
                    )
                    yield finding("error", "literals", node.lineno, message)
        standing = [n for n in self.nodes if isinstance(n, ast.Constant) and str(n.value) not in names]
        total = sum(len(str(n.value).encode()) for n in standing)
        if total > MOST_BYTES:
            largest = max(standing, key=lambda n: len(str(n.value)))
            message = f"{total // 1000} kB of literals in the program: answers have to be learned from the data."
            yield finding("error", "literals", largest.lineno, message)

    # --- warnings ----------------------------------------------------------------------------------------------------

    def names(self) -> Iterator[dict[str, Any]]:
        """Columns and files that the competition does not have, where one of a similar name is there."""
        made = {OUTPUT}
        for node in self.nodes:
            if (
                isinstance(node, ast.Subscript)
                and isinstance(node.ctx, ast.Store | ast.Del)
                and isinstance(node.slice, ast.Constant)
            ):
                made.add(str(node.slice.value))
            elif isinstance(node, ast.keyword) and node.arg:
                made.add(node.arg)
            elif isinstance(node, ast.Dict):
                made |= {str(n.value) for n in node.keys + node.values if isinstance(n, ast.Constant)}
            elif isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in (
                "to_csv",
                "to_parquet",
                "dump",
                "save",
                "insert",
            ):
                made |= {Path(str(n.value)).name for n in ast.walk(node) if isinstance(n, ast.Constant)}
        told = set()
        for text in self.texts:
            parent, name = self.parents.get(id(text)), text_of(text)
            file = Path(name).name
            if (
                TABLE_FILE.match(name)
                and "{" not in name
                and self.files
                and file not in self.files | made
                and file not in told
            ):
                like = nearest(file, self.files)
                told.add(file)
                hint = f"; {like} is" if like else ""
                yield finding("warning", "unknown_file", text.lineno, f"There is no file {file} in the data{hint}.")
            in_list = isinstance(parent, ast.List) and isinstance(self.parents.get(id(parent)), ast.Subscript)
            if ((isinstance(parent, ast.Subscript) and parent.slice is text) or in_list) and self.columns:
                if name in self.columns | made | told:
                    continue
                like = nearest(name, self.columns, 0.75)
                if like:
                    told.add(name)
                    yield finding("warning", "unknown_column", text.lineno, f"There is no column {name}; {like} is.")

    def fixed(self) -> Iterator[dict[str, Any]]:
        """What ties the program to one split of the data: row counts, single ids, a part of train."""
        for node in self.nodes:
            if (
                isinstance(node, ast.Constant)
                and type(node.value) is int
                and node.value >= 30
                and node.value in self.counts
            ):
                message = f"{node.value} is the number of rows of a file; it differs from run to run."
                yield finding("warning", "row_count", node.lineno, message)
            if isinstance(node, ast.Compare | ast.Call):
                one_of = isinstance(node, ast.Call) and dotted(node.func).endswith("isin")
                left = node.left if isinstance(node, ast.Compare) else node.func
                column = next(
                    (n.value for n in ast.walk(left) if isinstance(n, ast.Constant) and n.value in self.ids), None
                )
                right = node.comparators if isinstance(node, ast.Compare) else node.args
                if (
                    column is not None
                    and (one_of or isinstance(node, ast.Compare))
                    and any(
                        isinstance(n, ast.Constant) and n.value not in self.columns
                        for side in right
                        for n in ast.walk(side)
                    )
                ):
                    yield finding(
                        "warning", "literal_id", node.lineno, f"Single values of {column}: rows differ from run to run."
                    )
        for call in self.calls:
            name, source = dotted(call.func), ast.unparse(call)
            if any(k.arg == "nrows" for k in call.keywords) and "train" in source.lower():
                yield finding("warning", "part_of_train", call.lineno, "Only a part of train is read (nrows).")
            parent = self.parents.get(id(call))
            if name.split(".")[-1] == "head" and isinstance(parent, ast.Assign) and "train" in name.lower():
                yield finding("warning", "part_of_train", call.lineno, "Only the first rows of train are used (head).")

    def training(self) -> Iterator[dict[str, Any]]:
        """Programs that learn nothing, or go on after training failed."""
        for node in self.nodes:
            if not isinstance(node, ast.Try):
                continue
            inside = {
                dotted(n.func).split(".")[-1] for part in node.body for n in ast.walk(part) if isinstance(n, ast.Call)
            }
            for handler in node.handlers:
                kinds = {dotted(n) for n in ast.walk(handler.type)} if handler.type else BROAD
                passed_on = any(isinstance(n, ast.Raise) for n in ast.walk(handler))
                if (
                    kinds & BROAD
                    and not passed_on
                    and inside & {"fit", "train", "predict", "predict_proba", "fit_predict"}
                ):
                    message = "An error in training or prediction is swallowed here: let it stop the program."
                    yield finding("warning", "swallowed", handler.lineno, message)
        if self.explore:
            return
        for node in self.nodes:
            if not isinstance(node, ast.Assign):
                continue
            into = {n.slice.value for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Subscript)
                    and isinstance(n.slice, ast.Constant)}  # fmt: skip
            chance = isinstance(node.value, ast.Call) and re.search(
                r"(^|\.)(random|rand|rng)\b", self.full_name(node.value.func)
            )
            if into & self.predictions and (isinstance(node.value, ast.Constant) or chance):
                kind = "random" if chance else "the same value in all rows"
                yield finding("warning", "no_prediction", node.lineno, f"What is predicted here is {kind}.")
        if not any(dotted(call.func).split(".")[-1] in LEARNERS for call in self.calls):
            message = "Nothing is trained: the predictions are constant, random or the sample's own."
            yield finding("warning", "no_training", 1, message)

    def graphics(self) -> Iterator[dict[str, Any]]:
        """A GPU that is not there."""
        asked = any(dotted(call.func).endswith("is_available") for call in self.calls)
        for node in self.nodes:
            uses = isinstance(node, ast.Constant) and str(node.value).lower() in ("cuda", "cuda:0", "gpu", "gpu_hist")
            moves = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "cuda"
            if (uses or moves) and not asked and isinstance(node, ast.expr):
                yield finding("warning", "gpu", node.lineno, "There is no GPU in a run.")

    def findings(self) -> list[dict[str, Any]]:
        """All findings, errors first, each kind in the order of the lines."""
        checks = (self.output, self.imports, self.network, self.paths, self.arguments, self.literals,
                  self.names, self.fixed, self.training, self.graphics)  # fmt: skip
        found = [one for check in checks for one in check()]
        return sorted(found, key=lambda one: (one["severity"] != "error", one["line"]))


def check(
    text: str, contract: Mapping[str, Any], profile: Mapping[str, Any], explore: bool = False
) -> list[dict[str, Any]]:
    """Findings on the text of a program.

    :param explore: a script that only looks at the data, and need not write a submission
    """
    try:
        program = Program(text, contract, profile, explore)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        line = getattr(problem, "lineno", None) or 1
        row = text.splitlines()[line - 1].strip() if line <= len(text.splitlines()) else ""
        why = getattr(problem, "msg", None) or str(problem)
        if row.startswith(("!", "%")):
            why = "a line for notebooks only"
        return [finding("error", "syntax", line, f"The program does not parse, line {line}: {why}.")]
    return program.findings()


def main(argv: list[str]) -> int:
    """Entry point of `kcs check`: prints one JSON line with all findings."""
    parser = argparse.ArgumentParser(prog="kcs check", description=__doc__)
    parser.add_argument("--contract", type=Path, required=True)
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--explore", action="store_true", help="a script that only looks at the data")
    parser.add_argument("program", type=Path)
    arguments = parser.parse_args(argv)
    contract, profile = (json.loads(p.read_text(encoding="utf-8")) for p in (arguments.contract, arguments.profile))
    text = arguments.program.read_bytes().decode("utf-8-sig", errors="replace")
    sys.stdout.write(json.dumps({"findings": check(text, contract, profile, arguments.explore)}) + "\n")
    return 0
