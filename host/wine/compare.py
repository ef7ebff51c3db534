# SPDX-License-Identifier: MIT
"""Compare what a native program and a Windows program printed, line by line.

Two differences are allowed: lines end in CR LF on Windows, and random numbers differ
from run to run.  A random number is a word of 32 lower-case hex digits, and any such
word stands for any other."""

import difflib
import os
import re

RANDOM = re.compile(r"\b[0-9a-f]{32}\b")


def normalise(text):
    return RANDOM.sub("<16 random bytes>", text.replace("\r\n", "\n"))


class Run:
    """What one run of a program printed, and its exit status."""

    def __init__(self, out, err, status):
        self.out = out
        self.err = err
        self.status = status

    @classmethod
    def load(cls, folder, name):
        """Of the files NAME.out, NAME.err and NAME.status; None if there are none"""
        texts = []
        for part in ("out", "err", "status"):
            path = os.path.join(folder, "%s.%s" % (name, part))
            if not os.path.exists(path):
                return None
            with open(path, errors="replace", newline="") as file:
                texts.append(file.read())
        return cls(texts[0], texts[1], int(texts[2]))


def differences(native, windows, status):
    """Why the runs are not alike, or do not end with this status: a list of lines,
    empty if all is well"""
    if not native or not windows:
        return ["the %s program did not run" % ("Windows" if native else "native")]
    found = []
    for kind, run in (("native", native), ("Windows", windows)):
        if run.status != status:
            found.append("the %s program ended with status %d, not %d"
                         % (kind, run.status, status))
        if not run.out and not run.err:
            found.append("the %s program printed nothing" % kind)
    for part in ("out", "err"):
        lines = [normalise(getattr(run, part)).splitlines(keepends=True)
                 for run in (native, windows)]
        found += [line.rstrip("\n") for line in
                  difflib.unified_diff(*lines, "native." + part, "windows." + part)]
    return found
