// The place of a figure, cut from the page picture that is shown already: nothing more is asked of the service.
import { pictureUrl } from "../api";
import type { Box, Observation } from "../types";
import { t } from "../words";
import { job, report } from "./state";
import { asked } from "./zoom";

const BEFORE = 0.34; // of the page's width, shown left of a figure: there its row is named
const BEHIND = 0.06;
const ABOVE = 0.007; // of the page's height
const TALLEST = 0.1;

/** The box of a figure with what stands beside it. */
function surroundings([left, top, right, bottom]: Box): Box {
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  return [inside(left - BEFORE), inside(top - ABOVE), inside(right + BEHIND), inside(Math.min(bottom + ABOVE, top + TALLEST))];
}

export function Crop({ o }: { o: Observation }) {
  const place = o.evidence.find((e) => e.bbox);
  const of = report.value?.pages.find((p) => p.number === place?.page);
  if (!place?.bbox || !of?.width || !of.height || !job.value) return null;
  const [left, top, right, bottom] = surroundings(place.bbox);
  const [x, y] = [place.bbox[0] * of.width, place.bbox[1] * of.height];
  const view = [left * of.width, top * of.height, (right - left) * of.width, (bottom - top) * of.height];
  return (
    <figure class="crop">
      <svg viewBox={view.join(" ")} role="img" aria-label={`${t("crop")}：${o.raw_value || o.text || ""}`}>
        <image href={pictureUrl(job.value.id, of.number, asked.value)} width={of.width} height={of.height} preserveAspectRatio="none" />
        <rect class="box chosen" x={x - 1} y={y - 1} width={place.bbox[2] * of.width - x + 2} height={place.bbox[3] * of.height - y + 2} />
      </svg>
    </figure>
  );
}
