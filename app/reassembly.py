"""The application, put together anew whenever an administrator moves a module's switch.

Each process looks at the switches' generation once a second. A new one is assembled beside the
old one and takes over; requests under way end in the application that began them.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError

from app.house import House, modules_off
from app.main import create_app
from app.modules import INSTALLED
from his.admin import service as admin
from kernel import assembly, logs

_LOOKS = 1.0  # seconds

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Reassembling:
    """An ASGI application that changes its modules while it runs."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.generation = self._generation()
        self.app = self._assemble()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self.app(scope, receive, send)

    def _assemble(self) -> FastAPI:
        off = modules_off(self.house.settings, self.house.database)
        self.house.database.assembly = assembly.build(INSTALLED, off)
        return create_app(self.house.database, settings=self.house.settings)

    def _generation(self) -> int:
        with self.house.database.read() as db:
            return admin.switches_generation(db)

    async def _live(self, receive: Receive, send: Send) -> None:
        """The first application's worker serves all later ones: it watches the assembly."""
        await receive()
        try:
            async with self.app.router.lifespan_context(self.app):
                watching = asyncio.create_task(self._watch())
                await send({"type": "lifespan.startup.complete"})
                await receive()
                watching.cancel()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS)
            try:
                found = await run_sync(self._generation)
                if found != self.generation:
                    self.app = await run_sync(self._assemble)
                    self.generation = found
                    logs.log.info("reassembled", off=sorted(self.house.database.assembly.off))
            except SQLAlchemyError as error:  # the database may be away for a while
                logs.log.warning("cannot_look_at_switches", error=type(error).__name__)
