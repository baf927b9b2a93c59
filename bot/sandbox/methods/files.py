"""Upload, share, read and delete files (files.*). `file_door` transfers the bytes."""

import re

from bot.sandbox.memory.channels import Channel
from bot.sandbox.memory.files import StoredFile
from bot.sandbox.memory.team import Team
from bot.sandbox.methods.chat import check_blocks, find_channel, refuse_closed_tab
from bot.sandbox.refused import Json, Refused, refused_arguments

LARGEST = 1_000_000_000  # bytes of one file
LARGEST_SNIPPET = 1_000_000
LONGEST_ALT_TEXT = 1000
MOST_CHANNELS = 100
CHANNEL_ID = re.compile(r"[CGDZ][A-Z0-9]{8,}")


def get_upload_url(team: Team, arguments: Json) -> Json:
    """files.getUploadURLExternal: an address for one POST of exactly `length` bytes."""
    try:
        length = int(arguments["length"])
    except ValueError:
        raise refused_arguments(["[ERROR] must provide a number [json-pointer:/length]"]) from None
    if length < 1:
        raise refused_arguments(["[ERROR] must be greater than 0 [json-pointer:/length]"])
    if length > LARGEST:
        raise Refused("file_upload_size_restricted")
    if arguments.get("snippet_type") and length > LARGEST_SNIPPET:
        raise Refused("snippet_too_large")
    alt_text = str(arguments.get("alt_txt") or "")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    file, url = team.files.announce(str(arguments["filename"]), size=length, user=team.bot.id, alt_text=alt_text)
    return {"ok": True, "upload_url": url, "file_id": file.id}


def complete_upload(team: Team, arguments: Json) -> Json:
    """files.completeUploadExternal: the files now belong to the bot, and people see them where they are shared.

    As in Slack, the answer does not tell where; files.info does.
    """
    wanted = read_files(arguments["files"])
    files = [find_uploaded(team, upload["id"]) for upload in wanted]
    channels = find_places(team, arguments)
    threads = [find_thread(channel, arguments) for channel in channels]
    comment = str(arguments.get("initial_comment") or "")
    blocks = [] if comment else check_blocks(team, arguments)  # with a comment, Slack ignores the blocks
    for file, one in zip(files, wanted, strict=True):
        file.complete, file.title = True, one.get("title") or file.name
    for channel, thread_ts in zip(channels, threads, strict=True):
        team.post(channel, text=comment, blocks=blocks, thread_ts=thread_ts, shared=files)
    return {"ok": True, "files": [file.as_json() for file in files]}


def read_files(given: object) -> list[dict[str, str]]:
    """Parse the argument `files`, a list of `{id, title?}`, each id once. Raises Refused (invalid_arguments)."""
    if not isinstance(given, list) or not given:
        raise refused_arguments(["[ERROR] must provide an array [json-pointer:/files]"])
    found: dict[str, dict[str, str]] = {}
    for number, block in enumerate(given):
        if not isinstance(block, dict) or not isinstance(block.get("id"), str) or block["id"] in found:
            raise refused_arguments([f"[ERROR] missing required field: id [json-pointer:/files/{number}/id]"])
        found[block["id"]] = {key: str(value) for key, value in block.items()}
    return list(found.values())


def find_uploaded(team: Team, file_id: str) -> StoredFile:
    """Return a file that the bot has uploaded, and that is not complete yet.

    Raises Refused: file_not_found if it is unknown, deleted, another's or without bytes; file_update_failed if it is
    complete.
    """
    file = team.files.find(file_id)
    if file is None or file.deleted or file.user != team.bot.id:
        raise Refused("file_not_found")
    if file.data is None:
        team.break_rule(f"files.completeUploadExternal: no bytes were posted for {file.name}")
        raise Refused("file_not_found")
    if file.complete:
        raise Refused("file_update_failed")
    return file


def find_places(team: Team, arguments: Json) -> list[Channel]:
    """Return where to share files: `channel_id` and `channels`, which are conversations with the bot, never people.

    Raises Refused: invalid_arguments for other ids, channels_limit_exceeded, channel_not_found, not_in_channel,
    posting_to_channel_denied (archived), messages_tab_disabled.
    """
    named = [("channel_id", str(arguments.get("channel_id") or ""))]
    named += [("channels", channel.strip()) for channel in str(arguments.get("channels") or "").split(",")]
    asked = {channel_id: name for name, channel_id in named if channel_id}
    if len(asked) > MOST_CHANNELS:
        raise Refused("channels_limit_exceeded")
    for channel_id, name in asked.items():
        if not CHANNEL_ID.fullmatch(channel_id):
            what = "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$"
            raise refused_arguments([f"[ERROR] {what} [json-pointer:/{name}]"])
    found = [find_channel(team, channel_id, write=False) for channel_id in asked]
    for channel in found:
        if channel.archived:
            raise Refused("posting_to_channel_denied")
        refuse_closed_tab(team, channel)
    return found


def find_thread(channel: Channel, arguments: Json) -> str | None:
    """Return the ts of a thread. Raises Refused (invalid_thread_ts) if it is a reply, or unknown."""
    ts = arguments.get("thread_ts")
    if not ts:
        return None
    parent = channel.find(str(ts))
    if parent is None or parent.thread_ts not in (None, parent.ts):
        raise Refused("invalid_thread_ts")
    return parent.ts


def find_file(team: Team, arguments: Json) -> StoredFile:
    """Return a visible file. Raises Refused: file_not_found, file_deleted."""
    file = team.files.find(str(arguments["file"]))
    if file is None or not (file.complete or file.deleted):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file


def info(team: Team, arguments: Json) -> Json:
    """files.info, which tells where the file is shared."""
    file = find_file(team, arguments)
    paging = {"count": 100, "total": 0, "page": 1, "pages": 0}
    return {"ok": True, "file": file.as_json(with_shares=True), "comments": [], "paging": paging}


def delete(team: Team, arguments: Json) -> Json:
    """files.delete, for files of the bot only."""
    file = find_file(team, arguments)
    if file.user != team.bot.id:
        raise Refused("cant_delete_file")
    team.files.delete(file)
    team.tell()
    return {"ok": True}


FILES = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
    "files.delete": delete,
}
