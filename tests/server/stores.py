"""Marks of modules: whose tests hold on every database, and whose need several processes on one."""

import pytest

ON_BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize("database", ["postgres"], indirect=True)
