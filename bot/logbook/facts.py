"""Facts about logbooks, without a word of them; pure."""

from enum import StrEnum

from bot.notices.facts import Fact
from bot.notices.model import Action


class LogbookPaper(StrEnum):
    """A file that a person requests from their own logbook."""

    WHOLE = "whole"
    CV = "cv"
    PICTURE = "picture"


class LogbookShared(Fact, kind="logbook.shared", subject="logbook_share", card=True):
    """To the coach chosen by the owner: one entry."""


class Ready(Fact, kind="logbook.ready", subject="logbook_file", card=True):
    """To its owner: the message in whose thread the file comes."""

    paper: LogbookPaper


class File(Fact, kind="logbook.file", subject="logbook_file", action=Action.FILE):
    """To its owner: the file."""

    paper: LogbookPaper
