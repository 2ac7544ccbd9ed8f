"""All pictures of a walk on one page."""

from collections.abc import Iterable
from pathlib import Path
from string import Template

PAGE = Template("""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Homeward: every screen</title>
<style>
  body { margin: 24px; background: #8a8781; font: 16px/1.4 system-ui, sans-serif; }
  section { margin-block-end: 40px; }
  div { display: flex; flex-wrap: wrap; gap: 16px; align-items: flex-start; }
  figure { margin: 0; }
  img { display: block; inline-size: 240px; box-shadow: 0 2px 12px #0006; }
  img[src*=".desk."] { inline-size: 560px; }
</style>
<h1>Every screen</h1>
$sections
</html>
""")


def write(folder: Path, names: Iterable[str]) -> Path:
    """The contact sheet beside the pictures."""
    sections = "\n".join(_section(folder, name) for name in names)
    sheet = folder / "index.html"
    sheet.write_text(PAGE.substitute(sections=sections), "utf-8")
    return sheet


def _section(folder: Path, name: str) -> str:
    files = [path.name for path in sorted(folder.glob(f"{name}.*.png"))]
    figures = "".join(
        f'<figure><a href="{file}"><img src="{file}" alt="{file}" loading="lazy"></a>'
        f"<figcaption>{' '.join(file.split('.')[1:-1])}</figcaption></figure>"
        for file in files
    )
    return f"<section><h2>{name}</h2><div>{figures}</div></section>"
