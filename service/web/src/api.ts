// Everything that is asked of the service. Problems (RFC 9457) come back as `Problem`, whatever went wrong.
import { signal } from "@preact/signals";
import type { Comparison } from "./compare/shapes";
import { language } from "./settings";
import type { Accepted, Change, Correction, Job, Listing, ProblemBody, Report, Session } from "./types";

export const BASE = "/v1";

export class Problem extends Error {
  constructor(
    readonly body: ProblemBody,
    readonly retryAfter: number | null = null,
  ) {
    super(body.title);
  }
}

/** Who is signed in; null until asked, and again when the service says that the session has ended. */
export const session = signal<Session | null>(null);
export const signInNeeded = signal(false);

const offline = (): ProblemBody =>
  language.value === "zh"
    ? { title: "无法连接服务", status: 0, code: "unreachable", advice: "请检查网络，或确认服务正在运行。", retryable: true }
    : { title: "The service cannot be reached", status: 0, code: "unreachable", advice: "Check the network and that the service runs.", retryable: true };

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("Accept-Language", language.value);
  const unsafe = init.method !== undefined && init.method !== "GET";
  if (unsafe && session.value?.csrf) headers.set("X-CSRF-Token", session.value.csrf);
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, headers, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(offline());
  }
  if (response.status === 401) signInNeeded.value = true;
  if (!response.ok) throw await problemOf(response);
  return response;
}

async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get("Retry-After"));
  const after = Number.isFinite(wait) && wait > 0 ? wait : null;
  try {
    const body = (await response.json()) as ProblemBody;
    if (typeof body.title === "string") return new Problem({ ...body, status: response.status }, after);
  } catch {
    // not JSON: a proxy answered, not the service
  }
  const title = language.value === "zh" ? `服务返回错误 ${response.status}` : `The service answered ${response.status}`;
  return new Problem({ title, status: response.status, code: "unknown", advice: "", retryable: response.status >= 500 }, after);
}

const json = async <T>(path: string, init?: RequestInit): Promise<T> => (await ask(path, init)).json() as Promise<T>;
const sent = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", ...headers },
});

export async function whoAsks(): Promise<void> {
  session.value = await json<Session>("/session");
}
export async function signIn(name: string, password: string): Promise<void> {
  session.value = await json<Session>("/session", sent("POST", { name, password }));
  signInNeeded.value = false;
}
export async function signOut(): Promise<void> {
  await ask("/session", { method: "DELETE" });
  session.value = null;
  signInNeeded.value = true;
}
export const mayWrite = (): boolean => session.value?.scopes.some((scope) => scope !== "read") ?? false;

export function upload(file: File, name: string, signal: AbortSignal): Promise<Accepted> {
  const form = new FormData();
  form.append("file", file, name);
  return json("/documents", { method: "POST", body: form, signal });
}
/** The same bytes once more, with the password that opens them: another job of the same document. */
export async function unlock(document: string, name: string, password: string): Promise<Accepted> {
  const form = new FormData();
  form.append("file", new File([await source(document)], name), name);
  form.append("options", JSON.stringify({ password }));
  return json("/documents", { method: "POST", body: form });
}
export const jobs = (cursor: string | null): Promise<Listing<Job>> =>
  json(`/jobs?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
export const job = (id: string): Promise<Job> => json(`/jobs/${id}`);
export const act = (id: string, verb: "cancel" | "retry"): Promise<Job> => json(`/jobs/${id}/${verb}`, { method: "POST" });
export const removeDocument = (id: string): Promise<Response> => ask(`/documents/${id}`, { method: "DELETE" });
export const report = (id: string): Promise<Report> => json(`/jobs/${id}/report?format=json`);
export const source = async (document: string): Promise<ArrayBuffer> => (await ask(`/documents/${document}/source`)).arrayBuffer();

export const pictureUrl = (id: string, page: number, width: number): string => `${BASE}/jobs/${id}/pages/${page}.png?width=${width}`;
export const reportUrl = (id: string, format: string, corrected: boolean): string =>
  `${BASE}/jobs/${id}/report?format=${format}${corrected ? "&corrected=true" : ""}`;
export const eventsUrl = (id: string): string => `${BASE}/jobs/${id}/events`;

export const corrections = async (id: string): Promise<Correction[]> => (await json<{ items: Correction[] }>(`/jobs/${id}/corrections`)).items;
const correctionPath = (id: string, observation: string): string => `/jobs/${id}/observations/${encodeURIComponent(observation)}/correction`;
export const correct = (id: string, observation: string, version: number, after: Change, note: string): Promise<Correction> =>
  json(correctionPath(id, observation), sent("PUT", { ...after, note }, { "If-Match": `"${version}"` }));
export const withdraw = (id: string, observation: string, version: number): Promise<Response> =>
  ask(correctionPath(id, observation), { method: "DELETE", headers: { "If-Match": `"${version}"` } });
export const compare = (a: string, b: string): Promise<Comparison> => json(`/compare?jobs=${encodeURIComponent(`${a},${b}`)}`);
