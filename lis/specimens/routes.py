from fastapi import APIRouter

from lis.specimens import collection_routes, keep_routes, tube_routes

router = APIRouter()
for _part in (collection_routes.router, tube_routes.router, keep_routes.router):
    router.include_router(_part)
