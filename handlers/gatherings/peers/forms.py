"""What buttons and the form of a group of few hold: which group it is about, which one it joins."""

from bot.gatherings.model import Series
from handlers.kit.reading import Fields, number, pieces

OTHER = "other"


def write_group(series: Series) -> str:
    """Give what a button or a form says a group by: its series, or the promotion and a métier that no group gathers."""
    return str(series.id) if series.id else f"0 {series.promotion_id} {series.metiers[0]}"


def read_group(value: str) -> tuple[int, int, str]:
    """Read the same: a series (0: none), a promotion, a métier ("": a series is named)."""
    series_id, promotion_id, metier = [*pieces(value, 1, most=3), "0", ""][:3]
    return number(series_id, 0), number(promotion_id, 0), metier


def read_other(values: Fields) -> int:
    """Read the group that is chosen, 0 for none."""
    return number((values[OTHER].get("selected_option") or {}).get("value") or "0", 0)
