import type { ReactNode } from "react";
import { plainProblem } from "@/lib/api/problems";
import { formatDay, formatMoment } from "@/lib/format";
import { classes } from "@/lib/words";
import { Button } from "./button";
import { VisuallyHidden } from "./hidden";

/** A grey stand-in of the real shape; unseen for the first 150 ms. Give it the size of what comes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes("anim-late rounded-control bg-press", className)} />;
}

export function SkeletonRows({ rows = 8, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status">
      <VisuallyHidden>{label}</VisuallyHidden>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-6 border-b border-hair">
          <Skeleton className={classes("h-3", ["w-52", "w-64", "w-44"][row % 3])} />
          <Skeleton className="ms-auto h-3 w-14" />
          <Skeleton className="h-3 w-14" />
        </div>
      ))}
    </div>
  );
}

type StateProps = { title: string; children?: ReactNode; action?: ReactNode };

/** What this page will show, and the one button that fills it. */
export function EmptyState({ title, children, action }: StateProps) {
  return (
    <section className="max-w-[52ch] py-10">
      <h2 className="text-lead">{title}</h2>
      <div className="mt-1 text-muted">{children}</div>
      {action && <div className="mt-4 flex gap-2">{action}</div>}
    </section>
  );
}

type ErrorStateProps = {
  /** What failed, in the page's words: "The forecast could not be read". */
  title: string;
  error: unknown;
  /** What was kept: "Your answers are still here." */
  kept?: string;
  onRetry?: () => void;
};

/** What failed, what was kept, what to do, and the id under which the shop's log knows it. */
export function ErrorState({ title, error, kept, onRetry }: ErrorStateProps) {
  const problem = plainProblem(error);
  return (
    <section role="alert" className="max-w-[60ch] py-6">
      <h2 className="text-lead text-danger">{title}</h2>
      <p className="mt-1 text-muted">
        {problem.text} {kept}
      </p>
      <div className="mt-3 flex items-center gap-3">
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
        {problem.traceId && (
          <span className="text-small text-faint">
            Trace <code className="font-mono text-tiny select-all">{problem.traceId}</code>
          </span>
        )}
      </div>
    </section>
  );
}

/** Missing history is a state, not an error: what is known so far, and when more will be. */
export function NotEnoughHistory({ title, notes, action }: { title: string; notes: string[]; action?: ReactNode }) {
  return (
    <EmptyState title={title} action={action}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </EmptyState>
  );
}

type StaleNoteProps = { asOf?: string | null; cutoffDate?: string | null; notes?: string[]; timeZone?: string };

/** Says when it was true. Stands beside the title, and hides nothing. */
export function StaleNote({ asOf, cutoffDate, notes = [], timeZone }: StaleNoteProps) {
  const said = [
    asOf && `Computed ${formatMoment(asOf, timeZone)}`,
    cutoffDate && `from sales up to ${formatDay(cutoffDate)}`,
  ].filter(Boolean);
  return (
    <p role="status" className="rounded-control bg-attention-wash px-3 py-1.5 text-small text-attention">
      {said.length > 0 && `${said.join(" ")}. `}
      {notes.join(" ")}
    </p>
  );
}
