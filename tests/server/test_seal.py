"""Messages are sealed as the RFC's own example, and as another maker's opener reads them."""

import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from server.notify.seal import RECORD_BYTES_MAX, seal, seal_with
from server.notify.subscription import base64url
from server.notify.wording import PAYLOAD_BYTES_MAX

BROWSER = ec.generate_private_key(ec.SECP256R1())
POINT = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def test_the_example_of_rfc_8291() -> None:
    """Its section 5 and appendix A, byte for byte."""
    number = int.from_bytes(base64url("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
    sealed = seal_with(
        ec.derive_private_key(number, ec.SECP256R1()),
        base64url("DGv6ra1nlYgDCS1FRnbzlw"),
        b"When I grow up, I want to be a watermelon",
        base64url("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        base64url("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    assert sealed == base64url(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(min_size=1, max_size=PAYLOAD_BYTES_MAX))
def test_whatever_it_says_its_browser_reads_and_nobody_else(text: bytes) -> None:
    secret = os.urandom(16)
    sealed = seal(text, POINT, secret)
    assert len(sealed) <= RECORD_BYTES_MAX
    assert http_ece.decrypt(sealed, private_key=BROWSER, auth_secret=secret, version="aes128gcm") == text
    with pytest.raises(http_ece.ECEException):
        http_ece.decrypt(sealed, private_key=BROWSER, auth_secret=os.urandom(16), version="aes128gcm")


def test_no_two_messages_look_alike() -> None:
    one, other = (seal(b"x", POINT, b"s" * 16) for _ in range(2))
    assert one[:16] != other[:16]
    assert one[21:86] != other[21:86]


def test_a_point_off_the_curve_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid"):
        seal(b"x", b"\4" + bytes(64), b"s" * 16)
