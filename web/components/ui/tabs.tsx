"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { formatNumber } from "@/lib/format";

export type Tab = { value: string; label: string; count?: number | null };

type TabsProps = { value: string; onChange: (value: string) => void; tabs: Tab[]; label: string; children: ReactNode; end?: ReactNode };

/** The chosen tab belongs into the URL (see useUrlState). `end` holds small actions at the far side. */
export function Tabs({ value, onChange, tabs, label, children, end }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <div className="flex items-end justify-between gap-6 border-b border-hair">
        <Radix.List aria-label={label} className="-mb-px flex gap-6 overflow-x-auto">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="flex h-9 items-center gap-2 border-b-2 border-transparent font-medium whitespace-nowrap text-muted hover:text-ink data-[state=active]:border-brand data-[state=active]:text-ink max-md:h-11"
            >
              {tab.label}
              {tab.count != null && <span className="font-normal text-faint">{formatNumber(tab.count)}</span>}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {end && <div className="flex items-center gap-5 pb-2 text-small max-md:hidden">{end}</div>}
      </div>
      <Radix.Content value={value}>{children}</Radix.Content>
    </Radix.Root>
  );
}
