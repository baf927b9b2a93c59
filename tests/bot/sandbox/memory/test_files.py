"""Files of the app: announced, uploaded, shared, read about, downloaded and deleted."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.people.person import Person
from bot.sandbox.wire.file_door import LOGIN_PAGE
from bot.sandbox.workspace import Sandbox
from tests.bot.sandbox.building import refusal, section
from tests.bot.sandbox.conftest import MANIFEST
from tests.patience import PATIENCE

pytestmark = pytest.mark.usefixtures("bot")
PDF = b"%PDF-1.7 essai"


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Ana Roche")


def visit(url: str, *, token: str | None = None, body: bytes | None = None) -> tuple[int, bytes, str]:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read(), answer.headers.get_content_type()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), refused.headers.get_content_type()


def uploaded(web: WebClient, name: str = "Compte rendu.pdf", *, data: bytes = PDF) -> str:
    """Give the id of a file whose bytes came and that is not complete."""
    place = web.files_getUploadURLExternal(filename=name, length=len(data))
    assert visit(place["upload_url"], body=data)[:2] == (200, f"OK - {len(data)}".encode())
    return str(place["file_id"])


def rescope(sandbox: Sandbox, *scopes: str) -> None:
    sandbox.install({**MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}}, request_url=None)


def test_upload_of_the_sdk_is_seen_in_the_thread(sandbox: Sandbox, web: WebClient, ana: Person) -> None:
    card = web.chat_postMessage(channel=ana.dm.id, text="Votre rendez-vous")
    answer = web.files_upload_v2(
        file=PDF,
        filename="cr.pdf",
        title="Compte rendu",
        channel=ana.dm.id,
        thread_ts=card["ts"],
        initial_comment="Le voici",
    )
    root = ana.inbox()[0]
    (reply,) = ana.thread(root)
    assert (reply.text, reply.words, reply.user) == ("Le voici", "Le voici\nCompte rendu", sandbox.bot_user_id)
    (seen,) = reply.files
    assert (seen.name, seen.title, seen.size, seen.mimetype) == ("cr.pdf", "Compte rendu", len(PDF), "application/pdf")
    assert sandbox.file_bytes(seen.id) == PDF
    assert (ana.inbox(threads=False), ana.inbox()) == ([root], [root, reply])
    read = web.conversations_replies(channel=ana.dm.id, ts=card["ts"])["messages"][1]
    assert [one["id"] for one in read["files"]] == [answer["file"]["id"]]
    assert web.conversations_history(channel=ana.dm.id)["messages"][0]["ts"] == card["ts"]
    assert sandbox.violations == []


def test_file_object_has_slack_fields(sandbox: Sandbox, web: WebClient, ana: Person) -> None:
    file_id = uploaded(web)
    web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=ana.dm.id)
    file = web.files_info(file=file_id)["file"]
    fields = ("name", "title", "filetype", "mode", "user", "is_external", "mimetype", "size")
    expected = ["Compte rendu.pdf", "Compte rendu.pdf", "pdf", "hosted", sandbox.bot_user_id, False]
    assert [file[name] for name in fields] == [*expected, "application/pdf", len(PDF)]
    assert file["ims"] == [ana.dm.id]
    assert file["shares"] == {"private": {ana.dm.id: [{"ts": ana.inbox()[0].ts}]}}
    assert file["url_private"].endswith(f"/files-pri/{sandbox.team_id}-{file_id}/compte_rendu.pdf")
    assert file["permalink"] == f"https://eig.slack.com/files/{sandbox.bot_user_id}/{file_id}/compte_rendu.pdf"
    text = uploaded(web, "notes.csv")
    web.files_completeUploadExternal(files=[{"id": text}])
    assert web.files_info(file=text)["file"]["mode"] == "snippet"


def test_address_of_an_upload_is_asked_by_form_and_for_some_bytes(web: WebClient, sandbox: Sandbox) -> None:
    asked = {"filename": "a.pdf", "length": 3}
    assert web.api_call("files.getUploadURLExternal", data=asked)["ok"]
    refused = refusal(web.api_call, api_method="files.getUploadURLExternal", json=asked)
    assert refused["error"] == "invalid_arguments"
    assert refusal(web.files_getUploadURLExternal, filename="a", length=0)["error"] == "invalid_arguments"
    too_long = refusal(web.files_getUploadURLExternal, filename="a", length=3, alt_txt="x" * 1001)
    assert too_long["error"] == "alt_txt_too_large"
    assert len(sandbox.violations) == 2


def test_upload_takes_the_announced_bytes_once(web: WebClient, sandbox: Sandbox) -> None:
    url = web.files_getUploadURLExternal(filename="a.pdf", length=3)["upload_url"]
    assert visit(url, body=b"deux mots")[0] == 400
    assert visit(url, body=b"abc")[:2] == (200, b"OK - 3")
    assert visit(url, body=b"abc")[0] == 400
    assert visit(f"{url}x", body=b"abc")[0] == 404
    assert sandbox.violations == ["upload: 9 bytes of a.pdf, 3 were announced", "upload: no such upload_url"]


def test_completion_needs_bytes_and_happens_once(web: WebClient, sandbox: Sandbox) -> None:
    announced = web.files_getUploadURLExternal(filename="a.pdf", length=3)["file_id"]
    complete = web.files_completeUploadExternal
    assert refusal(complete, files=[{"id": announced}])["error"] == "file_not_found"
    assert sandbox.violations == ["files.completeUploadExternal: no bytes were posted for a.pdf"]
    assert refusal(complete, files=[{"id": "F0UNKNOWN"}])["error"] == "file_not_found"
    assert refusal(complete, files=[])["error"] == "invalid_arguments"
    file_id = uploaded(web)
    assert refusal(web.files_info, file=file_id)["error"] == "file_not_found"
    body = {"files": [{"id": file_id, "title": "Titre"}]}
    assert web.api_call("files.completeUploadExternal", json=body)["files"][0]["title"] == "Titre"
    assert refusal(complete, files=[{"id": file_id}])["error"] == "file_update_failed"


def test_place_of_a_file_is_a_conversation_of_the_bot(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    secret = sandbox.add_channel("secret", members=[ana], private=True, with_bot=False)
    general = sandbox.add_channel("general", members=[ana], with_bot=False)
    files: list[dict[str, str | None]] = [{"id": uploaded(web)}]
    refused = refusal(web.files_completeUploadExternal, files=files, channel_id=ana.id)
    assert refused["error"] == "invalid_arguments"
    expected = "[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]"
    assert refused["response_metadata"]["messages"] == [expected]
    for channel, code in ((secret, "channel_not_found"), (general, "not_in_channel")):
        assert refusal(web.files_completeUploadExternal, files=files, channel_id=channel.id)["error"] == code
    old = sandbox.add_channel("ancien", members=[ana])
    old.archived = True
    denied = refusal(web.files_completeUploadExternal, files=files, channel_id=old.id)
    assert denied["error"] == "posting_to_channel_denied"
    assert len(sandbox.violations) == 1
    promo = sandbox.add_channel("promo", members=[ana])
    both = [ana.dm.id, promo.id]
    web.files_completeUploadExternal(files=files, channels=both, blocks=json.dumps([section("*Voici*")]))
    assert [[one.words for one in place.messages] for place in (ana.dm, promo)] == [["Voici\nCompte rendu.pdf"]] * 2


def test_thread_of_a_file_is_named_by_its_first_message(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    root = web.chat_postMessage(channel=ana.dm.id, text="a")["ts"]
    reply = web.chat_postMessage(channel=ana.dm.id, text="b", thread_ts=root)["ts"]
    file_id = uploaded(web)
    for ts in (reply, "1.000001"):
        place = {"channel_id": ana.dm.id, "thread_ts": ts}
        refused = refusal(web.files_completeUploadExternal, files=[{"id": file_id}], **place)
        assert refused["error"] == "invalid_thread_ts"
    assert len(sandbox.violations) == 2
    web.files_completeUploadExternal(files=[{"id": file_id}], channel_id=ana.dm.id, thread_ts=root)
    assert [len(one.files) for one in ana.thread(ana.inbox()[0])] == [0, 1]


def test_scopes_of_files_are_asked(web: WebClient, sandbox: Sandbox) -> None:
    file_id = uploaded(web)
    rescope(sandbox, "chat:write")
    for call, arguments, needed in (
        (web.files_getUploadURLExternal, {"filename": "a", "length": 1}, "files:write"),
        (web.files_completeUploadExternal, {"files": [{"id": file_id}]}, "files:write"),
        (web.files_delete, {"file": file_id}, "files:write"),
        (web.files_info, {"file": file_id}, "files:read"),
    ):
        answer = refusal(call, **arguments)
        assert (answer["error"], answer["needed"]) == ("missing_scope", needed)


def test_bytes_are_given_to_the_token_and_its_scope_alone(web: WebClient, sandbox: Sandbox) -> None:
    file: dict[str, Any] = web.files_upload_v2(file=PDF, filename="a.pdf")["file"]
    for key in ("url_private", "url_private_download"):
        assert visit(file[key], token=sandbox.bot_token) == (200, PDF, "application/pdf")
    assert sandbox.violations == []
    login = (200, LOGIN_PAGE.encode(), "text/html")
    assert visit(file["url_private"]) == login
    assert visit(file["url_private"], token="xoxb-autre") == login
    rescope(sandbox, "files:write")
    assert visit(file["url_private"], token=sandbox.bot_token) == login
    rule = f"download of {file['id']}: needs the bot's token and the scope files:read"
    assert sandbox.violations.count(rule) == 3
    assert sandbox.calls[-1].method == "download"


def test_deleted_file_leaves_a_tombstone(web: WebClient, sandbox: Sandbox, ana: Person) -> None:
    file = web.files_upload_v2(file=PDF, filename="a.pdf", channel=ana.dm.id, initial_comment="Voici")["file"]
    web.files_delete(file=file["id"])
    assert visit(file["url_private"], token=sandbox.bot_token)[0] == 404
    assert [refusal(call, file=file["id"])["error"] for call in (web.files_info, web.files_delete)] == [
        "file_deleted"
    ] * 2
    assert refusal(web.files_delete, file="F0UNKNOWN")["error"] == "file_not_found"
    message = web.conversations_history(channel=ana.dm.id)["messages"][0]
    assert message["files"] == [{"id": file["id"], "mode": "tombstone"}]
    assert (ana.inbox()[0].files, ana.inbox()[0].words) == ([], "Voici")
    with pytest.raises(LookupError):
        sandbox.file_bytes(file["id"])


@pytest.mark.parametrize(("error", "arrives"), [("reset_before", False), ("http_500", False), ("reset_after", True)])
def test_upload_fails_as_told(web: WebClient, sandbox: Sandbox, error: str, arrives: bool) -> None:
    place = web.files_getUploadURLExternal(filename="a.pdf", length=3)
    sandbox.faults.fail("upload", error=error, when=lambda told: told["filename"] == "a.pdf")
    try:
        assert visit(place["upload_url"], body=b"abc")[0] == 500
    except (ConnectionError, HTTPException, urllib.error.URLError):
        assert error.startswith("reset")
    assert visit(place["upload_url"], body=b"abc")[0] == (400 if arrives else 200)


def test_download_and_methods_fail_as_told(web: WebClient, sandbox: Sandbox) -> None:
    file = web.files_upload_v2(file=PDF, filename="a.pdf")["file"]
    for error, status in (("ratelimited", 429), ("login_page", 200), ("http_500_after", 500), ("busy", 400)):
        sandbox.faults.fail("download", error=error, when=lambda told: told["file"] == file["id"])
        assert visit(file["url_private"], token=sandbox.bot_token)[0] == status
    assert visit(file["url_private"], token=sandbox.bot_token)[1] == PDF
    sandbox.faults.fail("files.info", error="internal_error")
    assert refusal(web.files_info, file=file["id"])["error"] == "internal_error"
