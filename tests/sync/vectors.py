"""The law's examples: one JSON file a rule, run here and by the phone app's tests."""

import json
from pathlib import Path
from typing import Any  # Any: a case is JSON of its own shape

FOLDER = Path(__file__).parents[2] / "sync" / "vectors"


def named(folder: str) -> dict[str, Any]:
    """Every vector of a folder by its name. JSON of many shapes, hence Any."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((FOLDER / folder).glob("*.json"))}
