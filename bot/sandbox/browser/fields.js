// The elements that keep a value: what is entered stays in the tab until it is sent, as in Slack's own client.

import { ask, state } from "./wire.js";
import { el, freshId, onChosen, saySize, NB } from "./dom.js";
import { wordsOf } from "./mrkdwn.js";

const SEP = "\u0001"; // in no id
const offered = new Map(); // surface, block and action → the choices that the app gave for what was typed
const drafts = new Map(); // surface, block and action → what was entered and not yet sent
const TYPED = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };
const PICKED = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const LARGEST = 10 * 1024 * 1024;
const HESITATION = 700; // ms; who goes through a closed list with the arrows and rests has chosen

export const keeps = (element) => element.type in TYPED || element.type in PICKED || /select|radio|checkboxes|file_input|rich_text_input/.test(element.type);

/** Forget what was entered on surfaces that are gone. */
export function forget(alive) {
  for (const kept of [drafts, offered]) for (const key of kept.keys()) if (!alive(key.split(SEP)[0])) kept.delete(key);
}

/** Forget what was entered on one surface, which was written anew. */
export function drop(key) {
  forget((own) => own !== key);
}

/** Give what was entered on a surface, by block and action, for the server. */
export function entered(surface) {
  const found = {};
  for (const [key, value] of drafts) {
    const [own, block, action] = key.split(SEP);
    if (own === surface.key) (found[block] ??= {})[action] = value;
  }
  return found;
}

/** Give a field's value as the page holds it: a text, an option's value, or a list of these. */
export function valueOf(surface, block, element) {
  const key = [surface.key, block.block_id, element.action_id].join(SEP);
  if (drafts.has(key)) return drafts.get(key);
  return shown(surface.values?.[block.block_id]?.[element.action_id] ?? initial(element), element);
}

function initial(element) {
  return Object.fromEntries(
    Object.entries(element).filter(([name]) => name.startsWith("initial_"))
      .map(([name, value]) => [name === "initial_value" ? "value" : name.replace("initial_", "selected_"), value]),
  );
}

function shown(kept, element) {
  const [, value] = Object.entries(kept).find(([name]) => name !== "type") ?? [];
  const many = element.type.startsWith("multi_") || element.type === "checkboxes";
  if (element.type === "file_input") return value ?? [];
  if (many) return (value ?? []).map((one) => one.value ?? one);
  if (value === null || value === undefined) return "";
  if (element.type === "datetimepicker") return localMoment(value);
  if (element.type === "rich_text_input") return richText(value);
  return typeof value === "object" ? value.value : String(value);
}

function richText(node) {
  return (node.text ?? "") + (node.elements ?? []).map(richText).join("");
}

function localMoment(seconds) {
  return new Date(seconds * 1000).toLocaleString("sv-SE", { timeZone: "Europe/Paris" }).replace(" ", "T").slice(0, 16);
}

/** Give every choice of an element as groups: [label, options]. */
export function groupsOf(element) {
  if (element.option_groups) return element.option_groups.map((one) => [wordsOf(one.label), one.options]);
  if (/users/.test(element.type)) return [["", named(state.get("people").filter((one) => !one.bot && !one.gone))]];
  if (/channels|conversations/.test(element.type)) return [["", named(state.get("channels").filter((one) => one.kind !== "im"))]];
  return [["", element.options ?? []]];
}

const named = (things) => things.map((one) => ({ value: one.id, text: { type: "plain_text", text: one.name } }));
const words = (option) => wordsOf(option.text);

/** Draw an element with a value. `names`: attributes that name and describe it. Sent at once where Slack does so. */
export function field(surface, block, element, names) {
  const key = [surface.key, block.block_id, element.action_id].join(SEP);
  const atOnce = block.type !== "input" || Boolean(block.dispatch_action);
  const now = valueOf(surface, block, element);
  const context = { surface, block, element, names: { ...names, "data-k": `${block.block_id} ${element.action_id}` }, now };
  context.keep = (value) => drafts.set(key, value);
  context.enter = (value) => {
    drafts.set(key, value);
    if (atOnce) surface.press(block, element, value);
  };
  const draw = DRAWN.find(([kinds]) => kinds.test(element.type))?.[1];
  return draw ? draw(context) : el("p", { class: "quiet" }, `Élément que cette page ne dessine pas${NB}: ${element.type}`);
}

