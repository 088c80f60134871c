"use client";

import { PanelLeft } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useCurrentMe } from "@/lib/hooks/session";
import { useLastingQuery } from "@/lib/hooks/url-state";
import { toggleRail } from "@/lib/theme";
import { Mark } from "./mark";
import { isCurrent, pagesFor, SETTINGS, type PageEntry } from "./pages";

const ENTRY =
  "group flex h-9 items-center gap-3 rounded-control px-2.5 font-medium text-muted hover:text-ink aria-[current=page]:bg-chosen aria-[current=page]:text-ink slim:justify-center slim:px-0";

/** 184 px with words or 64 px without; which one is remembered on this device. */
export function Rail() {
  const { permissions } = useCurrentMe();
  return (
    <nav aria-label="Main" className="sticky top-0 flex h-screen w-rail flex-col gap-0.5 border-e border-hair px-3 pb-3 max-md:hidden slim:w-rail-slim">
      <Link href="/today/" className="mb-1 flex h-bar shrink-0 items-center gap-2.5 ps-2.5 text-lead font-semibold tracking-[-0.02em] slim:justify-center slim:ps-0">
        <Mark className="h-[18px] w-4 text-brand" />
        <span className="slim:sr-only">Aisle</span>
      </Link>
      {pagesFor(permissions).map((entry) => (
        <RailLink key={entry.href} entry={entry} />
      ))}
      <div className="mt-auto grid gap-0.5">
        <RailLink entry={SETTINGS} />
        <button type="button" onClick={toggleRail} className={ENTRY} title="Make the rail wide or slim">
          <PanelLeft className="size-4 shrink-0" strokeWidth={1.75} aria-hidden />
          <span className="slim:sr-only">Slim rail</span>
        </button>
      </div>
    </nav>
  );
}

function RailLink({ entry }: { entry: PageEntry }) {
  const current = isCurrent(entry, usePathname());
  const lasting = useLastingQuery();
  const Icon = entry.icon;
  return (
    <Link href={entry.href + lasting} title={entry.word} aria-current={current ? "page" : undefined} className={ENTRY}>
      <Icon className="size-4 shrink-0 group-aria-[current=page]:text-brand" strokeWidth={1.75} aria-hidden />
      <span className="slim:sr-only">{entry.word}</span>
    </Link>
  );
}
