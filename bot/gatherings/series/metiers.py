"""The métiers of a promotion: how many EIG have each, and the group between peers that gathers it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.gatherings.model import Series
from bot.programme.roles import Metier, Role
from storage.database import Reading
from storage.gatherings import gathering_series
from storage.programme import people

FEW = 2  # EIG: with whom nobody shares much, and no group by themselves


@dataclass(frozen=True, slots=True)
class Counted:
    """A métier of a promotion: how many EIG have it, and the series that gathers it."""

    metier: Metier
    count: int
    series: Series | None = None

    @property
    def asks_group(self) -> bool:
        """Return whether there are enough of them for a group, and none gathers them yet."""
        return self.series is None and self.count > FEW

    @property
    def is_alone(self) -> bool:
        """Return whether there are too few of them, and no group gathers them."""
        return self.series is None and self.count <= FEW


def count(tx: Reading, promotion_id: int, *, known: Sequence[Series] | None = None) -> list[Counted]:
    """Return the métiers that somebody of the promotion has, in the programme's order."""
    several = gathering_series.of_promotions(tx, [promotion_id]) if known is None else known
    series = {name: series for series in several if series.kind.gathers_metiers for name in series.metiers}
    found = Counter(
        membership.metier
        for person in people.with_role(tx, Role.EIG, promotion_id=promotion_id)
        for membership in person.current
        if membership.role is Role.EIG and membership.promotion_id == promotion_id and membership.metier
    )
    return [Counted(metier, found[metier.value], series.get(metier.value)) for metier in Metier if found[metier.value]]
