"""A programme on disk: a folder of TOML, one file per paper form, with its words beside it."""

import tomllib
from pathlib import Path

from sync.compile import BrokenProgramme, Compiled, Fault, compile_with_words
from sync.programme import Programme

SEEDS = Path(__file__).parent / "programmes"
"""The programmes that come with the house, by name."""
Loaded = Compiled
"""`programme` for server and phone; `words`: language -> key -> text."""


def seed(name: str) -> Path:
    """The folder of a programme that comes with the house."""
    return SEEDS / name


def read(folder: Path) -> Loaded:
    """The programme in a folder. Raises BrokenProgramme, which names every fault with its file and key."""
    return compile_with_words(_files(folder))


def check(folder: Path) -> list[str]:
    """What is wrong with the programme in a folder, one line a fault; none when it can be published."""
    try:
        read(folder)
    except BrokenProgramme as broken:
        return [str(fault) for fault in broken.faults]
    return []


def _files(folder: Path) -> dict[str, dict[str, object]]:
    """Path inside the folder -> its table."""
    if not folder.is_dir():
        raise BrokenProgramme([Fault(str(folder), "", "is not a folder", ("a folder with programme.toml",))])
    found: dict[str, dict[str, object]] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        try:
            found[name] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
            faults.append(Fault(name, "", f"cannot be read: {why}", ("TOML in UTF-8",)))
    if faults:
        raise BrokenProgramme(faults)
    return found


__all__ = ["BrokenProgramme", "Loaded", "Programme", "check", "read", "seed"]
