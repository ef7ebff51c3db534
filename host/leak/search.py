# SPDX-License-Identifier: MIT
"""The search for secrets: which exist so far, and where they were found."""

import os
import subprocess

import needles
from device import Registers
from failure import Failure
from hw import HW


class Secrets:
    """All keys that the licence server has revealed, and keys derived from them"""

    def __init__(self, reveal, identity):
        self.reveal = reveal
        self.private = list(needles.of_identity(identity))
        self.salt = b""
        self.uses = set()       # (handle, key instance)
        self.surface = {}       # (key, use) -> surface key

    def revealed(self):
        """(label, key) of each, the oldest first"""
        with open(self.reveal) as file:
            lines = dict.fromkeys(line.strip() for line in file)
        kinds = {"session": "session key", "refreshed": "refreshed key",
                 "content": "content key"}
        counts = dict.fromkeys(kinds, 0)
        for line in lines:
            kind, digits = line.split()
            counts[kind] += 1
            yield "%s %d" % (kinds[kind], counts[kind]), bytes.fromhex(digits)

    def session_keys(self):
        return [(label, key) for label, key in self.revealed()
                if not label.startswith("content")]

    def learn(self, registers):
        """Derive the surface keys of all session keys in these sessions."""
        self.salt = registers.salt
        self.uses |= {registers.key_use(number) for number, _, _ in registers.sessions()}
        for _, key in self.session_keys():
            for use in self.uses:
                if (key, use) not in self.surface:
                    self.surface[key, use] = needles.surface_key(key, self.salt, use)

    def keys(self):
        """All keys as (label, key)."""
        found = list(self.revealed())
        for label, key in self.session_keys():
            for use in sorted(self.uses):
                found.append(("surface key of %s, session 0x%x" % (label, use[0]),
                              self.surface[key, use]))
        return found

    def needles(self):
        for label, key in self.keys():
            yield from needles.of_key(key, label)
        yield from self.private


class Hit:
    def __init__(self, place, offset, label):
        self.place, self.offset, self.label = place, offset, label

    def __str__(self):
        return "%s at 0x%x" % (self.label, self.offset)


class View:
    """What was found in one file, and how much of it was searched"""

    def __init__(self, name):
        self.name = name
        self.bytes = 0
        self.count = 0          # of all hits, of which some are kept
        self.hits = []

    def labels(self):
        return {hit.label for hit in self.hits}


class Search:
    """The program that searches, and totals of its work"""

    def __init__(self, program, scratch, reference, frame_size, progress):
        self.program = program
        self.file = os.path.join(scratch, "needles")
        self.reference = reference
        self.frame_size = frame_size
        self.progress = progress
        self.needles = 0
        self.blocks = self.different = self.left_out = 0
        self.bytes = 0

    def write(self, secrets):
        with open(self.file, "w", opener=lambda p, f: os.open(p, f, 0o600)) as file:
            for value, label in secrets.needles():
                file.write("%s %s\n" % (value.hex(), label))

    def run(self, secrets, files):
        """Search files, {name: path}: {name: View}."""
        self.write(secrets)
        views = {name: View(name) for name in files}
        names = {path: name for name, path in files.items()}
        command = [self.program, self.file, self.reference, str(self.frame_size), *names]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                self.take(line.split(" ", 3), views, names)
        if process.returncode or any(not view.bytes for view in views.values()):
            raise Failure("the search failed (status %d)" % process.returncode)
        return views

    def take(self, words, views, names):
        """Process one line of the program's output."""
        words[-1] = words[-1].strip()
        if words[0] == "needles":
            self.needles = max(self.needles, int(words[1]))
        elif words[0] == "blocks":
            self.blocks, self.different, self.left_out = map(int, words[1:])
        elif words[0] == "progress":
            self.progress.step("searched %d of %d MiB" % (int(words[1]) >> 20,
                                                          int(words[2]) >> 20))
        elif words[0] == "hit":
            name = names[words[1]]
            views[name].hits.append(Hit(name, int(words[2]), words[3]))
        elif words[0] == "searched":
            view = views[names[words[1]]]
            view.bytes, view.count = int(words[2]), int(words[3])
            self.bytes += view.bytes


def look_for_words(view, registers, secrets):
    """Search registers, which have 32 bits, for single words of keys."""
    words = needles.words_of(key for _, key in secrets.keys())
    for number, (word,) in enumerate(registers.words()):
        if word in words:
            view.hits.append(Hit(view.name, 4 * number, "a word of a key"))
            view.count += 1


def surface_key_in_use(secrets, registers, vram, offset, plain):
    """Whether one of the surface keys gives the ciphertext at the start of a page.  Only
    the device knows the page's nonce, so try all that were used."""
    stream = needles.xor(vram[offset:offset + 16], plain[:16])
    nonces = range(max(1, registers.nonce - (1 << 20)), registers.nonce)
    return any(stream in needles.page_keystreams(key, nonces)
               for key in reversed(list(secrets.surface.values())))


def is_pending(registers):
    return any(state == HW["CPGPU_SESS_REFRESH"] for _, state, _ in registers.sessions())


def read_registers(path):
    with open(path, "rb") as file:
        return Registers(file.read())
