from pathlib import Path


def lines(folder: Path) -> list[str]:
    return []
