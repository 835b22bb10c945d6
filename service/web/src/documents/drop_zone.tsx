// Where files and folders are dropped or chosen. Dropping works anywhere in the window while documents are listed.
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { add, filesOf, visible } from "./uploads";

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

function useDropping(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    let depth = 0;
    const on = (kind: "dragenter" | "dragleave" | "dragover" | "drop", act: (e: DragEvent) => void): void =>
      addEventListener(kind, (e) => carriesFiles(e) && (e.preventDefault(), act(e)), { signal: stop.signal });
    on("dragenter", () => setOver(++depth > 0));
    on("dragleave", () => setOver(--depth > 0));
    on("dragover", () => undefined);
    on("drop", (e) => {
      setOver((depth = 0) > 0);
      if (e.dataTransfer) void filesOf(e.dataTransfer).then(add);
    });
    return () => stop.abort();
  }, []);
  return over;
}

function Chooser({ label, icon, folder, primary }: { label: string; icon: string; folder?: boolean; primary?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => void (folder && input.current?.setAttribute("webkitdirectory", "")), []);
  function chosen(): void {
    add([...(input.current?.files ?? [])].filter(visible));
    if (input.current) input.current.value = ""; // the same file may be chosen again
  }
  return (
    <>
      <button type="button" class={primary ? "primary" : ""} onClick={() => input.current?.click()}>
        <Icon name={icon} /> {label}
      </button>
      <input ref={input} type="file" multiple hidden onChange={chosen} data-upload={folder ? "folder" : "files"} />
    </>
  );
}

export function DropZone({ large }: { large: boolean }) {
  const over = useDropping();
  return (
    <section class={`drop ${large ? "large" : ""} ${over ? "over" : ""}`} aria-label={t("dropTitle")}>
      {large && <Sheet />}
      <div class="drop-words">
        <h2>{over ? t("dropNow") : t("dropTitle")}</h2>
        <p>{t("dropLead")}</p>
      </div>
      <div class="row">
        <Chooser label={t("chooseFiles")} icon="file" primary />
        <Chooser label={t("chooseFolder")} icon="folder" folder />
      </div>
    </section>
  );
}

const Sheet = () => (
  <svg class="sheet" viewBox="0 0 120 96" aria-hidden="true">
    <path class="paper back" d="M28 14h50v70H28z" />
    <path class="paper" d="M42 8h38l14 14v66H42z" />
    <path class="rule" d="M50 34h36M50 44h36M50 54h36M50 64h36M50 74h22M68 30v48" />
    <path class="mark" d="M70 50h15v8H70z" />
    <path class="fold" d="M80 8v14h14" />
  </svg>
);
