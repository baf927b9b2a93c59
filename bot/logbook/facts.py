"""Facts about logbooks: each class has the content of one kind of notice, without text from a logbook. Pure."""

from enum import StrEnum

from bot.notices.facts import Fact
from bot.notices.model import Action


class LogbookPaper(StrEnum):
    """A file of a logbook that its owner can ask for."""

    WHOLE = "whole"
    CV = "cv"
    PICTURE = "picture"


class LogbookShared(Fact, kind="logbook.shared", subject="logbook_share", card=True):
    """Notice to a coach with an entry that the owner of the logbook chose to share."""


class FileMessage(Fact, kind="logbook.ready", subject="logbook_file", card=True):
    """Message to the owner of a logbook, with the file in its thread."""

    paper: LogbookPaper


class LogbookFile(Fact, kind="logbook.file", subject="logbook_file", action=Action.FILE):
    """The file of a logbook, for its owner."""

    paper: LogbookPaper
