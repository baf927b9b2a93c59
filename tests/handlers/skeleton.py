"""What of a drawing Slack and our listeners read and no person does, as a line: blocks, ids, values, limits."""

from collections.abc import Iterator
from typing import Any

WORDS = frozenset({"text", "label", "hint", "placeholder", "title", "accessibility_label", "alt_text", "confirm"})
PLAIN = frozenset({"emoji", "verbatim", "level"})  # how words are written: the same wherever they are
NAMES = frozenset({"type", "block_id", "action_id", "callback_id", "value"})  # read by their place, with no name


def skeleton(drawn: Any) -> str:  # noqa: ANN401 - JSON
    """Give the structure of what is drawn in its order, without the words: `input note (plain_text_input note)`."""
    if isinstance(drawn, list):
        return f"[{', '.join(map(skeleton, drawn))}]"
    return " ".join(_parts(drawn)) if isinstance(drawn, dict) else f"{drawn}".replace("\n", "⏎")


def _parts(one: dict[str, Any]) -> Iterator[str]:
    yield str(one.get("type", "")).removesuffix("_element")
    yield from (f"“{one[name]}”" if name == "value" else one[name] for name in sorted(NAMES - {"type"}) if name in one)
    for key in sorted(one.keys() - NAMES - PLAIN):
        value = one[key]
        if key in WORDS:
            yield from ("mrkdwn",) if isinstance(value, dict) and value.get("type") == "mrkdwn" else ()
        elif key in {"blocks", "elements", "options", "element"}:
            yield skeleton(value)
        else:
            yield f"{key}={skeleton(value)}"
