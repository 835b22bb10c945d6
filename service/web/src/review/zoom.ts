// How large the page picture is: fitted to the pane's width or height, or a factor of the width.
import { signal } from "@preact/signals";

export const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4] as const;
export const fit = signal<"width" | "page" | "factor">("width");
export const factor = signal(1);

const WIDTHS = [800, 1200, 1600, 2400] as const; // of the pictures asked for: few, so that they are kept
/** Width of the page picture that is shown now. */
export const asked = signal<number>(WIDTHS[1]);
export const widthFor = (pixels: number): number => WIDTHS.find((w) => w >= pixels) ?? WIDTHS[3];

export function zoomBy(by: 1 | -1): void {
  const next = by > 0 ? STEPS.find((s) => s > factor.value) : STEPS.findLast((s) => s < factor.value);
  if (fit.value !== "factor" && fit.value === "page") factor.value = by > 0 ? 1 : 0.5;
  else factor.value = next ?? factor.value;
  fit.value = "factor";
}
