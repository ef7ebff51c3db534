# SPDX-License-Identifier: MIT
"""The benchmark's program for the host: cipher-speed, timed and counted."""

import os
import re
import shutil
import statistics
import subprocess
import tempfile

from failure import Failure

SIZES = {"4K": 4 << 10, "64K": 64 << 10, "1M": 1 << 20, "8M": 8 << 20}
COUNT_SIZE = "64K"
BURSTS = 5              # of each kernel in a round
TIMEOUT = 120


def _run(line, **more):
    try:
        done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, timeout=TIMEOUT, check=False, **more)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Failure(str(error))
    if done.returncode:
        raise Failure((done.stderr.strip().splitlines() or
                       ["%s failed" % line[0]])[-1])
    return done


class Host:
    def __init__(self, program):
        self.program = program

    def build_dir(self):
        return os.path.dirname(os.path.dirname(os.path.abspath(self.program)))

    def kernels(self):
        """Names of what the program can time."""
        text = _run([self.program, "--help"]).stdout
        return re.findall(r"^  ([a-z]+(?:-[a-z]+)?) +\S", text.split("Kernels:")[1],
                          re.M)

    def library(self):
        """The cipher library that the cipher backend was built with."""
        return re.search(r"cipher library: (\S+)",
                         _run([self.program, "--help"]).stdout).group(1)

    def measure(self, ms):
        """Bursts of everything: {(kernel, size name): median, in bytes per second}."""
        names = {size: name for name, size in SIZES.items()}
        line = [self.program, "--rounds", str(BURSTS), "--ms", str(ms)]
        for size in SIZES.values():
            line += ["--size", str(size)]
        values = {}
        for text in _run(line).stdout.splitlines():
            kernel, size, value = text.split()
            values.setdefault((kernel, names[int(size)]), []).append(float(value))
        return {key: statistics.median(bursts) for key, bursts in values.items()}

    def count(self, kernel):
        """Instructions per byte of one kernel, counted by callgrind."""
        if not shutil.which("valgrind"):
            raise Failure("valgrind is not installed")
        size = SIZES[COUNT_SIZE]
        with tempfile.NamedTemporaryFile(prefix="cpgpu-bench.") as out:
            done = _run(["valgrind", "--tool=callgrind",
                         "--toggle-collect=counted",
                         "--callgrind-out-file=" + out.name,
                         self.program, "--count", "--kernel", kernel,
                         "--size", str(size)])
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found or not int(found.group(1)):
            raise Failure("callgrind counted nothing")
        return int(found.group(1)) / size


def describe():
    """The machine, for the report."""
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)
    return {"processor": model.group(1) if model else "unknown",
            "processors": os.cpu_count(),
            "load": round(os.getloadavg()[0], 2)}
