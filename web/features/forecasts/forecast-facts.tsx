import { capital } from "@/features/insights/words";
import type { ForecastItem } from "@/lib/api/hooks/insights";
import { formatMoney } from "@/lib/format";
import { classWords } from "./demand";

/** What is known of the product and of how its forecast was found. */
export function ForecastFacts({ item }: { item: ForecastItem }) {
  const facts: [string, string | null][] = [
    ["How it sells", capital(classWords(item))],
    ["Expected sales", `${formatMoney(item.at_stake_minor, item.currency, { whole: true })} at today’s price`],
    ["Category", item.category || "none"],
    ["Method", item.why.method],
    ["In short", item.why.summary],
  ];
  return (
    <dl className="mt-6 grid border-t border-rule text-small @container">
      {facts.map(
        ([term, said]) =>
          said && (
            <div key={term} className="grid grid-cols-[120px_minmax(0,1fr)] gap-x-4 border-b border-hair py-2">
              <dt className="text-muted">{term}</dt>
              <dd>{said}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
