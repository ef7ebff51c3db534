# SPDX-License-Identifier: MIT
"""What goes wrong with a measurement."""


class BenchError(Exception):
    """Told to the user as it is, in one line or a few."""
