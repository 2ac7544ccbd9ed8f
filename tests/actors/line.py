"""One kept-open connection of one phone, as bytes: as little in the way of what is measured or broken as can be."""

import asyncio
import gzip
import re


class Line:
    """To the house on `port`, for the phone that bears `token`."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._token = token
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def exchange(self, body: bytes) -> tuple[int, bytes]:
        """Send a packed exchange; the status and the answer, packed."""
        if self._writer is None:
            await self.open()
        assert self._writer
        head = (
            f"POST /sync/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._token}\r\n"
            f"Content-Type: application/json\r\nContent-Encoding: gzip\r\nAccept-Encoding: gzip\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        said = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        status, length = re.match(rb"http/1.1 (\d+)", said), re.search(rb"content-length: (\d+)", said)
        assert status, said
        assert length, said
        answer = await self._reader.readexactly(int(length[1]))
        return int(status[1]), answer if b"content-encoding: gzip" in said else gzip.compress(answer)

    def close(self) -> None:
        if self._writer:
            self._writer.close()
            self._writer = None
