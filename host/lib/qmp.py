# SPDX-License-Identifier: MIT
"""A small QMP client: one command at a time, each with a timeout."""

import json
import os
import socket
import time

from failure import Failure


class QmpError(Failure):
    pass


class Qmp:
    def __init__(self, path, timeout=30):
        self.path = path
        self.timeout = timeout
        self.buffer = b""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(path)
        self._read(time.monotonic() + timeout)          # the greeting
        self.command("qmp_capabilities")

    def close(self):
        self.sock.close()

    def _read(self, deadline):
        """One JSON object from QEMU."""
        while b"\n" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0:
                raise QmpError("QEMU did not answer on QMP in time")
            self.sock.settimeout(left)
            try:
                data = self.sock.recv(65536)
            except socket.timeout:
                continue
            except OSError as error:
                raise QmpError("QMP connection lost: %s" % error)
            if not data:
                raise QmpError("QEMU closed the QMP connection")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        return json.loads(line)

    def command(self, name, **arguments):
        request = {"execute": name}
        if arguments:
            request["arguments"] = {k.replace("_", "-"): v
                                    for k, v in arguments.items()}
        deadline = time.monotonic() + self.timeout
        try:
            self.sock.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise QmpError("QMP connection lost: %s" % error)
        while True:
            answer = self._read(deadline)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise QmpError("QMP %s: %s" % (name, answer["error"]["desc"]))
            # else it is an event; none is needed here

    def get(self, path, name):
        return self.command("qom-get", path=path, property=name)


def wait_for(path, alive, timeout):
    """Connect as soon as QEMU listens, as long as alive() is true."""
    deadline = time.monotonic() + timeout
    while True:
        if os.path.exists(path):
            try:
                return Qmp(path)
            except (ConnectionRefusedError, FileNotFoundError):
                pass
        if not alive():
            raise Failure("the VM ended before QEMU was up")
        if time.monotonic() > deadline:
            raise Failure("QEMU did not open its QMP socket within %d s" % timeout)
        time.sleep(0.05)


def find_bar(qmp, device_id, number):
    """Guest physical address and size of a BAR of the device with that id."""
    def walk(devices):
        for device in devices:
            if device["qdev_id"] == device_id:
                return device
            found = walk(device.get("pci_bridge", {}).get("devices", []))
            if found:
                return found
        return None

    for bus in qmp.command("query-pci"):
        device = walk(bus["devices"])
        if device:
            for region in device["regions"]:
                if region["bar"] == number and region["address"] > 0:
                    return region["address"], region["size"]
            raise Failure("BAR %d of %s has no address" % (number, device_id))
    raise Failure("no PCI device %s in the VM" % device_id)


def read_memory(qmp, address, size, path):
    """Guest physical memory, as the guest's processor would read it."""
    try:
        qmp.command("pmemsave", val=address, size=size, filename=path)
        with open(path, "rb") as file:
            data = file.read()
    finally:
        if os.path.exists(path):
            os.unlink(path)
    if len(data) != size:
        raise Failure("pmemsave gave %d of %d bytes" % (len(data), size))
    return data
