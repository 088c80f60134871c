"use client";

import { useState } from "react";
import { Page } from "@/components/frame/page";
import { DropZone } from "@/features/uploads/drop-zone";
import { Transfers, useSend } from "@/features/uploads/transfers";
import { Button, TextLink } from "@/components/ui/button";
import { download } from "@/lib/api/client";
import { plainProblem } from "@/lib/api/problems";
import { useCurrentMe } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";

/** The first page of a new shop: what was set, and the one thing that fills all other pages. */
export function WelcomePage() {
  const { store } = useStore();
  const me = useCurrentMe();
  const { send } = useSend(store.store_id);
  return (
    <Page title={`${store.name} is open`} note={`Welcome, ${me.name.split(" ")[0]}`}>
      <div className="grid max-w-[760px] gap-8">
        <p className="text-lead text-muted">
          Hand over the sales you have, and Aisle shows what they say: what will sell, what to order, which prices to look at, and who your customers are.
        </p>
        <section>
          <h2 className="mb-2">1 Your first file</h2>
          <DropZone tall onFiles={(files) => send(files, { mode: "stage" })} />
          <div className="mt-3">
            <Transfers storeId={store.store_id} />
          </div>
          <SampleFile onFile={(file) => send([file], { mode: "stage" })} />
        </section>
        <section>
          <h2 className="mb-1">2 What we assume of the shop</h2>
          <dl className="text-muted">
            {[
              ["Time zone", store.time_zone.replaceAll("_", " ")],
              ["Currency", store.currency],
              ["A day ends at", store.day_ends_at],
              ["Order to shelf", `${store.lead_time_days} days`],
            ].map(([name, value]) => (
              <div key={name} className="grid max-w-[440px] grid-cols-[1fr_1fr] border-b border-hair py-1.5">
                <dt>{name}</dt>
                <dd className="font-medium text-ink">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-2">
            <TextLink href="/settings/">Change it in Settings</TextLink>
          </p>
        </section>
      </div>
    </Page>
  );
}

/** For those who have no file at hand: a year of a real shop, through the same door. */
function SampleFile({ onFile }: { onFile: (file: File) => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const fetchSample = async () => {
    setBusy(true);
    setProblem(null);
    try {
      onFile(new File([await download("/demo-file")], "demo-sales.csv", { type: "text/csv" }));
    } catch (error) {
      setProblem(plainProblem(error).text);
    }
    setBusy(false);
  };
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
      <span>No file at hand?</span>
      <Button size="small" busy={busy && "Fetching it"} onClick={() => void fetchSample()}>
        Take a year of a real gift shop
      </Button>
      {problem && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
