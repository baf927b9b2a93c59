"""`python -m bot.demo.rehearsal`: a workspace for a bot that runs beside it, with a page, three people and channels."""

import sys

from bot.door.manifest import build_manifest
from bot.sandbox.browser.page import Page, serve_page
from bot.sandbox.workspace import Sandbox

PORT, PAGE_PORT = 8430, 8420
PEOPLE = {"Claire Morel": "claire@exemple.fr", "Léa Martin": "lea@exemple.fr", "Omar Sy": "omar@exemple.fr"}


def open_workspace(*, port: int = PORT, page_port: int = PAGE_PORT) -> tuple[Sandbox, Page]:
    """Start the workspace and its page; the caller closes both. In « sans-bot » the bot waits for `/invite`."""
    slack = Sandbox()
    slack.start(port)
    slack.install(build_manifest(), request_url=None)
    coach, *others = (slack.add_person(name, email=email) for name, email in PEOPLE.items())
    slack.add_channel("promotion", members=[coach, *others])
    slack.add_channel("coachs", members=[coach], private=True)
    slack.add_channel("sans-bot", members=[coach], with_bot=False)
    return slack, serve_page(slack, port=page_port)


def settings(slack: Sandbox) -> str:
    """Return the lines for `.env` of a bot in this workspace."""
    tokens = f"SLACK_BOT_TOKEN={slack.bot_token}\nSLACK_APP_TOKEN={slack.app_token}\nSLACK_API_URL={slack.api_url}\n"
    return f"{tokens}BOT_COACHES={next(iter(PEOPLE.values()))}\n"


def main() -> None:
    """Print the lines for `.env` and the page's address, and stay until Enter."""
    slack, page = open_workspace()
    sys.stdout.write(f"{settings(slack)}# {page.address}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    page.close()
    slack.stop()


if __name__ == "__main__":
    main()
