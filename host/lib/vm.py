# SPDX-License-Identifier: MIT
"""The VM with the player in it: start it, watch it, and make sure that it ends."""

import json
import os
import subprocess
import time

from failure import Failure
import job

END_TIMEOUT = 60        # for the VM to shut down after its command
KILL_TIMEOUT = 10
EXIT_TIMEOUT = 5


def tail(path, lines=6):
    """The last lines of a log, for an error message."""
    try:
        with open(path, errors="replace") as file:
            text = file.read().strip().splitlines()
    except OSError:
        return ""
    return "\n".join("    " + line for line in text[-lines:])


class JsonLines:
    """A report of events, read while it grows."""

    def __init__(self, path):
        self.path = path
        self.offset = 0
        self.rest = b""
        self.events = []

    def poll(self):
        """Read what was added since; returns the number of new events."""
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                data = file.read()
        except FileNotFoundError:
            return 0
        self.offset += len(data)
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        for line in lines:
            try:
                self.events.append(json.loads(line))
            except ValueError:
                raise Failure("%s has a bad line: %r"
                              % (os.path.basename(self.path), line))
        return len(lines)

    def all(self, name):
        return [e for e in self.events if e["event"] == name]

    def last(self, name):
        found = self.all(name)
        return found[-1] if found else None


class Vm:
    """host/vm/run in a process group of its own."""

    def __init__(self, runner, share, log, output):
        self.runner = runner
        self.share = share
        self.log = log
        self.output = output    # what the runner itself prints
        self.process = None
        self.begin = 0.0

    def start(self, qmp_path, device, timeout, options, command):
        line = [self.runner, "--quiet", "--qmp", qmp_path, "--device", device,
                "--share", self.share, "--log", self.log,
                "--timeout", str(timeout)] + options + ["--"] + command
        self.begin = time.monotonic()
        with open(self.output, "wb") as output:
            try:
                self.process = subprocess.Popen(
                    line, stdin=subprocess.DEVNULL, stdout=output,
                    stderr=subprocess.STDOUT, start_new_session=True)
            except OSError as error:
                raise Failure("cannot start the VM: %s (run `make` first)" % error)

    def alive(self):
        return self.process.poll() is None

    def file(self, name):
        return os.path.join(self.share, name)

    def has_signalled(self, name):
        return os.path.exists(self.file(name))

    def signal(self, name):
        with open(self.file(name), "wb"):
            pass

    def wait_briefly(self):
        """QEMU has closed QMP: give the runner time to report why."""
        try:
            self.process.wait(EXIT_TIMEOUT)
        except subprocess.TimeoutExpired:
            pass

    def check_alive(self):
        """Raise the reason if the VM or the player has ended."""
        if self.has_signalled("played"):
            raise Failure("the player ended too early:\n"
                          + (tail(self.file("player.err")) or "    no message"))
        if not self.alive():
            raise Failure("the VM ended (status %d):\n%s"
                          % (self.process.returncode,
                             tail(self.output) or "    no message; its serial log is "
                             + self.log))

    def wait(self):
        """The exit status of the command in the VM."""
        try:
            return self.process.wait(END_TIMEOUT)
        except subprocess.TimeoutExpired:
            raise Failure("the VM did not shut down within %d s; serial log %s"
                          % (END_TIMEOUT, self.log))

    def stop(self):
        """End the VM, whatever state it is in, and all that its runner has started."""
        if self.process:
            job.stop_group(self.process, KILL_TIMEOUT)
