"""When one may rely on reaching an office."""

from server.boards.calls import light


def test_an_app_that_is_open_but_cannot_be_called_is_amber() -> None:
    assert light(on_duty=1, phones=0, awake=True, tested=False, unheard=False) == ("amber", "open_app_only")
