"""All routes of billing, in one router."""

from fastapi import APIRouter

from his.billing import routes, shift_routes, transfer_routes

router = APIRouter()
router.include_router(shift_routes.router)
router.include_router(transfer_routes.router)
router.include_router(routes.router)
