# SPDX-License-Identifier: MIT
"""The methods of Direct3D's interfaces: what the library and the tests do.

Method names here are INTERFACE::METHOD with the interface that introduces the
method.
"""

import collections
import csv
import fnmatch
import glob
import os
import re

LISTS = "guest/obj/tests/lists"
TESTS = "guest-driver/tests"
FOLDER = "docs/d3d/conformance"
IUNKNOWN = ("QueryInterface", "AddRef", "Release")
# table: how the names of its interfaces begin
TABLES = {"d3d11": ("IUnknown", "ID3D"), "dxgi": ("IDXGI",),
          "d3d9": ("IDirect",)}
STATUSES = ("works", "refused", "not supported")
# the programs that have the tests of files named so
SHARED = {"ddi": ("ddi11", "ddi9")}
CITED = 3           # tests of a method, at most
# the test that calls all methods
CALLS_ALL = "d3d_misuse/no_method_crashes_whatever_its_arguments"


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as f:
        return re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)


# ---- the library: lists that gen-methods made ----

def listed(build, name):
    """The arguments of each METHOD()"""
    with open(os.path.join(build, LISTS, name), encoding="utf-8") as f:
        return [line.split(", ") for line in
                re.findall(r"^METHOD\((.*)\)$", f.read(), re.M)]


def methods(build):
    """{method: does any object implement it?}"""
    found = {f"IUnknown::{name}": True for name in IUNKNOWN}
    for _, method, base, works, _ in listed(build, "vtables.inc"):
        name = f"{base}::{method}"
        found[name] = found.get(name, False) or works == "1"
    return found


def introduced(build):
    """{(interface, method): introducing interface}, and by method alone"""
    by_interface, by_method = {}, collections.defaultdict(set)
    for interface, method, base in listed(build, "interfaces.inc"):
        by_interface[interface, method] = base
        by_interface[interface, "QueryInterface"] = "IUnknown"
        by_method[method].add(base)
    by_method["QueryInterface"].add("IUnknown")
    return by_interface, by_method


# ---- the tests: who calls what ----

def functions(text):
    """(name, its body) of a C file; a test's name is TEST:NAME"""
    for part in text.split("\n}\n"):
        head, brace, body = part.partition("\n{\n")
        named = re.search(r"(\w+)\((\w*)", head.rpartition("\n\n")[2])
        if brace and named:
            name, first = named.groups()
            yield (f"TEST:{first}" if name.endswith("TEST") else name), body
    yield from re.findall(r"^#define (\w+)\([^)]*\)((?:.*\\\n)*.*)$", text,
                          re.M)


class Calls:
    """What each test calls, and through how many functions"""

    def __init__(self, root, build, names):
        self.names = names      # of functions
        self.by_interface, self.by_method = introduced(build)
        self.files = {os.path.basename(path)[:-2]: dict(functions(read(path)))
                      for path in sorted(glob.glob(
                          os.path.join(root, TESTS, "*.c")))}
        self.shared = {name: body for path in
                       glob.glob(os.path.join(root, TESTS, "*.h"))
                       for name, body in functions(read(path))}
        for name, inside in self.files.items():
            if not name.startswith("cpgpu-test-"):
                self.shared.update(inside)

    def direct(self, body):
        for interface, method in re.findall(r"\b(I[A-Z]\w+?)_(\w+)\(", body):
            base = self.by_interface.get((interface, method))
            if interface == "IUnknown" and method in IUNKNOWN:
                base = interface
            if base:
                yield f"{base}::{method}"
        yield from self.names & set(re.findall(r"\b(\w+)\(", body))
        for method in re.findall(r"->(?:lpVtbl->)?([A-Z]\w+)\(", body):
            for base in self.by_method.get(method, ()):
                yield f"{base}::{method}"

    def reached(self, body, inside):
        """{method: number of functions between}"""
        found, seen, level, depth = {}, set(), [body], 0
        while level:
            below = []
            for text in level:
                for method in self.direct(text):
                    found.setdefault(method, depth)
                for name in set(re.findall(r"\b(\w+)\b", text)) - seen:
                    called = inside.get(name) or self.shared.get(name)
                    if called:
                        seen.add(name)
                        below.append(called)
            level, depth = below, depth + 1
        return found

    def tests(self):
        """{method: tests, the best first}"""
        ranked = collections.defaultdict(list)
        for program, inside in self.files.items():
            programs = [program.replace("cpgpu-test-", "")]
            if not program.startswith("cpgpu-test-"):
                programs = SHARED.get(program.split("_")[0], [])
            for function, body in inside.items():
                if not function.startswith("TEST:"):
                    continue
                test = function[5:]
                for method, depth in self.reached(body, inside).items():
                    named = method.split("::")[-1] in test.split("_")
                    ranked[method] += [(not named, depth, f"{name}/{test}")
                                       for name in programs]
        return {method: [test for _, _, test in sorted(tests)][:CITED]
                for method, tests in ranked.items()}


