"""The command, word by word, and the demo as a process that is started, stopped, killed and started again."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from server.__main__ import main, parser
from server.practice.cast import read_cast
from server.practice.command import open_ports
from server.serving import PortTaken, listen
from server.settings import HOUSE, Settings, Unusable, read_settings
from server.storage import tables as t
from server.storage.engine import open_engine

SEED = HOUSE / "programmes" / "changning"
LINK = re.compile(r"http://127\.0\.0\.1:(\d+)/#enrol=([0-9a-z]+)")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own for database and key."""
    monkeypatch.setenv("HOMEWARD_DATABASE", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("HOMEWARD_KEY_FILE", str(tmp_path / "keys" / "house.key"))
    return tmp_path


def test_settings_come_from_the_environment() -> None:
    assert read_settings({}) == Settings()
    given = {"HOMEWARD_PORT": "9000", "HOMEWARD_PRACTICE": "true", "HOMEWARD_PUBLIC_URL": "https://home.example"}
    settings = read_settings({**given, "PATH": "/bin"})
    assert (settings.port, settings.practice, settings.public_url) == (9000, True, "https://home.example")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("HOMEWARD_PROT", "1", "Allowed: .*HOMEWARD_PORT"),
        ("HOMEWARD_PORT", "many", "port"),
        ("HOMEWARD_PORT", "70000", "between 0 and 65535"),
        ("HOMEWARD_PRACTICE", "perhaps", "practice"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        read_settings({name: value})


def test_every_word_says_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    said = capsys.readouterr().out
    for word in ("run", "demo", "practice", "enrol", "revoke", "rebuild", "programme", "version"):
        assert re.search(rf"^ +{word}\s+\w+", said, re.MULTILINE), word


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_a_wrong_setting_stops_every_word(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HOMEWARD_PROT", "1")
    assert main(["version"]) == 1
    assert "HOMEWARD_PROT is not a setting" in capsys.readouterr().err


def test_enrolling_prints_a_link_and_keeps_the_person(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["enrol", "--who", "Wang", "--place", "station:PVG-T1", "--roles", "station, escort"]
    assert main(asked) == 0
    assert main(asked) == 0
    links = capsys.readouterr().out.splitlines()
    assert all(re.fullmatch(r"http://127\.0\.0\.1:8400/#enrol=[0-9a-z]{12}", link) for link in links)
    assert len(set(links)) == 2
    engine = open_engine(f"sqlite:///{place}/house.db")
    with engine.connect() as db:
        assert [(row.who, row.roles) for row in db.execute(sa.select(t.actors))] == [("Wang", '["station","escort"]')]
    engine.dispose()


@pytest.mark.parametrize(
    ("post", "roles", "said"),
    [("station:NOWHERE", "station", "station:PVG-T1"), ("station:PVG-T1", "king", "king is not a role.*station_lead")],
)
def test_enrolling_names_what_is_allowed(
    place: Path, capsys: pytest.CaptureFixture[str], post: str, roles: str, said: str
) -> None:
    assert main(["enrol", "--who", "Wang", "--place", post, "--roles", roles]) == 1
    assert re.search(said, capsys.readouterr().err)


def test_revoking_an_unknown_phone_says_so(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["revoke", "ZZZZZZ"]) == 1
    assert "no device ZZZZZZ" in capsys.readouterr().err


def test_rebuilding_an_empty_house_finds_nothing(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rebuild"]) == 0
    assert capsys.readouterr().out == "0 ops replayed into 0 records; 0 differed.\n"


def test_the_closing_report_of_an_empty_house_names_nobody(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = place / "closing.html"
    assert main(["closing", str(report), "--language", "ko"]) == 0
    assert capsys.readouterr().out == f"{report}: 0 arrived, 0 still open.\n"
    assert "미결 인원이 없습니다" in report.read_text("utf-8")
    assert main(["closing", str(report), "--language", "la"]) == 1
    assert "la is none of en, ja, ko, zh-Hans" in capsys.readouterr().err


def test_several_processes_on_sqlite_are_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--processes", "2"]) == 1
    assert "several processes need PostgreSQL" in capsys.readouterr().err


def test_a_programme_is_checked_or_its_faults_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(SEED)]) == 0
    assert "in order" in capsys.readouterr().out
    (tmp_path / "programme.toml").write_text("name = 'broken'\n")
    assert main(["programme", "check", str(tmp_path)]) == 1
    assert "programme.toml" in capsys.readouterr().err
    assert main(["programme", "check", str(tmp_path / "none")]) == 1


def test_a_port_in_use_is_named_and_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    taken = listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with pytest.raises(PortTaken, match=str(port)):
        listen("127.0.0.1", port)
    opened = list(open_ports("127.0.0.1", port, 2))
    assert all(each.getsockname()[1] > port for each in opened)
    assert f"port {port} on 127.0.0.1 cannot be used" in capsys.readouterr().out
    for each in (taken, *opened):
        each.close()


@pytest.mark.parametrize("text", [None, "post = 1", "[[post]]\nwho = 'x'", "[[post]", "[[post]]\nwhat = 1"])
def test_a_cast_that_cannot_be_read_is_named(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "demo.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(Unusable, match=re.escape(str(path))):
        read_cast(path)


class Running:
    """`homeward demo` as a process."""

    def __init__(self, folder: Path, port: int) -> None:
        words = [sys.executable, "-W", "error", "-m", "server", "demo", "--empty"]
        words += ["--folder", str(folder), "--port", str(port)]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=HOUSE.parent)
        assert self.process.stdout
        said = b""
        while b"Ctrl-C" not in said:
            line = self.process.stdout.readline()
            assert line, said.decode()
            said += line
        self.said = said.decode()
        self.links = [(int(port), code) for port, code in LINK.findall(self.said)]
        self._wait()

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=10)
        return self.process.returncode, rest.decode()

    def _wait(self) -> None:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.links[0][0]}/ready", timeout=2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.said)


@pytest.fixture
def first_port() -> int:
    """A stretch of ports nobody uses, as far as one can know."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return min(port, 65000 - os.getpid() % 500)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[int], Running]]:
    """Starts a demo; none outlives the test."""
    with contextlib.ExitStack() as started:

        def start(port: int) -> Running:
            running = Running(tmp_path, port)
            started.callback(running.process.kill)
            return running

        yield start


def test_the_demo_opens_five_posts_survives_a_kill_and_stops_in_order(
    tmp_path: Path, first_port: int, start: Callable[[int], Running]
) -> None:
    running = start(first_port)
    assert len({port for port, _ in running.links}) == len(running.links) == 5
    port, code = running.links[0]
    enrolled = httpx.post(f"http://127.0.0.1:{port}/devices", json={"code": code}).json()
    assert enrolled["practice"] is True
    assert enrolled["place"] == "station:PVG-T1"
    assert enrolled["roles"] == ["station", "station_lead", "escort"]
    assert running.stop(signal.SIGKILL)[0] == -signal.SIGKILL

    again = start(port)
    assert not {code for _, code in again.links} & {code for _, code in running.links}
    port = again.links[0][0]
    headers = {"authorization": f"Bearer {enrolled['token']}"}
    body = [enrolled["inc"], 1_795_521_600_000, None, []]
    answer = httpx.post(f"http://127.0.0.1:{port}/sync/v1", json=body, headers=headers)
    assert answer.status_code == 200, answer.text
    with httpx.stream("GET", f"http://127.0.0.1:{port}/sync/v1/wake", headers=headers) as line:
        assert next(line.iter_raw()) == b":\n\n"
        code_given, rest = again.stop(signal.SIGTERM)
    assert code_given == 0
    assert "rror" not in rest
    assert "raceback" not in rest


def test_the_keys_of_push_services_are_renewed_and_retired(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def says(*words: str) -> str:
        assert main(["keys", *words]) == 0
        return capsys.readouterr().out

    [first] = re.findall(r"^([0-9a-f]{16})  given to phones", says(), re.MULTILINE)
    renewed = says("--new")
    [second] = re.findall(r"^([0-9a-f]{16})  given to phones", renewed, re.MULTILINE)
    assert second != first
    assert f"{first}  older" in renewed
    assert main(["keys", "--retire", second]) == 1
    assert "is not an older key" in capsys.readouterr().err
    assert first not in says("--retire", first).split("\n", 1)[1]
