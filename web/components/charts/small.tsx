"use client";

import { formatNumber, formatUnits } from "@/lib/format";
import { Canvas } from "./canvas";
import { linear } from "./geometry";
import type { Band } from "./line-chart";

type IntervalBarProps = {
  label: string;
  /** The likeliest value and its bands, on a line from 0 to `top`. */
  mean: number;
  band50?: Band;
  band80: Band;
  top: number;
  /** What is here already: solid ink from zero. */
  have?: number;
  /** Small ticks for limits that hold whatever the model says (guardrails). */
  marks?: { value: number; label: string }[];
  from?: number;
  height?: number;
};

/** How sure, as one line: bands for the doubt, a tick for the likeliest, ink for what is there. */
export function IntervalBar({ label, mean, band50, band80, top, have, marks = [], from = 0, height = 16 }: IntervalBarProps) {
  return (
    <Canvas height={height} label={label}>
      {(width) => {
        const x = linear([from, top], [0, width]);
        const middle = height / 2;
        const span = (band: Band) => ({ x: x(band[0]), width: Math.max(2, x(Math.min(top, band[1])) - x(band[0])) });
        return (
          <>
            <line className="grid-line" x1={0} x2={width} y1={middle} y2={middle} />
            <rect className="band-80" {...span(band80)} y={middle - 4} height={8} />
            {band50 && <rect className="band-50" {...span(band50)} y={middle - 4} height={8} />}
            {have !== undefined && <rect x={0} y={middle - 2} width={x(Math.min(have, top))} height={4} fill="var(--color-ink)" />}
            {marks.map((mark) => (
              <line key={mark.label} className="base-line" x1={x(mark.value)} x2={x(mark.value)} y1={1} y2={height - 1}>
                <title>{mark.label}</title>
              </line>
            ))}
            <rect x={x(mean) - 1} y={middle - 6} width={2} height={12} fill="var(--color-brand)" />
          </>
        );
      }}
    </Canvas>
  );
}

export type Driver = { label: string; effect: number; kind?: "base" | "total" };

/** A number as a sum of its parts, read from top to bottom; the total stands on the same scale. */
export function Waterfall({ label, drivers, format = formatUnits }: { label: string; drivers: Driver[]; format?: (value: number) => string }) {
  const ends: number[] = [];
  let at = 0;
  for (const driver of drivers) {
    at = driver.kind === "total" ? driver.effect : at + driver.effect;
    ends.push(at);
  }
  const low = Math.min(0, ...ends);
  const high = Math.max(1e-9, ...ends);
  return (
    <Canvas height={drivers.length * 23 + 4} label={label}>
      {(width) => {
        const x = linear([low, high], [Math.min(150, width * 0.46), width - 52]);
        return drivers.map((driver, index) => <DriverRow key={driver.label} driver={driver} start={driver.kind === "total" ? 0 : (ends[index - 1] ?? 0)} end={ends[index] ?? 0} x={x} y={index * 23 + 4} width={width} format={format} last={index === drivers.length - 1} />);
      }}
    </Canvas>
  );
}

type DriverRowProps = { driver: Driver; start: number; end: number; x: (value: number) => number; y: number; width: number; format: (value: number) => string; last: boolean };

function DriverRow({ driver, start, end, x, y, width, format, last }: DriverRowProps) {
  const plain = driver.kind !== undefined;
  const fill = driver.kind === "total" ? "var(--color-brand)" : driver.kind === "base" ? "var(--color-rule)" : driver.effect < 0 ? "var(--color-series-2)" : "var(--color-band-50)";
  const sign = plain ? "" : driver.effect < 0 ? "− " : "+ ";
  return (
    <g>
      <text x={0} y={y + 12} className={plain ? "strong" : undefined}>
        {driver.label}
      </text>
      <rect x={Math.min(x(start), x(end))} y={y + 2} width={Math.max(2, Math.abs(x(end) - x(start)))} height={12} fill={fill} />
      {!last && <line className="base-line" x1={x(end)} x2={x(end)} y1={y + 2} y2={y + 37} />}
      <text x={width} y={y + 12} textAnchor="end" className={driver.kind === "total" ? "strong" : undefined}>
        {sign}
        {format(plain ? driver.effect : Math.abs(driver.effect))}
      </text>
    </g>
  );
}

export type StripPart = { key: string; label: string; value: number; color: string };

/** Shares of a whole as one bar; rows over one another compare two wholes (people above, money below). */
export function Strip({ label, parts, current, onPick, format = formatNumber }: { label: string; parts: StripPart[]; current?: string | null; onPick?: (key: string) => void; format?: (value: number) => string }) {
  const total = parts.reduce((sum, part) => sum + part.value, 0) || 1;
  return (
    <div className="grid grid-cols-[72px_1fr] items-center gap-x-3">
      <span className="text-small text-muted">{label}</span>
      <div className="flex h-9 gap-px overflow-hidden rounded-control" dir="ltr">
        {parts.map((part) => (
          <button
            key={part.key}
            type="button"
            onClick={() => onPick?.(part.key)}
            disabled={!onPick}
            aria-pressed={onPick ? current === part.key : undefined}
            title={`${part.label}: ${format(part.value)}`}
            className={`relative min-w-1 truncate px-2 text-start text-tiny font-medium ${current && current !== part.key ? "text-ink" : "text-on-series"}`}
            style={{ width: `${(part.value / total) * 100}%`, background: current && current !== part.key ? `color-mix(in srgb, ${part.color} 28%, var(--color-ground))` : part.color }}
          >
            {part.value / total > 0.09 && <span className={part.value / total < 0.2 ? "max-md:hidden" : undefined}>{part.label}</span>}
            <span className="sr-only">{`${part.label}: ${format(part.value)}`}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
