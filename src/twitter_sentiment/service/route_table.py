"""Path templates of the routes, for labels and filters that must not contain what a client sent."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Route


class RouteTable:
    """Finds the path template of the route that serves a path.

    Starlette's `scope["route"]` is set only after routing, so that requests that a middleware refuses would have no
    label; and FastAPI does not set it for its documentation.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._templates = [(route.path_regex, route.path_format) for route in routes if isinstance(route, Route)]

    def template(self, path: str) -> str | None:
        """Return the template of a path, such as `/predict` or `/v2/models/{name}`; None if no route serves it."""
        return next((template for regex, template in self._templates if regex.match(path)), None)
