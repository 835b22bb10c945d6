// The left side: the page as a picture with a box round each figure, or the text where there is no picture.
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { pictureUrl } from "../api";
import { trust, shown } from "../format";
import { Icon } from "../parts/icon";
import type { Box, Observation, Page } from "../types";
import { t } from "../words";
import { byId, chosen, choose, contradicted, job, page, report, standing, turn, visible } from "./state";
import { TextPane } from "./text_pane";
import { asked, factor, fit, widthFor, zoomBy } from "./zoom";

const MARGIN = 12; // pixels round the page

interface Placed {
  o: Observation;
  box: Box;
  key: string;
}
function useBoxes() {
  return useComputed((): Placed[] =>
    visible.value.flatMap((o) => o.evidence.flatMap((e, i) => (e.page === page.value && e.bbox ? [{ o, box: e.bbox, key: `${o.id}-${i}` }] : []))),
  );
}

/** The place of the chosen figure where the filter hides it from the list. */
function hiddenChoice(): Placed[] {
  const o = chosen.value ? byId.value.get(chosen.value) : undefined;
  if (!o || visible.value.includes(o)) return [];
  return o.evidence.flatMap((e, i) => (e.page === page.value && e.bbox ? [{ o, box: e.bbox, key: `${o.id}-${i}` }] : []));
}

function BoxMark({ placed }: { placed: Placed }) {
  const { o, box } = placed;
  const [left, top, right, bottom] = box;
  const classes = ["box", trust(o.confidence)];
  if (contradicted.value.has(o.id)) classes.push("contradicted");
  if (standing(o.id)) classes.push("reviewed");
  if (chosen.value === o.id) classes.push("chosen");
  const pad = 0.0022;
  return (
    <rect
      class={classes.join(" ")}
      data-observation={o.id}
      x={(left - pad) * 1000}
      y={(top - pad) * 1000}
      width={(right - left + 2 * pad) * 1000}
      height={(bottom - top + 2 * pad) * 1000}
      onClick={() => choose(o.id)}
    >
      <title>{`${o.name} ${shown(o)}`}</title>
    </rect>
  );
}

function Sheet({ of, width, height }: { of: Page; width: number; height: number }) {
  const id = job.value?.id ?? "";
  const boxes = useBoxes();
  const wanted = widthFor(width * Math.min(2, devicePixelRatio));
  useEffect(() => void (asked.value = wanted), [wanted]);
  const missing = useSignal(false);
  const tries = useSignal(0);
  useEffect(() => {
    missing.value = false;
    tries.value = 0;
  }, [of.number]);
  const frame = useRef<HTMLDivElement>(null);
  // Sizes are set by script and not in the markup: the page's security policy allows no inline styles.
  useLayoutEffect(() => {
    if (!frame.current) return;
    frame.current.style.width = `${width}px`;
    frame.current.style.height = `${height}px`;
  });
  return (
    <div class="sheet-frame" ref={frame}>
      {missing.value && (
        <p class="missing">
          {t("noPicture")}
          <button type="button" class="small" onClick={() => ((missing.value = false), (tries.value += 1))}>
            {t("retry")}
          </button>
        </p>
      )}
      <img
        key={`${of.number}-${wanted}-${tries.value}`}
        src={pictureUrl(id, of.number, wanted)}
        alt={t("pagePicture", { n: of.number })}
        hidden={missing.value}
        onError={() => (missing.value = true)}
      />
      <svg class="boxes" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
        {[...boxes.value, ...hiddenChoice()].map((placed) => (
          <BoxMark key={placed.key} placed={placed} />
        ))}
      </svg>
    </div>
  );
}

