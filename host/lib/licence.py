# SPDX-License-Identifier: MIT
"""The licence server on the host, and an identity for the device that it trusts.

Its files are in a folder that the VM does not see, unlike the build folder, and the
clip's key is in no file at all."""

import os
import signal
import subprocess
import time

from failure import Failure
import vm as vms

HERE = os.path.dirname(os.path.abspath(__file__))
IDENTITY = os.path.join(os.path.dirname(HERE), "licence/cpgpu-identity")
PORT = "/dev/virtio-ports/org.cpgpu.licence"    # in the VM
START_TIMEOUT = 20
END_TIMEOUT = 10


def run_identity(*words):
    try:
        done = subprocess.run((IDENTITY,) + words, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, check=False)
    except OSError as error:
        raise Failure("cannot make an identity: %s" % error)
    if done.returncode:
        raise Failure("cannot make an identity: " + done.stderr.strip())


class Server:
    """cpgpu-licensed with one content key."""

    def __init__(self, program, private, log, report, options=()):
        self.program = program
        self.options = options      # of the program
        self.pki = os.path.join(private, "pki")
        self.socket = os.path.join(private, "licence.sock")
        self.identity = os.path.join(self.pki, "demo.pem")      # the device's
        self.log = log
        self.report = vms.JsonLines(report)
        self.process = None

    def make_identity(self):
        run_identity("root", self.pki, "--days", "1")
        run_identity("device", self.pki, "demo", "--days", "1")

    def start(self, kid, key):
        # setpriv: the server must not outlive the caller, even one that is killed
        line = ["setpriv", "--pdeathsig", "TERM", self.program,
                "--socket", self.socket, "--keys", "-", "--report", self.report.path,
                "--root", os.path.join(self.pki, "root.pem"),
                "--crl", os.path.join(self.pki, "crl.pem"), *self.options]
        if not os.access(self.program, os.X_OK):
            raise Failure("no licence server %s (run `make` first)" % self.program)
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=log,
                                            stderr=log, start_new_session=True)
        try:
            with self.process.stdin as stdin:
                stdin.write(("%s:%s\n" % (kid, key)).encode())
        except BrokenPipeError:
            pass                    # it has ended; check_alive() says why
        deadline = time.monotonic() + START_TIMEOUT
        while not os.path.exists(self.socket):
            self.check_alive()
            if time.monotonic() > deadline:
                raise Failure("the licence server does not listen:\n" + vms.tail(self.log))
            time.sleep(0.02)

    def check_alive(self):
        if self.process.poll() is not None:
            raise Failure("the licence server ended (status %d):\n%s"
                          % (self.process.returncode,
                             vms.tail(self.log) or "    no message"))

    def stop(self):
        """End it.  Returns its exit status, or None if it was never started."""
        if not self.process:
            return None
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                self.process.send_signal(number)
                try:
                    self.process.wait(END_TIMEOUT)
                except subprocess.TimeoutExpired:
                    pass
        return self.process.returncode
