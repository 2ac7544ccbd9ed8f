"""Whoever reads the OpenAPI document and tries every door with what it asks for, and with what it does not."""

import time
from collections import Counter
from typing import Any  # the kinds of specification Schemathesis can read, of which this is one

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from server import identity
from server.storage.engine import open_engine
from server.tokens import open_keys
from tests.actors.service import Service

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, ignored_auth
]  # fmt: skip
OPEN_LINE = "/sync/v1/wake"
"""Never done answering: tests/server/test_wake.py."""
SECONDS_TO_ANSWER = 60
Door = APIOperation[Any, Any, Any, Any]


class Attacker:
    """A phone in the wrong hands: whoever holds it has somebody's rights, the document, and time."""

    def __init__(self, service: Service, database: str, place: str, roles: tuple[str, ...]) -> None:
        self._service, self._database = service, database
        engine = open_engine(database)
        with engine.begin() as db:
            person = identity.add_person(db, "Lin", place, roles, _now_ms())
            code = identity.issue_code(db, open_keys(service.key_file), person.id, _now_ms())
        engine.dispose()
        enrolled = httpx.post(f"{service.address}/devices", json={"code": code}).json()
        self.headers = {"authorization": f"Bearer {enrolled['token']}"}
        document = httpx.get(f"{service.address}/schema/openapi.json").json()
        found = schemathesis.openapi.from_dict(document).exclude(path=OPEN_LINE).get_all_operations()
        self.doors: list[Door] = [each.ok() for each in found if isinstance(each, Ok)]
        self.heard: Counter[int] = Counter()

    def tries(self, door: Door, number: int, tries: int) -> None:
        """So many requests as the document describes them, and so many that it rules out, where it rules anything out.
        Raises what is not as told."""
        for mode in GenerationMode if door.query or door.body else (GenerationMode.POSITIVE,):

            @seed(number)
            @settings(
                max_examples=tries,
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(door.as_strategy(mode))
            def request(case: Case[Any]) -> None:
                answer = case.call(self._service.address, headers=self.headers, timeout=SECONDS_TO_ANSWER)
                self.heard[answer.status_code] += 1
                case.validate_response(answer, checks=CHECKS, headers=self.headers)

            request()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
