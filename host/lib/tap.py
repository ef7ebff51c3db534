# SPDX-License-Identifier: MIT
"""Run the tests of unittest, and print TAP."""

import sys
import unittest


class TapResult(unittest.TestResult):
    """One TAP line for each test, followed by the reason if it has failed."""

    def __init__(self, *args):
        super().__init__(*args)
        self.reasons = []
        self.skipped_for = ""

    def startTest(self, test):
        super().startTest(test)
        self.reasons = []
        self.skipped_for = ""

    def addError(self, test, err):
        super().addError(test, err)
        self.reasons.append(self.errors[-1][1])
        if not isinstance(test, unittest.TestCase):     # a setUpClass failed
            print("Bail out! %s: %s" % (test, err[1]), flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.reasons.append(self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.reasons.append((self.failures + self.errors)[-1][1])

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.skipped_for = " # SKIP " + reason

    def stopTest(self, test):
        super().stopTest(test)
        print("%s %d %s%s" % ("not ok" if self.reasons else "ok", self.testsRun,
                              test.id().split(".", 1)[1], self.skipped_for))
        for line in "".join(self.reasons).splitlines():
            print("# " + line)
        sys.stdout.flush()


def flatten(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flatten(test)
        else:
            yield test


def run(modules, words=()):
    """Run the tests of these modules, or those with one of the words in their names.
    Returns the exit status."""
    every = unittest.defaultTestLoader.loadTestsFromNames(modules)
    tests = unittest.TestSuite(test for test in flatten(every) if not words or
                               any(word in test.id() for word in words))
    if not tests.countTestCases():
        print("no test has such a name", file=sys.stderr)
        return 2
    print("1..%d" % tests.countTestCases(), flush=True)
    result = TapResult()
    tests.run(result)
    return 0 if result.wasSuccessful() else 1
