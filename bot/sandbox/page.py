"""One read-only page in French: the transcript, and each person's messages as they see them; no script, no network."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

from bot.sandbox.elements import placed_in
from bot.sandbox.messages import Message
from bot.sandbox.person import Person
from bot.sandbox.words import Block, NameOf, read_block, read_text, resolve, restyle
from bot.sandbox.workspace import Sandbox

PARIS = ZoneInfo("Europe/Paris")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
TAGS = {"*": "strong", "_": "em", "~": "s", "`": "code"}
STYLE = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --blue: #000091; }
@media (prefers-color-scheme: dark) { :root { --blue: #a8b4ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 88rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { color: var(--blue); line-height: 1.2; }
h2 { border-bottom: 2px solid var(--blue); }
h3, h4 { margin: 0 0 .25rem; font-size: 1.05rem; }
a { color: var(--blue); }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
.people { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr)); }
article { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; margin: .75rem 0; }
article { background: var(--soft); }
article p { margin: .25rem 0; white-space: pre-line; }
.from, .note { font-size: .9rem; opacity: .85; }
.button { display: inline-block; border: 1px solid; border-radius: .3rem; padding: .1rem .6rem; }
.button { margin: .2rem .3rem .2rem 0; }
pre { white-space: pre-wrap; }
li { margin: .3rem 0; white-space: pre-line; }
"""

Transcript = Callable[[], str | Sequence[str]]


def say_time(seconds: float) -> str:
    """Give a moment in words, Paris time: « mardi 12 mai à 14 h 05 »."""
    at = datetime.fromtimestamp(seconds, PARIS)
    minutes = f"\u00a0{at:%M}" if at.minute else ""
    day = "1er" if at.day == 1 else str(at.day)
    return f"{DAYS[at.weekday()]} {day} {MONTHS[at.month - 1]} à {at.hour}\u00a0h{minutes}"


def show_mrkdwn(text: str, name_of: NameOf) -> str:
    """Give mrkdwn as safe HTML with its bold, italics, strikes and code."""
    safe = escape(resolve(text, name_of), quote=False)
    return restyle(safe, lambda mark, words: f"<{TAGS[mark]}>{words}</{TAGS[mark]}>")


def show_text(text: object, name_of: NameOf) -> str:
    """Give a text object as safe HTML."""
    if isinstance(text, dict) and text.get("type") == "mrkdwn":
        return show_mrkdwn(str(text.get("text", "")), name_of)
    return escape(read_text(text), quote=False)


def show_block(block: Block, name_of: NameOf) -> str:
    """Give one block as HTML: headings, paragraphs, buttons as labels that do nothing, fields by their words."""
    kind = block.get("type")
    labels = [
        f'<span class="button">{escape(read_text(placed.element["text"]), quote=False)}</span>'
        for placed in placed_in([block])
        if placed.element["type"] == "button"
    ]
    if kind == "divider":
        return "<hr>"
    if kind == "header":
        return f"<h4>{show_text(block['text'], name_of)}</h4>"
    if kind == "section":
        texts = [block["text"]] if "text" in block else []
        shown = [f"<p>{show_text(text, name_of)}</p>" for text in [*texts, *block.get("fields", [])]]
        return "".join([*shown, *labels])
    if kind == "actions" and labels:
        return f"<p>{''.join(labels)}</p>"
    words = "\n".join(one for one in read_block(block, None, name_of=name_of) if one)
    return f'<p class="{"note" if kind == "context" else "other"}">{escape(words, quote=False)}</p>'


def show_message(message: Message, place: str) -> str:
    """Give one message as an article."""
    only = ", visible par cette personne seulement" if message.ephemeral else ""
    edited = ", modifié" if message.edited else ""
    head = f"{message.name_of(message.user)}, {place}, {say_time(message.shown_at)}{only}{edited}"
    if message.blocks and message.from_app:
        inside = "".join(show_block(block, message.name_of) for block in message.blocks)
    else:
        inside = f"<p>{show_mrkdwn(message.text, message.name_of)}</p>"
    for file in message.files:
        inside += f'<p class="note">Fichier joint\u00a0: {escape(file.title, quote=False)}</p>'
    return f'<article><p class="from">{escape(head, quote=False)}</p>{inside}</article>'


