"use client";

import { formatDay, formatNumber } from "@/lib/format";
import { Canvas } from "./canvas";
import { dayAt, dayScale, LEFT, type DayAxis } from "./day-axis";
import { ChartFrame } from "./frame";
import { area, Hatch, linear, runs, type Spot } from "./geometry";
import type { Band } from "./line-chart";

export type Hit = { sold: number; predicted: number; band80: Band; soldOut?: boolean };

/** Sold less predicted, day by day, against the band that was promised. Outside it is red. */
export function Hits({ title, axis, hits, height = 84 }: { title: string; axis: DayAxis; hits: (Hit | null)[]; height?: number }) {
  const table = {
    head: ["Day", "sold", "predicted", "difference"],
    rows: hits.flatMap((hit, index) => (hit ? [[formatDay(dayAt(axis, index)), one(hit.sold), one(hit.predicted), one(hit.sold - hit.predicted, true)]] : [])),
  };
  const reach = Math.max(1e-9, ...hits.flatMap((hit) => (hit ? [Math.abs(hit.sold - hit.predicted), hit.band80[1] - hit.predicted] : [])));
  return (
    <ChartFrame title={title} table={table}>
      <Canvas height={height} label={title}>
        {(width) => {
          const x = dayScale(axis, width);
          const y = linear([-reach, reach], [height - 4, 4]);
          const side = (run: { index: number; value: Hit | null }[], end: 0 | 1) => run.map(({ index, value }): Spot => [x(index + 0.5), y((value?.band80[end] ?? 0) - (value?.predicted ?? 0))]);
          return (
            <>
              {runs(hits, (hit) => hit === null).map((run) => (
                <path key={run[0]?.index} className="band-80" d={area(side(run, 1), side(run, 0))} />
              ))}
              <line className="base-line" x1={LEFT} x2={x(axis.cutOff ?? axis.count)} y1={y(0)} y2={y(0)} />
              <text x={LEFT - 8} y={y(0) + 4} textAnchor="end">
                0
              </text>
              {hits.map((hit, index) => hit && <Needle key={index} hit={hit} left={x(index)} right={x(index + 1)} y={y} reach={reach} />)}
            </>
          );
        }}
      </Canvas>
    </ChartFrame>
  );
}

const one = (value: number, sign = false) => formatNumber(value, { decimals: 1, sign });

function Needle({ hit, left, right, y, reach }: { hit: Hit; left: number; right: number; y: (value: number) => number; reach: number }) {
  if (hit.soldOut) return <Hatch x={left + 1} y={y(reach * 0.4)} width={Math.max(2, right - left - 2)} height={y(-reach * 0.4) - y(reach * 0.4)} />;
  const middle = (left + right) / 2;
  const outside = hit.sold > hit.band80[1] || hit.sold < hit.band80[0];
  const colour = outside ? "var(--color-danger)" : "var(--color-ink)";
  const end = y(hit.sold - hit.predicted);
  return (
    <g>
      <line x1={middle} x2={middle} y1={y(0)} y2={end} stroke={colour} strokeWidth={1.5} />
      <circle cx={middle} cy={end} r={2.5} fill={colour} />
    </g>
  );
}
