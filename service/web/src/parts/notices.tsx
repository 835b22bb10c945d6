// Short notices: shown for a while, and read out.
import { signal } from "@preact/signals";
import { Problem } from "../api";
import { sentences } from "../format";
import { t } from "../words";
import { Icon } from "./icon";

interface Notice {
  id: number;
  tone: "good" | "bad";
  title: string;
  advice: string;
}
const notices = signal<Notice[]>([]);
const spoken = signal("");
let last = 0;

const SHOWN_MS = { good: 3500, bad: 12_000 };

function notify(tone: Notice["tone"], title: string, advice = ""): void {
  const id = ++last;
  notices.value = [...notices.value.slice(-3), { id, tone, title, advice }];
  setTimeout(() => dismiss(id), SHOWN_MS[tone]);
}
const dismiss = (id: number): void => void (notices.value = notices.value.filter((n) => n.id !== id));

export const good = (title: string): void => notify("good", title);
/** Tells a problem; anything else is a fault of this page and goes on to the console. */
export function bad(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
  const { code, title, detail, advice } = error.body;
  if (code === "not_authenticated") return; // the sign-in form says so in words for people
  notify("bad", title, sentences(detail, advice));
}
/** Says something to screen readers only. */
export const say = (text: string): void => void (spoken.value = text);

export const Announcer = () => (
  <div class="unseen" role="status" aria-live="polite" data-announcer>
    {spoken.value}
  </div>
);

export function Toasts() {
  return (
    <div class="toasts" role="alert" aria-live="assertive">
      {notices.value.map((n) => (
        <div key={n.id} class={`toast ${n.tone}`}>
          <Icon name={n.tone === "good" ? "check" : "warn"} />
          <div>
            <strong>{n.title}</strong>
            {n.advice && <p>{n.advice}</p>}
          </div>
          <button type="button" class="plain" aria-label={t("close")} onClick={() => dismiss(n.id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