function typed({ surface, block, element, names, now, keep, enter }) {
  const on = { input: (event) => keep(event.target.value) };
  const how = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (block.dispatch_action) {
    const send = (event) => enter(event.target.value);
    if (how.includes("on_character_entered")) on.input = send;
    if (how.includes("on_enter_pressed")) {
      on.keydown = (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        send(event);
      };
    }
  }
  const shared = { ...names, on, placeholder: wordsOf(element.placeholder) || null, autofocus: element.focus_on_load };
  if (element.multiline || element.type === "rich_text_input") {
    const area = el("textarea", { ...shared, rows: 4 });
    area.value = now;
    return area;
  }
  const kind = TYPED[element.type] ?? "text";
  const box = el("input", { ...shared, type: kind, inputmode: element.type === "number_input" ? "decimal" : null });
  box.value = now;
  if (surface.submit) box.dataset.submits = "";
  return box;
}

function picked({ element, names, now, enter }) {
  const box = el("input", { ...names, type: PICKED[element.type], on: { change: (event) => enter(event.target.value) } });
  box.value = now;
  return box;
}

function select({ element, names, now, enter }) {
  const placeholder = wordsOf(element.placeholder) || "Choisir";
  const list = el("select", names, el("option", { value: "" }, placeholder));
  for (const [label, options] of groupsOf(element)) {
    const drawn = options.map((one) => el("option", { value: one.value, selected: one.value === now }, words(one)));
    list.append(...(label ? [el("optgroup", { label }, drawn)] : drawn));
  }
  list.value = now;
  let sent = now;
  onChosen(list, { now: () => sent, choose: (value) => enter((sent = value)), rest: HESITATION });
  return list;
}

function external(context) {
  const { surface, block, element, names, now, enter } = context;
  const list = el("select", { ...names, hidden: true, on: { change: (event) => enter(event.target.value) } });
  const search = el("input", { type: "search", "aria-label": wordsOf(element.placeholder) || "Chercher", placeholder: wordsOf(element.placeholder) || null });
  let timer = 0;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    if (search.value.length < (element.min_query_length ?? 3)) return;
    timer = setTimeout(async () => {
      const found = await ask("suggest", { ...surface.address, block: block.block_id, action: element.action_id, query: search.value });
      list.replaceChildren(el("option", { value: "" }, "Choisir"), ...(found.options ?? []).map((one) => el("option", { value: one.value }, words(one))));
      list.hidden = false;
    }, 250);
  });
  return el("div", {}, now ? el("p", {}, now) : null, search, list);
}

function several({ surface, block, element, names, now, enter }) {
  const one = element.type === "radio_buttons";
  const chosen = new Set(Array.isArray(now) ? now : [now]);
  const { id, "data-k": key, ...rest } = names;
  const most = element.max_selected_items ?? Infinity;
  const name = freshId("choice");
  const box = (option) => {
    const input = el("input", { type: one ? "radio" : "checkbox", name, value: option.value, "data-v": option.value, checked: chosen.has(option.value) });
    input.addEventListener("change", () => {
      if (one) chosen.clear();
      if (input.checked && chosen.size >= most) input.checked = false;
      else if (input.checked) chosen.add(option.value);
      else chosen.delete(option.value);
      enter(one ? option.value : [...chosen]);
    });
    const about = option.description ? el("span", { class: "quiet" }, wordsOf(option.description, surface.nameOf)) : null;
    return el("label", { class: "choice" }, input, el("span", {}, wordsOf(option.text, surface.nameOf), about ? " " : null, about));
  };
  const draw = (some) => some.map(([label, options]) =>
    label ? el("div", { role: "group", "aria-label": label }, el("p", { class: "group" }, label), options.map(box)) : options.map(box));
  const asks = element.type === "multi_external_select";
  const groups = asks ? [["", element.initial_options ?? []]] : groupsOf(element);
  const many = groups.flatMap(([, options]) => options).length > 8;
  const list = el("div", { class: many || asks ? "choices tall" : "choices" }, draw(groups).flat());
  const whole = el("div", { ...rest, id, "data-k": key, role: one ? "radiogroup" : "group" });
  if ((many || /users/.test(element.type)) && !one) whole.append(searchBox(element, key, (typed) => filter(list, typed)));
  if (asks) whole.append(searchBox(element, key, suggesting({ surface, block, element, chosen, list, draw })));
  whole.append(list);
  return whole;
}

