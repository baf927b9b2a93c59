// Block Kit as nodes: each block and element in words, headings, fields and buttons of HTML.

import { el, freshId, NB } from "./dom.js";
import { field, keeps } from "./fields.js";
import { link, mrkdwn, webAddress, wordsOf } from "./mrkdwn.js";
import { confirmed } from "./confirm.js";

/** Draw blocks on a surface: {key, address, values, errors, nameOf, press(block, element, value), submit}. */
export function drawBlocks(surface, blocks) {
  return blocks.map((block) => (BLOCKS[block.type] ?? unknown)(surface, block));
}

/** Draw a text object. */
export function drawText(text, nameOf) {
  return text.type === "mrkdwn" ? mrkdwn(text.text, nameOf) : [wordsOf(text)];
}

// Not a paragraph: a quotation or a block of code may stand inside.
const words = (text, surface) => el("div", { class: "words" }, drawText(text, surface.nameOf));

const BLOCKS = {
  header: (_surface, block) => el("h3", { class: "b-header" }, wordsOf(block.text)),
  divider: () => el("hr"),
  section: (surface, block) => el("div", { class: "b-section" },
    el("div", { class: "b-texts" },
      block.text ? words(block.text, surface) : null,
      block.fields ? el("div", { class: "b-fields" }, block.fields.map((one) => words(one, surface))) : null),
    block.accessory ? element(surface, block, block.accessory, { "aria-label": wordsOf(block.accessory.placeholder) || wordsOf(block.text, surface.nameOf).slice(0, 150) }) : null),
  context: (surface, block) => el("div", { class: "b-context" },
    block.elements.map((one) => (one.type === "image" ? picture(one) : words(one, surface)))),
  actions: (surface, block) => el("div", { class: "b-actions" },
    block.elements.map((one) => element(surface, block, one, { "aria-label": wordsOf(one.placeholder) || "Choix" }))),
  image: (_surface, block) => picture(block),
  input: input,
  markdown: (surface, block) => el("div", { class: "words" }, mrkdwn(block.text.replaceAll("**", "*"), surface.nameOf)),
  table: (surface, block) => table(surface, block, -1),
  data_table: (surface, block) => table(surface, block, block.row_header_column_index ?? 0),
  rich_text: (surface, block) => el("div", {}, block.elements.map((one) => rich(one, surface.nameOf))),
};

function unknown(_surface, block) {
  return el("p", { class: "quiet" }, `Bloc que cette page ne dessine pas${NB}: ${block.type}`);
}

/** Draw a table whose first row names its columns; `named`: which column names each row. It scrolls sideways. */
function table(surface, block, named) {
  const cell = (one, props, tag) => el(tag, props, one.elements ? rich(one, surface.nameOf) : one.text);
  const [head, ...rows] = block.rows;
  return el("div", { class: "b-table", tabindex: "0", role: "region", "aria-label": block.caption ?? "Tableau" }, el("table", {},
    block.caption ? el("caption", {}, block.caption) : null,
    el("thead", {}, el("tr", {}, head.map((one) => cell(one, { scope: "col" }, "th")))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((one, index) => (index === named ? cell(one, { scope: "row" }, "th") : cell(one, {}, "td"))))))));
}

function picture(one) {
  return el("p", { class: "quiet" }, `Image${NB}: ${one.alt_text}`); // nothing is ever fetched from the network
}

function input(surface, block) {
  const [id, hintId, errorId] = [freshId("f"), freshId("h"), freshId("e")];
  const error = surface.errors?.[block.block_id];
  const grouped = /^multi_|radio_buttons|checkboxes/.test(block.element.type);
  const described = [block.hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");
  const labelId = freshId("l");
  const names = { id, "aria-describedby": described || null, "aria-invalid": error ? "true" : null };
  if (grouped) names["aria-labelledby"] = labelId;
  else names["aria-required"] = block.optional ? null : "true";
  if (block.element.type === "file_input" || (grouped && block.element.type !== "radio_buttons")) {
    delete names["aria-required"];
    delete names["aria-invalid"];
  }
  return el("div", { class: error ? "b-input wrong" : "b-input" },
    el(grouped ? "p" : "label", { class: "label", id: labelId, for: grouped ? null : id }, wordsOf(block.label),
      block.optional ? el("span", { class: "quiet" }, " (facultatif)") : null),
    field(surface, block, block.element, names),
    block.hint ? el("p", { class: "hint", id: hintId }, wordsOf(block.hint)) : null,
    error ? el("p", { class: "error", id: errorId }, error) : null);
}

function element(surface, block, one, names) {
  if (one.type === "button") return button(surface, block, one);
  if (one.type === "overflow") return overflow(surface, block, one);
  if (one.type === "image") return picture(one);
  if (keeps(one)) return field(surface, block, one, names);
  return unknown(surface, one);
}

function button(surface, block, one) {
  const shared = {
    class: `button ${one.style ?? ""}`.trim(),
    "aria-label": one.accessibility_label,
    "data-k": `${block.block_id} ${one.action_id}`,
    "data-action": one.action_id,
  };
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (pressed.getAttribute("aria-busy")) return;
    if (one.confirm && !(await confirmed(one.confirm, surface.nameOf))) return;
    pressed.setAttribute("aria-busy", "true");
    await surface.press(block, one);
    pressed.removeAttribute("aria-busy");
  };
  const href = one.url && webAddress(one.url);
  if (href) return el("a", { ...shared, href, target: "_blank", rel: "noopener noreferrer", on: { click: press } }, wordsOf(one.text));
  return el("button", { ...shared, type: "button", on: { click: press } }, wordsOf(one.text));
}

function overflow(surface, block, one) {
  const choose = async (option, menu) => {
    menu.open = false;
    if (one.confirm && !(await confirmed(one.confirm, surface.nameOf))) return;
    await surface.press(block, one, option.value);
  };
  const menu = el("details", { class: "menu" });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.firstChild.focus();
  });
  menu.append(el("summary", { "aria-label": one.accessibility_label ?? "Plus d’actions", "data-k": `${block.block_id} ${one.action_id}` }, "⋯"),
    el("ul", {}, one.options.map((option) => el("li", {}, el("button", { type: "button", class: "plain", on: { click: () => choose(option, menu) } }, wordsOf(option.text))))));
  return menu;
}

function rich(node, nameOf) {
  const inside = () => (node.elements ?? []).map((one) => rich(one, nameOf));
  switch (node.type) {
    case "rich_text_list": return el(node.style === "ordered" ? "ol" : "ul", {}, node.elements.map((one) => el("li", {}, rich(one, nameOf))));
    case "rich_text_quote": return el("blockquote", {}, inside());
    case "rich_text_preformatted": return el("pre", {}, inside());
    case "rich_text_section": return el("p", {}, inside());
    case "link": return link(node.url, node.text ?? node.url);
    case "user": return el("span", { class: "mention" }, `@${nameOf(node.user_id)}`);
    case "channel": return el("span", { class: "mention" }, `#${nameOf(node.channel_id)}`);
    case "emoji": return `:${node.name}:`;
    default: {
      let found = document.createTextNode(node.text ?? "");
      for (const [style, tag] of [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["code", "code"]]) {
        if (node.style?.[style]) found = el(tag, {}, found);
      }
      return found;
    }
  }
}
