# SPDX-License-Identifier: MIT
"""The VM of the benchmark, which runs commands that it gets through a serial port."""

import os
import socket
import subprocess
import tempfile
import time

from failure import Failure
import job

BOOT_TIMEOUT = 120
COMMAND_TIMEOUT = 90
STOP_TIMEOUT = 10

# Slots of the PCI bus, by which the guest knows the devices
ONE_WORKER, TWO_WORKERS = 0x10, 0x11
BARE = 0x12, 0x13       # without the driver: uio0 has one worker, uio1 has two
GPUS = ["id=gpu0,addr=0x10,workers=1", "id=gpu1,addr=0x11,workers=2",
        "id=gpu2,addr=0x12,workers=1,vram=128M", "id=gpu3,addr=0x13,workers=2"]
PEERS = [
    "-object", "cryptodev-backend-builtin,id=cryptodev",
    "-device", "virtio-crypto-pci,cryptodev=cryptodev,addr=0x14",
    "-blockdev", "driver=null-co,node-name=null0,size=1073741824",
    "-device", "nvme,serial=bench,drive=null0,addr=0x15",
    "-blockdev", "driver=null-co,node-name=null1,size=1073741824",
    "-device", "virtio-blk-pci,drive=null1,addr=0x16,serial=bench",
    "-object", "rng-builtin,id=rng",
    "-device", "virtio-rng-pci,rng=rng,addr=0x17",
]


def pci(place):
    return "0000:00:%02x.0" % place


def node(place):
    """The device node of the cpgpu in a slot"""
    return "/dev/dri/by-path/pci-%s-card" % pci(place)


class Guest:
    """Context manager; run() may be called while it is entered."""

    def __init__(self, runner, log):
        self.runner = runner
        self.log = log
        self.process = None
        self.port = None
        self.rest = b""
        self.dir = None
        self.dead = None        # why it cannot run commands any more

    def __enter__(self):
        self.dir = tempfile.TemporaryDirectory(prefix="cpgpu-bench.")
        try:
            self._boot(os.path.join(self.dir.name, "port"))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.port:
            self.port.close()
        if self.process:
            job.stop_group(self.process, STOP_TIMEOUT)
        self.dir.cleanup()

    def _boot(self, path):
        line = [self.runner, "--quiet", "--log", self.log,
                "--append", "drm_kms_helper.fbdev_emulation=0",
                "--device", GPUS[0]]
        extra = PEERS + [
            "-chardev", "socket,id=bench,path=%s,server=on,wait=off" % path,
            "-device", "virtio-serial-pci,id=bench-serial,addr=0x18",
            "-device", "virtserialport,bus=bench-serial.0,chardev=bench,name=bench"]
        for options in GPUS[1:]:
            extra += ["-device", "cpgpu," + options]
        for word in extra:
            line += ["--qemu-arg", word]
        line += ["--", "/cpgpu/host/bench/guest/agent"] + [pci(p) for p in BARE]
        self.output = open(os.path.join(self.dir.name, "output"), "w+b")
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=subprocess.STDOUT,
                                        start_new_session=True)
        end = time.monotonic() + BOOT_TIMEOUT
        self._connect(path, end)
        self._answer(end)

    def _connect(self, path, end):
        self.port = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.port.connect(path)
                return
            except OSError:
                self._need_alive(end)
                time.sleep(0.1)

    def _need_alive(self, end):
        if self.process.poll() is not None:
            self.output.seek(0)
            self.dead = "the VM ended: " + (
                self.output.read().decode(errors="replace").strip()
                or "its log is " + self.log)
        elif time.monotonic() > end:
            self.dead = "the VM does not answer; its log is " + self.log
        if self.dead:
            raise Failure(self.dead)

    def _answer(self, end):
        """Exit status, and the lines before it"""
        lines = []
        self.port.settimeout(1)
        while True:
            while b"\n" in self.rest:
                line, self.rest = self.rest.split(b"\n", 1)
                text = line.decode(errors="replace").strip()
                if text.startswith("--status "):
                    return int(text.split()[1]), lines
                if text:
                    lines.append(text)
            try:
                data = self.port.recv(65536)
            except socket.timeout:
                data = b""
            if not data:
                self._need_alive(end)
            self.rest += data

    def run(self, command):
        """Run a shell command in the guest.  Returns the numbers that it printed."""
        if self.dead:
            raise Failure(self.dead)
        self.port.sendall(command.encode() + b"\n")
        status, lines = self._answer(time.monotonic() + COMMAND_TIMEOUT)
        if status:
            raise Failure(lines[-1] if lines else "exit status %d" % status)
        try:
            return [float(line) for line in lines]
        except ValueError:
            raise Failure("unexpected output: " + " ".join(lines))
