"""The site: the built phone app as it lies on the disk, as phones ask for it."""

import mimetypes
from pathlib import Path
from typing import NamedTuple

from server.packing import Coding, Kept

COMPRESSED_TYPES = ("text/", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml",
                    "application/wasm")  # fmt: skip
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
"""Told here, not by the machine: some have odd tables, and phones refuse a script of the wrong type."""
SUFFIXES: dict[Coding, str] = {"br": ".br", "gzip": ".gz"}


class Page(NamedTuple):
    """One file of the site, read once."""

    kept: Kept
    media_type: str


class Site:
    """All files below one folder by the address they are asked for. Without a build there are none."""

    def __init__(self, folder: Path) -> None:
        self._pages: dict[str, Page] = {}
        files = (path for path in sorted(folder.rglob("*")) if path.is_file()) if folder.is_dir() else ()
        for path in files:
            name = path.relative_to(folder)
            hidden = any(part.startswith(".") for part in name.parts)
            if not hidden and path.suffix not in (*SUFFIXES.values(), ".map"):
                self._pages["/" + name.as_posix()] = _read(path)

    @property
    def shell(self) -> Page | None:
        """What every navigation gets."""
        return self._pages.get("/index.html")

    def page(self, address: str) -> Page | None:
        return self._pages.get(address)


def _read(path: Path) -> Page:
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    beside = {coding: path.with_name(path.name + suffix) for coding, suffix in SUFFIXES.items()}
    ready = {coding: file.read_bytes() for coding, file in beside.items() if file.is_file()}
    return Page(Kept(path.read_bytes(), ready, media_type.startswith(COMPRESSED_TYPES)), media_type)
