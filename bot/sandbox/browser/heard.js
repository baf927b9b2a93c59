// « Ce qu’entend un lecteur d’écran »: the words of a message, a modal or the Home, in the order they are read out.

import { NB } from "./dom.js";
import { groupsOf, keeps, valueOf } from "./fields.js";
import { plain, wordsOf } from "./mrkdwn.js";
import { messageSurface, nameOf, viewSurface } from "./surfaces.js";

const words = (text) => wordsOf(text, nameOf);

/** Give the lines of a message: Slack reads its `text`, then the keyboard reaches what can be used. */
export function hearMessage(message) {
  const lines = [`${message.name}`];
  const surface = messageSurface(message, { trouble: () => {} });
  if (message.text) lines.push(...plain(message.text, nameOf).split("\n").filter((line) => line.trim()));
  else lines.push({ wrong: "Rien\u00a0: ce message n’a pas de texte, ses blocs ne sont pas lus." });
  for (const file of message.files) lines.push(`Fichier${NB}: ${file.title}`);
  for (const block of message.blocks) lines.push(...elementsOf(block).filter(([, one]) => one.action_id).map(([, one]) => hearElement(surface, block, one, "")));
  return lines;
}

/** Give the lines of a modal or of the Home. */
export function hearView(view, { modal }) {
  const surface = viewSurface(view, { trouble: () => {} });
  const lines = modal ? [`Boîte de dialogue${NB}: ${view.title}`] : ["Accueil de l’application"];
  for (const block of view.blocks) lines.push(...hearBlock(surface, block));
  if (modal) {
    lines.push(`Bouton${NB}: ${view.close || "Annuler"}`);
    if (view.submit) lines.push(`Bouton${NB}: ${view.submit}`);
  }
  return lines;
}

function hearBlock(surface, block) {
  switch (block.type) {
    case "header": return [`Titre${NB}: ${words(block.text)}`];
    case "divider": return ["Séparateur"];
    case "table": case "data_table": return [`Tableau${NB}: ${block.caption ?? ""}`, ...block.rows.map((row) => row.map((cell) => wordsOf(cell, nameOf)).join(" | "))];
    case "image": return [`Image${NB}: ${block.alt_text}`];
    case "input": return hearInput(surface, block);
    case "section": {
      const texts = [block.text, ...(block.fields ?? [])].filter(Boolean).flatMap((one) => words(one).split("\n")).filter((line) => line.trim());
      return [...texts, ...(block.accessory ? [hearElement(surface, block, block.accessory, "")] : [])];
    }
    case "context": case "actions": return elementsOf(block).map(([, one]) => hearElement(surface, block, one, ""));
    default: return [block.type];
  }
}

function hearInput(surface, block) {
  const error = surface.errors?.[block.block_id];
  const line = hearElement(surface, block, block.element, words(block.label) + (block.optional ? ", facultatif" : ", obligatoire"));
  return [line + (error ? `, erreur${NB}: ${error}` : "") + (block.hint ? `. ${words(block.hint)}` : "")];
}

function elementsOf(block) {
  return [...(block.elements ?? []), ...(block.accessory ? [block.accessory] : [])].map((one) => [block, one]);
}

function hearElement(surface, block, one, label) {
  if (one.type === "mrkdwn" || one.type === "plain_text") return words(one);
  if (one.type === "image") return `Image${NB}: ${one.alt_text}`;
  if (one.type === "button") return `${one.url ? "Lien" : "Bouton"}${NB}: ${one.accessibility_label ?? words(one.text)}`;
  if (one.type === "overflow") return `Menu${NB}: ${one.accessibility_label ?? "Plus d’actions"}, ${one.options.map((option) => words(option.text)).join(", ")}`;
  const name = label || words(one.placeholder) || "sans nom";
  return keeps(one) ? `${KINDS.find(([kind]) => kind.test(one.type))[1]}${NB}: ${name}, ${hearValue(surface, block, one)}` : one.type;
}

function hearValue(surface, block, one) {
  const value = valueOf(surface, block, one);
  if (one.type === "file_input") return value.length ? value.map((file) => file.name).join(", ") : "aucun fichier";
  const options = groupsOf(one).flatMap(([, some]) => some);
  const chosen = (Array.isArray(value) ? value : [value]).map((each) => options.find((option) => option.value === each)).filter(Boolean).map((option) => words(option.text));
  if (/select|radio|checkboxes/.test(one.type)) return `${chosen.length ? chosen.join(", ") : "rien de choisi"}, ${options.length}${NB}choix`;
  return value || "vide";
}

const KINDS = [
  [/radio/, "Boutons d’option"], [/checkboxes/, "Cases à cocher"], [/multi_/, "Liste à choix multiples"], [/select/, "Liste déroulante"],
  [/datetimepicker/, "Date et heure"], [/datepicker/, "Date"], [/timepicker/, "Heure"], [/file/, "Fichier"], [/./, "Champ de texte"],
];
