"""The generator's laws: nobody real, nothing wrong but what was meant to be, the same seed the same wave."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

from server import programme
from server.drill import command, crowd, script
from server.drill.traveller import Traveller, Wave, typed
from tests.actors import passport

CHANGNING = programme.seed("changning")


@cache
def wave(size: str = "M", seed: int = 1) -> Wave:
    return command.wave_of(size, seed, script.read(CHANGNING), programme.read(CHANGNING).programme)


def per_mille(people: list[Traveller]) -> float:
    return 1000 * len(people) / len(wave().people)


def test_the_same_seed_makes_the_same_bytes(tmp_path: Path) -> None:
    known, played = programme.read(CHANGNING).programme, script.read(CHANGNING)
    first, second = (command.wave_of("S", 7, played, known) for _ in range(2))
    command.written(first, tmp_path / "first")
    command.written(second, tmp_path / "second")
    command.written(wave("S", 8), tmp_path / "other")
    for name in ("truth.jsonl", "messy.jsonl"):
        one, same, other = ((tmp_path / folder / name).read_bytes() for folder in ("first", "second", "other"))
        assert one == same
        assert one != other


def test_there_are_as_many_as_asked_for() -> None:
    assert {size: len(wave(size).people) for size in ("tiny", "XS", "S", "M")} == {
        "tiny": 40,
        "XS": 150,
        "S": 600,
        "M": 1500,
    }


def test_what_goes_wrong_goes_wrong_as_often_as_stated() -> None:
    people = wave().people
    plots = Counter(one.plot for one in people)
    stated = {"wrong_street": 20, "transit": 50, "no_show": 20, "positive": 1.5}
    for plot, rate in stated.items():
        assert abs(1000 * plots[plot] / len(people) - rate) <= 1, plot
    assert abs(1000 * (plots["home_unfit"] + plots["mind_changed"]) / len(people) - 120) <= 3
    assert abs(1000 * (plots["ill"] + plots["ill_no_more"]) / len(people) - 6) <= 1.5
    assert abs(per_mille([one for one in people if one.again]) - 30) <= 1
    assert abs(per_mille([one for one in people if one.misread]) - 10) <= 1
    assert abs(per_mille([one for one in people if one.swapped]) - 20) <= 1


def test_parties_are_as_large_as_stated() -> None:
    parties = wave().parties()
    alone = sum(len(party) == 1 for party in parties) / len(parties)
    with_minors = sum(any(one.part == "child" for one in party) for party in parties) / len(parties)
    assert abs(alone - 0.62) < 0.05
    assert abs(with_minors - 0.16) < 0.04
    assert all(any(one.part != "child" for one in party) for party in parties), "no minor travels alone"


def test_every_check_digit_is_right() -> None:
    for one in wave().people:
        upper, lower = one.lines.split("\n")
        assert (len(upper), len(lower)) == (44, 44), one.name
        assert re.fullmatch(r"P<[A-Z<]{42}", upper), upper
        for start, end in ((0, 9), (13, 19), (21, 27)):
            assert lower[end] == passport.check_digit(lower[start:end])
        assert lower[43] == passport.check_digit(lower[0:10] + lower[13:20] + lower[21:43])


def test_one_digit_is_misread_and_only_one() -> None:
    for one in wave().people:
        if one.misread:
            assert sum(true != said for true, said in zip(one.paper, one.misread, strict=True)) == 1
            assert not one.scanned, "a machine would not have misread it"


def test_names_are_of_many_scripts_and_of_nobody() -> None:
    people, names = wave().people, crowd.read_names()
    native = "".join(one.native for one in people)
    for letter in ("王", "邉", "髙", "김", "欧", "ح"):
        assert letter in native
    family = {one.family for one in people}
    assert {"O'Brien", "Nuñez", "Ouyang"} <= family
    assert any(not one.family for one in people), "one name only"
    longest = max(people, key=lambda one: len(one.name))
    assert len(longest.name) == 60
    assert longest.lines.split("\n")[0].endswith(longest.lines[43]), "and is cut on the passport"
    assert not {f"{one.family} {one.given}" for one in people} & set(names.blocked)


def test_papers_and_telephones_are_nobodys() -> None:
    people = wave().people
    assert len({one.paper for one in people}) == len(people)
    assert all(re.fullmatch(r"ZZ[0-9]{7}", one.paper) for one in people)
    unused = re.compile(r"\+44 ?7700900[0-9]{3}|\+1(212|415|604|310)55501[0-9]{2}|\+86100[0-9]{8}")
    assert all(unused.fullmatch(one.mobile) for one in people)
    assert all(one.address.startswith("样板路 ") for one in people)


def test_addresses_are_in_streets_there_are() -> None:
    codes = {place.code for place in programme.read(CHANGNING).programme.places}
    assert {one.street for one in wave().people} <= codes
    assert len({one.street for one in wave().people}) == 10


def test_who_is_registered_twice_is_typed_twice() -> None:
    rows = list(typed(wave()))
    assert len(rows) == len(wave().people) + sum(one.again for one in wave().people)


def test_ten_kinds_of_loss_are_planted_in_a_wave_of_any_size() -> None:
    plots = {plot.name: plot for plot in script.read(CHANGNING).plot}
    for size in ("XS", "S", "M"):
        lost = [one for one in wave(size).people if plots[one.plot].loss]
        assert len({plots[one.plot].loss for one in lost}) == 10
        assert sum(one.ends == "" for one in lost) == 3, "whom only the dead phone knows"
        left = [one for one in lost if plots[one.plot].last]
        assert len(left) >= 3, "a family"
        assert len({one.party for one in left}) == 1
        assert [one.ends for one in left].count("queued_central") == 1, "one of them is left behind"
