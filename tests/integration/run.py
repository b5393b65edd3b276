# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the integration tests with nothing but Python's own library, and writes a JUnit report.

Usage: run.py --pattern 'quick_*.py' --junit FILE [--folder DIR]
(environment: SOLVER_UNDER_TEST, the program under test; DIR: where the tests are, else beside this file)
"""

import argparse
import sys
import time
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path


class Timed(unittest.TextTestResult):
    """Keeps how long each test took, and how it ended."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.seconds: dict[str, float] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        self.began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        self.seconds[test.id()] = time.monotonic() - self.began
        self.stream.writeln(f"    {self.seconds[test.id()]:.1f} s")
        super().stopTest(test)

    def report(self, name: str) -> tree.ElementTree:
        """JUnit's form, one `testcase` a test; a module that could not be loaded is a test that failed."""
        bad = {test.id().split(" ")[0]: text for test, text in self.failures + self.errors}
        skipped = {test.id(): reason for test, reason in self.skipped}
        suite = tree.Element("testsuite", name=name)
        for test in sorted(self.seconds.keys() | bad.keys() | skipped.keys()):
            case = tree.SubElement(suite, "testcase", name=test, time=f"{self.seconds.get(test, 0):.1f}")
            if test in bad:
                tree.SubElement(case, "failure").text = bad[test]
            elif test in skipped:
                tree.SubElement(case, "skipped", message=skipped[test])
        root = tree.Element("testsuites")
        root.append(suite)
        return tree.ElementTree(root)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--junit", required=True)
    parser.add_argument("--folder", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    here = given.folder.resolve()
    sys.path.insert(0, str(here))
    tests = unittest.TestLoader().discover(str(here), pattern=given.pattern)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Timed).run(tests)
    result.report(given.pattern).write(given.junit)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
