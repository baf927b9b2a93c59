"""All tables together: importing this module fills the metadata that migrations and tests compare."""

from . import agenda, catalogue, drafts, helpdesk, history, hours, notices, people, programme
from .schema import metadata

__all__ = ["metadata"]

MODULES = (agenda, catalogue, drafts, helpdesk, history, hours, notices, people, programme)
