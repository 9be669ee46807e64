"""What the page answers to. All of it blocks, and therefore runs in threads."""

from fastapi import APIRouter

from service.web.routes import compare, corrections, login, models, reports, tasks

router = APIRouter()
for each in (tasks, reports, corrections, compare, models, login):
    router.include_router(each.router)

__all__ = ["router"]
