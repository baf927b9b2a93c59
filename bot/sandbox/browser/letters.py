"""The mails that were sent, as parts for a tab: the newest, whoever they were for."""

from bot.sandbox.browser.drawings import Parts, dump
from bot.sandbox.post_office import Letter, PostOffice

SHOWN = 100


def draw_letters(office: PostOffice) -> Parts:
    """Give each mail under `mail/<number>`; its HTML is fetched from the page's own address of it."""
    return {f"mail/{one.number}": _drawn(one) for one in office.letters[-SHOWN:]}


def _drawn(letter: Letter) -> str:
    return dump(
        {
            "number": letter.number,
            "at": letter.at,
            "subject": letter.subject,
            "from": str(letter.message["From"] or ""),
            "to": list(letter.to),
            "text": letter.text,
            "html": bool(letter.html),
            "calendar": letter.calendar,
            "files": [one for one in letter.attachments if one],
        }
    )
