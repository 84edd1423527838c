"""HTTP for everybody and about no noun: routes, bodies, refusals, pages, static files."""
