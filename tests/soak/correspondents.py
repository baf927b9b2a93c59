"""People without Slack: they press the links of their mails, and answer invitations from their calendar program."""

import random
from datetime import UTC

from bot.demo.pages import DemoPage, links
from tests.replies import entry, mail

from .people import Act
from .town import Town

NEWEST = 6  # mails that somebody still acts on
BUSY = {200, 303, 400, 404, 409, 410, 422, 429, 503}  # of pages: what a person may be told


def write(town: Town, chance: random.Random) -> Act:
    """Let one of them do one thing with one of their mails; `came` of the act: what no page should say."""
    address = chance.choice(town.correspondents)
    letters = town.slack.post.inbox(address)[-NEWEST:]
    if not letters:
        return Act(address, "has no mail")
    letter = chance.choice(letters)
    entered, found = letter.calendar, sorted(links(letter).items())
    if entered.get("UID") and (not found or chance.random() < 0.4):
        said = chance.choice(("ACCEPTED", "DECLINED", "TENTATIVE"))
        sequence, at = int(entered.get("SEQUENCE", "0")), town.now().astimezone(UTC)
        town.slack.replies.put(mail(address, entry(entered["UID"], address, said, sequence=sequence, at=at)))
        return Act(address, f"answers {said}")
    if not found:
        return Act(address, "reads a mail")
    label, link = chance.choice(found)
    page = DemoPage(link)
    for _ in range(chance.randrange(3)):
        if not page.buttons:
            break
        page = page.press(chance.choice(page.buttons))
    return Act(address, f"follows {label}", None if page.status in BUSY else f"{label}: {page.status}")
