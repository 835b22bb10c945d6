// Icons of one stroke, drawn once as symbols; they are decoration, the words stand beside them or in the label.
const PATHS: Record<string, string> = {
  up: "M12 16V5m0 0-4.5 4.5M12 5l4.5 4.5M5 19h14",
  down: "M12 5v11m0 0 4.5-4.5M12 16l-4.5-4.5M5 19h14",
  left: "M14.5 6 8.5 12l6 6",
  right: "M9.5 6l6 6-6 6",
  plus: "M12 6v12M6 12h12",
  minus: "M6 12h12",
  width: "M4 6v12M20 6v12M8 12h8m-8 0 2.5-2.5M8 12l2.5 2.5M16 12l-2.5-2.5M16 12l-2.5 2.5",
  whole: "M7 4h10v16H7zM10 8h4M10 12h4",
  boxes: "M4 6h9v5H4zM11 14h9v4h-9z",
  search: "M11 5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zm4.5 10.5L20 20",
  close: "M6.5 6.5l11 11m0-11-11 11",
  check: "M5 12.5l4.5 4.5L19 7.5",
  edit: "M5 19l1-4L15.5 5.5l3 3L9 18z",
  warn: "M12 4.5 21 19.5H3zM12 10v4.5m0 2v.5",
  file: "M7 3.5h7l4 4v13H7zM14 3.5v4h4",
  folder: "M3.5 6.5h6l2 2h9v10h-17z",
  keyboard: "M3.5 7h17v10h-17zM7 10.5h.5m3 0h.5m3 0h.5m2.5 0h.5M8 14h8",
  trash: "M5 7h14M9.500 7V4.500h5V7M7 7l1 12.500h8L17 7",
  redo: "M18.500 8.500A7.500 7.500 0 1 0 19.500 13M19 4.500v4.500h-4.500",
  stop: "M7 7h10v10H7z",
};

export function Icons() {
  return (
    <svg class="icons" aria-hidden="true">
      {Object.entries(PATHS).map(([name, path]) => (
        <symbol key={name} id={`i-${name}`} viewBox="0 0 24 24">
          <path d={path} fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" />
        </symbol>
      ))}
    </svg>
  );
}
export const Icon = ({ name }: { name: string }) => (
  <svg class="icon" aria-hidden="true">
    <use href={`#i-${name}`} />
  </svg>
);
