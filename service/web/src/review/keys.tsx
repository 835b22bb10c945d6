// The keyboard of the review, and its help.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as api from "../api";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { confirmation, save } from "./correcting";
import { chosen, current, editing, step, tab, turn, type Tab } from "./state";
import { fit, zoomBy } from "./zoom";

const helping = signal(false);
const TAB_KEYS: Record<string, Tab> = { "1": "contradictions", "2": "figures", "3": "charts", "4": "notes" };

const KEYS: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  Enter: () => (editing.value = current.value !== null && api.mayWrite()),
  c: () => confirmCurrent(),
  Escape: leave,
  "/": () => document.querySelector<HTMLInputElement>(".panel-filter input[type=search]")?.focus(),
  "[": () => turn(-1),
  "]": () => turn(1),
  "+": () => zoomBy(1),
  "=": () => zoomBy(1),
  "-": () => zoomBy(-1),
  "0": () => (fit.value = "page"),
  "?": () => (helping.value = true),
};
function confirmCurrent(): void {
  if (current.value && api.mayWrite()) void save(current.value, confirmation(current.value), "");
}
function leave(): void {
  if (editing.value) editing.value = false;
  else chosen.value = null;
}

/** Whether a key belongs to what has the focus: text being typed, a button being pressed. */
function taken(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (target.closest("dialog[open]")) return true;
  if (target.matches("input:not([type=checkbox]):not([type=range]), textarea, select")) return event.key !== "Escape";
  return event.key === "Enter" && target.closest("button, a, summary, select") !== null;
}

export function useKeys(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (taken(event)) return;
      const tabbed = TAB_KEYS[event.key];
      const act = tabbed ? () => (tab.value = tabbed) : KEYS[event.key];
      if (!act) return;
      if (event.key === "/") tab.value = "figures";
      event.preventDefault();
      if (event.key === "/") requestAnimationFrame(act);
      else act();
      if (event.key === "Escape") (document.activeElement as HTMLElement | null)?.blur();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

const HELP = [
  ["j / k", "keyNext"],
  ["Enter", "keyEdit"],
  ["c", "keyConfirm"],
  ["Esc", "keyEscape"],
  ["/", "keySearch"],
  ["[ / ]", "keyPages"],
  ["1 – 4", "keyTabs"],
  ["+ / − / 0", "keyZoom"],
  ["?", "keyHelp"],
] as const;

export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (helping.value) dialog.current?.showModal();
  }, [helping.value]);
  return (
    <>
      <button type="button" class="plain" aria-label={t("keyboard")} title={`${t("keyboard")} (?)`} onClick={() => (helping.value = true)}>
        <Icon name="keyboard" />
      </button>
      <dialog ref={dialog} class="card keys" aria-labelledby="keys-title" onClose={() => (helping.value = false)}>
        <h2 id="keys-title">{t("keyboard")}</h2>
        <dl>
          {HELP.map(([keys, word]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{t(word)}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button class="primary">{t("close")}</button>
        </form>
      </dialog>
    </>
  );
}
