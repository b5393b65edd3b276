# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command line promises where no program has to run: lists, words, streams, exit codes, readiness, locale."""

import json
import os
import re
import shutil
import subprocess
import unittest

from support import PROGRAM, ROOT, ProgramTest, german_locale, unlabelled_competition, write_table

CASES = ROOT / "tests" / "cases" / "files"


class Lists(ProgramTest):
    """Folders without data: their jobs end at once, and no container is made."""

    def setUp(self) -> None:
        super().setUp()
        self.folders = []
        for name in ("one", "two", "three"):
            (self.folder / name).mkdir()
            self.folders.append(str(self.folder / name))

    def urls_of(self, output: str) -> list[str]:
        return sorted(e["url"] for e in self.events(output) if e["event"] == "finished")

    def test_a_file_of_words_beside_several_urls(self) -> None:
        one, two, three = self.folders
        (self.folder / "link").symlink_to(three)
        text = f"\ufeff# mine\r\n\r\n  {one}  \r\nfile://{two}\r\n   # more\r\n{one}/\r\n{self.folder / 'link'}"
        (self.folder / "list.txt").write_bytes(text.encode())
        out = self.folder / "out"
        done = self.run_program("--urls-from", self.folder / "list.txt", "--url", three, one, "--url", two, "--json", "--out", out)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(self.urls_of(done.stdout), sorted(self.folders))
        self.assertEqual(done.stderr.count("was given twice; it is one job"), 4, done.stderr)
        for event in self.events(done.stdout):
            self.assertEqual(event["v"], 1)
            self.assertRegex(event["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
            self.assertTrue(event["event"] == "summary" or (event["job_id"] and event["url"]))
        summary = self.events(done.stdout)[-1]
        self.assertEqual({k: summary[k] for k in ("event", "completed", "failed", "cancelled", "exit_code")},
                         {"event": "summary", "completed": 0, "failed": 3, "cancelled": 0, "exit_code": 1})
        self.assertEqual(list(out.iterdir()), [], "nothing of a failed job is left")
        self.assertNotRegex(done.stderr, r"[\x00-\x08\x0b-\x1f]")
        listed = self.events(self.run_program("--list", "--json", "--status", "failed").stdout)
        self.assertEqual(sorted(job["url"] for job in listed), sorted(self.folders))
        self.assertEqual({job["error"]["kind"] for job in listed}, {"no_data"})
        table = self.run_program("--list").stdout
        self.assertEqual(len(table.splitlines()), 4, table)
        self.assertEqual(self.run_program("--list", "--status", "completed").stdout, "")

    def test_a_table_with_a_column_url(self) -> None:
        one, two, _ = self.folders
        (self.folder / "list.csv").write_text(f'name;URL\n"a;b";{one}\nnothing;\nc;"{two}"\n')
        done = self.run_program("--urls-from", self.folder / "list.csv", "--json")
        self.assertEqual(self.urls_of(done.stdout), sorted([one, two]))

    def test_lines_of_standard_input_start_as_they_arrive(self) -> None:
        one, two, three = self.folders
        process = subprocess.Popen(self.command("--urls-from", "-", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        assert process.stdin and process.stdout and process.stderr
        for folder in (one, two):
            process.stdin.write(f"{folder}\n")
            process.stdin.flush()
            for line in process.stdout:  # ends although the pipe stays open
                event = json.loads(line)
                if event["event"] == "finished":
                    break
            self.assertEqual(event["url"], folder)
        process.stdin.write(f"https://example.org/x\n\0\ufffd\n{one}\n{three}")  # the last line has no end
        process.stdin.close()
        rest, errors = process.stdout.read(), process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        self.assertEqual(process.wait(), 2, errors)
        self.assertEqual(self.urls_of(rest), [three])
        self.assertIn("example.org is not Kaggle", errors)
        self.assertIn("given twice", errors)

    def test_rubbish_in_a_file_is_named_before_anything_starts(self) -> None:
        (self.folder / "list.txt").write_text(f"{self.folders[0]}\n\n12345\n")
        done = self.run_program("--urls-from", self.folder / "list.txt")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("list.txt, line 3: 12345", done.stderr)
        self.assertFalse(self.data.exists())
        done = self.run_program("--urls-from", self.folder / "absent.txt")
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn("absent.txt", done.stderr)

    def test_quiet_and_verbose(self) -> None:
        quiet = self.run_program("--url", self.folders[0], "--quiet")
        self.assertEqual((quiet.returncode, quiet.stdout), (1, ""))
        self.assertEqual(len(quiet.stderr.splitlines()), 1, quiet.stderr)
        self.assertTrue(quiet.stderr.startswith("error: one: "), quiet.stderr)
        verbose = self.run_program("--url", self.folders[0], "-v", "--log-file", self.folder / "the.log")
        self.assertEqual(verbose.stdout, "")
        self.assertGreater(len(verbose.stderr.splitlines()), len(quiet.stderr.splitlines()))
        self.assertIn("added for", (self.folder / "the.log").read_text())
        loud = self.run_program("--url", self.folders[0], "-vv")
        self.assertIn("docker info", loud.stderr)

    def test_wrong_usage(self) -> None:
        program = self.folder / "mine.py"
        for arguments, named in (
            (["--url", self.folders[0], "--program", program], str(program)),
            (["--url", self.folders[0], "--jobs", "0"], "--jobs"),
            (["--url", self.folders[0], "--preset", "fast"], "--preset"),
            (["--url", self.folders[0], "--format", "{nothing}"], "{nothing}"),
            (["--url", "https://example.org/x"], "example.org"),
            (["--url", self.folders[0], "--out", "/proc/none"], "/proc/none"),
            (["--url", self.folders[0], "--list"], "--list"),
            (["--url"], "--url"),
        ):  # fmt: skip
            with self.subTest(arguments=arguments):
                done = self.run_program(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(named, done.stderr)
                self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertFalse(self.data.exists())

    def test_nobody_reads_standard_output(self) -> None:
        process = subprocess.Popen(self.command("--url", *self.folders, "--json"), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        assert process.stdout and process.stderr
        process.stdout.close()
        errors = process.stderr.read()
        process.stderr.close()
        # As the shell calls an end by SIGPIPE; or 1, when all jobs were over before the first line was written.
        self.assertIn(process.wait(timeout=30), (141, 1))
        self.assertNotIn("pipe", errors.lower())

    def test_a_file_that_cannot_be_read(self) -> None:
        """As another user where this one may read everything."""
        self.folder.chmod(0o777)
        folder = self.folder / "one"
        write_table(folder / "train.csv", ["id", "y"], [[1, 2]])
        (folder / "train.csv").chmod(0)
        options = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            done = subprocess.run(self.command("--url", folder, "--json", "--out", self.folder / "out"), capture_output=True, text=True,
                                  env=os.environ | {"HOME": str(self.folder)}, **options)
        except PermissionError:
            self.skipTest("the program is in a folder that only root may enter")
        self.assertEqual(done.returncode, 1, done.stderr)
        error = next(e for e in self.events(done.stdout) if e["event"] == "finished")["error"]
        self.assertEqual(error["kind"], "unreadable_file")
        self.assertIn(f"{folder}/train.csv cannot be read", error["message"])
        self.assertTrue(error["next_step"])
        self.assertEqual(list((self.folder / "out").iterdir()), [])


class Results(ProgramTest):
    """Folders without labels: one container each, and the constant is the submission."""

    def test_paths_forms_and_taken_folders(self) -> None:
        first, second = self.folder / "a" / "churn", self.folder / "b" / "churn"
        unlabelled_competition(first)
        unlabelled_competition(second, rows=7)
        out = self.folder / "out"
        done = self.run_program("--url", first, second, "--jobs", "2", "--out", out, "--format", r"{slug}\t{origin}\t{status}\t{path}", "-0")
        self.assertEqual(done.returncode, 0, done.stderr)
        records = [record.split("\t") for record in done.stdout.split("\0")]
        self.assertEqual(records.pop(), [""])
        self.assertEqual([record[:3] for record in records], [["churn", "constant", "completed"]] * 2)
        self.assertEqual({record[3] for record in records}, {str(out / name / "submission.csv") for name in ("churn", "churn-2")})
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["churn", "churn-2"])
        before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        self.assertIn("no usable labels", (out / "churn" / "report.md").read_text())
        done = self.run_program("--url", first, "--out", out)
        self.assertEqual((done.returncode, done.stdout), (0, f"{out}/churn-3/submission.csv\n"), done.stderr)
        self.assertEqual({path: path.read_bytes() for path in before}, before, "nothing is overwritten")
        self.assertEqual(self.containers(), [])

    def test_without_an_engine_nothing_is_lost(self) -> None:
        folder = self.folder / "churn"
        unlabelled_competition(folder)
        missing = {"KCS_ENGINE": str(self.folder / "no-docker")}
        done = self.run_program("--url", folder, "--json", environment=missing, timeout=30)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(done.stderr.count("Docker is not installed"), 1, done.stderr)
        self.assertIn("--resume", done.stderr)
        self.assertEqual(self.events(done.stdout)[-1]["exit_code"], 3)
        checked = self.run_program("--check", "--json", environment=missing)
        self.assertEqual(checked.returncode, 3)
        states = {line["name"]: line for line in self.events(checked.stdout)}
        self.assertEqual(states["engine"]["state"], "missing")
        self.assertTrue(states["engine"]["sentence"] and states["engine"]["next_step"])
        (job,) = self.events(self.run_program("--list", "--json").stdout)
        self.assertEqual(job["status"], "pending")
        done = self.run_program("--resume")
        self.assertEqual((done.returncode, done.stdout.count("submission.csv\n")), (0, 1), done.stderr)
        done = self.run_program("--resume")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn("No job is unfinished", done.stderr)


class Documented(ProgramTest):
    def test_help_and_readme_name_options_that_exist(self) -> None:
        said = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
        helped = set(re.findall(r"(?<![\w-])--?[a-z0][a-z-]*", said))
        self.assertGreater(len(helped), 30)
        # Behind the option something that ends the call before it begins.
        for option in sorted(helped - {"--help", "-h", "--version"}):
            done = subprocess.run([PROGRAM, option, "--no-such-option"], capture_output=True, text=True)
            self.assertNotIn(f"There is no option {option}.", done.stderr)
            self.assertEqual(done.returncode, 2)
        readme = (ROOT / "README.md").read_text("utf-8").split("## Use")[1].split("\n## ")[0]
        self.assertEqual(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", readme)) - helped, set())
        self.assertTrue(said.startswith("Examples:"))
        for code in ("0 ", "1 ", "2 ", "3 ", "130 ", "143 "):
            self.assertRegex(said, rf"(?m)^  .*\b{code}")


class Desktop(ProgramTest):
    """Cases app-no-display and app-german-locale, as far as no job has to run; see full_commandline.py for the rest."""

    def test_without_a_display(self) -> None:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        sample = ROOT / "resources" / "demo" / "sample_submission.csv"
        shutil.copy(sample, self.folder / "s.csv")
        file = str(self.folder / "s.csv")
        for arguments, codes in ((["--help"], {0}), (["--check"], {0, 3}), (["--validate", file, "--sample", file], {0, 1}), ([], {3})):
            with self.subTest(arguments=arguments):
                done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, env=environment, timeout=60)
                self.assertIn(done.returncode, codes, done.stderr)
                self.assertNotRegex(done.stderr.lower(), r"qt\.|xcb|plugin|abort|locale")
                if not arguments:
                    self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1))
                    self.assertIn("--url", done.stderr)
                    self.assertIn("--serve", done.stderr)

    def test_a_german_locale_changes_no_byte(self) -> None:
        german = german_locale(self.folder)
        case = CASES / "app-german-locale"
        for form in ([], ["--json"]):
            said = []
            for environment in (german, {"LC_ALL": "C"}):
                done = subprocess.run([PROGRAM, "--validate", case / "submission.csv", "--sample", case / "sample_submission.csv", *form],
                                      capture_output=True, env=os.environ | environment)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                said.append(done.stdout + done.stderr)
            self.assertEqual(said[0], said[1])
        judged = json.loads(said[0])
        self.assertEqual((judged["verdict"], judged["findings"]), ("valid", []))


if __name__ == "__main__":
    unittest.main()
