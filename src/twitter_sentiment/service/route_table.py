"""Path templates of the routes, for labels and filters that must not contain what a client sent."""

from collections.abc import Iterable

from starlette.routing import BaseRoute, Route


class RouteTable:
    """Finds the path template of the route that serves a path.

    Starlette's `scope["route"]` is set only after routing, so that requests that a middleware refuses would have no
    label; and FastAPI does not set it for its documentation.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = [route for route in routes if isinstance(route, Route)]

    def template(self, path: str) -> str | None:
        """Return the template of a path, such as `/predict` or `/v2/models/{name}`; None if no route serves it."""
        return next((route.path_format for route in self._routes if route.path_regex.match(path)), None)

    def methods(self, path: str) -> list[str]:
        """Return the methods of all routes with the template of a path; Starlette's 405 names those of one only.

        A template that comes later may match too, such as `/v2/models/{name}` for a name with slashes: not counted.
        """
        template = self.template(path)
        routes = [route for route in self._routes if route.path_format == template]
        return sorted({method for route in routes for method in route.methods or ()})
