import { area, line, runs, type Scale, type Spot } from "./geometry";
import type { Band, Expected } from "./line-chart";

type PartProps = { name: string; x: Scale; y: Scale };

/** One path per unbroken run of days; a day standing alone becomes a dot. */
export function LineRuns({ values, name, x, y }: PartProps & { values: (number | null)[] }) {
  return (
    <g>
      {runs(values, (value) => value === null).map((run) => {
        const spots = run.map(({ index, value }): Spot => [x(index), y(value ?? 0)]);
        const [first] = spots;
        if (spots.length === 1 && first) return <circle key={first[0]} className={name.includes("next") ? "dot own" : "dot"} cx={first[0]} cy={first[1]} r={2} />;
        return <path key={first?.[0]} className={name} d={line(spots)} />;
      })}
    </g>
  );
}

/** Doubt is width. A single open day between closed ones gets a short band around its middle. */
export function BandRuns({ next, pick, name, x, y }: PartProps & { next: (Expected | null)[]; pick: (one: Expected) => Band | undefined }) {
  const bands = next.map((one) => (one ? (pick(one) ?? null) : null));
  return (
    <g className={name}>
      {runs(bands, (band) => band === null).map((run) => {
        const places = run.length > 1 ? run.map((one) => one.index) : [(run[0]?.index ?? 0) - 0.35, (run[0]?.index ?? 0) + 0.35];
        const side = (end: 0 | 1) => places.map((place, at): Spot => [x(place), y((run[Math.min(at, run.length - 1)]?.value ?? [0, 0])[end])]);
        return <path key={places[0]} d={area(side(1), side(0))} />;
      })}
    </g>
  );
}

type PeaksProps = PartProps & { values: (number | null)[]; format: (value: number) => string; width: number };

/** Labels the few highest days directly, far enough apart that no label meets another. */
export function Peaks({ values, name, x, y, format, width }: PeaksProps) {
  const apart = 64;
  const most = width < 500 ? 2 : 3;
  const chosen: number[] = [];
  const order = values.map((value, index) => ({ value, index })).filter((one) => one.value !== null && one.value > 0);
  order.sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  for (const { index } of order) {
    if (chosen.length === most) break;
    if (chosen.every((other) => Math.abs(x(other) - x(index)) >= apart)) chosen.push(index);
  }
  return (
    <g>
      {chosen.map((index) => (
        <text key={index} className={name} x={x(index)} y={y(values[index] ?? 0) - 8} textAnchor="middle">
          {format(values[index] ?? 0)}
        </text>
      ))}
    </g>
  );
}
