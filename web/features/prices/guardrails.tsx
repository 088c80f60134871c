import { Check, Minus, X } from "lucide-react";
import type { PriceItem } from "@/lib/api/hooks/insights";
import { capital } from "@/features/insights/words";
import { ruleName } from "./words";

type Rail = PriceItem["guardrails"][number];

/** Null where something the rule needs is not known: it never blocks, and it is never hidden. */
const stateOf = (rail: Rail) => (rail.passed === null ? "unknown" : rail.passed ? "kept" : "broken");

const SIGNS = {
  kept: { Icon: Check, color: "text-brand", word: "kept" },
  broken: { Icon: X, color: "text-danger", word: "broken" },
  unknown: { Icon: Minus, color: "text-muted", word: "not checked" },
};

/** Each rule a price was held to, with its name; unless `brief`, what it found on a second line. */
export function Guardrails({ rails, brief = false }: { rails: Rail[]; brief?: boolean }) {
  return (
    <ul aria-label="Rules it was held to" className={`grid content-start gap-x-6 gap-y-1.5 text-small ${brief ? "md:grid-cols-2" : ""}`}>
      {rails.map((rail) => {
        const { Icon, color, word } = SIGNS[stateOf(rail)];
        return (
          <li key={rail.rule} className="flex gap-2">
            <Icon className={`mt-0.5 size-3.5 shrink-0 ${color}`} strokeWidth={2.5} aria-hidden />
            <span className="min-w-0">
              {ruleName(rail.rule)}
              <span className="sr-only">, {word}</span>
              {(!brief || rail.passed !== true) && <span className="block text-tiny text-muted">{capital(rail.detail)}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The same in one line, for tables: how many are kept, and which are not. */
export function railsWords(rails: Rail[]): string {
  const broken = rails.filter((rail) => stateOf(rail) === "broken");
  return broken.length === 0 ? "all rules kept" : broken.map((rail) => `${ruleName(rail.rule)}: ${rail.detail}`).join("; ");
}
