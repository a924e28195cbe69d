/** What the customer's screen tells the server; each post names the document that was shown. */

/** A "no" of the server, in both languages. */
export class DisplayProblem extends Error {
  /** @param {import("./snapshot-types.js").Text | null} text */
  constructor(text) {
    super(text?.en ?? "failed");
    this.text = text;
  }
}

/**
 * @param {string} path under /display/
 * @param {import("./snapshot-types.js").DisplayCase} current
 * @param {BodyInit} [body]
 * @param {string} [type]
 */
export async function post(path, current, body, type) {
  /** @type {Record<string, string>} */
  const headers = {
    "X-CSRF-Token": document.body.dataset.csrf ?? "",
    "X-Case-Nonce": current.nonce,
    "X-Shown-Hash": current.shownHash,
  };
  if (type) headers["Content-Type"] = type;
  const answer = await fetch(`/display/${path}`, { method: "POST", headers, body: body ?? "", redirect: "error" });
  if (answer.ok) return;
  /** @type {import("./snapshot-types.js").Text | null} */
  let text = null;
  if (answer.headers.get("Content-Type")?.includes("json")) {
    const problem = await answer.json().catch(() => null);
    const { message, remedy } = problem ?? {};
    if (message?.zh) text = { zh: `${message.zh}${remedy?.zh ?? ""}`, en: `${message.en} ${remedy?.en ?? ""}` };
  }
  throw new DisplayProblem(text);
}
