"use client";

import type { ReactNode } from "react";
import { Page } from "@/components/frame/page";
import { ButtonLink } from "@/components/ui/button";
import { ErrorState, NotEnoughHistory, StaleNote } from "@/components/ui/states";
import type { Envelope } from "@/lib/api/hooks/insights";
import { useStore } from "@/lib/hooks/store";
import { useLastingQuery } from "@/lib/hooks/url-state";
import { Fitting } from "./fitting";

type ListingGateProps = {
  /** Name of the page while it has no finding to put there. */
  page: string;
  /** What cannot be read, as the start of a sentence: "The stock advice". */
  what: string;
  /** What this page will show once there is enough. */
  promise: string;
  query: { data: Envelope | undefined; error: unknown; refetch: () => unknown };
  skeleton: ReactNode;
  /** Shown while fitting too, where a part is already there. */
  hasItems: boolean;
  children: (listing: Envelope) => ReactNode;
};

/** The states every page of advice shares: loading, error, too little history, fitting. */
export function ListingGate({ page, what, promise, query, skeleton, hasItems, children }: ListingGateProps) {
  const { store } = useStore();
  const lasting = useLastingQuery();
  const { data, error, refetch } = query;
  if (data && (hasItems || data.state === "ready" || data.state === "stale")) return <>{children(data)}</>;
  return (
    <Page title={page}>
      {data?.state === "fitting" && <Fitting storeId={store.store_id} title={`${what} is being worked out`} notes={data.notes} />}
      {data?.state === "not_enough_history" && (
        <NotEnoughHistory
          title="There are not enough sales yet"
          notes={[...data.notes, promise]}
          action={
            <ButtonLink kind="main" href={`/uploads/${lasting}`}>
              Upload sales
            </ButtonLink>
          }
        />
      )}
      {!data && (error ? <ErrorState title={`${what} could not be read`} error={error} onRetry={() => void refetch()} /> : skeleton)}
    </Page>
  );
}

/** What has to be said about the figures: old ones in amber, the rest quietly. */
export function ListingNotes({ listing }: { listing: Envelope }) {
  const { store } = useStore();
  if (listing.state === "stale") return <div className="mb-4"><StaleNote asOf={listing.as_of} cutoffDate={listing.cutoff_date} notes={listing.notes} timeZone={store.time_zone} /></div>;
  if (listing.notes.length === 0) return null;
  return <p className="-mt-3 mb-4 text-small text-muted">{listing.notes.join(" ")}</p>;
}
