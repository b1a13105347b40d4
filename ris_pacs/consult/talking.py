"""One line of the room (WebSocket): pointers and views pass by, words are written down first."""

import asyncio
import json
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import WebSocket
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from starlette.websockets import WebSocketDisconnect

from kernel.db import Database
from kernel.edge import Buckets
from ris_pacs.consult import door, pictures, protocol
from ris_pacs.consult.door import Let
from ris_pacs.consult.models import ConsultAct

_LATEST = 50
_LOOKS = 15.0  # seconds after which we look again whether he may be here
_PER_MINUTE = 3000
OVER, REFUSED = 4001, 1008

Share = Annotated[float, Field(ge=0, le=1)]
Uid = Annotated[str, Field(max_length=64)]


class Place(BaseModel):
    series: Uid
    picture: int = Field(ge=1, le=1_000_000)


class Pointed(Place):
    kind: Literal["pointed"]
    at: tuple[Share, Share] | None


class Viewed(Place):
    kind: Literal["viewed"]
    window: tuple[float, float] | None = None


class Measured(Place):
    kind: Literal["measured"]
    start: tuple[Share, Share]
    end: tuple[Share, Share]


class Said(BaseModel):
    kind: Literal["said", "advised"]
    text: str = Field(min_length=1, max_length=2000)


class Here(BaseModel):
    kind: Literal["here"]


Message = TypeAdapter[Pointed | Viewed | Measured | Said | Here](
    Annotated[Pointed | Viewed | Measured | Said | Here, Field(discriminator="kind")]
)


class Line:
    """Somebody's line into the room, as long as he may be there."""

    def __init__(self, socket: WebSocket, key: str) -> None:
        self.socket, self.key = socket, key
        self.database: Database = socket.app.state.database
        self.sent: set[str] = set()
        self.pace = Buckets(_PER_MINUTE)

    async def keep(self) -> None:
        let = await run_sync(self._enter) if door.same_origin(self.socket) else None
        await self.socket.accept()
        if let is None:
            await self.socket.close(REFUSED)
            return
        room = str(let.room.id)
        seat = self.database.rooms.enter(room)
        news = self.database.live.open(let.who.id, frozenset({f"{protocol.TOPIC}/{room}"}))
        try:
            await self._write(let, ConsultAct.JOINED)
            tasks = [
                asyncio.create_task(each)
                for each in (self._hear(seat), self._news(news, let), self._take(let))
            ]
            done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for each in others:
                each.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            for each in done:
                each.exception()
        finally:
            self.database.rooms.leave(seat)
            self.database.live.leave(news)
            await self._write(let, ConsultAct.LEFT)

    def _enter(self) -> Let | None:
        with self.database.read() as db:
            return door.let_in(db, self.socket, self.key)

    async def _hear(self, seat: Any) -> None:
        while (message := await seat.heard()) is not None:
            await self.socket.send_text(message)
        await self.socket.close(OVER)

    async def _news(self, news: Any, let: Let) -> None:
        """Lines of the protocol once they are committed; the end, when he may be here no more."""
        await run_sync(self.database.live.ready)
        while not news.closed:
            if await run_sync(self._enter) is None:
                break
            for line in await run_sync(self._new_lines, let):
                await self.socket.send_json(line)
            await news.changed(_LOOKS)
        await self.socket.close(OVER)

    def _new_lines(self, let: Let) -> list[dict[str, Any]]:
        with self.database.read() as db:
            found = protocol.latest(db, let.room.id, _LATEST)
        fresh = [protocol.shown(line) for line in found if str(line.id) not in self.sent]
        self.sent |= {line["id"] for line in fresh}
        return fresh

    async def _take(self, let: Let) -> None:
        while True:
            try:
                text = await self.socket.receive_text()
            except WebSocketDisconnect:
                return
            if self.pace.take("", asyncio.get_running_loop().time()):
                continue  # faster than anybody's hand
            try:
                message = Message.validate_json(text[:10_000])
            except ValidationError:
                await self.socket.send_json({"kind": "not_understood"})
                continue
            await self._do(let, message)

    async def _do(self, let: Let, message: Any) -> None:
        if isinstance(message, Said):
            act = ConsultAct.ADVISED if message.kind == "advised" else ConsultAct.SAID
            await self._write(let, act, message.text)
        elif isinstance(message, Measured):
            await run_sync(self._measure, let, message)
        else:
            said = message.model_dump(mode="json")
            said |= {"by": str(let.who.id), "name": let.who.name, "guest": let.who.guest}
            self.database.rooms.tell(str(let.room.id), json.dumps(said, ensure_ascii=False))

    async def _write(self, let: Let, act: ConsultAct, text: str = "") -> None:
        def write() -> None:
            with self.database.write() as db:
                protocol.write(db, let.room, let.who, act, text)

        await run_sync(write)

    def _measure(self, let: Let, of: Measured) -> None:
        with self.database.write() as db:
            run = next(
                (r for r in pictures.runs(db, let.room.study_id) if r.uid == of.series), None
            )
            if run is None:
                return
            text = pictures.length(run, of.start, of.end)
            about = of.model_dump(mode="json", exclude={"kind"})
            protocol.write(db, let.room, let.who, ConsultAct.MEASURED, text, about)
