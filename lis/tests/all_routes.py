from fastapi import APIRouter

from lis.tests import admin_routes, file_routes, list_routes, routes

router = APIRouter()
for _part in (routes.router, list_routes.router, file_routes.router, admin_routes.router):
    router.include_router(_part)
