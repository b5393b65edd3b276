# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the integration tests with nothing but Python's own library, and writes a JUnit report.

Usage: run.py --pattern 'quick_*.py' --junit FILE      (environment: KCS_PROGRAM, the program under test)
"""

import argparse
import sys
import time
import unittest
import xml.etree.ElementTree as tree
from pathlib import Path


class Timed(unittest.TextTestResult):
    """Keeps how long each test took."""

    def startTest(self, test: unittest.TestCase) -> None:
        self.began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        self.stream.writeln(f"    {time.monotonic() - self.began:.1f} s")
        super().stopTest(test)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--junit", required=True)
    given = parser.parse_args()
    here = Path(__file__).resolve().parent
    sys.path.insert(0, str(here))
    tests = unittest.TestLoader().discover(str(here), pattern=given.pattern)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2, resultclass=Timed).run(tests)
    suite = tree.Element("testsuite", name=given.pattern, tests=str(result.testsRun), failures=str(len(result.failures)),
                         errors=str(len(result.errors)), skipped=str(len(result.skipped)))
    root = tree.Element("testsuites")
    root.append(suite)
    tree.ElementTree(root).write(given.junit)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
