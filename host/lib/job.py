# SPDX-License-Identifier: MIT
"""What long-running programs share: a lock on their folder, signals, errors."""

import fcntl
import os
import signal
import subprocess
import sys

from failure import Failure


def lock(path, name):
    """A locked file, which keeps a second program of that name out while it is open."""
    file = open(path, "w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Failure("another %s runs in %s" % (name, os.path.dirname(path)))
    return file


def stop_group(process, timeout):
    """End a process that leads a group, and all of the group."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            try:
                os.killpg(process.pid, number)
                process.wait(timeout)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _stopped(number, _frame):
    raise Failure("stopped by signal %d" % number)


def run(name, progress, job, bail_out=False):
    """The exit status of job(); 1, with a message, if it fails or is stopped.
    With bail_out, TAP has the message, too."""
    signal.signal(signal.SIGTERM, _stopped)
    signal.signal(signal.SIGHUP, _stopped)
    try:
        return job()
    except (Failure, OSError) as error:
        text = str(error)
    except KeyboardInterrupt:
        text = "interrupted"
    progress.done()
    if bail_out:
        print("Bail out! " + text.splitlines()[0])
    print("%s: %s" % (name, text), file=sys.stderr)
    return 1
