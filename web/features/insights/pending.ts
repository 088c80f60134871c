/**
 * Decisions that were just made and can still be undone.
 *
 * A decision on advice is final for the API, so "undo" must happen before it is sent: the row goes
 * at once, the call follows ten seconds later, when the page changes hands, or when the tab closes.
 * The state lives outside React so that it survives a change of page.
 */
import type { Decision } from "@/components/ui/advice";
import { sendDecision } from "@/lib/api/hooks/decisions";
import { authorization, urlOf } from "@/lib/api/client";

export type Choice = { id: string; decision: Decision; reason?: string };
type Waiting = Choice & { timer: ReturnType<typeof setTimeout>; settle: Settle };
type Settle = (outcome: { choice: Choice; error?: unknown }) => void;

/** As long as the message with its undo button stays. */
export const UNDO_MS = 10_000;

const waiting = new Map<string, Waiting>();
const listeners = new Set<() => void>();
let decided: ReadonlyMap<string, Decision> = new Map();

function change(edit: (next: Map<string, Decision>) => void): void {
  const next = new Map(decided);
  edit(next);
  decided = next;
  listeners.forEach((listener) => listener());
}

/** What was decided here, sent or not: lists leave it out. */
export const readDecided = () => decided;

export function watchDecided(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function decide(choice: Choice, settle: Settle): void {
  if (decided.has(choice.id)) return;
  const timer = setTimeout(() => void send(choice.id), UNDO_MS);
  waiting.set(choice.id, { ...choice, timer, settle });
  change((next) => next.set(choice.id, choice.decision));
}

/** True when it came in time. */
export function undo(id: string): boolean {
  const one = waiting.get(id);
  if (!one) return false;
  clearTimeout(one.timer);
  waiting.delete(id);
  change((next) => next.delete(id));
  return true;
}

/** For what was decided by another way, such as a price that was written at once. */
export function markDecided(id: string, decision: Decision): void {
  change((next) => next.set(id, decision));
}

async function send(id: string): Promise<void> {
  const one = waiting.get(id);
  if (!one) return;
  waiting.delete(id);
  const { settle, timer: _, ...choice } = one;
  try {
    await sendDecision(id, bodyOf(choice));
    settle({ choice });
  } catch (error) {
    change((next) => next.delete(id));
    settle({ choice, error });
  }
}

const bodyOf = ({ decision, reason = "" }: Choice) => ({ decision, reason });

/** A tab that closes cannot wait for answers, but the browser still delivers these. */
function sendAllNow(): void {
  for (const { timer, settle: _, ...choice } of waiting.values()) {
    clearTimeout(timer);
    void fetch(urlOf(`/recommendations/${encodeURIComponent(choice.id)}/decision`), {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      headers: { ...authorization(), "Content-Type": "application/json" },
      body: JSON.stringify(bodyOf(choice)),
    });
  }
  waiting.clear();
}

if (typeof window !== "undefined") window.addEventListener("pagehide", sendAllNow);
