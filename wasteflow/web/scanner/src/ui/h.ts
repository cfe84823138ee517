// Elements, written as they nest. Texts are never parsed as HTML.

type Child = Node | string | number | false | null | undefined;
type Value = string | number | boolean | null | undefined | ((event: Event) => unknown);

/** `on...` listens, a boolean sets or leaves out, everything else is an attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, given: Record<string, Value> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}
