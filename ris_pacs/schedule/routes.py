from fastapi import APIRouter

from ris_pacs.schedule.exam_routes import router as exams
from ris_pacs.schedule.list_routes import router as lists
from ris_pacs.schedule.machine_routes import router as machines

router = APIRouter()
for each in (lists, exams, machines):
    router.include_router(each)
