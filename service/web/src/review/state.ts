// What is reviewed: the report, what is chosen and filtered, and the corrections beside it. One at a time.
import { batch, computed, signal } from "@preact/signals";
import * as api from "../api";
import { listen } from "../events";
import { codeOf, columnName } from "../words/names";
import { progress } from "../documents/jobs";
import { FINAL, READABLE, type Check, type Correction, type Job, type Observation, type Report } from "../types";

export type Tab = "contradictions" | "figures" | "charts" | "notes";

export const job = signal<Job | null>(null);
export const report = signal<Report | null>(null);
export const problem = signal<api.Problem | null>(null);
export const corrections = signal<ReadonlyMap<string, Correction>>(new Map());
export const tab = signal<Tab>("figures");
export const chosen = signal<string | null>(null); // id of the observation looked at
export const page = signal(1);
export const editing = signal(false);
export const filter = signal({ text: "", form: "", most: 1 });

export const byId = computed(() => new Map(report.value?.observations.map((o) => [o.id, o]) ?? []));
export const current = computed(() => (chosen.value ? (byId.value.get(chosen.value) ?? null) : null));
export const failing = computed(() => (report.value?.checks ?? []).filter((c) => c.status === "fail").sort((a, b) => rank(a) - rank(b)));
export const forms = computed(() => [...new Set(report.value?.observations.map((o) => o.form) ?? [])]);

const SEVERITIES = ["error", "warning", "info"];
const rank = (check: Check): number => SEVERITIES.indexOf(check.severity);

/** Checks by observation, failing ones first. */
export const checksOf = computed(() => {
  const found = new Map<string, Check[]>();
  for (const check of report.value?.checks ?? [])
    for (const id of check.observations) {
      const list = found.get(id);
      if (list) list.push(check);
      else found.set(id, [check]);
    }
  for (const list of found.values()) list.sort((a, b) => Number(b.status === "fail") - Number(a.status === "fail"));
  return found;
});
export const contradicted = computed(() => new Set(failing.value.flatMap((check) => check.observations)));

export const visible = computed(() => {
  const { text, form, most } = filter.value;
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return (report.value?.observations ?? []).filter((o) => (!form || o.form === form) && o.confidence <= most && words.every((w) => says(o, w)));
});
function says(o: Observation, word: string): boolean {
  const where = `${o.name} ${o.raw_name} ${codeOf(o)} ${columnName(o.column)} ${o.raw_value} ${o.value ?? ""} ${o.text ?? ""}`;
  return where.toLowerCase().includes(word.replaceAll(",", "")) || where.toLowerCase().includes(word);
}

export interface Group {
  form: string;
  figures: Observation[];
}
export const groups = computed(() => {
  const found = new Map<string, Observation[]>();
  for (const o of visible.value) {
    const figures = found.get(o.form);
    if (figures) figures.push(o);
    else found.set(o.form, [o]);
  }
  return [...found].map(([form, figures]): Group => ({ form, figures }));
});
/** Figures in the order in which the list shows them, which is the order of the keys j and k. */
export const ordered = computed(() => groups.value.flatMap((group) => group.figures));

export function choose(id: string): void {
  const o = byId.value.get(id);
  if (!o) return;
  batch(() => {
    chosen.value = id;
    editing.value = false;
    const there = o.evidence[0]?.page;
    if (there) page.value = there;
  });
  history.replaceState(null, "", `#/jobs/${job.value?.id}?o=${id}`); // an address to share; no new step back
}
export function step(by: 1 | -1): void {
  const list = ordered.value;
  const at = list.findIndex((o) => o.id === chosen.value);
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
  if (next) choose(next.id);
}
export function turn(by: 1 | -1): void {
  const numbers = report.value?.pages.map((p) => p.number) ?? [];
  const next = numbers[numbers.indexOf(page.value) + by];
  if (next) page.value = next;
}

let leave: (() => void) | null = null;

export async function open(id: string, observation: string | null): Promise<void> {
  close();
  try {
    job.value = await api.job(id);
    if (READABLE.includes(job.value.state)) return await show(id, observation);
    if (FINAL.includes(job.value.state)) return;
    leave = listen(id, (kind, data) => {
      if (!job.value) return;
      job.value = { ...job.value, ...progress(job.value, data) };
      if (kind === "state") void api.job(id).then((fresh) => arrived(fresh, observation), () => undefined);
    });
  } catch (error) {
    fail(error);
  }
}
async function arrived(fresh: Job, observation: string | null): Promise<void> {
  if (job.value?.id !== fresh.id || report.value) return;
  job.value = { ...fresh, filename: fresh.filename ?? job.value.filename };
  if (FINAL.includes(fresh.state)) leave?.(); // a stream that ended would be opened again and again
  if (READABLE.includes(fresh.state)) await show(fresh.id, observation).catch(fail);
}
async function show(id: string, observation: string | null): Promise<void> {
  const [found, corrected] = await Promise.all([api.report(id), api.corrections(id)]);
  if (job.value?.id !== id) return; // somebody went elsewhere meanwhile
  batch(() => {
    report.value = found;
    take(corrected);
    tab.value = failing.value.length && !observation ? "contradictions" : "figures";
    page.value = found.pages[0]?.number ?? 1;
    if (observation) choose(observation);
  });
}
function fail(error: unknown): void {
  if (!(error instanceof api.Problem)) throw error;
  problem.value = error;
}
export function close(): void {
  leave?.();
  leave = null;
  batch(() => {
    job.value = report.value = problem.value = chosen.value = null;
    corrections.value = new Map();
    editing.value = false;
    filter.value = { text: "", form: "", most: 1 };
  });
}

/** The newest version of each observation's correction; withdrawn ones stay, for their version. */
export function take(found: Correction[]): void {
  const newest = new Map(corrections.value);
  for (const c of found) if ((newest.get(c.observation)?.version ?? 0) <= c.version) newest.set(c.observation, c);
  corrections.value = newest;
}
export const standing = (id: string): Correction | null => {
  const found = corrections.value.get(id);
  return found && !found.withdrawn ? found : null;
};
export const versionOf = (id: string): number => corrections.value.get(id)?.version ?? 0;
