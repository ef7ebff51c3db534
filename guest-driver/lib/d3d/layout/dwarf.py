# SPDX-License-Identifier: MIT
"""The types in a compiled header, read from debugging information."""

import re
import subprocess

DIE = re.compile(r" <(\w+)><(\w+)>: Abbrev Number: \d+ \((\w+)\)")
ATTRIBUTE = re.compile(r" +<\w+> +(DW_AT_\w+) *: (.*)")


class Die:
    """An entry: its tag, attributes and children."""

    def __init__(self, tag):
        self.tag = tag
        self.attributes = {}
        self.inside = []

    def name(self):
        text = self.attributes.get("DW_AT_name", "")
        return text.rsplit("): ", 1)[-1].strip()

    def number(self, attribute, default=None):
        """A number, given as such or as a constant expression."""
        text = self.attributes.get(attribute)
        if text is None:
            return default
        found = re.search(r"\((?:DW_OP_\w+): (-?\w+)\)", text)
        return int(found.group(1) if found else text.split()[0], 0)


class Headers:
    """The types of one object file, by name."""

    def __init__(self, object_file):
        self.by_offset = {}
        self.structs = {}
        self.enumerators = {}
        self._read(object_file)
        self._sort()

    def _read(self, object_file):
        dump = subprocess.run(["readelf", "--debug-dump=info", object_file],
                              check=True, capture_output=True, text=True)
        path = []
        die = None
        for line in dump.stdout.splitlines():
            found = DIE.match(line)
            if found:
                depth = int(found.group(1), 16)
                die = Die(found.group(3))
                self.by_offset[int(found.group(2), 16)] = die
                del path[depth:]
                if path:
                    path[-1].inside.append(die)
                path.append(die)
                continue
            found = ATTRIBUTE.match(line)
            if found and die:
                die.attributes[found.group(1)] = found.group(2)

    def target(self, die):
        """The type of @die, or None."""
        text = die.attributes.get("DW_AT_type")
        return text and self.by_offset[int(text.strip("<>"), 16)]

    def size(self, die):
        """The size of a type in bytes; None: it has none, like a function."""
        while die is not None:
            size = die.number("DW_AT_byte_size")
            if die.tag == "DW_TAG_array_type":
                size = self.size(self.target(die))
                for bounds in die.inside:
                    size *= bounds.number("DW_AT_upper_bound", -1) + 1
            if size is not None:
                return size
            die = self.target(die)
        return None

    def _sort(self):
        for die in self.by_offset.values():
            if die.tag in ("DW_TAG_structure_type", "DW_TAG_union_type",
                           "DW_TAG_class_type"):
                if die.name() and die.number("DW_AT_byte_size") is not None:
                    self.structs[die.name()] = die
            elif die.tag == "DW_TAG_enumerator":
                self.enumerators[die.name()] = die.number("DW_AT_const_value")
        # programs use the name of the typedef
        for die in self.by_offset.values():
            target = self.target(die)
            if die.tag == "DW_TAG_typedef" and target in self.structs.values():
                self.structs.pop(target.name(), None)
                self.structs[die.name()] = target
            elif die.tag == "DW_TAG_typedef" and target is not None and \
                    target.tag in ("DW_TAG_structure_type",
                                   "DW_TAG_union_type") and \
                    target.number("DW_AT_byte_size") is not None:
                self.structs[die.name()] = target

    def members(self, struct, prefix="", base=0):
        """(name, offset, size) of all members; of bit-fields size is None."""
        for die in struct.inside:
            if die.tag != "DW_TAG_member":
                continue
            offset = base + die.number("DW_AT_data_member_location", 0)
            kind = self.target(die)
            while kind.tag == "DW_TAG_typedef":
                kind = self.target(kind)
            bits = "DW_AT_bit_size" in die.attributes
            if die.name():
                yield prefix + die.name(), offset, \
                    None if bits else self.size(kind)
            # an anonymous structure cannot be named in an assertion
            if not kind.name() and kind.tag in ("DW_TAG_structure_type",
                                                "DW_TAG_union_type"):
                inner = prefix + die.name() + "." if die.name() else prefix
                yield from self.members(kind, inner, offset)

    def methods(self, cls):
        """C++: {name: index} of the virtual methods of a class and its bases."""
        found = {}
        for die in cls.inside:
            if die.tag == "DW_TAG_inheritance":
                found.update(self.methods(self.target(die)))
        for die in cls.inside:
            index = die.number("DW_AT_vtable_elem_location")
            if die.tag == "DW_TAG_subprogram" and index is not None:
                found[die.name()] = index
        return found
