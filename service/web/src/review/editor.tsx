import { useEffect, useRef, useState } from "preact/hooks";
import { shown, unitWord } from "../format";
import { Icon } from "../parts/icon";
import type { Observation } from "../types";
import { t } from "../words";
import { changeOf, draftOf, save, scaleOf, type Draft } from "./correcting";
import { editing } from "./state";

export function Editor({ o }: { o: Observation }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(o));
  const [fault, setFault] = useState("");
  const [conflict, setConflict] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.select(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const after = changeOf(o, draft);
    if (after === "bad_number") return setFault(t("badNumber"));
    if (!Object.keys(after).length) return setFault(t("nothingChanged"));
    setFault("");
    setBusy(true);
    const saved = await save(o, after, draft.note.trim());
    setBusy(false);
    setConflict(saved === "conflict");
  }
  const field = (key: keyof Draft, label: string, focus = false) => (
    <label>
      <span>{label}</span>
      <input
        {...(focus ? { ref: first } : {})}
        class={key === "value" ? "num" : ""}
        value={draft[key]}
        maxLength={key === "note" ? 2000 : 300}
        {...(key === "value" ? { inputMode: "decimal" as const } : {})}
        onInput={(e) => setDraft({ ...draft, [key]: (e.currentTarget as HTMLInputElement).value })}
      />
    </label>
  );
  const unit = (scaleOf(o) && o.raw_unit) || unitWord(o.unit) || "–";
  return (
    <form class="editor" onSubmit={(e) => void submit(e)} aria-label={t("correct")}>
      <p class="read-as quiet">
        {t("readAs")} <span class="num">{shown(o)}</span>
      </p>
      {o.value !== null ? field("value", t("valueIn", { unit }), true) : field("text", t("words"), true)}
      {field("name", t("figureName"))}
      {field("note", t("note"))}
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {conflict && (
        <p class="fault" role="alert">
          <Icon name="warn" /> <strong>{t("conflict")}</strong> {t("conflictLead")}
        </p>
      )}
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t("save")} <kbd>Enter</kbd>
        </button>
        <button type="button" onClick={() => (editing.value = false)}>
          {t("cancel")} <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}
