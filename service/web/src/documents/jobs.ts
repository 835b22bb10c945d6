// The jobs that the list shows, kept fresh: events for the few that are read now, asking again for the others.
import { computed, signal } from "@preact/signals";
import * as api from "../api";
import { listen, type Kind } from "../events";
import { say } from "../parts/notices";
import { FINAL, type Job } from "../types";
import { t, told } from "../words";
import { nameOf } from "./facts";

const LISTENED = 2; // event connections at once: a browser opens six to one host in all
const ASK_AGAIN_MS = 3000;
const MOST_PAGES = 50; // of 200 jobs

export const jobs = signal<ReadonlyMap<string, Job>>(new Map());
export const loaded = signal(false);
export const problem = signal<api.Problem | null>(null);
export const newestFirst = computed(() => [...jobs.value.values()].sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id)));

const listening = new Map<string, () => void>();
const active = (job: Job): boolean => !FINAL.includes(job.state);
let timer = 0;

export function remember(found: Job[]): void {
  const known = new Map(jobs.value);
  for (const job of found) {
    const before = known.get(job.id);
    known.set(job.id, { ...job, filename: job.filename ?? before?.filename ?? null });
    if (before && before.state !== job.state) say(t("liveProgress", { name: nameOf(job), state: told("state", job.state) }));
  }
  jobs.value = known;
  follow();
}
export function forget(document: string): void {
  jobs.value = new Map([...jobs.value].filter(([, job]) => job.document !== document));
  follow();
}

/** Loads the whole list, then keeps it fresh until `rest` is called. */
export async function load(): Promise<void> {
  try {
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page++) {
      const found: { items: Job[]; next: string | null } = await api.jobs(cursor);
      remember(found.items);
      cursor = found.next;
      if (!cursor) break;
    }
    problem.value = null;
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    problem.value = error;
  }
  loaded.value = true;
}

export function rest(): void {
  clearTimeout(timer);
  timer = 0;
  for (const close of listening.values()) close();
  listening.clear();
}

/** Those that are read now before those that wait, the oldest first. */
const soonest = (a: Job, b: Job): number =>
  Number(b.state === "running") - Number(a.state === "running") || a.priority - b.priority || a.created.localeCompare(b.created);

function follow(): void {
  const open = [...jobs.value.values()].filter(active);
  const ids = new Set(open.sort(soonest).slice(0, LISTENED).map((job) => job.id));
  for (const [id, close] of listening) if (!ids.has(id)) (close(), listening.delete(id));
  for (const id of ids) if (!listening.has(id)) listening.set(id, listen(id, (kind, data) => heard(id, kind, data)));
  if (open.length && !timer) timer = window.setTimeout(() => void askAgain(), ASK_AGAIN_MS);
}

async function askAgain(): Promise<void> {
  const open = [...jobs.value.values()].filter(active);
  try {
    if (open.length > 5) remember((await api.jobs(null)).items);
    else remember(await Promise.all(open.map((job) => api.job(job.id))));
    problem.value = null;
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    problem.value = error;
  } finally {
    timer = 0;
    follow();
  }
}

function heard(id: string, kind: Kind, data: Record<string, unknown>): void {
  const job = jobs.value.get(id);
  if (!job) return;
  if (kind === "state") return void api.job(id).then((fresh) => remember([fresh]), () => undefined); // asked again soon
  remember([{ ...job, ...progress(job, data) }]);
}
export function progress(job: Job, data: Record<string, unknown>): Pick<Job, "pages" | "pages_done"> {
  const count = (value: unknown, otherwise: number | null): number | null => (typeof value === "number" ? value : otherwise);
  return { pages: count(data.pages, job.pages), pages_done: Math.max(job.pages_done, count(data.done, 0) ?? 0) };
}