function usePaneSize(pane: { current: HTMLElement | null }) {
  const size = useSignal({ width: 600, height: 800 });
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => {
      size.value = { width: element.clientWidth - 2 * MARGIN, height: element.clientHeight - 2 * MARGIN };
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return size.value;
}

function intoView(pane: HTMLElement): void {
  const mark = pane.querySelector<SVGElement>(".box.chosen");
  if (!mark) return;
  const [frame, box] = [pane.getBoundingClientRect(), mark.getBoundingClientRect()];
  const out = box.top < frame.top + 20 || box.bottom > frame.bottom - 20 || box.left < frame.left || box.right > frame.right;
  if (!out) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  pane.scrollBy({ top: box.top - frame.top - frame.height / 3, left: box.left - frame.left - frame.width / 2, behavior: calm ? "auto" : "smooth" });
}

function Picture({ of }: { of: Page }) {
  const pane = useRef<HTMLDivElement>(null);
  const size = usePaneSize(pane);
  const ratio = (of.height ?? 1) / (of.width ?? 1);
  const whole = Math.min(size.width, size.height / ratio);
  const width = Math.max(120, Math.round(fit.value === "width" ? size.width : fit.value === "page" ? whole : size.width * factor.value));
  useEffect(() => {
    if (pane.current) intoView(pane.current);
  }, [chosen.value, width, of.number]);
  return (
    <div class="picture" ref={pane} tabIndex={0} role="region" aria-label={t("pagePicture", { n: of.number })}>
      <Sheet of={of} width={width} height={Math.round(width * ratio)} />
    </div>
  );
}

function Tool({ word, icon, press, on }: { word: Parameters<typeof t>[0]; icon: string; press: () => void; on?: boolean }) {
  return (
    <button type="button" class="plain" title={t(word)} aria-label={t(word)} {...(on === undefined ? {} : { "aria-pressed": on })} onClick={press}>
      <Icon name={icon} />
    </button>
  );
}

function Tools({ boxes, toggle, picture }: { boxes: boolean; toggle: () => void; picture: boolean }) {
  const numbers = report.value?.pages.map((p) => p.number) ?? [];
  const go = (event: Event): void => {
    const asked = Number((event.currentTarget as HTMLInputElement).value);
    if (numbers.includes(asked)) page.value = asked;
    else (event.currentTarget as HTMLInputElement).value = String(page.value);
  };
  return (
    <div class="tools" role="toolbar" aria-label={t("original")}>
      <Tool word="previousPage" icon="left" press={() => turn(-1)} />
      <input class="page-number num" inputMode="numeric" aria-label={t("pageNumber")} value={page.value} onChange={go} />
      <span class="quiet num">{t("pageOf", { n: numbers.at(-1) ?? 1 })}</span>
      <Tool word="nextPage" icon="right" press={() => turn(1)} />
      <div class="spread" />
      {picture && (
        <>
          <Legend />
          <Tool word="showBoxes" icon="boxes" press={toggle} on={boxes} />
          <Tool word="zoomOut" icon="minus" press={() => zoomBy(-1)} />
          <Tool word="zoomIn" icon="plus" press={() => zoomBy(1)} />
          <Tool word="fitWidth" icon="width" press={() => (fit.value = "width")} on={fit.value === "width"} />
          <Tool word="fitPage" icon="whole" press={() => (fit.value = "page")} on={fit.value === "page"} />
        </>
      )}
    </div>
  );
}
const Legend = () => (
  <span class="legend" aria-label={t("confidence")}>
    {(["high", "middle", "low"] as const).map((step) => (
      <span key={step} class={`legend-${step}`}>
        {t(`trust.${step}`)}
      </span>
    ))}
  </span>
);

export function PagePane() {
  const boxes = useSignal(true);
  const of = report.value?.pages.find((p) => p.number === page.value);
  const drawn = Boolean(of?.width && of.height);
  return (
    <section class={`original ${boxes.value ? "" : "bare"}`} aria-label={t("original")}>
      <Tools boxes={boxes.value} toggle={() => (boxes.value = !boxes.value)} picture={drawn} />
      {of && drawn ? <Picture of={of} /> : <TextPane />}
    </section>
  );
}
