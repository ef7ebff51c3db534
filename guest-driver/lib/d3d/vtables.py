# SPDX-License-Identifier: MIT
"""Interfaces and their vtables, as C sources and headers have them."""
import re
import sys

METHOD = re.compile(r"(\w[\w \t*]*?)\s*\(\s*(?:__attribute__\(\(ms_abi\)\))?\s*\*\s*"
                    r"(\w+)\s*\)\s*\(([^()]*)\)\s*;")
STRUCT = r"struct\s+%sVtbl\s*\{(.*?)\}\s*(?:%sVtbl\s*)?;"
INTRODUCED = re.compile(r"/\*+ (\w+) methods \*+/")
IUNKNOWN = ("QueryInterface", "AddRef", "Release")


def without_comments(text):
    """Keep only the comments that name the interface of the next methods."""
    return re.sub(r"/\*.*?\*/",
                  lambda m: m.group() if INTRODUCED.match(m.group()) else " ",
                  text, flags=re.S)


def without_line_marks(text):
    return re.sub(r"^#.*$", "", text, flags=re.M)


def preprocessed(file):
    """The output of 'cc -E -CC', ready for what is below"""
    return without_comments(without_line_marks(file.read()))


def body_of(text, interface):
    found = re.search(STRUCT % (interface, interface), text, re.S)
    return found and found.group(1)


def predecessors(text, interface):
    """Where the comments do not say it, the names do: X, X1 and X2; X9, X9Ex."""
    stem = interface.rstrip("0123456789")
    count = int(interface[len(stem):] or 0)
    names = [stem + (str(number) if number else "") for number in range(count)]
    if interface.endswith("Ex"):
        names.append(interface[:-2])
    return [name for name in names if body_of(text, name)]


def methods(text, interface):
    """(return type, name, parameters after This, introducing interface)"""
    body = body_of(text, interface)
    if not body:
        sys.exit("there is no vtable of %s" % interface)
    marks = [(m.start(), m.group(1)) for m in INTRODUCED.finditer(body)]
    older = {}
    for name in [] if marks else predecessors(text, interface):
        for _, method, _, base in methods(text, name):
            older.setdefault(method, base)
    for method in METHOD.finditer(body):
        base = older.get(method.group(2), interface)
        for place, name in marks:
            if place < method.start():
                base = name
        if method.group(2) in IUNKNOWN:
            base = "IUnknown"
        parameters = [" ".join(p.split()) for p in method.group(3).split(",")]
        yield method.group(1).strip(), method.group(2), parameters[1:], base
