"""The ML backend of Label Studio: reports come marked, and what people correct comes back to train on."""

from service.api.label_studio.routes import router

__all__ = ["router"]
