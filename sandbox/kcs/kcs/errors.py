# SPDX-License-Identifier: GPL-3.0-or-later
"""What ends a command with a sentence for a person instead of a traceback."""

from __future__ import annotations


class Unusable(Exception):
    """The input cannot be used: exit 3, with one plain sentence and a next step.

    :param code: short word for programs, such as `no_sample`
    :param message: one sentence that names the files or ids in question
    :param next_step: what a person can do about it
    """

    def __init__(self, code: str, message: str, next_step: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.next_step = next_step


class Unreadable(Exception):
    """A file is no table that we can read; the text says why."""
