"""`python -m bot.demo.rehearsal`: a workspace with a page, three people and channels, for a bot that runs elsewhere."""

import sys
from argparse import ArgumentParser
from contextlib import suppress
from threading import Event

from bot.door.manifest import build_manifest
from bot.sandbox.browser.page import BrowserPage, serve_page
from bot.sandbox.workspace import Sandbox

PORT, PAGE_PORT = 8430, 8420
PEOPLE = {"Claire Morel": "claire@exemple.fr", "Léa Martin": "lea@exemple.fr", "Omar Sy": "omar@exemple.fr"}


NEXT = """\
# Laissez tourner ce terminal ; Entrée y met fin, et le prochain lancement donne d’autres jetons.
# Dans un autre, là où est le bot : ces quatre lignes dans .env, puis `.venv/bin/bot init` et `.venv/bin/bot run`.
# Ensuite {page} : une page où jouer chaque personne.
"""


def open_workspace(*, port: int = PORT, page_port: int = PAGE_PORT) -> tuple[Sandbox, BrowserPage]:
    """Start the workspace and its page; the caller closes both. The channel « sans-bot » lacks the bot (`/invite`)."""
    slack = Sandbox()
    slack.start(port)
    slack.install(build_manifest(), request_url=None)
    coach, *others = (slack.add_person(name, email=email) for name, email in PEOPLE.items())
    slack.add_channel("promotion", members=[coach, *others])
    slack.add_channel("coachs", members=[coach], private=True)
    slack.add_channel("sans-bot", members=[coach], with_bot=False)
    return slack, serve_page(slack, port=page_port)


def settings(slack: Sandbox) -> str:
    """Return the lines that a bot in this workspace needs in `.env`."""
    tokens = f"SLACK_BOT_TOKEN={slack.bot_token}\nSLACK_APP_TOKEN={slack.app_token}\nSLACK_API_URL={slack.api_url}\n"
    return f"{tokens}BOT_COACHES={next(iter(PEOPLE.values()))}\n"


def main() -> int:
    """Print these lines and the page's address. Wait for Enter or, without a terminal, for a signal."""
    asked = ArgumentParser(prog="python -m bot.demo.rehearsal", description=__doc__)
    asked.add_argument("--port", type=int, default=PORT, help="port de l’espace de travail")
    asked.add_argument("--page-port", type=int, default=PAGE_PORT, help="port de la page")
    given = asked.parse_args()
    try:
        slack, page = open_workspace(port=given.port, page_port=given.page_port)
    except OSError:
        sys.stderr.write("Un de ces ports est pris : donnez-en d’autres, --port 8431 --page-port 8421.\n")
        return 1
    sys.stdout.write(f"{settings(slack)}{NEXT.format(page=page.address)}")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        if not sys.stdin.readline():  # without a terminal
            Event().wait()
    page.close()
    slack.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
