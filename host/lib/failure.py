# SPDX-License-Identifier: MIT
"""The exception of the host's programs."""


class Failure(Exception):
    """Its text tells the user, in a line or a few, what went wrong."""
