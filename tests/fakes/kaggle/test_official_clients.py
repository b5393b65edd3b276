# SPDX-License-Identifier: GPL-3.0-or-later
"""The unmodified official clients work against the fake; what they send is what recorded_requests.json says.

Environment: TEST_IMAGE, the sandbox image; TEST_CLIENTS, the folder of clients.lock's packages; RECORD_REQUESTS=1 writes the record anew.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from make_competitions import make_all
from rpc import METHODS
from server import KEY, TOKEN, USER, FakeKaggle

HERE = Path(__file__).resolve().parent
RECORD = HERE / "recorded_requests.json"
LEGACY = {"KAGGLE_USERNAME": USER, "KAGGLE_KEY": KEY}
JSON_TYPES = {str: "string", int: "integer", bool: "boolean", list: "array"}
BIG = 3 * 2**20 + 17  # bytes: the CLI keeps what came in pieces of 1 MiB


class OfficialClients(unittest.TestCase):
    """One container with the clients in it; each command is run in it as a user would."""

    @classmethod
    def setUpClass(cls) -> None:
        place = tempfile.TemporaryDirectory(prefix="official-clients-")
        cls.addClassCleanup(place.cleanup)
        cls.folder = Path(place.name)
        cls.root, cls.out = cls.folder / "root", cls.folder / "out"
        cls.out.mkdir()
        make_all(cls.root, 1)
        (cls.root / "big" / "data" / "images").mkdir(parents=True)
        (cls.root / "big" / "data" / "images" / "a b.bin").write_bytes(bytes(n * n % 251 for n in range(BIG)))
        cls.fake = FakeKaggle(cls.root)
        cls.addClassCleanup(cls.fake.stop)
        cls.fake.control(scoring_delay=0)
        cls.container = cls.start_container()
        cls.addClassCleanup(subprocess.run, ["docker", "kill", cls.container], capture_output=True)
        shutil.copyfile(cls.root / "titanic/data/gender_submission.csv", cls.out / "submission.csv")
        cls.results = cls.run_all()
        cls.asked = cls.fake.requests()  # of these commands alone

    @classmethod
    def start_container(cls) -> str:
        """\\return its id; the fake is the clients' proxy, so that its port is free to choose"""
        environment = {"HOME": "/tmp", "KAGGLE_CONFIG_DIR": "/tmp", "KAGGLEHUB_CACHE": "/tmp/hub", "PYTHONPATH": "/clients",
                       "PYTHONDONTWRITEBYTECODE": "1", "KAGGLE_API_ENVIRONMENT": "LOCALHOST", "http_proxy": cls.fake.url}
        started = subprocess.run(
            ["docker", "run", "--detach", "--rm", "--init", "--network", "host", "--user", f"{os.getuid()}:{os.getgid()}",
             "--workdir", "/out", "--tmpfs", "/tmp:rw,exec,mode=1777",
             *(word for pair in environment.items() for word in ("--env", "=".join(pair))),
             "--mount", f"type=bind,src={os.environ['TEST_CLIENTS']},dst=/clients,readonly", "--mount", f"type=bind,src={cls.out},dst=/out",
             "--mount", f"type=bind,src={HERE / 'sdk_probe.py'},dst=/probe.py,readonly", os.environ["TEST_IMAGE"], "sleep", "600"],
            capture_output=True, text=True, check=True)
        return started.stdout.strip()

    @classmethod
    def python(cls, *words: str, environment: dict[str, str] = LEGACY) -> subprocess.CompletedProcess:
        variables = [word for pair in environment.items() for word in ("--env", "=".join(pair))]
        return subprocess.run(["docker", "exec", *variables, cls.container, "python3", *words], capture_output=True, text=True, timeout=120)

    @classmethod
    def kaggle(cls, *words: str, environment: dict[str, str] = LEGACY) -> subprocess.CompletedProcess:
        return cls.python("-m", "kaggle", "competitions", *words, environment=environment)

    @classmethod
    def run_all(cls) -> dict[str, subprocess.CompletedProcess]:
        """Every command once: those that do not need each other side by side."""
        apart = {"list": "list -s titanic", "pages": "pages list -c titanic --content", "files": "files titanic",
                 "download": "download titanic -p bundle", "file": "download titanic -f train.csv -p single",
                 "show": "leaderboard titanic --show", "table": "leaderboard titanic --download -p table"}
        after = {"submit": "submit titanic -f submission.csv -m first", "submissions": "submissions titanic",
                 "json": "submissions titanic --format json", "submission": "submission 50000001"}
        slow = {"wait": "submit titanic -f submission.csv -m second --wait", "limits": "submission-limits titanic"}
        with ThreadPoolExecutor(2) as pool:
            begun = {name: pool.submit(cls.kaggle, *words.split()) for name, words in apart.items()}
            begun["token"] = pool.submit(cls.kaggle, "files", "comp-001", environment={"KAGGLE_API_TOKEN": TOKEN})
            begun["probe"] = pool.submit(cls.python, "/probe.py", environment={"KAGGLE_API_TOKEN": TOKEN})
            results = {name: each.result() for name, each in begun.items()}
        results |= {name: cls.kaggle(*words.split()) for name, words in after.items()}
        cls.fake.control(scoring_delay=3)  # the CLI asks at once, and 5 seconds later
        return results | {name: cls.kaggle(*words.split()) for name, words in slow.items()}

    def good(self, name: str) -> str:
        """\\return what a command of run_all printed"""
        result = self.results[name]
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def same_bytes(self, got: Path, wanted: Path) -> None:
        same = got.read_bytes() == wanted.read_bytes()
        self.assertTrue(same, f"{got.name}: {got.stat().st_size} of {wanted.stat().st_size} bytes, or others")

    def set(self, slug: str, **scenario: Any) -> None:
        self.fake.control(set={"slug": slug, "scenario": scenario})
        self.addCleanup(self.fake.control, clear=slug)

    # -- every command of the contract

    def test_list(self) -> None:
        self.assertRegex(self.good("list"), r"competitions/titanic .*Getting Started +Knowledge.* True")
        self.assertNotIn("comp-001", self.good("list"))

    def test_pages(self) -> None:
        for words in ("evaluation", "data-description", "classification accuracy"):
            self.assertIn(words, self.good("pages"))

    def test_files(self) -> None:
        for name in ("gender_submission.csv", "test.csv", "train.csv"):
            size = (self.root / "titanic/data" / name).stat().st_size
            self.assertRegex(self.good("files"), rf"(?m)^{name} +{size} ")

    def test_download_of_the_bundle(self) -> None:
        self.good("download")
        with zipfile.ZipFile(self.out / "bundle/titanic.zip") as archive:
            wanted = {file.name: file.read_bytes() for file in (self.root / "titanic/data").iterdir()}
            self.assertTrue({name: archive.read(name) for name in archive.namelist()} == wanted, archive.namelist())

    def test_download_of_a_file(self) -> None:
        self.good("file")
        self.same_bytes(self.out / "single/train.csv", self.root / "titanic/data/train.csv")

    def test_leaderboard(self) -> None:
        self.assertEqual(len(re.findall(r"(?m)^\d{7} +team \d+ .* 0\.\d{5}", self.good("show"))), 20)
        self.good("table")
        with zipfile.ZipFile(self.out / "table/titanic.zip") as archive:
            self.assertRegex(archive.namelist()[0], r"^titanic-publicleaderboard-.*\.csv$")
            self.assertTrue(archive.read(archive.namelist()[0]).startswith("\ufeffRank,TeamId,".encode()))

    def test_submit(self) -> None:
        for words in ("Submission ref: 50000001", "9 submissions remaining today.", "Successfully submitted to Titanic"):
            self.assertIn(words, self.good("submit"))

    def test_submissions(self) -> None:
        self.assertRegex(self.good("submissions"), r"50000001 +submission\.csv .* first +SubmissionStatus\.COMPLETE +0\.\d{5}")
        listed = json.loads(self.good("json"))
        self.assertEqual([(each["ref"], each["description"]) for each in listed], [(50000001, "first")])

    def test_submission(self) -> None:
        self.assertRegex(self.good("submission"), r"Status: +COMPLETE\nPublic Score: +0\.\d{5}")

    def test_submit_and_wait(self) -> None:
        self.assertRegex(self.good("wait"), r"Submission status: PENDING[\s\S]*Public score: 0\.\d{5}")

    def test_submission_limits(self) -> None:
        self.assertEqual(re.findall(r"\d+", self.good("limits")), ["2", "2", "8"])

    def test_token(self) -> None:
        self.assertIn("sample_submission.csv", self.good("token"))
        self.assertIn(["Authorization", f"Bearer {TOKEN}"], [header for entry in self.fake.requests() for header in entry["headers"]])

    def test_bare_sdk(self) -> None:
        answers = json.loads(self.good("probe"))["answers"]
        self.assertEqual(answers["GetCompetition"]["evaluationMetric"], "Categorization Accuracy")
        self.assertEqual(answers["ListDataTreeFiles"]["totalFiles"], 3)
        self.assertEqual(answers["GetCompetitionDataFilesSummary"]["fileSummaryInfo"]["totalFileCount"], 3)
        self.assertEqual(answers["Hello"], {"username": USER})

    # -- when it does not go well

    def test_401(self) -> None:
        result = self.kaggle("files", "titanic", environment=LEGACY | {"KAGGLE_KEY": "1" * 32})
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout + result.stderr, r"(?i)authenticat")

    def test_rules_not_accepted(self) -> None:
        self.set("comp-001", name="rules-not-accepted")
        result = self.kaggle("download", "comp-001")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout + result.stderr, r"403[\s\S]*rules")

    def test_legacy_error(self) -> None:
        self.set("comp-001", name="legacy-error-with-200")
        result = self.kaggle("download", "comp-001")
        self.assertEqual(result.returncode, 1)
        self.assertIn("You must accept this competition's rules", result.stdout + result.stderr)

    def test_429_of_an_ordinary_call(self) -> None:
        self.set("comp-001", name="429-with-retry-after", method="ListDataFiles")
        result = self.kaggle("files", "comp-001")
        self.assertEqual(result.returncode, 1)
        self.assertIn("429", result.stdout + result.stderr)

    def test_broken_download_goes_on(self) -> None:
        """The connection breaks, the storage asks for patience, and the file comes whole all the same."""
        self.set("big", name="drop-connection-at-N", at=2 * 2**20)
        self.set("big", name="429-with-retry-after", method="storage", skip=1, retry_after=1)
        before = len(self.fake.requests())
        result = self.kaggle("download", "big", "-f", "images/a b.bin", "-p", "broken")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        got = next(file for file in (self.out / "broken").rglob("*.bin"))
        self.same_bytes(got, self.root / "big/data/images/a b.bin")
        asked = [entry for entry in self.fake.requests()[before:] if entry["method"] == "GET"]
        self.assertEqual([entry["status"] for entry in asked], [200, 429, 206])
        self.assertIn("Range", dict(asked[2]["headers"]))
        self.assertIn("If-Range", dict(asked[2]["headers"]))

    def test_kagglehub(self) -> None:
        code = "import os, kagglehub; print(sorted(os.listdir(kagglehub.competition_download('titanic'))))"
        result = self.python("-c", code, environment={"KAGGLE_API_TOKEN": TOKEN})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("['gender_submission.csv', 'test.csv', 'train.csv']", result.stdout)

    # -- the record

    def test_recorded_requests(self) -> None:
        made = {"kaggle": self.version("kaggle"), "kagglesdk": self.version("kagglesdk"), "requests": self.recorded(),
                "fields": self.fields()}
        if os.environ.get("RECORD_REQUESTS"):
            RECORD.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        self.maxDiff = None
        self.assertEqual(made, json.loads(RECORD.read_text(encoding="utf-8")))

    def version(self, package: str) -> str:
        return re.findall(rf"(?m)^{package}==(\S+)", (HERE / "clients.lock").read_text(encoding="utf-8"))[0]

    def fields(self) -> dict[str, list[str]]:
        fields = json.loads(self.good("probe"))["fields"] | {"api.v1.DiagnosticsService/Hello": []}
        return {method: fields[method] for method in METHODS}

    def recorded(self) -> dict[str, Any]:
        """What each method and the storage were asked with; by the CLI, where it has a command for it."""
        made: dict[str, Any] = {}
        for entry in sorted(self.asked, key=lambda entry: ["User-Agent", ""] not in entry["headers"]):
            name = re.sub(r"^/api/v1/", "", entry["path"]) if entry["method"] == "POST" else f"storage {entry['method']}"
            headers = {key: self.form(key, value) for key, value in entry["headers"]}
            made.setdefault(name, {"verb": entry["method"], "headers": headers,
                                   "body": {key: JSON_TYPES[type(value)] for key, value in entry.get("body", {}).items()}})
        self.assertEqual(made.keys() - {"storage GET", "storage PUT"}, METHODS.keys())
        return made

    @staticmethod
    def form(name: str, value: str) -> str:
        """A header's value without what differs from run to run."""
        if name == "Authorization":
            return re.sub(r"^Basic [\w+/=]+$", "Basic BASE64", re.sub(r"^Bearer KGAT_[0-9a-f]{32}$", "Bearer TOKEN", value))
        return {"Content-Length": "N", "Host": re.sub(r":\d+$", ":PORT", value)}.get(name, value)


if __name__ == "__main__":
    unittest.main()
