"""All that people can press and submit about committees, part by part."""

from handlers.evaluation import opening
from handlers.evaluation.card import listeners as card
from handlers.evaluation.glance import listeners as glance
from handlers.evaluation.half_days import listeners as half_days
from handlers.evaluation.planning import listeners as planning
from handlers.evaluation.support import listeners as support
from handlers.kit.routes import Routes


def register(routes: Routes) -> None:
    """Enter the feature into the table of routes."""
    for part in (planning, half_days, card, support, glance, opening):
        part.register(routes)
