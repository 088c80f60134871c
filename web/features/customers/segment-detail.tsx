"use client";

import { IntervalBar } from "@/components/charts";
import { Button } from "@/components/ui/button";
import { Figure } from "@/components/ui/figure";
import { capital, confidenceWords } from "@/features/insights/words";
import type { Segment } from "@/lib/api/hooks/insights";
import { formatMoney, formatNumber } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";
import { useUrlState } from "@/lib/hooks/url-state";
import { changeWords, daysAgo, valueWords, visits } from "./words";

/** The typical member in three figures, what one is expected to bring, and what changed. */
export function SegmentDetail({ segment, top }: { segment: Segment; top: number }) {
  const { centroid, clv_minor: value, currency, why } = segment;
  const change = changeWords(segment);
  return (
    <section aria-label={segment.name} className="grid content-start gap-5 py-4">
      <div>
        <h2 className="text-lead leading-6">The typical member</h2>
        <div className="mt-2 flex flex-wrap gap-x-11 gap-y-3">
          <Figure label="Came" value={capital(visits(centroid.frequency))} note="so far" />
          <Figure label="Last visit" value={capital(daysAgo(centroid.recency_days))} />
          <Figure label="Spent" value={formatMoney(centroid.monetary_minor, currency, { whole: true })} note="so far" />
        </div>
      </div>
      {value && (
        <div>
          <h3 className="font-semibold">Expected in the year ahead: {formatMoney(value.p50, currency, { whole: true })} a member</h3>
          <p className="mb-1.5 text-small text-muted">{valueWords(segment)}. The bars of all groups share one scale.</p>
          <IntervalBar label={`Expected in the year ahead: ${formatMoney(value.p50, currency, { whole: true })}, ${valueWords(segment)}`} mean={value.p50} band80={[value.p10, value.p90]} top={top} height={20} />
        </div>
      )}
      <div className="grid gap-1 text-small text-muted">
        {change && <p>{change}</p>}
        <p>
          {confidenceWords(why)} {why.caveats.map(capital).join(" ")}
        </p>
      </div>
      <OpenMembers segment={segment} />
    </section>
  );
}

function OpenMembers({ segment }: { segment: Segment }) {
  const allowed = usePermission("customers.read");
  const [members, setMembers] = useUrlState("members");
  if (!allowed) return <p className="text-small text-muted">Who they are is shown to people with the right to read customers.</p>;
  return (
    <div>
      <Button kind={members ? "line" : "main"} aria-expanded={members !== ""} onClick={() => setMembers(members ? null : "shown")}>
        {members ? "Hide the customers" : `Show the ${formatNumber(segment.customers)} customers`}
      </Button>
      {!members && <p className="mt-1.5 text-tiny text-muted">Opening the list is written to the journal, with your name.</p>}
    </div>
  );
}
