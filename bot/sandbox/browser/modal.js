// The modal in front: one dialog, whose top view alone is seen; Escape closes one layer.

import { ask, state } from "./wire.js";
import { byId, el, freshId, keepFocus, NB } from "./dom.js";
import { drawBlocks } from "./blocks.js";
import { entered } from "./fields.js";
import { wordsOf } from "./mrkdwn.js";
import { announce, sayTrouble, viewSurface } from "./surfaces.js";

let dialog = null;
let shown = null; // the view that is drawn
let before = null; // what had the focus when the first layer opened
let busy = false;
const left = new Map(); // id of a view that another was laid over → where its reader was: they come back there
let said = { id: "", words: "" }; // what went wrong last, and in which view: it stays when that view is drawn again

/** Draw the modal as it stands now. */
export function drawModal() {
  const view = state.get("modal") ?? null;
  if (!view) return shut();
  if (!dialog) open();
  const [other, title] = [shown?.id !== view.id, shown?.title !== view.title];
  const errors = JSON.stringify(view.errors) !== "{}" && JSON.stringify(view.errors) !== JSON.stringify(shown?.errors);
  const back = keepFocus(dialog);
  if (shown && other) left.set(shown.id, { back, top: body().scrollTop });
  const place = other ? left.get(view.id) : null;
  shown = view;
  fill(view, said.id === view.id && !errors ? said.words : "");
  if (other || title) body().scrollTop = place?.top ?? 0;
  if (errors) focusOn(dialog.querySelector(".wrong :is(input, select, textarea)"));
  else if (other) comeTo(view, place);
  else if (!back() || title) focusOn(dialog.querySelector("h2"));
  if (errors) announce(saidWrong(view));
}

/** Give the view in front and its dialog, for who reads it aloud. */
export function inFront() {
  return dialog ? { view: shown, dialog } : null;
}

function open() {
  before = document.activeElement;
  dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title" });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
  dialog.addEventListener("close", () => { if (dialog && shown) dialog.showModal(); }); // the browser insists on a second Escape
  document.body.append(dialog);
  dialog.showModal();
}

function shut() {
  if (!dialog) return;
  const gone = dialog;
  [dialog, shown] = [null, null];
  left.clear();
  gone.close();
  gone.remove();
  wayBack()?.focus();
}

/** Give what had the focus before; redrawn meanwhile, its like; else the Home, or the line to write in. */
function wayBack() {
  const seen = (node) => node.offsetParent !== null;
  if (before?.isConnected && before !== document.body && seen(before)) return before;
  const like = (mark, value) => (value ? [...document.querySelectorAll(`[${mark}="${CSS.escape(value)}"]`)].find(seen) : null);
  return like("data-k", before?.dataset.k) ?? like("data-action", before?.dataset.action) ?? byId(byId("home").hidden ? "line" : "home");
}

function body() {
  return dialog.querySelector(".modal-body");
}

function comeTo(view, place) {
  document.activeElement?.blur(); // a button of the same name may have kept the focus
  if (place?.back() && dialog.contains(document.activeElement)) return;
  focusOn(firstField(view));
}

/** Give the first field to fill in. A menu beside or under a text is none: one reads the text first. */
function firstField(view) {
  const wanted = dialog.querySelector("[autofocus]") ?? dialog.querySelector(".b-input :is(input, select, textarea)");
  return view.submit && wanted ? wanted : dialog.querySelector("h2");
}

/** Say each error with the field that it is about: several are often the same sentence. */
function saidWrong({ blocks, errors }) {
  const wrong = blocks.filter((one) => errors[one.block_id]);
  return wrong.map((one) => `${wordsOf(one.label)}${NB}: ${errors[one.block_id]}`).join(" ");
}

function focusOn(node) {
  node?.focus();
}

function tell(words) {
  if (!shown) return;
  said = { id: shown.id, words };
  fill(shown, words);
}

function fill(view, trouble) {
  const surface = viewSurface(view, { trouble: tell });
  const formId = freshId("form");
  const scrolled = body()?.scrollTop ?? 0;
  const kept = keepFocus(dialog);
  dialog.replaceChildren(
    el("div", { class: "modal-head" }, el("h2", { id: "modal-title", tabindex: "-1", "data-k": "title" }, view.title),
      el("button", { type: "button", class: "plain", "data-k": "cross", "aria-label": view.depth > 1 ? "Fermer toutes les étapes" : "Fermer la fenêtre", on: { click: () => close(true) } }, "✕")),
    el("form", { id: formId, class: "modal-body", novalidate: true, on: { submit: (event) => { event.preventDefault(); submit(view, surface); } } },
      trouble ? el("p", { class: "error", role: "alert" }, trouble) : null, drawBlocks(surface, view.blocks)),
    el("div", { class: "foot" },
      el("button", { type: "button", class: "button", "data-k": "close", on: { click: () => close(false) } }, view.close || "Annuler"),
      view.submit ? el("button", { type: "submit", form: formId, class: "button primary", "data-k": "submit", "aria-disabled": busy ? "true" : null }, view.submit) : null));
  body().scrollTop = scrolled;
  kept();
}

async function submit(view, surface) {
  if (busy || !view.submit) return;
  setBusy(true);
  said = { id: "", words: "" };
  const done = await ask("submit", { view: view.id, values: entered(surface) });
  setBusy(false);
  if (done.error === "not_on_screen") return;
  if (done.error && shown) {
    const ours = ["unreached", "failed", "not_understood"].includes(done.error);
    surface.trouble(ours ? sayTrouble(done.error) : `Nous avons eu du mal à nous connecter. Réessayer${NB}?${/^\w+$/.test(done.error) ? ` (${done.error})` : ""}`);
  }
}

function setBusy(now) {
  busy = now;
  const button = dialog?.querySelector("button[type=submit]");
  if (now) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
}

function close(all) {
  if (shown) ask("close", { view: shown.id, all });
}
