"""A push service that does nothing but answer 201, over TLS, in a process of its own: what is measured is the house."""

import asyncio
import datetime
import ipaddress
import ssl
import sys
from pathlib import Path
from typing import cast

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

CREATED = b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n"
END, LENGTH = b"\r\n\r\n", b"content-length: "


class Answering(asyncio.Protocol):
    """Reads whole requests and answers each; or, `hangs`, reads and says nothing."""

    def __init__(self, hangs: bool) -> None:
        self._hangs = hangs
        self._held = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not by isinstance: the loop's own transports are registered nowhere.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._hangs:
            return
        self._held += data
        while (head := self._held.find(END)) >= 0:
            said = self._held[:head].lower()
            at = said.find(LENGTH) + len(LENGTH)
            whole = head + len(END) + int(said[at:].split(b"\r\n", 1)[0])
            if len(self._held) < whole:
                return
            self._held = self._held[whole:]
            self._transport.write(CREATED)


def certify(folder: Path) -> Path:
    """A certificate for this machine, trusted by whoever is told to trust the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
    )
    made = made.add_extension(here, critical=False).add_extension(x509.BasicConstraints(True, None), critical=True)
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "vendor.pem"
    path.write_bytes(private + signed)
    (folder / "trusted.pem").write_bytes(signed)
    return path


async def answer(certificate: str) -> None:
    """Two ports: one that answers, one that hangs. Prints both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda hangs=hangs: Answering(hangs), "127.0.0.1", 0, ssl=context, backlog=512)  # type: ignore[misc]  # a lambda's default
        for hangs in (False, True)
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    uvloop.run(answer(sys.argv[1]))
