"""Vendors of group chats and mail on this machine: each takes what its own book says, and refuses as it does."""

import asyncio
import json
from email import message_from_bytes, policy
from typing import Any  # JSON as it came

from aiohttp import web

KEY = "abcdefgh12345678"


class Vendors:
    """WeCom, DingTalk, Feishu, Bark and ntfy on one port. `heard`: vendor -> texts it took. `is_busy`: they refuse, and
    the three from China say so with status 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.is_busy = False
        app = web.Application()
        app.router.add_post("/cgi-bin/webhook/send", self._wecom)
        app.router.add_post("/robot/send", self._dingtalk)
        app.router.add_post(f"/open-apis/bot/v2/hook/{KEY}/", self._feishu)
        app.router.add_post("/push", self._bark)
        app.router.add_post("/{topic:.*}", self._ntfy)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        self.port = 0

    async def open(self) -> "Vendors":
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def close(self) -> None:
        await self._runner.cleanup()

    async def _wecom(self, request: web.Request) -> web.Response:
        said = await request.json()
        if request.query.get("key") != KEY:
            return web.json_response({"errcode": 93000, "errmsg": "invalid webhook url"})
        return self._codes("wecom", said, said.get("msgtype") == "text" and said["text"].get("content"))

    async def _dingtalk(self, request: web.Request) -> web.Response:
        said = await request.json()
        if request.query.get("access_token") != KEY:
            return web.json_response({"errcode": 300001, "errmsg": "token is not exist"})
        return self._codes("dingtalk", said, said.get("msgtype") == "text" and said["text"].get("content"))

    def _codes(self, vendor: str, said: dict[str, Any], text: str) -> web.Response:
        if self.is_busy:
            return web.json_response({"errcode": 45009, "errmsg": "api freq out of limit"})
        if not text:
            return web.json_response({"errcode": 40008, "errmsg": f"invalid message type {sorted(said)}"})
        self.heard.append((vendor, text))
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    async def _feishu(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.is_busy or said.get("msg_type") != "text":
            return web.json_response({"code": 9499, "msg": "Bad Request"})
        self.heard.append(("feishu", said["content"]["text"]))
        return web.json_response({"code": 0, "msg": "success"})

    async def _bark(self, request: web.Request) -> web.Response:
        said = await request.json()
        if self.is_busy or said.get("device_key") != KEY:
            return web.json_response({"code": 400, "message": "failed to get device token"}, status=400)
        self.heard.append(("bark", f"{said['title']}\n{said['body']}"))
        return web.json_response({"code": 200, "message": "success"})

    async def _ntfy(self, request: web.Request) -> web.Response:
        if self.is_busy:
            return web.json_response({"code": 42901, "http": 429}, status=429)
        body = await request.text()
        said: dict[str, Any] = json.loads(body) if body.startswith("{") else {"message": body}
        title = said.get("title") or request.headers.get("x-title", request.headers.get("title", ""))
        self.heard.append(("ntfy", f"{title}\n{said['message']}"))
        return web.json_response({"id": "1", "event": "message"})


class PostOffice:
    """A mail server that speaks as much of SMTP (RFC 5321) as a message needs. `mail`: subject and text of each."""

    def __init__(self) -> None:
        self.mail: list[tuple[str, str]] = []
        self.is_busy = False
        self._server: asyncio.Server
        self.port = 0

    async def open(self) -> "PostOffice":
        self._server = await asyncio.start_server(self._talks, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def close(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _talks(self, lines: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        answers.write(b"220 here\r\n")
        while line := (await lines.readline()).upper():
            if line.startswith(b"DATA"):
                answers.write(b"354 go on\r\n")
                self._takes((await lines.readuntil(b"\r\n.\r\n")).removesuffix(b".\r\n"))
            if line.startswith(b"RCPT") and self.is_busy:
                answers.write(b"450 try again later\r\n")
            else:
                answers.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")
            await answers.drain()
            if line.startswith(b"QUIT"):
                break
        answers.close()

    def _takes(self, raw: bytes) -> None:
        message = message_from_bytes(raw, policy=policy.default)
        text = message.get_body(("plain", "html"))
        self.mail.append((str(message["subject"]), str(text.get_content()) if text else ""))
