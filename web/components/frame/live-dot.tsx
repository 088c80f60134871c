"use client";

import { useLiveState } from "@/lib/live/provider";
import type { LiveState } from "@/lib/live/socket";

const WORDS: Record<LiveState, { word: string; color: string; title: string }> = {
  live: { word: "Live", color: "bg-brand", title: "Changes appear by themselves" },
  "catching-up": { word: "Catching up", color: "bg-attention", title: "The line is being opened; what you see may be a few seconds old" },
  offline: { word: "Offline", color: "bg-danger", title: "No line to the shop's computer; asking again every few seconds" },
};

/** Green, amber, red; always with the word, because hue alone says nothing to some. */
export function LiveDot() {
  const { word, color, title } = WORDS[useLiveState()];
  return (
    <span role="status" title={title} className="inline-flex items-center gap-[7px] text-small whitespace-nowrap text-muted">
      <span className={`size-2 rounded-full ${color}`} aria-hidden />
      {word}
    </span>
  );
}
