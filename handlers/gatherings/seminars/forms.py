"""What the forms of the promotion's seminar hold."""

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Mapping[str, Any]]
THEMES, PLACE, SHEET, NEED = "abstract", "place", "sheet", "need"


def read_text(values: Values, name: str) -> str:
    """Read what was typed in a field; "" for nothing."""
    return str((values.get(name) or {}).get("value") or "")