def show_person(sandbox: Sandbox, person: Person, *, number: int) -> str:
    """Give a person's section: all they can read, oldest first, then their Home."""
    shown: list[tuple[str, str]] = []
    with sandbox.team.lock:
        for message in sandbox.team.ephemerals.get(person.id, []):
            shown.append((message.ts, show_message(message, "réponse")))
        for channel in sandbox.team.channels.values():
            if person.id in channel.members:
                place = "message privé" if channel.kind == "im" else f"#{channel.name}"
                shown.extend((message.ts, show_message(message, place)) for message in channel.messages)
        home = person.home()
        tab = "".join(show_block(block, home.name_of) for block in home.blocks) if home else ""
    articles = "".join(html for _, html in sorted(shown)) or "<p>Aucun message.</p>"
    accueil = f"<article><h4>Accueil de l’application</h4>{tab}</article>" if tab else ""
    title = escape(person.name, quote=False)
    return f'<section aria-labelledby="p{number}"><h3 id="p{number}">{title}</h3>{articles}{accueil}</section>'


def show_transcript(found: str | Sequence[str]) -> str:
    """Give the transcript: a text as it is laid out, or steps as a numbered list."""
    if isinstance(found, str):
        return f"<pre>{escape(found, quote=False)}</pre>" if found.strip() else "<p>Rien encore.</p>"
    return "<ol>" + "".join(f"<li>{escape(step, quote=False)}</li>" for step in found) + "</ol>"


def show_page(sandbox: Sandbox, transcript: Transcript) -> str:
    """Give the whole page as HTML."""
    people = "".join(show_person(sandbox, person, number=number) for number, person in enumerate(sandbox.people))
    broken = sandbox.violations
    rules = "".join(f"<li>{escape(one, quote=False)}</li>" for one in broken)
    verdict = f"<ul>{rules}</ul>" if broken else "<p>Aucune règle de Slack n’a été enfreinte.</p>"
    name = escape(sandbox.team.bot.name, quote=False)
    return f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{name} : la démonstration</title><style>{STYLE}</style></head><body>
<a class="skip" href="#contenu">Aller au contenu</a>
<header><h1>{name} : la démonstration</h1>
<p>Ce que chaque personne lit dans Slack, au {say_time(sandbox.team.now())} (heure de Paris).
Rechargez la page pour voir la suite.</p></header>
<nav aria-label="Sommaire"><a href="#deroule">Le déroulé</a> · <a href="#personnes">Les personnes</a> ·
<a href="#regles">Les règles de Slack</a></nav>
<main id="contenu">
<section aria-labelledby="deroule"><h2 id="deroule">Le déroulé</h2>{show_transcript(transcript())}</section>
<section aria-labelledby="personnes"><h2 id="personnes">Les personnes</h2><div class="people">{people}</div></section>
<section aria-labelledby="regles"><h2 id="regles">Les règles de Slack</h2>{verdict}</section>
</main></body></html>"""


class Page(ThreadingHTTPServer):
    """Serves the page in the background until `close`; `wait` blocks until then, or until Ctrl-C."""

    daemon_threads = True

    def __init__(self, sandbox: Sandbox, *, port: int, transcript: Transcript) -> None:
        super().__init__(("127.0.0.1", port), Reader)
        self.sandbox, self.transcript = sandbox, transcript
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Block until the page is closed."""
        self._thread.join()

    def close(self) -> None:
        """Stop serving."""
        self.shutdown()
        self.server_close()


class Reader(BaseHTTPRequestHandler):
    """One request for the page."""

    server: Page

    def do_GET(self) -> None:
        """Answer `/` with the page, anything else with 404."""
        found = self.path.partition("?")[0] == "/"
        body = show_page(self.server.sandbox, self.server.transcript).encode() if found else b"introuvable"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the transcript."""


def serve_page(sandbox: Sandbox, *, port: int, transcript: Transcript) -> Page:
    """Serve the page on 127.0.0.1:`port` (a free one for 0) in the background and give the server.

    `transcript` gives plain text, or its steps, anew at each request. Raises OSError when the port is taken.
    """
    return Page(sandbox, port=port, transcript=transcript)
