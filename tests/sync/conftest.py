"""A clerk's phone for every test that asks for one."""

import pytest

from sync.phone import Memory, Phone
from tests.parcels import PARCELS
from tests.sync.handset import CLERK


@pytest.fixture
def phone() -> Phone:
    return Phone(Memory(CLERK), PARCELS)
