"""Run the proofs; words are handed to pytest: `python -m tests.proof -k killed`."""

import subprocess
import sys
from pathlib import Path

from tests.tools.needs import CHROMIUM, POSTGRES, provide

HERE = Path(__file__).parent


def main(words: list[str]) -> int:
    """Every proof, each printing its figures."""
    for missing in filter(None, map(provide, (CHROMIUM, POSTGRES))):
        print(missing, flush=True)
    command = [sys.executable, "-m", "pytest", "-o", "python_files=proof_*.py", "-s", str(HERE), *words]
    return subprocess.run(command, cwd=HERE.parent.parent, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
