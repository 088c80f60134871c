"use client";

import { useState, type KeyboardEvent, type ReactNode } from "react";
import { LEFT, RIGHT } from "./day-axis";

export type Readout = { head: string; lines: { label: string; value: string }[] };

type ReadingProps = {
  label: string;
  count: number;
  /** What stands at this place, said aloud and shown. Null where there is nothing (closed). */
  read: (index: number) => Readout;
  start?: number;
  children: ReactNode;
};

/** Reads a chart by pointer, touch or arrow keys. To assistive technology it is a slider over days. */
export function Reading({ label, count, read, start = 0, children }: ReadingProps) {
  const [at, setAt] = useState<number | null>(null);
  const clamp = (index: number) => Math.max(0, Math.min(count - 1, index));
  const index = clamp(at ?? start);
  const readout = read(index);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, PageDown: 7, PageUp: -7, Home: -count, End: count };
    const step = steps[event.key];
    if (event.key === "Escape") return setAt(null);
    if (step === undefined) return;
    event.preventDefault();
    setAt(clamp(index + step));
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`${label}. Arrow keys read the values.`}
      aria-valuemin={0}
      aria-valuemax={count - 1}
      aria-valuenow={index}
      aria-valuetext={`${readout.head}: ${readout.lines.map((line) => `${line.label} ${line.value}`).join(", ")}`}
      className="relative touch-pan-y"
      onKeyDown={onKeyDown}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(at ?? start)}
      onBlur={() => setAt(null)}
      onPointerLeave={() => setAt(null)}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const share = (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT);
        setAt(share < 0 || share > 1 ? null : clamp(Math.floor(share * count)));
      }}
    >
      {children}
      {at !== null && <ReadoutBox readout={readout} share={(index + 0.5) / count} />}
    </div>
  );
}

function ReadoutBox({ readout, share }: { readout: Readout; share: number }) {
  const left = `calc(${LEFT}px + (100% - ${LEFT + RIGHT}px) * ${share})`;
  return (
    <>
      <div aria-hidden className="pointer-events-none absolute inset-y-0 w-px bg-ink/50" style={{ left }} />
      <div aria-hidden dir="auto" className="pointer-events-none absolute top-0 z-10 rounded-control bg-raised px-3 py-2 text-tiny shadow-float" style={{ left, transform: share > 0.55 ? "translateX(calc(-100% - 10px))" : "translateX(10px)" }}>
        <p className="mb-0.5 font-semibold whitespace-nowrap">{readout.head}</p>
        {readout.lines.map((line) => (
          <p key={line.label} className="flex justify-between gap-4 whitespace-nowrap">
            <span className="text-muted">{line.label}</span>
            <span className="nums font-medium">{line.value}</span>
          </p>
        ))}
      </div>
    </>
  );
}
