# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole jobs on what people bring: the bank of troubles, formats, and input that is bad in one way each."""

import codecs
import csv
import gzip
import json
import math
import os
import shutil
import subprocess
import unittest
import zipfile
from pathlib import Path

import support
from support import ROOT, small_competition, write_table

CASES = ROOT / "tests" / "cases" / "files"


class Cases(support.Batch):
    """Each con-, fold- and base- case; contract, profile and views are looked at in sandbox/kcs/tests/test_cases.py."""

    @staticmethod
    def words(place: Path) -> list[Path]:
        return [folder for folder in sorted(CASES.iterdir()) if folder.name.startswith(("con-", "fold-", "base-"))]

    def test_each_completes_with_a_valid_file(self) -> None:
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertGreater(len(self.finished), 15)
        for name in self.finished:
            with self.subTest(case=name):
                self.assert_completed(name)
                sample = CASES / name / "sample_submission.csv"
                judged = self.run_program("--validate", self.finished[name]["path"], "--sample", sample)
                self.assertEqual(judged.returncode, 0, judged.stdout)

    def test_warnings_reach_the_person(self) -> None:
        told = {
            "con-no-id-in-test": "linked by their order; the numbers agree (9 and 9)",
            "con-missing-targets": "4 training rows have no y",
            "con-trailing-comma-train": "one empty cell more than the header",
            "con-duplicate-header": "the header of train.csv has x more than once",
            "con-label-variants": "' <=50k' (2), '<=50k.' (1)",
            "con-almost-unique-id": "passage_no looks like an id: 58 different values in 60 rows",
            "base-unseen-and-all-missing": "grade has 2 values (z, q) in 3 of 6 test rows",
        }
        for name, sentence in told.items():
            with self.subTest(case=name):
                self.assertIn(sentence, " ".join(self.finished[name]["warnings"]).lower())
        self.assertNotIn("never shows", " ".join(self.finished["base-int-category-float-in-test"]["warnings"]))

    def test_the_report_says_why_rows_were_divided_so(self) -> None:
        for name, words in {"fold-patients": ["grouped", "patient", "4 training rows per value"],
                            "fold-future-rows": ["time", "later in day than every training row"]}.items():  # fmt: skip
            with self.subTest(case=name):
                report = (Path(self.finished[name]["path"]).parent / "report.md").read_text()
                for word in words:
                    self.assertIn(word, report)

    def test_what_is_in_the_files(self) -> None:
        self.assertLessEqual({row["income"] for row in self.rows_of("con-label-variants")}, {"<=50K", ">50K"})
        for row in self.rows_of("fold-singleton-class"):
            shares = [float(row[kind]) for kind in "abc"]
            self.assertAlmostEqual(sum(shares), 1, 9)
            self.assertGreater(shares[2], 0)
        self.assertTrue(math.isfinite(self.finished["fold-singleton-class"]["score"]))
        with open(CASES / "base-int-category-float-in-test" / "test.csv", newline="") as file:
            zones = [row["zone"] for row in csv.DictReader(file)]
        for zone, row in zip(zones, self.rows_of("base-int-category-float-in-test"), strict=True):
            self.assertTrue(math.isfinite(float(row["y"])))
            if zone:
                self.assertLess(abs(float(row["y"]) - 10 * float(zone)), 1)
        for row in self.rows_of("base-unseen-and-all-missing"):
            self.assertTrue(0 <= float(list(row.values())[-1]) <= 1)
        text = Path(self.finished["con-european-numbers"]["path"]).read_text()
        self.assertRegex(text, r"\A\w+,\w+\n(\d+,\d+(\.\d+)?\n)+\Z")


def columns_of(path: Path) -> tuple[list[str], list[list[str]]]:
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, rows


def change(path: Path, cells) -> None:
    """Every record anew; `cells` gets the place of a record and its cells."""
    header, rows = columns_of(path)
    write_table(path, header, [cells(place, row) for place, row in enumerate(rows)])


