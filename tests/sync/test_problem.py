"""The catalogue of refusals is complete and says what to do."""

from typing import get_args

from sync.problem import PROBLEMS, Next

STATUSES = {
    "malformed": 400,
    "unauthorised": 401,
    "revoked": 403,
    "forbidden": 403,
    "proof-needed": 403,
    "not-found": 404,
    "device-fork": 409,
    "offset-gap": 409,
    "seq-gap": 409,
    "code-spent": 410,
    "too-large": 413,
    "wrong-type": 415,
    "unreadable": 422,
    "too-many": 429,
    "busy": 503,
}


def test_the_codes_and_statuses_are_those_of_the_protocol() -> None:
    assert {code: problem.status for code, problem in PROBLEMS.items()} == STATUSES


def test_each_problem_says_in_a_sentence_what_happened_and_in_a_word_what_to_do() -> None:
    for code, problem in PROBLEMS.items():
        assert problem.code == code
        assert problem.title.endswith(".")
        assert problem.next in get_args(Next)


def test_only_what_passes_by_itself_is_waited_for() -> None:
    assert {problem.status for problem in PROBLEMS.values() if problem.next == "wait"} == {429, 503}
