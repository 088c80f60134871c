/** Plain arithmetic of charts: numbers in, coordinates and path texts out. */

export type Scale = (value: number) => number;
export type Spot = [x: number, y: number];

export function linear(from: [number, number], to: [number, number]): Scale {
  const step = (to[1] - to[0]) / (from[1] - from[0] || 1);
  return (value) => to[0] + (value - from[0]) * step;
}

/** Round values for the axis, about `count` of them, the first at or below `from`. */
export function ticks(from: number, to: number, count = 4): number[] {
  const raw = (to - from || 1) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? raw;
  const first = Math.floor(from / step);
  const last = Math.ceil(to / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

export function line(spots: Spot[]): string {
  return spots.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

export function area(top: Spot[], bottom: Spot[]): string {
  return `${line([...top, ...[...bottom].reverse()])}Z`;
}

/** Splits at gaps: closed days end a run, and a line never crosses them. */
export function runs<T>(values: T[], isGap: (value: T) => boolean): { index: number; value: T }[][] {
  const found: { index: number; value: T }[][] = [[]];
  values.forEach((value, index) => {
    if (isGap(value)) found.push([]);
    else found[found.length - 1]?.push({ index, value });
  });
  return found.filter((run) => run.length > 0);
}

/** Diagonal strokes clipped by hand, so hatching prints and themes like any other line. */
export function Hatch({ x, y, width, height, step = 5 }: { x: number; y: number; width: number; height: number; step?: number }) {
  const strokes = [];
  for (let offset = step - height; offset < width; offset += step) {
    const start = Math.max(0, offset);
    const end = Math.min(width, offset + height);
    if (end > start) strokes.push(<line key={offset} x1={x + start} y1={y + height - (start - offset)} x2={x + end} y2={y + height - (end - offset)} />);
  }
  return <g className="hatch">{strokes}</g>;
}
