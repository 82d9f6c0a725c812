/**
 * Makes an element. Texts among the children become text, never markup: that is how values of messages come into the page.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} properties `class`, `aria-*` and the like as attributes; a function as a listener: `onclick`
 * @param {...(Node | string | number | null)} children
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.filter((child) => child !== null).map((child) => child instanceof Node ? child : String(child)),
  );
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of a drawing. */
export function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Sets an element's text, if it is another: selection and screen readers are left alone otherwise. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of `parent` those of `items`, in their order. An item's element stays the same as long as its key is there, so that
 * focus and selection stay too, and a row can be followed as it moves.
 */
export function sync(parent, items, keyOf, make, update) {
  const known = parent.synced ??= new Map();
  const keys = new Set(items.map(keyOf));
  for (const [key, element] of known) {
    if (keys.has(key)) continue;
    element.remove();
    known.delete(key);
  }
  let previous = null;
  for (const item of items) {
    const key = keyOf(item);
    let element = known.get(key);
    if (element === undefined) known.set(key, element = make(item));
    update(element, item);
    const next = previous === null ? parent.firstElementChild : previous.nextElementSibling;
    if (element !== next) parent.insertBefore(element, next);
    previous = element;
  }
}

/** A table that is kept in step with its rows. Each column: its title, whether it holds numbers, and the text of a row's cell. */
export function table(caption, columns) {
  const body = h("tbody");
  const head = columns.map(({ title, number }) => h("th", { scope: "col", class: number ? "number" : null }, title));
  const element = h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "hidden" }, caption), h("thead", {}, h("tr", {}, ...head)), body),
  );
  return {
    element,
    show(rows, keyOf) {
      sync(
        body,
        rows,
        keyOf,
        () => h("tr", {}, ...columns.map(({ number }) => h("td", { class: number ? "number" : null }))),
        (row, item) => columns.forEach(({ text }, index) => setText(row.children[index], text(item))),
      );
    },
  };
}

/** Asks the server; a failure is an error with what it said. */
export async function ask(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (response.ok) return answer;
  throw new Error(answer.hint === undefined ? answer.error : `${answer.error} (${answer.hint})`);
}
