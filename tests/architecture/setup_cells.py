"""The cells of a promotion set up from Slack: which routes are of none, which are tried by some alone."""

from bot.programme.model import Relation

OF_NO_PROMOTION = {
    f"setup.{verb}" for verb in ("begin", "all", "add", "open", "blanks", "apply_page", "undo_page", "abandon")
}
OWN_ALONE = {"setup.apply", "setup.apply_page"}
STANDINGS = dict.fromkeys(OWN_ALONE, ((Relation.OWNER, False), (Relation.NONE, False)))
SAMPLED = {
    **{f"setup.{verb}": "setup.kept" for verb in ("page", "list", "edit", "paste", "files", "pasted", "uploaded")},
    **{f"setup.{verb}": "setup.open" for verb in ("begin", "all", "add", "blanks")},
}
