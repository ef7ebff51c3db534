#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the comparison and of the demo's verdict: do they find what is wrong, and only
that?  Prints TAP."""

import sys

sys.dont_write_bytecode = True

import os
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "../lib")]

import compare
import tap
from compare import Run
from verdict import Program, verdict

R1, R2 = "00112233445566778899aabbccddeeff", "8f2c11d0a3b45e67798c01fe23dc45ba"

# name, native out and err, Windows out and err, whether they are alike
TEXTS = [
    ("the same", "a\nb\n", "e\n", "a\nb\n", "e\n", True),
    ("line ends", "a\nb\n", "e\n", "a\r\nb\r\n", "e\r\n", True),
    ("random numbers", "R: %s\n" % R1, "", "R: %s\r\n" % R2, "", True),
    ("another word", "a\nb\n", "", "a\nc\n", "", False),
    ("a line more", "a\n", "", "a\nb\n", "", False),
    ("a line less", "a\nb\n", "", "a\n", "", False),
    ("no last line end", "a\n", "", "a", "", False),
    ("a blank", "a b\n", "", "a  b\n", "", False),
    ("a message of Wine", "a\n", "", "a\n", "wine: something\n", False),
    ("another error", "", "e\n", "", "f\n", False),
    ("the wrong stream", "a\n", "", "", "a\n", False),
    ("a shorter number", "R: %s\n" % R1, "", "R: %s\n" % R2[:30], "", False),
    ("a longer number", "R: %s\n" % R1, "", "R: %s00\n" % R2, "", False),
    ("no number", "R: %s\n" % R1, "", "R: \n", "", False),
    ("nothing at all", "", "", "", "", False),
]


class Compare(unittest.TestCase):
    def test_texts(self):
        for name, out, err, win_out, win_err, alike in TEXTS:
            with self.subTest(name):
                found = compare.differences(Run(out, err, 0), Run(win_out, win_err, 0), 0)
                self.assertEqual(found == [], alike, found)

    def test_status(self):
        for native, windows, alike in ((1, 1, True), (0, 1, False), (1, 0, False),
                                       (0, 0, False), (1, 124, False)):
            with self.subTest((native, windows)):
                found = compare.differences(Run("a", "", native), Run("a", "", windows),
                                            1)
                self.assertEqual(found == [], alike, found)

    def test_not_run(self):
        ran = Run("a", "", 0)
        self.assertIn("native", compare.differences(None, ran, 0)[0])
        self.assertIn("Windows", compare.differences(ran, None, 0)[0])

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIsNone(Run.load(folder, "x"))
            for part, text in (("out", b"a\r\nb"), ("err", b""), ("status", b"3\n")):
                self.assertIsNone(Run.load(folder, "x"))
                with open(os.path.join(folder, "x." + part), "wb") as file:
                    file.write(text)
            run = Run.load(folder, "x")
            self.assertEqual((run.out, run.err, run.status), ("a\r\nb", "", 3))


class Judge:
    """What the demo saw on the monitor"""

    def __init__(self, distinct=10, wrong=()):
        self.matched = distinct
        self.distinct = distinct
        self.wrong = list(wrong)


class Verdict(unittest.TestCase):
    END = {"frames": 20, "refreshes": 2}
    GOOD = Program("good", ["true: it does"], 0, 3, 9)

    def look(self, program=GOOD, end=END, status=0, judge=Judge()):
        text, failed = verdict([self.GOOD, program], end, status, judge)
        self.assertEqual(failed, "FAILED" in text)
        return text, failed

    def test_good(self):
        text, failed = self.look()
        self.assertFalse(failed)
        self.assertIn("    true: it does\n", text)
        self.assertIn("frames 3 to 9 were shown meanwhile", text)

    def test_bad(self):
        for name, bad in (
                ("status", {"program": Program("bad", ["true: x"], 1, 3, 9)}),
                ("no proof", {"program": Program("bad", ["NOT TRUE: x"], 0, 3, 9)}),
                ("no line", {"program": Program("bad", [], 0, 3, 9)}),
                ("no frame meanwhile", {"program": Program("bad", ["true: x"], 0, 3, 3)}),
                ("the player's status", {"status": 1}),
                ("no end", {"end": None}),
                ("few frames", {"judge": Judge(2)}),
                ("a wrong capture", {"judge": Judge(9, ["capture 5 is wrong"])})):
            with self.subTest(name):
                self.assertTrue(self.look(**bad)[1])


if __name__ == "__main__":
    sys.exit(tap.run(["test_wine"], sys.argv[1:]))
