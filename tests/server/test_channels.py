"""The operator's file of channels: what it may say, and that a house in practice does not open it."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from server.app import create_app
from server.notify.channels import read_channels
from server.settings import Settings, Unusable
from server.storage import tables as t
from tests.parcels import SHOP
from tests.server.door import SHELF


@pytest.mark.parametrize(
    "text",
    [
        "[[channel]]\nname = 'a'\nplace = 'nowhere'\nbot = 'json://secret-host'",
        "[[channel]]\nname = 'a'\nplace = 'p'",
        "[[channel]]\nname = 'a'\nplace = 'p'\nbot = 'json://secret-host'\ngateway = 'https://secret-host'",
        "[[channel]]\nname = 'a'\nplace = 'p'\ngateway = 'https://secret-host'",
        "[[channel]]\nname = 'a'\nplace = 'p'\ngateway = 'ftp://secret-host'\nto = ['1']",
        "[[channel]]\nname = 'a'\nplace = 'p'\nbott = 'json://secret-host'",
        "[[channel]]\nname = 'a'\nplace = 'p'\nbot = 'json://secret-host'\n" * 2,
        "[[channel]]\nname = 'a'\nplace = 'p'\nbot = 'nothing-known://secret-host'",
        "[[channel]\n",
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_and_keeps_its_secrets(text: str, tmp_path: Path) -> None:
    (tmp_path / "channels.toml").write_text(text)
    with pytest.raises(Unusable) as refused:
        read_channels(str(tmp_path / "channels.toml"), ["p"])
    assert "secret-host" not in str(refused.value)


def test_a_house_knows_the_channels_of_its_file_unless_it_practises(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "channels.toml").write_text(
        f"[[channel]]\nname = 'group'\nplace = '{SHOP}'\nbot = 'json://127.0.0.1:9/told'\n"
    )
    for practice, known in ((False, [("channel:group", SHOP)]), (True, [])):
        told = msgspec.structs.replace(settings, channels=str(tmp_path / "channels.toml"), practice=practice)
        house = create_app(told, read=lambda _folder: SHELF).state.house
        with house.engine.connect() as db:
            assert [(row.id, row.place) for row in db.execute(sa.select(t.channels))] == known
        house.close()
