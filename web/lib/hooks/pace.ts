"use client";

import { useRef } from "react";

type Mark = { key: string; at: number; done: number };

/** Shorter than this says nothing about the pace yet. */
const SECONDS_MIN = 1.5;

/**
 * How fast something goes and how long it will take, seen from here: from where it stood when this
 * step was first looked at. `key` names the step; another one starts over. Null until it is known.
 */
export function usePace(key: string, done: number, total: number): { perSecond: number | null; secondsLeft: number | null } {
  const start = useRef<Mark | null>(null);
  const now = performance.now() / 1000;
  if (start.current?.key !== key) start.current = { key, at: now, done };
  const seconds = now - start.current.at;
  const perSecond = seconds > SECONDS_MIN ? (done - start.current.done) / seconds : 0;
  if (perSecond <= 0) return { perSecond: null, secondsLeft: null };
  return { perSecond, secondsLeft: Math.max(0, total - done) / perSecond };
}
