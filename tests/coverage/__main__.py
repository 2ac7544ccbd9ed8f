"""Writes docs/coverage.md anew."""

from tests.coverage.page import PAGE, page

PAGE.write_text(page(), "utf-8")
