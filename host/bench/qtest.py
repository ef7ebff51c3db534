# SPDX-License-Identifier: MIT
"""QEMU under the qtest accelerator, driven through its sockets."""

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile

from failure import Failure

MMIO_BAR = 0xe0000000
VRAM_BAR = 0x800000000
SLOT = 3
TIMEOUT = 120           # seconds


class Machine:
    """One q35 machine with one cpgpu, its BARs mapped."""

    def __init__(self, qemu, options, memory="64M"):
        self.folder = tempfile.mkdtemp(prefix="cpgpu-bench.")
        listeners = {name: self._listen(name) for name in ("qtest", "qmp")}
        line = [qemu, "-machine", "q35", "-accel", "qtest", "-m", memory, "-nodefaults",
                "-display", "none", "-vga", "none",
                "-qtest", "unix:" + os.path.join(self.folder, "qtest"),
                "-qtest-log", "none",
                "-qmp", "unix:" + os.path.join(self.folder, "qmp"),
                "-device", "cpgpu,id=gpu0,addr=%x%s" % (SLOT, options)]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)
        try:
            self.qtest = self._accept(listeners["qtest"])
            self.qmp = self._accept(listeners["qmp"])
            self.qmp.readline()                 # the greeting
            self.execute("qmp_capabilities")
            self._map_bars()
        except BaseException:
            self.close()
            raise

    def _listen(self, name):
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(os.path.join(self.folder, name))
        listener.listen(1)
        listener.settimeout(1)
        return listener

    def _accept(self, listener):
        while self.process.poll() is None:
            try:
                connection = listener.accept()[0]
            except socket.timeout:
                continue
            connection.settimeout(TIMEOUT)
            listener.close()
            return connection.makefile("rw", newline="\n")
        raise Failure("QEMU does not start: " + self._said())

    def _said(self):
        self.log.seek(0)
        return (self.log.read().strip().splitlines() or ["it said nothing"])[-1]

    def close(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- the two protocols ----

    def command(self, text):
        """Run one qtest command.  Returns what follows its OK."""
        try:
            self.qtest.write(text + "\n")
            self.qtest.flush()
            answer = self.qtest.readline()
            while answer.startswith("IRQ"):
                answer = self.qtest.readline()
        except OSError as error:
            raise Failure("QEMU: %s" % error)
        if not answer.startswith("OK"):
            raise Failure("QEMU: %s: %s" % (text, answer.strip() or self._said()))
        return answer[2:].strip()

    def send(self, name, **arguments):
        """Start a QMP command."""
        json.dump({"execute": name, "arguments": arguments}, self.qmp)
        self.qmp.write("\n")
        self.qmp.flush()

    def answer(self):
        """What the last QMP command returned."""
        while True:
            message = json.loads(self.qmp.readline())
            if "error" in message:
                raise Failure("QEMU: " + message["error"]["desc"])
            if "return" in message:
                return message["return"]

    def execute(self, name, **arguments):
        self.send(name, **arguments)
        return self.answer()

    # ---- the device ----

    def _config(self, register, value):
        self.command("outl 0xcf8 0x%x" % (0x80000000 | SLOT << 11 | register))
        self.command("outl 0xcfc 0x%x" % value)

    def _map_bars(self):
        self._config(0x10, MMIO_BAR)
        self._config(0x18, VRAM_BAR & 0xffffffff)
        self._config(0x1c, VRAM_BAR >> 32)
        self._config(0x04, 6)                   # memory, bus master

    def read(self, register):
        return int(self.command("readl 0x%x" % (MMIO_BAR + register)), 16)

    def write(self, register, value):
        self.command("writel 0x%x 0x%x" % (MMIO_BAR + register, value))

    def read_memory(self, address, count):
        return base64.b64decode(self.command("b64read 0x%x 0x%x" % (address, count)))

    def write_memory(self, address, data):
        self.command("b64write 0x%x 0x%x %s"
                     % (address, len(data), base64.b64encode(data).decode()))

    def certificate(self, window, size):
        """The device's own certificate, the first of its chain."""
        chain = b"".join(struct.pack("<I", self.read(window + i))
                         for i in range(0, self.read(size) + 3 & ~3, 4))
        return chain[:struct.unpack(">H", chain[2:4])[0] + 4]
