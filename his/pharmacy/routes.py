"""The counter, the stores, their papers, the reports."""

from fastapi import APIRouter

from his.pharmacy import dispensing_routes, paper_routes, report_routes, stock_routes

router = APIRouter()
for _part in (
    dispensing_routes.router,
    report_routes.router,
    stock_routes.router,
    paper_routes.router,
):
    router.include_router(_part)
