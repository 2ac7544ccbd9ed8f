"""What a door is handed. Litestar's Request is generic in a user, a session and a state this house does not keep."""

from typing import Any  # the three parameters of Request that stay unused

from litestar import Request

Asked = Request[Any, Any, Any]
