"""Build the application from its modules."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from functools import partial

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request

from app import frontend, house, searching
from app.modules import INSTALLED
from app.worker import Worker
from kernel import answers, assembly, edge, health, live, switchboard
from kernel.access import Actor
from kernel.background import Background
from kernel.db import Database
from kernel.identity import door, screens
from kernel.identity import routes as session
from kernel.routing import operation_name
from kernel.settings import Settings

VERSION = "0.1.0"


def backgrounds() -> list[Background]:
    """What modules run beside the server; of those that are off too, they may come on."""
    contributed = (each for module in INSTALLED for each in module.contributes)
    return [each for each in contributed if isinstance(each, Background)]


def create_app(
    database: Database,
    actor_of: Callable[[Request], Actor | None] | None = None,
    off: Collection[str] | None = None,
    settings: Settings | None = None,
) -> FastAPI:
    """The application on a database.

    `off` builds the assembly anew; else it is the one that the house was opened with, or every
    module. `actor_of` replaces the sign-in in tests. With `settings` the jobs and the outbox
    run beside the web server (SQLite, or a single process).
    """
    if off is not None or not database.assembly.modules:
        database.assembly = assembly.build(INSTALLED, off or ())
    built = database.assembly

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker = Worker(database, settings) if settings else None
        if worker:
            worker.start()
            live.end_streams_on_signals()
        beside = [each.start(database) for each in backgrounds()] if settings else []
        yield
        for each in beside:
            await run_sync(each.stop)
        if worker:
            await run_sync(worker.stop)

    app = FastAPI(
        title="HIS54",
        version=VERSION,
        generate_unique_id_function=operation_name,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the edge measures
    )
    app.state.database = database
    app.state.settings = settings or Settings()
    app.state.assembly = built
    app.state.actor_of = actor_of or door.actor_of
    app.state.is_migrated = lambda found: house.revision(found) == house.head()
    include = partial(switchboard.include, app, named=operation_name)
    answers.install(app)
    edge.install(app, app.state.settings)
    include(health.router)
    include(live.router, prefix="/api")
    include(searching.router, prefix="/api")
    include(session.router, prefix="/api")
    include(screens.router)
    for module in built.modules:
        if module.router is not None:
            include(module.router, prefix="/api")
        if module.screens is not None:
            include(module.screens)
    frontend.install(app)
    switchboard.install(app)
    return app
