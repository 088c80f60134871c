"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { NativeSelectField, TextField } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import { useSaveStore } from "@/lib/api/hooks/stores";
import { ApiProblem, plainProblem } from "@/lib/api/problems";
import type { Store } from "@/lib/api/types";
import { usePermission } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { timeZones } from "@/lib/places";

export function ShopSettings() {
  const { store } = useStore();
  return <ShopForm key={store.store_id} store={store} />;
}

const TAX_MODES = [
  { value: "unknown", label: "Not known" },
  { value: "included", label: "Prices include tax" },
  { value: "added", label: "Tax is added on top" },
];

/** All of a shop's settings in one form; saved as a whole, so that nothing is half changed. */
function ShopForm({ store }: { store: Store }) {
  const mayWrite = usePermission("stores.write");
  const save = useSaveStore();
  const toast = useToast();
  const [form, setForm] = useState(() => storeIn(store));
  const [zones, setZones] = useState<string[]>([store.time_zone]);
  useEffect(() => setZones([...new Set([store.time_zone, ...timeZones()])]), [store.time_zone]);

  const bind = <Name extends keyof Form>(name: Name, read: (text: string) => Form[Name]) => ({
    name,
    disabled: !mayWrite,
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: read(event.target.value) }),
    error: save.error instanceof ApiProblem ? save.error.fieldError(name) : undefined,
  });
  const text = (name: "name" | "location" | "time_zone" | "day_ends_at") => ({ ...bind(name, String), value: form[name] });
  const whole = (name: "lead_time_days" | "review_period_days") => ({ ...bind(name, (value) => Math.max(0, Math.round(Number(value) || 0))), value: String(form[name]), type: "number", inputMode: "numeric" as const });
  const percent = (name: "service_level" | "tax_rate") => ({ ...bind(name, (value) => (Number(value) || 0) / 100), value: String(Number((form[name] * 100).toFixed(2))), type: "number", step: "any", inputMode: "decimal" as const });

  return (
    <form
      className="grid max-w-[640px] gap-8"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ storeId: store.store_id, body: form }, { onSuccess: () => toast({ text: "Saved" }) });
      }}
    >
      <Group title="The shop">
        <TextField {...text("name")} label="Name" required />
        <TextField {...text("location")} label="Where it is" />
        <NativeSelectField {...text("time_zone")} label="Time zone" options={zones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))} />
        <TextField label="Currency" value={store.currency} disabled hint="A shop keeps the currency it was opened with." />
        <TextField {...text("day_ends_at")} label="Day ends at" type="time" max="11:59" hint="A sale after midnight and before this belongs to the day before." />
      </Group>
      <Group title="Stock and orders">
        <TextField {...whole("lead_time_days")} label="Days from order to shelf" />
        <TextField {...whole("review_period_days")} label="Days between orders" />
        <TextField {...percent("service_level")} label="Enough in … of 100 order rounds" hint="Higher means fuller shelves and fewer empty ones." />
        <TextField {...bind("stock_from_date", (value) => value || null)} value={form.stock_from_date ?? ""} type="date" label="Stock is counted from" hint="Sales before this day move no stock." />
      </Group>
      <Group title="Tax">
        <NativeSelectField {...bind("tax_mode", (value) => value as Form["tax_mode"])} value={form.tax_mode} label="Prices and tax" options={TAX_MODES} />
        {form.tax_mode !== "unknown" && <TextField {...percent("tax_rate")} label="Rate in %, where a file names none" />}
      </Group>
      {save.error && (
        <p role="alert" className="text-danger">
          {plainProblem(save.error).text}
        </p>
      )}
      {mayWrite ? (
        <div>
          <Button type="submit" kind="main" busy={save.isPending && "Saving"}>
            Save
          </Button>
        </div>
      ) : (
        <p className="text-muted">Only the owner changes these.</p>
      )}
    </form>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-3 w-full border-b border-rule pb-1.5 font-semibold">{title}</legend>
      <div className="grid items-start gap-x-6 gap-y-4 md:grid-cols-2">{children}</div>
    </fieldset>
  );
}

type Form = Omit<Store, "store_id">;

/** What can be set of a shop: all of it but its id. */
function storeIn({ store_id: _, ...rest }: Store): Form {
  return rest;
}
