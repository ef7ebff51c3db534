# SPDX-License-Identifier: MIT
"""The numbers of the hardware header, as Python sees them."""

import os
import re

HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "../../hw/cpgpu/cpgpu_hw.h")


def read_header():
    """Values by name; of a macro with an index, that of index 0."""
    values = {}
    with open(HEADER) as file:
        text = file.read().replace("\\\n", " ")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    for name, index, value in re.findall(
            r"^#define\s+(CPGPU_\w+)(?:\((\w)\))?[ \t]+(\S.*)$", text, re.M):
        value = re.sub(r"\b(0x[0-9a-fA-F]+|\d+)[uUlL]+\b", r"\1", value)
        try:
            values[name] = eval(value, {"__builtins__": {}}, {**values, index: 0})
        except (SyntaxError, NameError, TypeError):
            pass            # not a number
    return values


HW = read_header()
