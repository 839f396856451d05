/** A message's text as somebody would type it: with the marks that make words bold and the like. */

const MARKS = { bold: "**", italic: "__", strikethrough: "~~", spoiler: "||", code: "`", pre: "```" };

/** Return `text` with marks round what `entities` dress. */
export function typedWords(text, entities) {
  const edges = [];
  for (const entity of entities ?? []) {
    const [open, close] = marksOf(entity);
    if (!open) continue;
    edges.push({ at: entity.offset, mark: open, length: entity.length, end: false });
    edges.push({ at: entity.offset + entity.length, mark: close, length: entity.length, end: true });
  }
  // At one place what ends there ends first, the inner one before the outer; then the outer begins.
  edges.sort((a, b) => a.at - b.at || b.end - a.end || (a.end ? a.length - b.length : b.length - a.length));
  let words = "";
  let here = 0;
  for (const { at, mark } of edges) {
    words += text.slice(here, at) + mark;
    here = at;
  }
  return words + text.slice(here);
}

function marksOf({ type, url }) {
  if (type === "text_link") return ["[", `](${url})`];
  return type in MARKS ? [MARKS[type], MARKS[type]] : [];
}
