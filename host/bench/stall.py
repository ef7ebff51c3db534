# SPDX-License-Identifier: MIT
"""How long the device holds QEMU's big lock.

Under the qtest accelerator each register access takes the lock, as that of a virtual
processor does.  Registers are read one after the other until an operation has finished;
the slowest access shows how long the lock was held.
"""

import contextlib
import os
import random
import struct
import subprocess
import tempfile
import time

from failure import Failure
from hw import HW
from qtest import Machine

SIZES = {"64M": 64 << 20, "4G": 4 << 30}
RING_ADDRESS, FENCE_ADDRESS = 0x100000, 0x180000
RING_LOG2 = 6
WORKERS = 1             # one processor is left for the main loop
PAUSE = 0.0002          # between accesses: real-time priority must not take it all
LIMIT = 60              # seconds that an operation may take
QEMU = "qemu/qemu-system-x86_64"

# what is done: name -> about
OPERATIONS = {
    "idle": "nothing at all",
    "seal": "SEAL of all video memory",
    "fill": "FILL of all video memory",
    "finish": "a refresh of all video memory",
    "unseal": "UNSEAL of all video memory",
    "destroy": "DESTROY of a session that has it all",
    "lose": "loss of all content, by the host",
    "ring-seal": "a ring reset during SEAL",
    "ring-finish": "a ring reset during a refresh",
    "reset": "a device reset with all video memory sealed",
    "reset-busy": "a device reset during a refresh",
    "picture": "a sealed picture of 1280x720",
    "pitch": "a sealed picture of 1280x720, widest pitch",
    "largest": "a sealed picture of 4096x4096",
}


