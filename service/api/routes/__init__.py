"""The addresses of the API, a module for each kind of thing."""

from fastapi import APIRouter, Depends

from service.api import label_studio
from service.api.dependencies import DESCRIBED
from service.api.routes import annotations, extraction, models, operation, submission, tasks, training

router = APIRouter()
router.include_router(operation.router)
for _module in (extraction, submission, tasks, annotations, training, models, label_studio):
    router.include_router(_module.router, dependencies=[Depends(one.dependency) for one in DESCRIBED])
