"""The answer `{"ok": false}`, with Slack's own error code and details, for all methods."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Refused(Exception):
    """Raised by a method of the Web API. `answer`: the JSON for the caller.

    `blameless`: not a fault of the app, since this workspace alone lacks a feature.
    """

    def __init__(self, code: str, *, blameless: bool = False, **more: object) -> None:
        super().__init__(code)
        self.code, self.blameless = code, blameless
        self.answer: Json = {"ok": False, "error": code, **more}


def refused_arguments(messages: list[str], *, code: str = "invalid_arguments", blameless: bool = False) -> Refused:
    """Return the error whose reasons are in `response_metadata.messages`, each with its JSON pointer."""
    return Refused(code, blameless=blameless, response_metadata={"messages": messages})
