// Files on their way to the service: a few at a time; a full queue is waited for, not given up.
import { signal } from "@preact/signals";
import * as api from "../api";
import { remember } from "./jobs";

export interface Upload {
  id: number;
  name: string;
  bytes: number;
  state: "waiting" | "sending" | "sent" | "known" | "failed";
  problem: api.Problem | null;
  waitSeconds: number;
  job: string | null;
}
const AT_ONCE = 3; // browsers open six connections to one host; events need some of them
const MAX_TRIES = 20;

export const uploads = signal<Upload[]>([]);
const files = new Map<number, File>();
const stop = new AbortController();
let last = 0;
let sending = 0;

const change = (id: number, to: Partial<Upload>): void => void (uploads.value = uploads.value.map((u) => (u.id === id ? { ...u, ...to } : u)));
const pause = (seconds: number): Promise<void> => new Promise((go) => setTimeout(go, seconds * 1000));

export function add(found: File[]): void {
  const fresh = found.map((file): Upload => {
    const id = ++last;
    files.set(id, file);
    return { id, name: file.webkitRelativePath || file.name, bytes: file.size, state: "waiting", problem: null, waitSeconds: 0, job: null };
  });
  uploads.value = [...uploads.value, ...fresh];
  next();
}
export function again(id: number): void {
  change(id, { state: "waiting", problem: null });
  next();
}
export function clear(): void {
  uploads.value = uploads.value.filter((u) => u.state === "waiting" || u.state === "sending");
}

function next(): void {
  while (sending < AT_ONCE) {
    const waiting = uploads.value.find((u) => u.state === "waiting");
    if (!waiting) return;
    sending += 1;
    change(waiting.id, { state: "sending" });
    void send(waiting.id).finally(() => {
      sending -= 1;
      next();
    });
  }
}

async function send(id: number): Promise<void> {
  const file = files.get(id);
  if (!file) return;
  for (let tries = 1; ; tries++) {
    try {
      const accepted = await api.upload(file, file.name, stop.signal);
      change(id, { state: accepted.known ? "known" : "sent", waitSeconds: 0, job: accepted.job.id });
      files.delete(id);
      remember([{ ...accepted.job, filename: accepted.job.filename ?? accepted.document.filename }]);
      return;
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      const wait = error.body.retryable && tries < MAX_TRIES ? error.retryAfter : null;
      if (wait === null) return change(id, { state: "failed", problem: error, waitSeconds: 0 });
      change(id, { waitSeconds: Math.ceil(wait) });
      await pause(wait);
    }
  }
}

/** All files of what was dropped, folders opened. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.length) return [...transfer.files];
  return (await Promise.all(entries.map(opened))).flat();
}
async function opened(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail)); // a hundred at a time
    if (!some.length) return found.filter(visible);
    found.push(...(await Promise.all(some.map(opened))).flat());
  }
}
/** Whether a file of a folder is a document and not what systems leave behind (.DS_Store, Thumbs.db). */
export const visible = (file: File): boolean => !file.name.startsWith(".") && file.name !== "Thumbs.db";