class Bench:
    """A machine whose device has one session, and one ring in use."""

    def __init__(self, qemu, size):
        self.hw = HW
        self.size = SIZES[size]
        self.machine = Machine(qemu, ",workers=%d,vram=%s" % (WORKERS, size))
        self.worst = 0.0
        self.new_session()

    def close(self):
        self.machine.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- accesses, all of them timed ----

    def timed(self, function, *arguments):
        begin = time.perf_counter()
        value = function(*arguments)
        self.worst = max(self.worst, time.perf_counter() - begin)
        return value

    def read(self, name):
        return self.timed(self.machine.read, self.register(name))

    def write(self, name, value):
        self.timed(self.machine.write, self.register(name), value)

    def register(self, name):
        for block, base in (("CPGPU_RING_", 0x8000), ("CPGPU_SESS_", 0x10000)):
            if name.startswith(block):
                return base + self.hw[name]
        return self.hw[name]

    def wait_idle(self):
        end = time.monotonic() + LIMIT
        while self.read("CPGPU_STATUS") & 1:
            time.sleep(PAUSE)
            if time.monotonic() > end:
                raise Failure("the device stays busy")

    def check(self):
        error = self.machine.read(self.hw["CPGPU_ERROR"])
        if error:
            raise Failure("the device reports error 0x%x" % error)

    # ---- what a driver does ----

    def new_session(self):
        """From whatever state: a ring that is on, and session 0 with a key."""
        self.write("CPGPU_CTRL", 1)
        self.wait_idle()
        self.ring_on()
        self.session("CREATE")
        for i, word in enumerate(struct.unpack("<64I", self.wrapped_key())):
            self.machine.write(0x10100 + 4 * i, word)
        self.session("KEY_EXCHANGE", 256)
        self.check()

    def wrapped_key(self):
        with tempfile.NamedTemporaryFile(prefix="cpgpu-bench.") as file:
            file.write(self.machine.certificate(self.hw["CPGPU_MMIO_CERT"],
                                                self.hw["CPGPU_CERT_SIZE"]))
            file.flush()
            done = subprocess.run(
                ["openssl", "pkeyutl", "-encrypt", "-certin", "-keyform", "DER",
                 "-inkey", file.name, "-pkeyopt", "rsa_padding_mode:oaep",
                 "-pkeyopt", "rsa_oaep_md:sha512"], input=random.randbytes(16),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if done.returncode:
            raise Failure("openssl: " + done.stderr.decode(errors="replace"))
        return done.stdout

    def session(self, command, size=0):
        self.write("CPGPU_SESS_SIZE", size)
        self.write("CPGPU_SESS_CMD", self.hw["CPGPU_SESS_CMD_" + command])
        self.wait_idle()

    def ring_on(self):
        self.write("CPGPU_RING_BASE_LO", RING_ADDRESS)
        self.write("CPGPU_RING_SIZE", RING_LOG2)
        self.write("CPGPU_RING_FENCE_LO", FENCE_ADDRESS)
        self.write("CPGPU_RING_CTRL", 1)
        self.tail = 0

    def ring_reset(self):
        self.write("CPGPU_RING_CTRL", 2)

    def submit(self, name, length=0, vram=0):
        command = struct.pack("<8sIIQQQIIQQ64x",
                              struct.pack("<II", self.hw["CPGPU_OP_" + name], 0), 0, 0,
                              0, 0, 0, 0, 0, vram, length)
        slot = self.tail % (1 << RING_LOG2)
        self.machine.write_memory(RING_ADDRESS + len(command) * slot, command)
        self.tail += 1
        self.write("CPGPU_RING_TAIL", self.tail)

    def run(self, name, length=0):
        self.submit(name, length)
        self.wait_idle()

    def seal_all(self):
        self.run("SEAL", self.size)
        self.check()

    def show(self, width, height, pitch):
        for name, value in (("DISP_WIDTH", width), ("DISP_HEIGHT", height),
                            ("PLANE_CTRL", 0x101), ("PLANE_PITCH", pitch),
                            ("PLANE_COMMIT", 1), ("DISP_CTRL", 1)):
            self.write("CPGPU_" + name, value)
        self.check()

    def update_picture(self):
        """Let QEMU compose the picture, with other accesses meanwhile."""
        self.write("CPGPU_PLANE_COMMIT", 1)
        self.machine.command("clock_step 20000000")     # a vertical blank
        self.machine.send("screendump", filename="/dev/null", device="gpu0")
        self.wait_answer()

    def wait_answer(self):
        """Whatever the main loop is at keeps this access waiting, too."""
        self.read("CPGPU_ID")
        self.timed(self.machine.answer)
        self.wait_idle()

    # ---- the operations; each begins with the session and nothing sealed ----

    def measure(self, operation):
        """The slowest access during an operation, in seconds."""
        prepare, act = getattr(self, "op_" + operation.replace("-", "_"))()
        prepare()
        self.worst = 0.0
        act()
        self.wait_idle()
        worst = self.worst
        self.check()
        self.new_session()
        return worst

    def op_idle(self):
        return lambda: None, lambda: [self.read("CPGPU_ID") for _ in range(100)]

    def op_seal(self):
        return lambda: None, lambda: self.submit("SEAL", self.size)

    def op_fill(self):
        return self.seal_all, lambda: self.submit("FILL", self.size)

    def sealed_and_started(self):
        self.seal_all()
        self.run("REFRESH_START", 16)

    def op_finish(self):
        return self.sealed_and_started, lambda: self.submit("REFRESH_FINISH")

    def op_unseal(self):
        return self.seal_all, lambda: self.submit("UNSEAL", self.size)

    def op_destroy(self):
        return self.seal_all, lambda: self.session("DESTROY")

    def op_lose(self):
        def act():
            self.machine.send("qom-set", path="/machine/peripheral/gpu0",
                              property="lose-content", value=0)
            self.wait_answer()
        return self.seal_all, act

    def op_ring_seal(self):
        def act():
            self.submit("SEAL", self.size)
            self.ring_reset()
        return lambda: None, act

    def op_ring_finish(self):
        def act():
            self.submit("REFRESH_FINISH")
            self.ring_reset()
        return self.sealed_and_started, act

    def op_reset(self):
        return self.seal_all, lambda: self.write("CPGPU_CTRL", 1)

    def op_reset_busy(self):
        def act():
            self.submit("REFRESH_FINISH")
            self.write("CPGPU_CTRL", 1)
        return self.sealed_and_started, act

    def op_picture(self, width=1280, height=720, most_pitch=0):
        fits = (self.size - width * 4) // (height - 1) // 64 * 64

        def prepare():
            self.seal_all()
            self.show(width, height, max(width * 4, min(most_pitch, fits)))
            self.update_picture()
        return prepare, self.update_picture

    def op_pitch(self):
        # Before there was such a limit: as wide as fits.
        return self.op_picture(most_pitch=self.hw.get("CPGPU_PLANE_PITCH_MAX", self.size))

    def op_largest(self):
        return self.op_picture(4096, 4096)


@contextlib.contextmanager
def real_time():
    """Before all else that runs on this machine, for us and what we start, where we may."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    except PermissionError:
        yield
        return
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def stalls(build_dir, rounds, sizes=SIZES, operations=OPERATIONS):
    """{(operation, size name): slowest access of each round, in seconds}"""
    values = {}
    for size in sizes:
        with real_time(), Bench(os.path.join(build_dir, QEMU), size) as bench:
            for _ in range(rounds):
                for operation in operations:
                    values.setdefault((operation, size), []).append(bench.measure(operation))
    return values
