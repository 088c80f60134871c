"use client";

import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useCurrentMe } from "@/lib/hooks/session";
import { useLastingQuery } from "@/lib/hooks/url-state";
import { isCurrent, pagesFor, SETTINGS } from "./pages";

const IN_BAR = 4;
const CELL = "flex flex-col items-center justify-center gap-1 text-tiny font-medium text-muted aria-[current=page]:text-brand data-[state=open]:text-ink";

/** Below 768 px: the first four pages, and the rest behind "More". */
export function BottomBar() {
  const path = usePathname();
  const router = useRouter();
  const lasting = useLastingQuery();
  const pages = pagesFor(useCurrentMe().permissions);
  const rest = [...pages.slice(IN_BAR), SETTINGS];
  return (
    <nav aria-label="Main" className="fixed inset-x-0 bottom-0 z-20 grid h-16 grid-cols-5 border-t border-hair bg-raised md:hidden">
      {pages.slice(0, IN_BAR).map((entry) => (
        <Link key={entry.href} href={entry.href + lasting} aria-current={isCurrent(entry, path) ? "page" : undefined} className={CELL}>
          <entry.icon className="size-5" strokeWidth={1.75} aria-hidden />
          {entry.word}
        </Link>
      ))}
      <Menu
        align="end"
        trigger={
          <button type="button" className={CELL} aria-current={rest.some((entry) => isCurrent(entry, path)) ? "page" : undefined}>
            <Ellipsis className="size-5" strokeWidth={1.75} aria-hidden />
            More
          </button>
        }
      >
        {rest.map((entry) => (
          <MenuItem key={entry.href} icon={<entry.icon className="size-4 text-muted" strokeWidth={1.75} aria-hidden />} onSelect={() => router.push(entry.href + lasting)}>
            {entry.word}
          </MenuItem>
        ))}
      </Menu>
    </nav>
  );
}
