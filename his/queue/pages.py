"""Everything of the queue that is looked at without signing in."""

from fastapi import APIRouter

from his.queue.kiosk_screens import kiosks
from his.queue.public_screens import pages
from his.queue.screens import boards

screens = APIRouter()
for _part in (boards, kiosks, pages):
    screens.include_router(_part)
