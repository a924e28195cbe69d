/** Finding elements with their types; a missing one is a mistake of ours and said at once. */

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function need(selector, kind, root = document) {
  const found = root.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`no ${kind.name} at ${selector}`);
}

/**
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export function all(selector, kind, root = document) {
  return [...root.querySelectorAll(selector)].filter(/** @returns {e is T} */ (e) => e instanceof kind);
}

/**
 * The element of that kind and selector which an event came from or went through.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function from(event, selector) {
  const target = event.target instanceof Element ? event.target.closest(selector) : null;
  return target instanceof HTMLElement ? target : null;
}
