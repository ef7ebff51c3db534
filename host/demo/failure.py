# SPDX-License-Identifier: MIT
"""The one exception of the demo: what went wrong, in a line for the user."""


class DemoError(Exception):
    pass
