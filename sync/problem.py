"""The catalogue of refusals: what may be said no to, and what the phone should do next."""

from typing import Literal

import msgspec

Next = Literal["mend", "sign-in", "stop", "renumber", "resend", "split", "ask-code", "prove", "wait"]
"""What a phone does, its outbox kept in every case:

mend      nothing by itself: its software speaks wrongly; it says so and tries again after an update
sign-in   ask for a new enrolment code, then go on with the same outbox
stop      stop asking; a person must speak to the post's lead
renumber  enrol anew and give its acts from `from` on new numbers
resend    send its acts, or the bytes of its picture, from `expected` on; skip acts it no longer has
split     send less at a time; a single act that is too large by itself is parked and shown
ask-code  ask for a new code
prove     have the person show their passkey, and ask again with what it was exchanged for
wait      try again after `Retry-After` seconds
"""


class Problem(msgspec.Struct, frozen=True):
    """One refusal. `next` is for the machine, `title` for people."""

    code: str
    status: int
    title: str
    next: Next


PROBLEMS: dict[str, Problem] = {
    each.code: each
    for each in (
        Problem("malformed", 400, "The message cannot be read.", "mend"),
        Problem("unauthorised", 401, "This device is not signed in.", "sign-in"),
        Problem("revoked", 403, "This device was taken out of use.", "stop"),
        Problem("forbidden", 403, "This post may not do that.", "stop"),
        Problem("proof-needed", 403, "A passkey must be shown first.", "prove"),
        Problem("not-found", 404, "There is nothing here.", "stop"),
        Problem("device-fork", 409, "Two devices use the same name.", "renumber"),
        Problem("offset-gap", 409, "The picture goes on from another place.", "resend"),
        Problem("seq-gap", 409, "Acts are missing before these.", "resend"),
        Problem("code-spent", 410, "The code is not valid any more.", "ask-code"),
        Problem("too-large", 413, "The message is too large.", "split"),
        Problem("wrong-type", 415, "The message is not of a kind this door takes.", "mend"),
        Problem("unreadable", 422, "The file cannot be read as a list.", "stop"),
        Problem("too-many", 429, "Too many tries.", "wait"),
        Problem("busy", 503, "The house is busy.", "wait"),
    )
}
