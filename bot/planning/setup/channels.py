"""Find the channels that a form, pasted lines or a file would set, so that the bot can first ask Slack about them."""

from dataclasses import dataclass

from bot.planning.setup.model import CHANNELS, Cells, Setup, SetupPart, Target, digest
from bot.planning.setup.reading import read_defi_lines
from bot.planning.setup.uploads import Upload
from bot.programme.files.decoding import decode
from bot.programme.files.faults import FaultList
from bot.programme.files.kind import read_file
from bot.programme.files.promotion import PromotionFile
from bot.programme.files.toml_text import find_key_lines, line_of


@dataclass(frozen=True, slots=True)
class ChosenChannel:
    """A channel that a person entered. `key`: the form's field, or the key in a file or list. `line`: its number."""

    channel: str
    key: str
    line: int = 0


def form_channels(target: Target, typed: Cells) -> list[ChosenChannel]:
    """Return the channels typed in a form, except those that the form showed when it opened."""
    fields = {SetupPart.CHANNELS: CHANNELS, SetupPart.DEFI: ("canal",)}.get(target.part, ())
    given = [(name, typed.get(name, "")) for name in fields]
    return [
        ChosenChannel(channel, name) for name, channel in given if channel and digest(channel) != target.seen.get(name)
    ]


def pasted_channels(text: str) -> list[ChosenChannel]:
    """Return the channels of pasted défis. Raises FormFaults."""
    return [ChosenChannel(cells["canal"], "canal", line) for line, cells in read_defi_lines(text) if cells.get("canal")]


def file_channels(given: Upload, setup: Setup) -> list[ChosenChannel]:
    """Return the channels of a promotion.toml that the promotion does not use yet. Raises FileFaults."""
    content = read_file(given.name, given.data)
    if not isinstance(content, PromotionFile):
        return []
    lines = find_key_lines(decode(given.data, FaultList(given.name)) or "")
    paths = {f"canaux.{use}": channel for use, channel in content.channels.items()}
    paths |= {f"defis[{number}].canal": row.channel for number, row in enumerate(content.defis, start=1)}
    known = {setup.promotion.get(key, "") for key in CHANNELS} | {row.get("canal", "") for row in setup.defis}
    new = {path: channel for path, channel in paths.items() if channel and channel not in known}
    return [ChosenChannel(channel, path, line_of(path, lines)) for path, channel in new.items()]
