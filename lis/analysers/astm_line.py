"""One ASTM line as it lives: receives, answers questions, gives way to the instrument."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kernel.clock import utc_now
from lis.analysers import astm_link
from lis.analysers.astm_link import ACK, ENQ, EOT, NAK, Receiver, Say, Torn, Whole
from lis.analysers.filing import Incoming
from lis.analysers.instruments import Instrument

if TYPE_CHECKING:
    from lis.analysers.lines import Host


class AstmLine:
    """`run` until the peer hangs up. What is to go out waits until the line is free."""

    reply_seconds = astm_link.REPLY_SECONDS
    frame_seconds = astm_link.FRAME_SECONDS
    back_off = astm_link.BACK_OFF_SECONDS

    def __init__(
        self,
        host: "Host",
        instrument: Instrument,
        reader: asyncio.StreamReader,
        writer: Any,
        peer: str,
    ) -> None:
        self.host = host
        self.instrument = instrument
        self.peer = peer
        self._reader = reader
        self._writer = writer
        self._receiver = Receiver()
        self._going: deque[bytes] = deque()
        self._quiet_until = 0.0

    async def run(self) -> None:
        try:
            while data := await self._read():
                await self._take(data)
                while self._free and self._going:
                    if not await self._send(self._going[0]):
                        break
                    self._going.popleft()
        finally:
            if torn := self._receiver.give_up():
                await self._keep(torn.raw, torn.why)

    @property
    def _free(self) -> bool:
        now = asyncio.get_running_loop().time()
        return not self._receiver.receiving and now >= self._quiet_until

    async def _read(self) -> bytes:
        """The next bytes; b"" when the peer has hung up. Waits for ever between messages."""
        while True:
            seconds = self.frame_seconds if self._receiver.receiving else None
            if self._going and not self._receiver.receiving:
                now = asyncio.get_running_loop().time()
                seconds = max(0.01, self._quiet_until - now)
            try:
                return await asyncio.wait_for(self._reader.read(4096), seconds)
            except TimeoutError:
                if self._receiver.receiving:
                    if torn := self._receiver.give_up("no frame came in time"):
                        await self._keep(torn.raw, torn.why)
                elif self._going and await self._send(self._going[0]):
                    self._going.popleft()

    async def _take(self, data: bytes) -> None:
        for event in self._receiver.feed(data):
            if isinstance(event, Say):
                await self._say(event.byte)
            elif isinstance(event, Whole):
                answers = await self._keep(event.raw)
                if answers is None:
                    self._receiver.refuse()
                else:
                    self._going.extend(answers)
            elif isinstance(event, Torn):
                await self._keep(event.raw, event.why)

    async def _keep(self, raw: bytes, torn: str = "") -> Sequence[bytes] | None:
        """What goes out because of it; None where it could not be kept."""
        incoming = Incoming(self.instrument, raw, utc_now(), self.peer, torn)
        kept = await self.host.keep(incoming)
        if not kept.kept:
            return None
        asks = kept.heard is not None and kept.heard.kind == "query"
        return await self.host.answers(kept) if asks else ()

    async def _say(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _send(self, records: bytes) -> bool:
        """Give a message to the instrument; False when it goes later, True when done or given up
        (six refusals of a frame: a person sees it in the log)."""
        await self._say(ENQ)
        said = await self._reply()
        if said == ENQ:  # both want to speak: the instrument goes first
            await self._take(ENQ)
            return False
        if said != ACK:
            self._quiet_until = asyncio.get_running_loop().time() + self.back_off / 2
            await self._say(EOT)
            return False
        for frame in astm_link.frames(records):
            if not await self._frame(frame):
                break
        await self._say(EOT)
        return True

    async def _frame(self, frame: bytes) -> bool:
        for _ in range(astm_link.TRIES):
            await self._say(frame)
            said = await self._reply()
            if said == ACK:
                return True
            if said != NAK:  # EOT: it wants to speak; nothing: it is gone
                return False
        return False

    async def _reply(self) -> bytes:
        try:
            return await asyncio.wait_for(self._reader.read(1), self.reply_seconds)
        except TimeoutError:
            return b""
