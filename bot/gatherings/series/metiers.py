"""Count the EIG of each métier in a promotion, and find the métier's group between peers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.gatherings.model import Series
from bot.programme.roles import Metier, Role
from storage.database import Reading
from storage.gatherings import gathering_series
from storage.programme import people

FEW = 2  # a métier needs more EIG than this to get a group of its own


@dataclass(frozen=True, slots=True)
class MetierCount:
    """A métier of a promotion, with its number of EIG and, if it has one, its group between peers."""

    metier: Metier
    count: int
    series: Series | None = None

    @property
    def asks_group(self) -> bool:
        """Return whether the métier has enough EIG for a group, but no group."""
        return self.series is None and self.count > FEW

    @property
    def is_alone(self) -> bool:
        """Return whether the métier has no group, and too few EIG for a group."""
        return self.series is None and self.count <= FEW


def count_by_metier(tx: Reading, promotion_id: int, *, all_series: Sequence[Series] | None = None) -> list[MetierCount]:
    """Return the métiers of a promotion's EIG, in the programme's order. `all_series` are the promotion's series."""
    several = gathering_series.list_by_promotions(tx, [promotion_id]) if all_series is None else all_series
    series = {name: series for series in several if series.kind.gathers_metiers for name in series.metiers}
    found = Counter(
        membership.metier
        for person in people.list_with_role(tx, Role.EIG, promotion_id=promotion_id)
        for membership in person.current
        if membership.role is Role.EIG and membership.promotion_id == promotion_id and membership.metier
    )
    return [
        MetierCount(metier, found[metier.value], series.get(metier.value)) for metier in Metier if found[metier.value]
    ]
