"""A folder and a terminal for the tests of `bot import`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.command.imports import import_files
from storage.database import Database
from tests.bot.programme.imports.written import NOW


@dataclass
class Terminal:
    """A folder to write files in, and what one command printed there."""

    database: Database
    folder: Path
    said: str = ""
    refused: str = ""

    def write(self, **texts: str) -> list[Path]:
        paths = []
        for name, text in texts.items():
            paths.append(self.folder / name)
            paths[-1].write_bytes(text.encode())
        return paths

    def run(
        self, paths: Sequence[Path], *, promotion: str | None = None, dry_run: bool = False, confirm: bool = False
    ) -> int:
        out, err = io.StringIO(), io.StringIO()
        status = import_files(
            self.database,
            paths,
            promotion=promotion,
            dry_run=dry_run,
            confirm=confirm,
            now=NOW,
            out=Console(file=out, width=40),
            err=Console(file=err, width=40),
        )
        self.said = out.getvalue().replace(f"{self.folder}/", "")
        self.refused = err.getvalue().replace(f"{self.folder}/", "")
        return status
