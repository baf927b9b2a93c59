// The strip at the top: whom one plays, and what to try first, with a way to each.

import { state } from "./wire.js";
import { byId, el, NB, refill } from "./dom.js";
import { moving } from "./levers.js";
import { about } from "./people.js";

let hidden = false;

/** Draw the strip; `follow(hint)` goes where a hint leads. */
export function drawTour(follow) {
  const [hints, me] = [state.get("tour") ?? [], state.get("people").find((one) => one.id === state.get("me").id)];
  byId("tour").hidden = hidden || !hints.length;
  const busy = moving();
  refill(byId("tour"), me.id,
    el("p", {}, "Vous jouez ", el("strong", {}, about(me)), ". Tout est inventé. ",
      el("span", { class: "quiet" }, `«${NB}Régie${NB}» change la scène et l’heure${NB}; «${NB}Coulisses${NB}» montre ce que le bot et Slack se disent.`)),
    el("ul", {}, hints.map((hint, index) => el("li", {}, el("button", { type: "button", class: "button", title: hint.about, "data-k": `hint ${index}`, "aria-disabled": busy ? "true" : null, on: { click: () => follow(hint) } },
      el("span", { class: "number", "aria-hidden": "true" }, String(index + 1)), busy && hint.what === busy ? `${hint.words}…` : hint.words)))),
    el("button", { type: "button", class: "plain", "aria-label": "Masquer cette aide", "data-k": "hide", on: { click: () => hide() } }, "✕"));
}

function hide() {
  hidden = true;
  byId("tour").hidden = true;
  byId("who").focus();
}
