# SPDX-License-Identifier: MIT
"""Progress of a program: a line that changes on a terminal, else plain lines."""

import shutil
import sys
import time

PLAIN_EVERY = 5.0       # seconds between lines when the output is no terminal
DRAW_EVERY = 0.1


class Progress:
    def __init__(self, stream=None, quiet=False):
        self.stream = stream or sys.stderr
        self.tty = self.stream.isatty()
        self.quiet = quiet
        self.begin = time.monotonic()
        self.name = ""
        self.text = ""
        self.drawn = 0.0

    def phase(self, name, text):
        """Begin a part of the work.  Its line stays when the next part begins."""
        self.done()
        self.name, self.text = name, text
        self._write()

    def step(self, text):
        """Show how far the part is, a few times a second at most."""
        self.text = text
        now = time.monotonic()
        if now - self.drawn >= (DRAW_EVERY if self.tty else PLAIN_EVERY):
            self._write()

    def done(self, text=""):
        """End the part, with its result if there is one."""
        if text:
            self.text = text
            self._write()
        if self.name and self.tty and not self.quiet:
            self.stream.write("\n")
            self.stream.flush()
        self.name = ""

    def _write(self):
        self.drawn = time.monotonic()
        if self.quiet:
            return
        line = "[%6.1f s] %-10s %s" % (self.drawn - self.begin, self.name, self.text)
        if self.tty:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write("\r\033[K" + line[:width])
        else:
            self.stream.write(line.rstrip() + "\n")
        self.stream.flush()