/** Give the box in which one types to find a choice; `find` is called with what is typed. */
function searchBox(element, key, find) {
  const label = wordsOf(element.placeholder) || "Chercher";
  const box = el("input", { type: "search", "aria-label": label, placeholder: label, "data-k": `${key} search` });
  box.addEventListener("input", () => find(box.value));
  if (element.type === "multi_external_select") box.addEventListener("focus", () => find(box.value));
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it would send the form
  return box;
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Leave what holds each word that is typed, and what is chosen. */
function filter(list, typed) {
  const wanted = folded(typed).split(/\s+/);
  for (const one of list.querySelectorAll(".choice")) {
    const says = folded(one.textContent);
    one.hidden = !one.querySelector("input").checked && !wanted.every((word) => says.includes(word));
  }
  for (const one of list.querySelectorAll("[role=group]")) one.hidden = !one.querySelector(".choice:not([hidden])");
}

/** Ask the app what goes with what is typed; what is chosen stays in front. */
function suggesting({ surface, block, element, chosen, list, draw }) {
  const place = [surface.key, block.block_id, element.action_id].join(SEP);
  const known = new Map([...(element.initial_options ?? []), ...(offered.get(place) ?? [])].map((one) => [one.value, one]));
  let timer = 0;
  const show = (found) => {
    for (const option of found) known.set(option.value, option);
    offered.set(place, [...known.values()]);
    const held = [...chosen].map((value) => known.get(value)).filter(Boolean);
    list.replaceChildren(...draw([["", [...held, ...found.filter((option) => !chosen.has(option.value))]]]).flat());
  };
  show([]);
  return (typed) => {
    clearTimeout(timer);
    if (typed.length < (element.min_query_length ?? 3)) return;
    timer = setTimeout(async () => {
      show((await ask("suggest", { ...surface.address, block: block.block_id, action: element.action_id, query: typed })).options ?? []);
    }, 250);
  };
}

function files({ surface, block, element, names, now }) {
  const most = element.max_files ?? 10;
  const trouble = el("p", { class: "error", role: "alert" });
  const kinds = (element.filetypes ?? []).map((kind) => kind.toLowerCase());
  const take = async (event) => {
    trouble.textContent = "";
    let left = most - now.length;
    for (const file of event.target.files) {
      const kind = file.name.split(".").pop().toLowerCase();
      if (left <= 0) trouble.textContent = `Au plus ${most} fichier${most > 1 ? "s" : ""}.`;
      else if (kinds.length && !kinds.includes(kind)) trouble.textContent = `Les fichiers acceptés${NB}: ${kinds.join(", ")}.`;
      else if (!file.size || file.size > LARGEST) trouble.textContent = `Un fichier fait de 1${NB}octet à 10${NB}Mo.`;
      else {
        left -= 1;
        const done = await ask("upload", { ...surface.address, block: block.block_id, name: file.name, type: file.type, data: await base64(file) });
        if (done.error) trouble.textContent = "Ce fichier n’a pas pu être envoyé.";
      }
    }
    event.target.value = "";
  };
  const list = now.map((file) => el("li", {}, `${file.name} (${saySize(file.size)}) `,
    el("button", { type: "button", class: "plain", "aria-label": `Retirer ${file.name}`, on: { click: () => ask("withdraw", { ...surface.address, block: block.block_id, file: file.id }) } }, "Retirer")));
  const accept = kinds.map((kind) => `.${kind}`).join(",");
  return el("div", {}, list.length ? el("ul", { class: "files" }, list) : null,
    now.length < most ? el("input", { ...names, type: "file", multiple: most > 1, accept: accept || null, on: { change: take } }) : null, trouble);
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const DRAWN = [
  [/_text_input$|number_input|rich_text_input/, typed],
  [/picker$/, picked],
  [/^external_select/, external],
  [/^multi_|radio_buttons|checkboxes/, several],
  [/select$/, select],
  [/file_input/, files],
];
