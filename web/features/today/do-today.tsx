"use client";

import { useState } from "react";
import { IntervalBar } from "@/components/charts";
import { AdviceCard } from "@/components/ui/advice";
import { Skeleton } from "@/components/ui/states";
import { DeskLink } from "@/features/insights/desk-link";
import { formatAmount } from "@/features/insights/amount";
import { dueWords } from "@/features/insights/words";
import { DISMISS_REASONS, useOrderDecision } from "@/features/stock/order-actions";
import { OrderDrawer } from "@/features/stock/order-drawer";
import type { Envelope, StockItem } from "@/lib/api/hooks/insights";
import { formatDay, type Day } from "@/lib/format";
import { capital } from "@/features/insights/words";
import type { Task } from "./tasks";

type DoTodayProps = { tasks: Task[] | null; today: Day; note: string; listing: Envelope };

/** What is due, in the order of its deadlines; the first order carries the one filled button. */
export function DoToday({ tasks, today, note, listing }: DoTodayProps) {
  const [whyOf, setWhyOf] = useState<StockItem | null>(null);
  const firstOrder = tasks?.find((task) => task.kind === "order")?.key;
  const due = tasks?.filter((task) => task.due <= today) ?? [];
  const soon = tasks?.filter((task) => task.due > today) ?? [];
  const lines = (list: Task[]) => list.map((task) => <TaskLine key={task.key} task={task} today={today} first={task.key === firstOrder} onWhy={setWhyOf} />);
  return (
    <section aria-labelledby="do-today">
      <header className="flex items-baseline justify-between gap-4 border-b border-rule pb-2">
        <h2 id="do-today">Do today</h2>
        <span className="text-small text-muted">{note}</span>
      </header>
      {tasks === null && <Waiting />}
      {tasks && due.length === 0 && <p className="py-4 text-muted">Nothing is due today. Orders, counts and prices appear here as soon as one is worth your time.</p>}
      <ol>{lines(due)}</ol>
      {soon.length > 0 && (
        <>
          <h2 className="border-b border-rule pt-5 pb-2">This week</h2>
          <ol>{lines(soon)}</ol>
        </>
      )}
      <OrderDrawer item={whyOf} today={today} listing={listing} onClose={() => setWhyOf(null)} />
    </section>
  );
}

function TaskLine({ task, today, first, onWhy }: { task: Task; today: Day; first: boolean; onWhy: (item: StockItem) => void }) {
  return (
    <li className="border-b border-hair last:border-0">
      {task.kind === "order" ? (
        <OrderCard task={task} today={today} first={first} onWhy={() => onWhy(task.item)} />
      ) : (
        <article className="grid grid-cols-[64px_1fr] py-[11px] pb-3">
          <p className="font-medium">{dueLabel(task.due, today)}</p>
          <div className="min-w-0">
            <h3 className="font-semibold">{task.title}</h3>
            <p className="mt-px text-small text-muted">
              {task.why} <DeskLink href={task.href}>{task.label}</DeskLink>
            </p>
          </div>
        </article>
      )}
    </li>
  );
}

/** Narrow column: "Today", "Mon 7". */
function dueLabel(due: Day, today: Day): string {
  const said = dueWords(due, today);
  return capital(said === "today" || said === "tomorrow" ? said.replace("tomorrow", formatDay(due, { year: false }).replace(/\s\p{L}+$/u, "")) : said.replace(/\s\p{L}+$/u, ""));
}

type OrderCardProps = { task: Extract<Task, { kind: "order" }>; today: Day; first: boolean; onWhy: () => void };

function OrderCard({ task, today, first, onWhy }: OrderCardProps) {
  const { item } = task;
  const { allowed, accept, later, dismiss } = useOrderDecision(item);
  const amount = formatAmount(item.suggested_quantity, item.unit);
  return (
    <AdviceCard
      due={dueLabel(task.due, today)}
      title={task.title}
      why={task.why}
      onWhy={onWhy}
      whyLabel={`Why ${amount}`}
      sure={<Need item={item} />}
      acceptLabel={`Ordered ${amount}`}
      first={first}
      dismissReasons={DISMISS_REASONS}
      onDecide={(decision, reason = "") => (decision === "accept" ? accept() : decision === "later" ? later() : dismiss(reason))}
      outcome={allowed ? undefined : "Managers decide on orders."}
    />
  );
}

/** "9 here, 46 wanted, 57 to be safe": what is there against what the order is sized for. */
function Need({ item }: { item: StockItem }) {
  const { expected, spare, on_shelf } = item.parts;
  const said = `${formatAmount(on_shelf, item.unit)} here, ${formatAmount(expected, item.unit)} wanted, ${formatAmount(expected + spare, item.unit)} to be safe`;
  return (
    <div className="grid grid-cols-[auto_minmax(60px,1fr)] items-center gap-x-3">
      <span>{said}</span>
      <IntervalBar label={said} mean={expected} band80={[expected, expected + spare]} have={on_shelf} top={Math.max(1, expected + spare, on_shelf) * 1.1} height={12} />
    </div>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Reading the advice">
      {[0, 1, 2].map((row) => (
        <div key={row} className="grid grid-cols-[64px_1fr] border-b border-hair py-3">
          <Skeleton className="h-4 w-10" />
          <div className="grid gap-2">
            <Skeleton className="h-4 w-52" />
            <Skeleton className="h-3 w-72" />
            <Skeleton className="h-7 w-40" />
          </div>
        </div>
      ))}
    </div>
  );
}
