// The question before a step that others will notice: a dialog over all else.

import { el } from "./dom.js";
import { mrkdwn, wordsOf } from "./mrkdwn.js";

/** Ask; gives true for yes, false for no, Escape or the cross. */
export function confirmed(asked, nameOf) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const dialog = el("dialog", { class: "confirm", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      el("h2", { id: "confirm-title" }, wordsOf(asked.title)),
      el("p", { id: "confirm-text" }, asked.text.type === "mrkdwn" ? mrkdwn(asked.text.text, nameOf) : wordsOf(asked.text)),
      el("div", { class: "foot" },
        el("button", { type: "button", class: "button", on: { click: () => dialog.close("no") } }, wordsOf(asked.deny)),
        el("button", { type: "button", class: `button ${asked.style ?? "primary"}`, on: { click: () => dialog.close("yes") } }, wordsOf(asked.confirm))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
