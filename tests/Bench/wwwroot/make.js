// Makes elements; texts are always texts, never markup.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** Fills a list again, and only when something is different: focus and scrolling stay where they are. */
export function fill(list, key, children) {
  if (list.dataset.key === key) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.id : undefined;
  list.dataset.key = key;
  list.replaceChildren(...children());
  if (focused) list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}
