"""All tables: importing this module fills the metadata that migrations and tests use.

This module finds the modules with tables itself, so that none can be forgotten."""

from importlib import import_module
from pkgutil import iter_modules

import storage

from .schema import metadata

__all__ = ["metadata"]

ROOMS = [
    module.name
    for module in iter_modules(storage.__path__, "storage.")
    if module.ispkg and "migrations" not in module.name
]
MODULES = [import_module("storage.catalogue")]
for room in map(import_module, ROOMS):
    MODULES += [import_module(module.name) for module in iter_modules(room.__path__, f"{room.__name__}.")]
