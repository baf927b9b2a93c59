// The people of the workspace: who can be played, and the face of each, their initials in a colour of their own.

import { state } from "./wire.js";
import { byId, el, onChosen, refill } from "./dom.js";

const HUES = 8; // as many as app.css has

/** Give a face: initials on a colour that always is the same for this name; an app has the page's own. */
export function face(name, { app = false } = {}) {
  const hue = [...name].reduce((sum, sign) => (sum * 31 + sign.codePointAt(0)) % 9973, 7) % HUES;
  return el("span", { class: app ? "face app" : `face hue${hue}`, "aria-hidden": "true" }, initials(name));
}

function initials(name) {
  return name.split(/[\s-]+/).map((word) => [...word][0] ?? "").slice(0, 2).join("").toUpperCase();
}

/** Give somebody's name, and what they are in the story. */
export function about(one) {
  return [one.name, state.get("stage")?.roles?.[one.id]].filter(Boolean).join(", ");
}

/** Say whether an account is somebody who can be played. */
export const isPlayed = (one) => !one.bot && !one.gone;

/** Draw the list of whom one can play; `renewed`: somebody else is played now, whatever was about to be chosen. */
export function drawWho(renewed) {
  const list = byId("who");
  const [me, meant] = [state.get("me").id, list.value];
  refill(list, "people", state.get("people").filter(isPlayed).map((one) => el("option", { value: one.id }, about(one), one.guest ? ", compte invité" : "")));
  list.value = renewed || !meant ? me : meant;
  list.nextElementSibling.replaceWith(face(state.get("me").name));
}

/** Call `play(id)` when somebody else is chosen. */
export function onPlayed(play) {
  onChosen(byId("who"), { now: () => state.get("me")?.id ?? "", choose: play });
}
