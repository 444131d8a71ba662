"""How long a command waits for another one that is at work in the same folders."""

from __future__ import annotations

import argparse


def add_wait(parser: argparse.ArgumentParser) -> None:
    """``--wait``, in seconds."""
    what = "how long to wait for another command that is at work (default: 0)"
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS", help=what)
