"use client";

import { CsvButton, Table, type Column } from "@/components/table";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { useSegmentMembers, type Member, type Segment } from "@/lib/api/hooks/insights";
import { formatMoney, formatNumber, formatPercent } from "@/lib/format";
import { useStore } from "@/lib/hooks/store";
import { capital } from "@/features/insights/words";
import { daysAgo } from "./words";

/** Without a name (none was given, or it was erased) the end of the id tells members apart. */
const nameOf = (member: Member) => member.name ?? `Customer …${member.customer_id.slice(-6)}`;
const whole = (amount: number | null, member: Member) => (amount === null ? "–" : formatMoney(amount, member.currency, { whole: true }));
const range = (member: Member) => (member.p10_minor === null || member.p90_minor === null ? "" : `${whole(member.p10_minor, member)} to ${whole(member.p90_minor, member)}`);

const COLUMNS: Column<Member>[] = [
  { key: "name", head: "Customer", cell: (member) => <span className="font-medium">{nameOf(member)}</span>, value: nameOf },
  { key: "last", head: "Last visit", width: "136px", align: "end", cell: (member) => capital(daysAgo(member.recency_days)), value: (member) => member.recency_days },
  { key: "visits", head: "Visits", width: "88px", align: "end", cell: (member) => formatNumber(member.frequency), value: (member) => member.frequency },
  { key: "spent", head: "Spent so far", width: "112px", align: "end", cell: (member) => whole(member.monetary_minor, member), value: (member) => member.monetary_minor },
  { key: "alive", head: "Still coming", width: "112px", align: "end", cell: (member) => (member.alive === null ? "–" : `${formatPercent(member.alive)} likely`), value: (member) => member.alive },
  { key: "ahead", head: "Year ahead", width: "104px", align: "end", cell: (member) => <span className="font-medium">{whole(member.expected_value_minor, member)}</span>, value: (member) => member.expected_value_minor },
  { key: "range", head: "8 of 10", width: "168px", align: "end", cell: (member) => <span className="text-muted">{range(member)}</span>, value: range },
];

/** Who is in a group, the ones expected to bring the most first. */
export function Members({ segment }: { segment: Segment }) {
  const { store } = useStore();
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useSegmentMembers(store.store_id, segment.segment, true);
  if (error && !data) return <ErrorState title="The customers could not be read" error={error} onRetry={() => void refetch()} />;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="mt-6" aria-label={`Customers: ${segment.name}`}>
      <div className="mb-1 flex items-baseline justify-between gap-4">
        <h2>{segment.name}, by what they should bring in the year ahead</h2>
        <span className="text-small">
          <CsvButton file={`${segment.segment}.csv`} columns={COLUMNS} rows={rows} />
        </span>
      </div>
      {!data ? (
        <SkeletonRows rows={8} label="Reading the customers" />
      ) : (
        <Table
          label={`Customers: ${segment.name}`}
          columns={COLUMNS}
          rows={rows}
          rowKey={(member) => member.customer_id}
          more={{ has: hasNextPage, loading: isFetchingNextPage, load: () => void fetchNextPage() }}
          narrow={(member) => (
            <div className="flex items-start justify-between gap-3">
              <div className="min-w-0">
                <p className="font-medium">{nameOf(member)}</p>
                <p className="text-tiny text-muted">
                  {capital(daysAgo(member.recency_days))}, {formatNumber(member.frequency)} visits, {whole(member.monetary_minor, member)} so far
                </p>
              </div>
              <p className="nums shrink-0 text-end">
                <span className="font-medium">{whole(member.expected_value_minor, member)}</span>
                <span className="block text-tiny text-muted">year ahead</span>
              </p>
            </div>
          )}
          empty={<p className="py-4 text-muted">Nobody is in this group now.</p>}
        />
      )}
    </section>
  );
}
