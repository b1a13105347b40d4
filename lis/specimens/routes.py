from fastapi import APIRouter

from lis.specimens import ahead_routes, campaign_routes, collection_routes, keep_routes, tube_routes

router = APIRouter()
for _part in (
    collection_routes.router,
    ahead_routes.router,
    campaign_routes.router,
    tube_routes.router,
    keep_routes.router,
):
    router.include_router(_part)
