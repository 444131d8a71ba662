"""The `forget` command: delete the private rows or the contacts of one person."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from pipeline.commands.waiting import add_wait

NAME: Final = "forget"
HELP: Final = "delete the private rows and contacts of a respondent who linked their answers, or a contact"
EXAMPLES: Final = """examples:
  {command} forget                     asks for the code, so that it stays in no history
  {command} forget MB0412
  {command} forget --contact           asks for an e-mail address or phone number, and deletes it from the contact lists"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who."""
    parser.add_argument("code", nargs="?", help="the code that the respondent gave (default: asked for)")
    parser.add_argument("--contact", action="store_true", help="what is given is an e-mail address or phone number, no code")
    parser.add_argument("--private", type=Path, default=Path("private"), help="where private files are (default: private)")
    add_wait(parser)


def run(options: argparse.Namespace) -> int:
    """Delete and say what was; returns the exit code."""
    from getpass import getpass

    from pipeline.run import forget

    asked = "E-mail address or phone number: " if options.contact else "Code of the respondent: "
    code = options.code if options.code is not None else getpass(asked)
    found = forget(
        code, options.private, is_contact=options.contact, tell=lambda line: print(line, file=sys.stderr), wait=options.wait
    )
    lists = f"Deleted from the contact lists of waves {', '.join(found.contacts)}: copies that you passed on are yours to delete."
    if options.contact:
        print(lists if found.contacts else "No list holds this contact.")
        print("It is never listed again. Answers are found by the respondent's code only: `forget` without --contact.")
        return 0
    waves = ", ".join([*found.drafts, *(f"{wave} (closed)" for wave in found.closed)])
    print(f"Deleted the private rows of waves {waves}." if waves else "No wave holds rows of this respondent.")
    if found.contacts:
        print(lists)
    print("Later exports: their row is set aside. Delete it from the export files too; they are yours.")
    if found.drafts:
        print("Drafts still count them until you run `make analyze` again.")
    return 0
