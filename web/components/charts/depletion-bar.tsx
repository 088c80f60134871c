"use client";

import { addDays, formatDay, parseDay, type Day } from "@/lib/format";
import { Canvas } from "./canvas";
import { Hatch, linear, type Scale } from "./geometry";

type DepletionBarProps = {
  name: string;
  today: Day;
  /** Days from today until the shelf is empty: first chance, likeliest, last chance. Null = beyond. */
  p10: number | null;
  p50: number | null;
  p90: number | null;
  /** Days from today: the van with this order, and the one after. */
  vans?: number[];
  /** Days without the goods unless ordered: hatched from p90 to the van after. */
  horizonDays?: number;
  height?: number;
};

const END_BEYOND = Number.POSITIVE_INFINITY;

/** Solid to P10, tapering to P90, a tick at P50, hatched until the next van; triangles are vans. */
export function DepletionBar(props: DepletionBarProps) {
  const { name, today, p50, horizonDays = 14, height = 36 } = props;
  const end = p50 === null || p50 > horizonDays ? `after ${formatDay(addDays(today, horizonDays))}` : `likeliest ${formatDay(addDays(today, Math.round(p50)))}`;
  return (
    <Canvas height={height} label={`${name} runs out ${end}`}>
      {(width) => <Bar {...props} x={linear([0, horizonDays], [0, width])} width={width} horizonDays={horizonDays} height={height} />}
    </Canvas>
  );
}

function Bar({ today, p10, p50, p90, vans = [], horizonDays, height, width, x }: DepletionBarProps & { x: Scale; width: number; horizonDays: number; height: number }) {
  const middle = height / 2;
  const cut = (days: number | null) => Math.min(days ?? END_BEYOND, horizonDays);
  const from = x(cut(p10));
  const to = x(cut(p90));
  const beyond = (p90 ?? END_BEYOND) > horizonDays;
  const tail = beyond ? 1.6 : 0;
  const nextVan = vans[1];
  return (
    <>
      <WeekMarks today={today} horizonDays={horizonDays} height={height} x={x} />
      <rect x={0} y={middle - 3} width={from} height={6} fill="var(--color-ink)" />
      <path fill="var(--color-ink)" opacity={0.32} d={`M${from} ${middle - 3}L${to} ${middle - tail}V${middle + tail}L${from} ${middle + 3}Z`} />
      {p50 !== null && p50 < horizonDays ? (
        <rect x={x(p50) - 1} y={middle - 7} width={2} height={14} fill="var(--color-ink)" />
      ) : (
        <text x={width - 2} y={middle - 7} textAnchor="end">
          after {formatDay(addDays(today, horizonDays), { weekday: false })}
        </text>
      )}
      {!beyond && nextVan !== undefined && (p90 ?? END_BEYOND) < nextVan && <Hatch x={to} y={middle - 4} width={x(cut(nextVan)) - to} height={8} />}
      {vans.map((van, index) => van < horizonDays && <Van key={van} x={x(van)} y={middle + 14} open={index > 0} />)}
    </>
  );
}

function Van({ x, y, open }: { x: number; y: number; open: boolean }) {
  return <path d={`M${x - 4} ${y}h8l-4 -7z`} fill={open ? "none" : "var(--color-brand)"} stroke="var(--color-brand)" />;
}

/** Mondays as hairlines, Sundays shaded: the same pixels in every row of the table. */
export function WeekMarks({ today, horizonDays, height, x }: { today: Day; horizonDays: number; height: number; x: Scale }) {
  const days = Array.from({ length: horizonDays }, (_, index) => index);
  const weekday = (index: number) => parseDay(addDays(today, index)).getUTCDay();
  return (
    <g>
      {days.filter((index) => index > 0 && weekday(index) === 1).map((index) => (
        <line key={index} className="grid-line" x1={x(index)} x2={x(index)} y1={0} y2={height} />
      ))}
      {days.filter((index) => weekday(index) === 0).map((index) => (
        <rect key={index} x={x(index)} y={0} width={x(1) - x(0)} height={height} fill="var(--color-ink)" opacity={0.04} />
      ))}
    </g>
  );
}

/** Head of the column: today and the Mondays, on the pixels of the bars below. */
export function DepletionHead({ today, horizonDays = 14 }: { today: Day; horizonDays?: number }) {
  const marks = Array.from({ length: horizonDays }, (_, index) => index).filter((index) => index === 0 || parseDay(addDays(today, index)).getUTCDay() === 1);
  return (
    <span className="relative block h-4">
      {marks.map((index) => (
        <span key={index} className={`absolute ${index === 0 ? "font-medium text-ink" : ""}`} style={{ insetInlineStart: `${(index / horizonDays) * 100}%` }}>
          {index === 0 || index > 2 ? formatDay(addDays(today, index), { year: false }).replace(/\s?\p{L}+$/u, "") : ""}
        </span>
      ))}
    </span>
  );
}

/** What each sign means, once below the table. */
export function DepletionLegend() {
  const sign = (drawing: React.ReactNode, width: number) => (
    <svg className="chart" style={{ width }} height={12} aria-hidden>
      {drawing}
    </svg>
  );
  const entries: [React.ReactNode, string][] = [
    [sign(<rect x={0} y={3} width={24} height={6} fill="var(--color-ink)" />, 24), "on the shelf"],
    [sign(<path fill="var(--color-ink)" opacity={0.32} d="M0 3L24 6V6L0 9Z" />, 24), "may run out, 8 in 10"],
    [sign(<rect x={3} y={0} width={2} height={12} fill="var(--color-ink)" />, 8), "likeliest"],
    [sign(<Hatch x={0} y={2} width={24} height={8} />, 24), "empty without the order"],
    [sign(<Van x={6} y={10} open={false} />, 12), "van with this order"],
    [sign(<Van x={6} y={10} open />, 12), "the van after"],
  ];
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1 pt-3 text-tiny text-muted" dir="ltr">
      {entries.map(([drawing, text]) => (
        <li key={text} className="flex items-center gap-2">
          {drawing}
          {text}
        </li>
      ))}
    </ul>
  );
}
