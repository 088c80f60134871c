import type { ReactNode } from "react";
import { classes } from "@/lib/words";

type FigureProps = {
  label: string;
  value: ReactNode;
  /** The comparison with its base in words: "vs same weekday, last 4 weeks". Never a bare percentage. */
  note?: ReactNode;
  size?: "mid" | "big";
  /** Colour only where direction has a meaning. */
  tone?: "plain" | "attention" | "danger" | "good";
  trend?: ReactNode;
};

const TONES = { plain: "", attention: "text-attention", danger: "text-danger", good: "text-brand" };

/** Label above, value, and below it what to hold it against. */
export function Figure({ label, value, note, size = "mid", tone = "plain", trend }: FigureProps) {
  return (
    <div className="min-w-0">
      <p className="text-small text-muted">{label}</p>
      <p className={classes("font-semibold whitespace-nowrap", size === "big" ? "text-big tracking-[-0.012em]" : "mb-0.5 text-mid tracking-[-0.01em]", TONES[tone])}>{value}</p>
      {note && <p className="text-small text-muted">{note}</p>}
      {trend}
    </div>
  );
}
