# SPDX-License-Identifier: MIT
"""What the Windows programs of the demo did, and whether that is what it should show."""

import os


class Program:
    """One program: its lines, its exit status, and the frames that had been shown when it
    began and when it ended."""

    def __init__(self, name, lines, status, first, last):
        self.name = name
        self.lines = lines
        self.status = status
        self.first = first
        self.last = last

    @classmethod
    def load(cls, folder, name):
        """Of the files NAME.out and NAME.result"""
        with open(os.path.join(folder, name + ".out"), errors="replace") as file:
            lines = file.read().splitlines()
        with open(os.path.join(folder, name + ".result")) as file:
            return cls(name, lines, *(int(word) for word in file.read().split()))

    def faults(self):
        if self.status:
            yield "%s ended with status %d" % (self.name, self.status)
        if not any(line.startswith("true: ") for line in self.lines):
            yield "%s proved nothing" % self.name
        if self.last <= self.first:
            yield "no frame was shown while %s ran" % self.name


def verdict(programs, end, status, judge):
    """The report's text, and whether anything failed.  end is the player's last event,
    status its exit status, judge has seen the captures."""
    faults = [fault for program in programs for fault in program.faults()]
    if status or not end:
        faults.append("the player ended with status %d" % status)
    if judge.distinct < 3:
        faults.append("only %d different frames were captured" % judge.distinct)
    faults += judge.wrong

    text = "Windows programs under Wine, while cpgpu-play shows a protected clip\n"
    for program in programs:
        text += ("\n%s.exe: status %d; frames %d to %d were shown meanwhile\n"
                 % (program.name, program.status, program.first, program.last))
        text += "".join("    %s\n" % line for line in program.lines)
    if end:
        text += ("\nplayer: %d frames, %d refreshes of its own session key\n"
                 % (end["frames"], end["refreshes"]))
    text += ("monitor: %d captures of %d different frames equal ffmpeg's decoding in "
             "every bit, %d do not\n" % (judge.matched, judge.distinct, len(judge.wrong)))
    text += "".join("FAILED: %s\n" % fault for fault in faults)
    return text, bool(faults)
