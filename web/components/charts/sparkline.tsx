"use client";

import { Canvas } from "./canvas";
import { area, line, linear, type Spot } from "./geometry";
import type { Band } from "./line-chart";

type SparklineProps = {
  label: string;
  past: (number | null)[];
  next?: { mean: number | null; band80?: Band }[];
  height?: number;
};

/** A tiny trend. At this size closed days are noise, so they are joined across. */
export function Sparkline({ label, past, next = [], height = 28 }: SparklineProps) {
  const before = past.filter((value) => value !== null);
  const after = next.flatMap((one) => (one.mean === null ? [] : [{ mean: one.mean, band: one.band80 ?? ([one.mean, one.mean] as Band) }]));
  const top = Math.max(1e-9, ...before, ...after.map((one) => one.band[1]));
  return (
    <Canvas height={height} label={label}>
      {(width) => {
        const x = linear([0, Math.max(1, before.length + after.length - 1)], [1, width - 1]);
        const y = linear([0, top], [height - 1, 3]);
        const ahead = (pick: (one: (typeof after)[number]) => number) => after.map((one, index): Spot => [x(before.length + index), y(pick(one))]);
        return (
          <>
            {after.length > 1 && <path className="band-80" d={area(ahead((one) => one.band[1]), ahead((one) => one.band[0]))} />}
            {before.length > 0 && <path className="past small" d={line(before.map((value, index): Spot => [x(index), y(value)]))} />}
            {after.length > 0 && <path className="next small" d={line(ahead((one) => one.mean))} />}
          </>
        );
      }}
    </Canvas>
  );
}
