// Where we are: #/ (documents), #/jobs/<id>?o=<observation> (review), #/compare?a=<job>&b=<job>. The server only knows one page.
import { signal } from "@preact/signals";

export type Route = { view: "documents" } | { view: "review"; job: string; observation: string | null } | { view: "compare"; a: string; b: string };

function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const asked = new URLSearchParams(query);
  const review = /^\/jobs\/([\w-]+)$/.exec(path);
  if (review?.[1]) return { view: "review", job: review[1], observation: asked.get("o") };
  if (path === "/compare") return { view: "compare", a: asked.get("a") ?? "", b: asked.get("b") ?? "" };
  return { view: "documents" };
}

export const route = signal<Route>(parse(location.hash));
addEventListener("hashchange", () => (route.value = parse(location.hash)));

export const toJob = (job: string, observation?: string): string => `#/jobs/${job}${observation ? `?o=${observation}` : ""}`;
export const toCompare = (a = "", b = ""): string => `#/compare?${new URLSearchParams({ a, b })}`;
