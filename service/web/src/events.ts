// A job's events (server-sent). The browser comes back by itself after a broken connection and names the last event it saw;
// where the service refused (restarting, say), we come back ourselves, a little later each time.
import { eventsUrl } from "./api";

const KINDS = ["state", "page"] as const;
export type Kind = (typeof KINDS)[number]; // `page`: {page, done, pages}
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

/** Calls `heard` at every event of the job, until the returned function is called. */
export function listen(job: string, heard: (kind: Kind, data: Record<string, unknown>) => void): () => void {
  let source: EventSource | null = null;
  let wait = FIRST_WAIT_MS;
  let timer = 0;
  let over = false;

  function open(): void {
    source = new EventSource(eventsUrl(job));
    source.onopen = () => (wait = FIRST_WAIT_MS);
    for (const kind of KINDS) source.addEventListener(kind, (e) => take(kind, (e as MessageEvent<string>).data));
    source.onerror = () => {
      if (over || source?.readyState !== EventSource.CLOSED) return;
      timer = window.setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  }
  function take(kind: Kind, text: string): void {
    try {
      heard(kind, JSON.parse(text) as Record<string, unknown>);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      heard(kind, {});
    }
  }
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    source?.close();
  };
}
