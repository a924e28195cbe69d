/** One EventSource for a page: full snapshots, reconnecting for ever, telling when the line is down. */

/**
 * @template T
 * @param {string} address
 * @param {(snapshot: T) => void} show
 * @param {(lost: boolean) => void} line
 * @param {() => void} [gone] the server answers, but not with a stream
 */
export function follow(address, show, line, gone) {
  /** @type {EventSource | null} */
  let source = null;
  let version = -1;

  function open() {
    source = new EventSource(address);
    source.addEventListener("open", () => {
      version = -1;
      line(false);
    });
    source.addEventListener("snapshot", (event) => {
      const snapshot = JSON.parse(event.data);
      if (typeof snapshot.version !== "number" || snapshot.version < version) return;
      version = snapshot.version;
      show(snapshot);
    });
    source.addEventListener("error", () => {
      line(true);
      /* The browser gives up after an answer that is no stream; we do not. */
      if (source?.readyState !== EventSource.CLOSED) return;
      gone?.();
      setTimeout(open, 3000);
    });
  }

  open();
  window.addEventListener("pagehide", () => source?.close());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
}
