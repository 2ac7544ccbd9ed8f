"""homeward programme: work on a programme's folder."""

import argparse
from pathlib import Path

from server import programme
from server.register import register
from server.settings import Settings


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The words of programmes."""
    says = "work on a programme's folder"
    programmes = words.add_parser("programme", help=says, description=says).add_subparsers(required=True)
    for name, says, act in (
        ("check", "say what is wrong with the folder, or what it holds", check),
        ("fields", "every field with its purpose, basis and days, as a page", list_fields),
    ):
        word = programmes.add_parser(name, help=says, description=says)
        word.set_defaults(act=act)
        word.add_argument("folder")


def check(_settings: Settings, words: argparse.Namespace) -> None:
    """Say what is wrong with a programme's folder, or what it holds."""
    found = programme.read(Path(words.folder)).programme
    print(f"{found.name} {found.version}: in order")
    print(f"  {len(found.forms)} forms, {len(found.journeys)} journeys, {len(found.places)} places, ", end="")
    print(f"words in {', '.join(found.languages)}")


def list_fields(_settings: Settings, words: argparse.Namespace) -> None:
    """The register of fields, as docs/fields.md has it."""
    print(register(programme.read(Path(words.folder))), end="")
