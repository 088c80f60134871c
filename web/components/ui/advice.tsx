"use client";

import type { ReactNode } from "react";
import { classes } from "@/lib/words";
import { Button, TextButton } from "./button";
import { Menu, MenuItem, MenuLabel } from "./menu";

export type Decision = "accept" | "dismiss" | "later";

type AdviceCardProps = {
  /** When it is due: "14:00", "Thu 3 Dec"; keeps the left edge of a list aligned. */
  due?: string;
  /** Verb first: "Order 48 × Oat milk 1 l by Thursday". */
  title: string;
  /** One sentence with its number. */
  why: ReactNode;
  onWhy?: () => void;
  whyLabel?: string;
  /** How sure: usually a sentence and an IntervalBar. */
  sure?: ReactNode;
  acceptLabel: string;
  /** One filled button a view: only the first card gets it. */
  first?: boolean;
  busy?: Decision | null;
  dismissReasons?: { value: string; label: string }[];
  onDecide: (decision: Decision, reason?: string) => void;
  /** What happened afterwards, once accepted. */
  outcome?: ReactNode;
};

const REASONS = [
  { value: "already-done", label: "Already done" },
  { value: "not-right", label: "The numbers look wrong" },
  { value: "not-now", label: "Right, but not for this shop" },
];

/** What to do, why, how sure, and what the person decides. */
export function AdviceCard(props: AdviceCardProps) {
  const { due, title, why, onWhy, whyLabel = "Why", sure, outcome } = props;
  return (
    <article className={classes("py-[11px] pb-3", due !== undefined && "grid grid-cols-[64px_1fr]")}>
      {due !== undefined && <p className="nums font-medium">{due}</p>}
      <div className="min-w-0">
        <h3 className="font-semibold">{title}</h3>
        <p className="mt-px text-small text-muted">
          {why} {onWhy && <TextButton onClick={onWhy}>{whyLabel}</TextButton>}
        </p>
        {sure && <div className="mt-2 text-tiny text-muted">{sure}</div>}
        {outcome ? <p className="mt-2 text-small text-brand">{outcome}</p> : <Decide {...props} />}
      </div>
    </article>
  );
}

function Decide({ acceptLabel, first, busy = null, dismissReasons = REASONS, onDecide }: AdviceCardProps) {
  const idle = busy === null;
  return (
    <div className="mt-2 flex flex-wrap items-center gap-1">
      <Button kind={first ? "main" : "line"} size="small" disabled={!idle} busy={busy === "accept" && "Saving"} onClick={() => onDecide("accept")}>
        {acceptLabel}
      </Button>
      <Button kind="bare" size="small" disabled={!idle} onClick={() => onDecide("later")}>
        Later
      </Button>
      <Menu
        trigger={
          <Button kind="bare" size="small" disabled={!idle}>
            Dismiss
          </Button>
        }
      >
        <MenuLabel>Why not?</MenuLabel>
        {dismissReasons.map((reason) => (
          <MenuItem key={reason.value} onSelect={() => onDecide("dismiss", reason.value)}>
            {reason.label}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
