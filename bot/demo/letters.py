"""What a person without Slack does: read a mail, open a link in it, press a button on its page."""

from bot.demo.cast import Correspondent
from bot.demo.looks import flat
from bot.demo.pages import DemoPage, links
from bot.demo.show import Show
from bot.sandbox.post_office import Letter


def newest(show: Show, who: Correspondent, *what: str) -> Letter | None:
    """Return the newest mail to a person with all these texts; None without one."""
    show.stage.settle()
    letters = reversed(show.stage.slack.post.inbox(who.email))
    return next(
        (letter for letter in letters if all(flat(part) in flat(f"{letter.subject} {letter.text}") for part in what)),
        None,
    )


def opens_link(show: Show, who: Correspondent, label: str, *what: str) -> DemoPage:
    """Show and open the link with this label, in the newest mail to a person. Raises LookupError without one."""
    letter = newest(show, who, label, *what)
    address = links(letter).get(flat(label)) if letter else None
    if address is None:
        raise LookupError(f"no mail to {who.name} with a link {label}")
    show.told.does(who, f"ouvre « {label} » depuis son e-mail")
    return DemoPage(address)


def shown(page: DemoPage) -> str:
    """Return the text of a page from its heading on, without empty lines."""
    said = [line.strip() for line in page.text.splitlines() if line.strip()]
    return "\n".join(said[2:])  # without the title and the name of the site


def presses(
    show: Show, who: Correspondent, page: DemoPage, label: str, *what: str, **fields: str | list[str]
) -> DemoPage:
    """Press a button on a page, and check the text of the next page."""
    typed = [f"« {field} »" for field in fields.values() if isinstance(field, str)]
    show.told.does(who, f"écrit {', '.join(typed)} et clique sur « {label} »" if typed else f"clique sur « {label} »")
    if label not in page.buttons:
        raise LookupError(f"no button {label} on {who.name}’s page; there are: {page.buttons}")
    after = page.press(label, **fields)
    show.told.sees(who, lambda: shown(after), *what)
    return after


def read(letter: Letter | None) -> str:
    """Return the text of a mail, with its subject first; "" without a mail."""
    return f"{letter.subject}\n{letter.text}" if letter else ""
