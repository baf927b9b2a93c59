"""The answer `{"ok": false}`: Slack's own error code and its details; shared by all methods."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class Refused(Exception):
    """Raised by a method of the Web API; `answer`: the JSON for the caller.

    `blameless`: not the app's fault, since only this workspace lacks the feature.
    """

    def __init__(self, code: str, *, blameless: bool = False, **more: object) -> None:
        super().__init__(code)
        self.code, self.blameless = code, blameless
        self.answer: Json = {"ok": False, "error": code, **more}


def refused_arguments(messages: list[str], *, code: str = "invalid_arguments", blameless: bool = False) -> Refused:
    """Return the error that lists its reasons in `response_metadata.messages`, each with its JSON pointer."""
    return Refused(code, blameless=blameless, response_metadata={"messages": messages})
