import { formatDuration, formatNumber, formatPercent } from "@/lib/format";

export type Part = { label: string; count: number; color: string };

/** One bar, filled by parts that each end up somewhere. A part that exists is always visible. */
export function Progress({ parts, total, label }: { parts: Part[]; total: number; label: string }) {
  const done = parts.reduce((sum, part) => sum + part.count, 0);
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.floor(share * 100)} className="flex h-2 w-full overflow-hidden rounded-key bg-press">
      {parts
        .filter((part) => part.count > 0)
        .map((part) => (
          <div key={part.label} title={part.label} className="h-2 transition-[width] duration-180" style={{ width: `${(part.count / Math.max(total, done)) * 100}%`, minWidth: 3, background: part.color }} />
        ))}
    </div>
  );
}

type PaceProps = {
  /** Share of the whole, 0 to 1; null while it is not known. */
  share: number | null;
  ratePerSecond?: number | null;
  unit?: string;
  secondsLeft?: number | null;
};

/** "62 %  38,400 rows a second, 4 s left" */
export function Pace({ share, ratePerSecond, unit = "rows", secondsLeft }: PaceProps) {
  const words = [
    ratePerSecond ? `${formatNumber(ratePerSecond)} ${unit} a second` : null,
    secondsLeft != null ? `${formatDuration(secondsLeft)} left` : null,
  ].filter(Boolean);
  return (
    <span className="nums whitespace-nowrap">
      <b className="font-semibold">{share === null ? "starting" : formatPercent(Math.floor(share * 100) / 100)}</b>
      {words.length > 0 && <span className="ms-3 text-muted">{words.join(", ")}</span>}
    </span>
  );
}
