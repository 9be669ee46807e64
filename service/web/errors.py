"""What a person can do wrong on the page."""

from http import HTTPStatus

from service.errors import JixiError


class CorrectionError(JixiError):
    """A correction that cannot be made of the report as it stands."""

    kind = "invalid-correction"
    title = "更正不成立"
    http_status = HTTPStatus.UNPROCESSABLE_ENTITY