# ---- hand-written: why methods refuse, or are not there ----

def reasons(root):
    """(status, pattern, reason); the first that fits counts.

    Status "through": the reason is a method that calls this function.
    """
    with open(os.path.join(root, FOLDER, "reasons.csv"), encoding="utf-8",
              newline="") as f:
        return [tuple(row) for row in list(csv.reader(f))[1:]]


class Table:
    """All methods and functions with their status, tests and reasons"""

    def __init__(self, root, build, names):
        self.names = names
        self.tests = Calls(root, build, set(names)).tests()
        self.reasons = reasons(root)
        self.used = set()
        for status, name, method in self.reasons:
            if status == "through":
                self.tests.setdefault(name, self.tests.get(method, []))
        self.rows = {name: self.row(name, works)
                     for name, works in methods(build).items()}

    def reason(self, name, status):
        for entry in self.reasons:
            if entry[0] == status and fnmatch.fnmatchcase(name, entry[1]):
                self.used.add(entry)
                return entry[2]
        return ""

    def row(self, name, works):
        """status, reason, tests"""
        if not works:
            return ("not supported", self.reason(name, "not supported"), [])
        reason = self.reason(name, "refused")
        return ("refused" if reason else "works", reason,
                self.tests.get(name, [CALLS_ALL]))

    def interfaces(self):
        return list(dict.fromkeys(name.split("::")[0] for name in self.rows))

    def counts(self, interface=None):
        """How many methods have each status"""
        return [sum(row[0] == status for name, row in self.rows.items()
                    if not interface or name.startswith(interface + "::"))
                for status in STATUSES]

    # -- as files --

    def summary(self):
        yield ["Interface", "Methods", "Works", "Refused", "Not supported"]
        for interface in sorted(self.interfaces()):
            counts = self.counts(interface)
            yield [f"``{interface}``", sum(counts), *counts]
        yield ["all", sum(self.counts()), *self.counts()]

    def of(self, starts):
        """Rows of the interfaces whose names begin so"""
        yield ["Method", "Status", "Tests, or reason"]
        for interface in self.interfaces():
            if not interface.startswith(starts):
                continue
            missing = collections.defaultdict(list)
            for name, (status, reason, tests) in self.rows.items():
                if not name.startswith(interface + "::"):
                    continue
                if status == "not supported":
                    missing[reason].append(name.split("::")[1])
                    continue
                cited = " ".join(f"``{test}``" for test in tests)
                yield [f"``{name}``", status,
                       ": ".join(filter(None, [reason, cited]))]
            for reason, names in missing.items():
                yield [f"``{interface}``", "not supported",
                       f"{reason}: " + ", ".join(names)]

    def functions(self):
        yield ["Function", "Status", "Tests"]
        for name in self.names:
            yield [f"``{name}``", "works", " ".join(
                f"``{test}``" for test in self.tests.get(name, []))]

    def files(self):
        """{name of a table: its text}"""
        tables = {"interfaces": self.summary(),
                  "functions": self.functions()}
        tables.update((name, self.of(starts))
                      for name, starts in TABLES.items())
        return {name: as_csv(rows) for name, rows in tables.items()}


def as_csv(rows):
    def cell(value):
        text = str(value)
        return f'"{text}"' if "," in text else text
    return "".join(",".join(map(cell, row)) + "\n" for row in rows)