class Formats(support.Batch):
    """Data that is good, in clothes that are not plain CSV."""

    @staticmethod
    def words(place: Path) -> list[Path]:
        names = ("tsv-gz", "big-ids", "whole.zip", "utf-16", "latin-1", "na-text")
        folders = {name: place / "in" / name.removesuffix(".zip") for name in names}
        for folder in folders.values():
            small_competition(folder, rows=60)
        # Tab-separated, packed one by one; ids with leading zeros.
        folder = folders["tsv-gz"]
        for name in ("train", "test", "sample_submission"):
            change(folder / f"{name}.csv", lambda _, row: [row[0].zfill(6), *row[1:]])
        for name in ("train", "test"):
            header, rows = columns_of(folder / f"{name}.csv")
            (folder / f"{name}.csv").unlink()
            text = "".join("\t".join(row) + "\n" for row in [header, *rows]).encode()
            (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(text))
        # Parquet; ids that are no whole number any more when they go through a double.
        folder = folders["big-ids"]
        for name in ("train", "test", "sample_submission"):
            change(folder / f"{name}.csv", lambda _, row: [str(2**53 + 1 + 2 * int(row[0])), *row[1:]])
        script = ("import pyarrow.csv as c, pyarrow.parquet as p\nfor n in ('train', 'test'):\n"
                  "    p.write_table(c.read_csv(f'/in/{n}.csv'), f'/in/{n}.parquet')")  # fmt: skip
        image = subprocess.run(["docker", "images", "-q", "kaggle-solver-env"], capture_output=True, text=True, check=True).stdout.split()[0]
        subprocess.run(["docker", "run", "--rm", "--network", "none", "--user", f"{os.getuid()}:{os.getgid()}", "--mount",
                        f"type=bind,src={folder},dst=/in", image, "/opt/env/bin/python3", "-c", script], check=True)  # fmt: skip
        for name in ("train", "test"):
            (folder / f"{name}.csv").unlink()
        # All in one archive, a table in an archive of its own; marks and line ends of Windows; an empty file beside them.
        folder = folders["whole.zip"]
        for name in ("train", "test", "sample_submission"):
            path = folder / f"{name}.csv"
            path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))
        with zipfile.ZipFile(folder / "train.csv.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.write(folder / "train.csv", "train.csv")
        (folder / "train.csv").unlink()
        (folder / "notes.csv").touch()
        with zipfile.ZipFile(place / "in" / "whole.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for path in folder.iterdir():
                packed.write(path, f"whole/{path.name}")
        # UTF-16, and line ends inside quotes.
        folder = folders["utf-16"]
        for name in ("train", "test"):
            change(folder / f"{name}.csv", lambda _, row: [*row[:2], f'a "{row[2]}",\nsecond line', *row[3:]])
            path = folder / f"{name}.csv"
            path.write_text(path.read_text(), encoding="utf-16")
        # Semicolons in Latin-1.
        folder = folders["latin-1"]
        for name in ("train", "test"):
            change(folder / f"{name}.csv", lambda _, row: [*row[:2], "Zürich" if row[2] == "a" else "Orléans", *row[3:]])
            path = folder / f"{name}.csv"
            path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="latin-1")
        # A category that is spelt NA, and pins for what nobody could guess.
        folder = folders["na-text"]
        for name in ("train", "test"):
            change(folder / f"{name}.csv", lambda _, row: [*row[:2], "NA" if row[2] == "a" else row[2], *row[3:]])
        (folder / "evaluation.md").unlink()
        pins = {"metric": "logloss", "direction": "minimize", "target": "y", "id": "id", "title": "Not available"}
        (folder / "competition.json").write_text(json.dumps(pins))
        return [place / "in" / name for name in names]

    def test_each_is_read_and_learnt_from(self) -> None:
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        for name, event in self.finished.items():
            with self.subTest(format=name):
                self.assert_completed(name)
                self.assertGreater(event["views"], 0, event["warnings"])
                self.assertNotIn("failed", " ".join(event["warnings"]))
                self.assertEqual(len(self.rows_of(name)), 40)

    def test_ids_keep_their_spelling(self) -> None:
        self.assertEqual(self.rows_of("tsv-gz")[0]["id"], "000060")
        self.assertEqual([int(row["id"]) for row in self.rows_of("big-ids")], [2**53 + 1 + 2 * i for i in range(60, 100)])

    def test_competition_json_pins(self) -> None:
        event = self.finished["na-text"]
        self.assertEqual([event["metric"], event["direction"], event["proxy_metric"]], ["logloss", "minimize", False])
        self.assertIn("# Not available", (Path(event["path"]).parent / "report.md").read_text())
        (contract,) = self.data.glob("cache/competitions/na-text/*/contract/contract.json")
        train = next(file for file in json.loads(contract.read_text())["files"] if file["role"] == "train")
        self.assertEqual([column["key"] for column in train["columns"] if column["na_is_text"]], ["c"])


class BadInput(support.Batch):
    """Each folder is bad in one way: either the constant and a warning, or one sentence and what to do next."""

    WARNED = {
        "no-labels": "no training table with labels",
        "target-missing": "No usable labels",
        "target-empty": "No usable labels",
        "one-row": "Only 1 training rows have an answer",
        "empty-train": "the file is empty",
        "binary-train": "the file is binary",
        "train-is-a-folder": "no training table with labels",
        "unknown-metric": "The metric is not known",
        "unknown-pinned-metric": "The metric is not known",
    }
    FAILED = {
        "neither-sample-nor-test": "no_sample",
        "nothing": "no_data",
        "foreign-ids": "no_link",
        "broken-json": "bad_json",
        "unknown-member": "bad_competition_json",
        "broken-zip": "bad_archive",
        "absent": "not_found",
    }  # fmt: skip

    @staticmethod
    def words(place: Path) -> list[Path]:
        root = place / "in"
        names = [*BadInput.WARNED, *BadInput.FAILED]
        for name in names:
            if name not in ("nothing", "absent"):
                small_competition(root / name, rows=60)
        (root / "nothing").mkdir()
        for name in ("no-labels", "train-is-a-folder", "broken-zip"):
            (root / name / "train.csv").unlink()
        header, rows = columns_of(root / "target-missing" / "train.csv")
        write_table(root / "target-missing" / "train.csv", header[:-1], [row[:-1] for row in rows])
        change(root / "target-empty" / "train.csv", lambda _, row: [*row[:-1], ""])
        write_table(root / "one-row" / "train.csv", header, rows[:1])
        (root / "empty-train" / "train.csv").write_bytes(b"")
        (root / "binary-train" / "train.csv").write_bytes(bytes(range(256)) * 8)
        (root / "train-is-a-folder" / "train.csv").mkdir()
        (root / "unknown-metric" / "evaluation.md").write_text("Submissions are judged by the index of Frobnitz.\n")
        (root / "unknown-pinned-metric" / "competition.json").write_text('{"metric": "frobnitz"}')
        for name in ("test.csv", "sample_submission.csv"):
            (root / "neither-sample-nor-test" / name).unlink()
        write_table(root / "foreign-ids" / "sample_submission.csv", ["id", "y"], [[f"x{i}", 0] for i in range(7)])
        (root / "broken-json" / "competition.json").write_text('{"metric": ')
        (root / "unknown-member" / "competition.json").write_text('{"metrics": "auc"}')
        (root / "broken-zip" / "train.csv.zip").write_bytes(b"PK\3\4rubbish")
        return [root / name for name in names]

    def test_a_constant_and_a_warning(self) -> None:
        for name, sentence in self.WARNED.items():
            with self.subTest(folder=name):
                self.assert_completed(name, sentence)
                # What stands in for an unknown metric is still learnt by.
                wanted = ("baseline", "constant") if "metric" in name else ("constant",)
                self.assertIn(self.finished[name]["origin"], wanted)
                self.assertTrue(self.finished[name]["proxy_metric"] or "metric" not in name)

    def test_one_sentence_and_what_to_do_next(self) -> None:
        self.assertEqual(self.done.returncode, 1)
        listed = {Path(job["url"]).name: job for job in self.events(self.run_program("--list", "--json").stdout)}
        self.assertEqual(len(listed), len(self.finished))
        for name, kind in self.FAILED.items():
            with self.subTest(folder=name):
                event = self.finished[name]
                self.assertEqual((event["status"], event["error"]["kind"], event["path"]), ("failed", kind, None))
                sentence = event["error"]["message"]
                self.assertTrue(sentence.endswith(".") and "\n" not in sentence and len(sentence) < 300, sentence)
                self.assertNotIn(str(self.data), sentence, "nobody knows our own folders")
                self.assertTrue(event["error"]["next_step"].endswith("."), event["error"])
                self.assertEqual(listed[name]["status"], "failed")
                self.assertEqual(listed[name]["error"]["message"], sentence)
                self.assertIn(sentence, self.done.stderr)


if __name__ == "__main__":
    unittest.main()
