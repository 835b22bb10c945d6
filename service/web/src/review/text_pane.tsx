// Documents without page pictures: the lines of a text file, else the tables and paragraphs as they were read,
// with the chosen figure's place marked. Everything is shown as text.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import * as api from "../api";
import { trust } from "../format";
import type { Cell, Observation, Table } from "../types";
import { t } from "../words";
import { choose, chosen, current, job, page, report, visible } from "./state";

const PLAIN = ["text/plain", "text/markdown", "text/tab-separated-values", "text/csv"];
const MOST_CHARACTERS = 4_000_000; // more would stall the page; what was read is shown instead

const lines = signal<string[] | null>(null);
const failed = signal(false);

/** Bytes as text: by their mark, else UTF-8, else GB 18030, of which GBK is a part. */
export function decoded(bytes: ArrayBuffer): string {
  const [a, b] = new Uint8Array(bytes);
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

async function load(document: string): Promise<void> {
  lines.value = null;
  failed.value = false;
  try {
    const text = decoded(await api.source(document));
    if (text.length > MOST_CHARACTERS) failed.value = true;
    else lines.value = text.split(/\r\n|\r|\n/);
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    failed.value = true;
  }
}

/** The figures by the lines they stand in. */
function byLine(): Map<number, Observation[]> {
  const found = new Map<number, Observation[]>();
  for (const o of visible.value)
    for (const e of o.evidence)
      if (e.lines) for (let n = e.lines[0]; n <= Math.min(e.lines[1], e.lines[0] + 5); n++) found.set(n, [...(found.get(n) ?? []), o]);
  return found;
}
const least = (figures: Observation[]): Observation | undefined => figures.reduce<Observation | undefined>((a, b) => (!a || b.confidence < a.confidence ? b : a), undefined);

function Lines({ text }: { text: string[] }) {
  const list = useRef<HTMLOListElement>(null);
  const marked = new Set<number>();
  for (const e of current.value?.evidence ?? []) if (e.lines) for (let n = e.lines[0]; n <= e.lines[1]; n++) marked.add(n);
  useEffect(() => {
    list.current?.querySelector("li.chosen")?.scrollIntoView({ block: "center" });
  }, [chosen.value]);
  const figures = byLine();
  return (
    <ol class="lines" ref={list}>
      {text.map((line, i) => {
        const here = figures.get(i + 1);
        const doubt = here && least(here);
        const classes = `${here ? `has ${trust(doubt?.confidence ?? 1)}` : ""} ${marked.has(i + 1) ? "chosen" : ""}`;
        const press = here ? () => here[0] && choose(here[nextOf(here)]?.id ?? here[0].id) : undefined;
        return (
          <li key={i} data-line={i + 1} class={classes} {...(press ? { onClick: press } : {})}>
            {marked.has(i + 1) && current.value ? <Marked line={line} what={current.value.raw_value} /> : line}
          </li>
        );
      })}
    </ol>
  );
}
/** A line with the figure as printed marked, wherever it stands in it. */
function Marked({ line, what }: { line: string; what: string }) {
  if (!what) return <>{line}</>;
  return (
    <>
      {line.split(what).flatMap((part, i) => (i ? [<mark key={i}>{what}</mark>, part] : [part]))}
    </>
  );
}
/** Pressing a line again goes on to its next figure. */
const nextOf = (here: Observation[]): number => (here.findIndex((o) => o.id === chosen.value) + 1) % here.length;

function marksOf(table: Table): Map<string, Observation> {
  const found = new Map<string, Observation>();
  for (const o of visible.value) for (const e of o.evidence) if (e.table === table.id) found.set(`${e.row} ${e.column}`, o);
  return found;
}

/** Columns of a row's cells: positions covered by spans from above are left out of `rows`. */
function places(rows: Cell[][]): number[][] {
  const covered = new Set<string>();
  return rows.map((row, r) => {
    let column = 0;
    return row.map((cell) => {
      while (covered.has(`${r} ${column}`)) column++;
      const at = column;
      for (let i = 0; i < cell.row_span; i++) for (let j = 0; j < cell.col_span; j++) covered.add(`${r + i} ${at + j}`);
      column += cell.col_span;
      return at;
    });
  });
}

function ReadTable({ table }: { table: Table }) {
  const marks = marksOf(table);
  const at = places(table.rows);
  return (
    <figure class="read-table">
      <figcaption>
        {table.title} {table.unit && <span class="quiet">（{table.unit}）</span>}
      </figcaption>
      <table>
        <thead>
          <tr>
            {table.columns.map((path, i) => (
              <th key={i} scope="col">
                {path.join(" / ")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, r) => (
            <tr key={r}>
              {row.map((cell, i) => {
                const o = marks.get(`${r} ${at[r]?.[i]}`);
                const classes = o ? `has ${trust(o.confidence)} ${o.id === chosen.value ? "chosen" : ""}` : "";
                return (
                  <td key={i} rowSpan={cell.row_span} colSpan={cell.col_span} class={classes} {...(o ? { onClick: () => choose(o.id) } : {})}>
                    {cell.text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function AsRead() {
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    pane.current?.querySelector("td.chosen")?.scrollIntoView({ block: "center", inline: "nearest" });
  }, [chosen.value]);
  const found = report.value;
  return (
    <div class="as-read" ref={pane}>
      {found?.sections.map((section) => (
        <section key={section.id}>
          <h3>
            {section.number} {section.title}
          </h3>
          {section.paragraphs.map((text, i) => (
            <p key={i}>{text}</p>
          ))}
        </section>
      ))}
      {found?.tables.map((table) => (
        <ReadTable key={table.id} table={table} />
      ))}
    </div>
  );
}

export function TextPane() {
  const document = job.value?.document;
  const plain = PLAIN.includes(report.value?.document.media_type ?? "");
  useEffect(() => {
    if (plain && document) void load(document);
  }, [document, plain]);
  void page.value; // pages of a text file follow one another: turning them scrolls nothing
  if (!plain || failed.value)
    return (
      <div class="text" tabIndex={0}>
        {failed.value && <p class="quiet pad">{t("sourceMissing")}</p>}
        <AsRead />
      </div>
    );
  return (
    <div class="text" tabIndex={0}>
      {lines.value ? <Lines text={lines.value} /> : <p class="quiet pad">{t("loading")}</p>}
    </div>
  );
}
