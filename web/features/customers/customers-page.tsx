"use client";

import { Fragment } from "react";
import { Strip } from "@/components/charts";
import { Page } from "@/components/frame/page";
import { EmptyState, Skeleton, SkeletonRows } from "@/components/ui/states";
import { ListingGate, ListingNotes } from "@/features/insights/listing-gate";
import { useInsightsLive, useSegments, type Envelope, type Segment } from "@/lib/api/hooks/insights";
import { formatMoney, formatNumber, formatPercent } from "@/lib/format";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { useUrlChange, useUrlState } from "@/lib/hooks/url-state";
import { Members } from "./members";
import { SegmentDetail } from "./segment-detail";
import { people, segmentColor, segmentsFinding } from "./words";

export function CustomersPage() {
  const { store } = useStore();
  useInsightsLive(store.store_id);
  const { data, error, refetch } = useSegments(store.store_id);
  return (
    <ListingGate
      page="Customers"
      what="The groups of customers"
      promise="Then this page shows who your customers are: groups by how often, how recently and how much they buy."
      query={{ data, error, refetch }}
      skeleton={<Waiting />}
      hasItems={(data?.items.length ?? 0) > 0}
    >
      {(listing) => <Segments listing={listing} segments={data?.items ?? []} />}
    </ListingGate>
  );
}

function Waiting() {
  return (
    <div className="grid gap-2">
      <Skeleton className="h-9" />
      <Skeleton className="mb-4 h-9" />
      <SkeletonRows rows={6} label="Reading the groups of customers" />
    </div>
  );
}

function Segments({ listing, segments }: { listing: Envelope; segments: Segment[] }) {
  const [chosenKey] = useUrlState("segment");
  const [members] = useUrlState("members");
  const change = useUrlChange();
  const allowed = usePermission("customers.read");
  const chosen = segments.find((one) => one.segment === chosenKey) ?? segments[0];
  if (!chosen) {
    return (
      <Page title="Customers">
        <EmptyState title="No customer is known by name or number yet">
          <p>Groups need receipts that say who bought. Upload a file with a customer column, and they stand here after the next forecast.</p>
        </EmptyState>
      </Page>
    );
  }
  // Another group closes the list of people: nobody should see names they did not ask for.
  const pick = (segment: string) => change({ segment, members: null });
  const total = segments.reduce((sum, one) => sum + one.customers, 0);
  return (
    <Page title={segmentsFinding(segments)} note={`${people(total)} in ${formatNumber(segments.length)} groups`}>
      <ListingNotes listing={listing} />
      <Strips segments={segments} current={chosenKey ? chosen.segment : null} onPick={pick} />
      <SegmentList segments={segments} chosen={chosen} onPick={pick} />
      {members !== "" && allowed && <Members key={chosen.segment} segment={chosen} />}
    </Page>
  );
}

type Picking = { segments: Segment[]; onPick: (segment: string) => void };

/** People above, money below: where a colour is wider below than above, few bring much. */
function Strips({ segments, current, onPick }: Picking & { current: string | null }) {
  const part = (value: (one: Segment) => number) => segments.map((one, index) => ({ key: one.segment, label: one.name, value: value(one), color: segmentColor(index) }));
  return (
    <div className="mb-6 grid gap-1">
      <Strip label="People" parts={part((one) => one.share_of_customers)} current={current} onPick={onPick} format={(share) => `${formatPercent(share)} of customers`} />
      <Strip label="Money" parts={part((one) => one.share_of_net_sales)} current={current} onPick={onPick} format={(share) => `${formatPercent(share)} of what they buy`} />
    </div>
  );
}

/**
 * The groups, and beside them the one that is open. In the document the detail follows its own
 * row, so on a phone it opens in place; on a wide screen it takes the second column.
 */
function SegmentList({ segments, chosen, onPick }: Picking & { chosen: Segment }) {
  const top = Math.max(1, ...segments.map((one) => one.clv_minor?.p90 ?? 0));
  return (
    <div className="grid gap-x-columns wide:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]" style={{ gridTemplateRows: `repeat(${segments.length}, auto) 1fr` }}>
      {segments.map((one, index) => (
        <Fragment key={one.segment}>
          <SegmentRow segment={one} color={segmentColor(index)} current={one === chosen} onPick={onPick} />
          {one === chosen && (
            <div className="border-b border-hair max-wide:ps-7 wide:col-start-2 wide:[grid-row:1/span_var(--rows)] wide:border-b-0 wide:border-t wide:border-rule" style={{ ["--rows" as string]: segments.length + 1 }}>
              <SegmentDetail segment={one} top={top} />
            </div>
          )}
        </Fragment>
      ))}
    </div>
  );
}

function SegmentRow({ segment, color, current, onPick }: { segment: Segment; color: string; current: boolean; onPick: (segment: string) => void }) {
  return (
    <button
      type="button"
      aria-pressed={current}
      onClick={() => onPick(segment.segment)}
      className={`grid grid-cols-[28px_minmax(0,1fr)_auto] gap-x-0 border-b border-hair py-3 pe-3 text-start hover:bg-chosen first:border-t first:border-t-rule wide:col-start-1 ${current ? "bg-chosen" : ""}`}
    >
      <span aria-hidden className="mx-2 mt-1 size-3 rounded-mark" style={{ background: color }} />
      <span className="min-w-0">
        <span className="block font-semibold">{segment.name}</span>
        <span className="block text-small text-muted">{segment.description}</span>
      </span>
      {segment.clv_minor && (
        <span className="nums ps-4 text-end">
          <span className="font-medium">{formatMoney(segment.clv_minor.p50, segment.currency, { whole: true })}</span>
          <span className="block text-tiny text-muted">a year each</span>
        </span>
      )}
    </button>
  );
}
