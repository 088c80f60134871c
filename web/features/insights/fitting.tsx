"use client";

import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { EmptyState } from "@/components/ui/states";
import { useToast } from "@/components/ui/toast";
import { isRunning, useLatestRun, useStartRun, type Run } from "@/lib/api/hooks/insights";
import { plainProblem } from "@/lib/api/problems";
import { formatDuration, formatPercent } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";

/** A fit is under way, or will be: how far it is, and that nobody has to wait here for it. */
export function Fitting({ storeId, title, notes }: { storeId: string; title: string; notes: string[] }) {
  const { data: run } = useLatestRun(storeId, true);
  const action = run !== undefined && !isRunning(run) ? <StartRun storeId={storeId} label="Work it out now" main /> : undefined;
  return (
    <EmptyState title={title} action={action}>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {isRunning(run) && run && <RunBar run={run} />}
      {run?.state === "failed" && <p className="mt-2 text-danger">The last attempt did not finish. {run.notes.join(" ")}</p>}
    </EmptyState>
  );
}

/** A thin bar with what is being done; the page can be left meanwhile. */
export function RunBar({ run }: { run: Run }) {
  const stage = run.state === "waiting" ? "Waiting for its turn" : run.stage || "Working";
  return (
    <div className="mt-4 max-w-[440px]">
      <div className="mb-1.5 flex items-baseline justify-between gap-4 text-small">
        <span className="text-ink">{stage}</span>
        <span className="nums font-medium text-ink">{formatPercent(Math.floor(run.progress * 100) / 100)}</span>
      </div>
      <Progress label="Working out the forecast" total={1} parts={[{ label: stage, count: run.progress, color: "var(--color-brand)" }]} />
      <p className="mt-1.5 text-small">{leftWords(run)}You can leave this page; it goes on.</p>
    </div>
  );
}

/** Time left, from the pace so far; nothing while too little is done to tell. */
function leftWords(run: Run): string {
  if (!run.started_at || run.progress < 0.05) return "";
  const passed = (Date.now() - new Date(run.started_at).getTime()) / 1000;
  const left = (passed / run.progress) * (1 - run.progress);
  return left > 0 && left < 7200 ? `About ${formatDuration(left)} left. ` : "";
}

/** For people who may: asks for a fit; while one works, that one is shown. */
export function StartRun({ storeId, label, main = false }: { storeId: string; label: string; main?: boolean }) {
  const start = useStartRun(storeId);
  const toast = useToast();
  const allowed = usePermission("insights.retrain");
  if (!allowed) return null;
  const ask = () => start.mutate(undefined, { onError: (error) => toast({ text: plainProblem(error).text, tone: "danger" }) });
  return (
    <Button kind={main ? "main" : "line"} size={main ? "normal" : "small"} busy={start.isPending && "Asking"} onClick={ask}>
      {label}
    </Button>
  );
}
