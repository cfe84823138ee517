// Elements of a page, made in one line.

/** The text of a key in the reader's language, its facts filled in. */
export type Say = (key: string, facts?: Record<string, string | number>) => string;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K, properties: Partial<HTMLElementTagNameMap[K]> = {}, children: (Node | string)[] = [],
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
