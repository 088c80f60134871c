"use client";

import { useId, useRef, useState, type FormEvent } from "react";
import { Button, TextButton } from "@/components/ui/button";
import { CONTROL } from "@/components/ui/field";
import { unitScale, unitWord } from "@/features/insights/amount";
import { sendDecision, usePostCount } from "@/lib/api/hooks/decisions";
import type { StockItem } from "@/lib/api/hooks/insights";
import { plainProblem } from "@/lib/api/problems";
import { newId } from "@/lib/ids";
import { useStore } from "@/lib/hooks/store";
import { classes } from "@/lib/words";

const MARK = "data-count-entry";

/** "24", or for what is weighed "1.5"; null where it is no amount a shelf can hold. */
export function readCount(text: string, unit: string): number | null {
  const plain = text.trim().replace(",", ".");
  const scale = unitScale(unit);
  if (!(scale === 1 ? /^\d{1,7}$/ : /^\d{1,6}(\.\d{1,3})?$/).test(plain)) return null;
  return Math.round(Number(plain) * scale);
}

type CountEntryProps = { item: StockItem; counted: number | undefined; onCounted: (counted: number | null) => void };

/** How many stand on the shelf: a number and Enter, then on to the next row. */
export function CountEntry({ item, counted, onCounted }: CountEntryProps) {
  const { store } = useStore();
  const post = usePostCount(store.store_id);
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  // The id belongs to what is typed: sending the same number again repeats it, a changed number is a new count.
  const sent = useRef<{ text: string; countId: string; countedAt: string } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const noteId = useId();

  if (counted !== undefined) {
    return (
      <span className="inline-flex items-center gap-3">
        <span className="font-medium text-brand">
          {text}
          {unitWord(item.unit)} counted
        </span>
        <TextButton quiet className="text-tiny" onClick={() => onCounted(null)}>
          Correct
        </TextButton>
      </span>
    );
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = readCount(text, item.unit);
    if (found === null) return setFault(unitScale(item.unit) === 1 ? "A whole number, such as 12" : "A number, such as 1.5");
    setFault(null);
    if (sent.current?.text !== text) sent.current = { text, countId: newId(), countedAt: new Date().toISOString() };
    const { countId, countedAt } = sent.current;
    const next = nextEntry(form.current);
    post.mutate(
      { countId, itemId: item.product_id, counted: found, countedAt },
      {
        onSuccess: () => {
          onCounted(found);
          next?.focus();
          // The advice was to count; that is done. Should this call fail, the row merely comes back until the next forecast.
          if (item.recommendation_id) void sendDecision(item.recommendation_id, { decision: "accept", reason: "counted" }).catch(() => undefined);
        },
        onError: (error) => setFault(plainProblem(error).text),
      },
    );
  };

  return (
    <form ref={form} onSubmit={submit} className="inline-grid max-md:grid">
      <span className="inline-flex items-center justify-end gap-2 max-md:justify-start">
        <input
          {...{ [MARK]: "" }}
          value={text}
          onChange={(event) => setText(event.target.value)}
          inputMode={unitScale(item.unit) === 1 ? "numeric" : "decimal"}
          aria-label={`On the shelf: ${item.name}${unitWord(item.unit)}`}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? noteId : undefined}
          autoComplete="off"
          className={classes(CONTROL, "nums h-7! w-20! px-2! text-end max-md:h-11!")}
        />
        {unitWord(item.unit)}
        <Button size="small" type="submit" busy={post.isPending && "Saving"} disabled={text.trim() === ""}>
          Save
        </Button>
      </span>
      <span id={noteId} role="alert" className="text-tiny text-danger empty:hidden">
        {fault}
      </span>
    </form>
  );
}

/** The entry of the next row, looked up before this one turns into words. */
function nextEntry(form: HTMLFormElement | null): HTMLInputElement | undefined {
  const all = [...document.querySelectorAll<HTMLInputElement>(`[${MARK}]`)].filter((one) => one.offsetParent !== null);
  return all[all.findIndex((one) => form?.contains(one)) + 1];
}
