"""The mark of a module whose tests hold on every database."""

import pytest

ON_BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
