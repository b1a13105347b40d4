"""Build the application from its modules."""

from collections.abc import Callable, Collection

from fastapi import FastAPI, Request

from app.modules import INSTALLED
from kernel import answers, assembly
from kernel.access import Actor
from kernel.db import Database
from kernel.routing import operation_name


def create_app(
    database: Database,
    actor_of: Callable[[Request], Actor | None],
    off: Collection[str] = (),
) -> FastAPI:
    app = FastAPI(
        title="HIS54",
        version="0.1.0",
        generate_unique_id_function=operation_name,
        responses=answers.ERRORS,
    )
    app.state.database = database
    app.state.actor_of = actor_of
    app.state.assembly = database.assembly = built = assembly.build(INSTALLED, off)
    answers.install(app)
    for module in built.modules:
        if module.router is not None:
            app.include_router(module.router, prefix="/api")
        if module.screens is not None:
            app.include_router(module.screens)
    return app
