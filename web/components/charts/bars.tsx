"use client";

import { formatUnits } from "@/lib/format";
import { Canvas } from "./canvas";
import { ChartFrame } from "./frame";
import { linear } from "./geometry";

export type BarItem = {
  label: string;
  /** Null = closed: a word in place of a bar. */
  value: number | null;
  /** Already happened (ink) or expected (brand). */
  kind: "past" | "next";
  /** What was predicted for a past bar: a short line over it. */
  ghost?: number | null;
  strong?: boolean;
};

type BarsProps = { title: string; items: BarItem[]; height?: number; format?: (value: number) => string };

/** A few bars from a zero baseline, each with its value on it. */
export function Bars({ title, items, height = 116, format = formatUnits }: BarsProps) {
  const table = {
    head: ["", "Value", "Predicted then"],
    rows: items.map((item) => [item.label, item.value === null ? "closed" : format(item.value), item.ghost == null ? null : format(item.ghost)]),
  };
  const top = Math.max(1e-9, ...items.map((item) => Math.max(item.value ?? 0, item.ghost ?? 0)));
  return (
    <ChartFrame title={title} table={table}>
      <Canvas height={height} label={title}>
        {(width) => {
          const slot = width / items.length;
          const y = linear([0, top], [height - 24, 20]);
          return (
            <>
              {items.map((item, index) => (
                <OneBar key={item.label + index} item={item} left={index * slot} slot={slot} y={y} format={format} />
              ))}
              <line className="base-line" x1={0} x2={width} y1={y(0)} y2={y(0)} />
            </>
          );
        }}
      </Canvas>
    </ChartFrame>
  );
}

type OneBarProps = { item: BarItem; left: number; slot: number; y: (value: number) => number; format: (value: number) => string };

function OneBar({ item, left, slot, y, format }: OneBarProps) {
  const middle = left + slot / 2;
  const width = Math.min(26, slot * 0.5);
  const value = item.value ?? 0;
  const fill = item.kind === "past" ? "var(--color-ink)" : "color-mix(in srgb, var(--color-brand) 45%, var(--chart-ground, var(--color-ground)))";
  return (
    <g>
      {item.value === null ? (
        <text x={middle} y={y(0) - 5} textAnchor="middle">
          closed
        </text>
      ) : (
        <>
          <rect x={middle - width / 2} y={y(value)} width={width} height={Math.max(0, y(0) - y(value))} fill={fill} />
          {item.ghost != null && <line className="base-line" strokeWidth={1.5} x1={middle - width / 2 - 3} x2={middle + width / 2 + 3} y1={y(item.ghost)} y2={y(item.ghost)} />}
          <text className={item.kind === "past" ? "strong halo" : "own halo"} x={middle} y={Math.min(y(value), y(item.ghost ?? 0)) - 6} textAnchor="middle">
            {format(value)}
          </text>
        </>
      )}
      <text className={item.strong ? "strong" : undefined} x={middle} y={y(0) + 17} textAnchor="middle">
        {item.label}
      </text>
    </g>
  );
}
