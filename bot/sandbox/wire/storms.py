"""Random faults from a seed. The number of a call alone decides whether it fails, so that a run can be repeated."""

import hashlib
from collections.abc import Mapping
from itertools import accumulate

# faults of a call of the Web API, in the order in which a rate is divided among them
CALL_CODES = ("ratelimited", "http_500", "reset_before", "reset_after", "http_500_after", "delay")
# faults of a request to the app
DELIVERY_CODES = ("duplicate", "lost", "lost_ack", "late_ack", "delay")
DELIVERIES = ("events_api", "interactive", "slash_commands")


class Storm:
    """Random faults of one seed. `rates`: by method, a share of its calls, or {code: share}.

    The methods are those of the Web API, `upload` and `download`, `"*"` for all of these without a rate of their own,
    and the kinds of deliveries, to which `"*"` does not apply. Raises ValueError for a code that is impossible there,
    and for shares above 1 together.
    """

    def __init__(self, seed: int | str, rates: Mapping[str, float | Mapping[str, float]]) -> None:
        self._seed = seed
        self._numbers: dict[str, int] = {}
        self.rates = {method: read_row(method, row) for method, row in rates.items()}

    def next(self, method: str) -> str | None:
        """Return the fault of a method's next call, None without one. Callers hold a lock."""
        row = self.rates.get(method) or (self.rates.get("*") if method not in DELIVERIES else None)
        if row is None:
            return None
        number = self._numbers[method] = self._numbers.get(method, 0) + 1
        drawn = draw(f"{self._seed}/{method}/{number}")
        for code, end in zip(row, accumulate(row.values()), strict=True):
            if drawn < end:
                return code
        return None


def read_row(method: str, row: float | Mapping[str, float]) -> dict[str, float]:
    """Return {code: share}. Raises ValueError."""
    codes = DELIVERY_CODES if method in DELIVERIES else CALL_CODES
    shares = dict(row) if isinstance(row, Mapping) else dict.fromkeys(codes, row / len(codes))
    if wrong := set(shares) - set(codes):
        raise ValueError(f"{method} cannot meet {', '.join(sorted(wrong))}; it can meet {', '.join(codes)}")
    if any(share < 0 for share in shares.values()) or sum(shares.values()) > 1 + 1e-9:
        raise ValueError(f"the shares of {method} are no part of 1")
    return shares


def draw(name: str) -> float:
    """Return a number from 0 to 1 that depends on the name alone."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:7]) / 2**56
