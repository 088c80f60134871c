"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";

type CanvasProps = {
  height: number;
  /** What the picture says, for those who do not see it. */
  label: string;
  children: (width: number) => ReactNode;
};

/** Draws at the real width of its place, again when that changes, so that type never scales. */
export function Canvas({ height, label, children }: CanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);
  return (
    <div ref={host} style={{ height }}>
      {width > 0 && (
        <svg className="chart" viewBox={`0 0 ${width} ${height}`} height={height} role="img" aria-label={label}>
          {children(width)}
        </svg>
      )}
    </div>
  );
}
