import type { ReactNode } from "react";
import { classes } from "@/lib/words";

type PageProps = {
  /** The finding, where there is one: "Four orders go out today". */
  title: ReactNode;
  /** Beside the title on wide screens, below it on narrow ones. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** No padding and no limit: for pages that divide the screen into panes. */
  bare?: boolean;
};

/** Title, note, actions, content; at most 1344 px wide with its padding. */
export function Page({ title, note, actions, children, bare }: PageProps) {
  if (bare) return <>{children}</>;
  return (
    <div className="max-w-page min-w-0 px-8 pt-6 pb-10 max-md:px-4 max-md:pt-4 max-md:pb-8">
      <header className="mb-5 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h1>{title}</h1>
        {note && <div className="text-muted">{note}</div>}
        {actions && <div className="ms-auto flex gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Two columns 56 px apart that become one below 1100 px. */
export function Columns({ children, aside = "424px" }: { children: ReactNode; aside?: string }) {
  return (
    <div className={classes("grid gap-x-columns gap-y-7 wide:grid-cols-[minmax(0,1fr)_var(--aside)]")} style={{ ["--aside" as string]: aside }}>
      {children}
    </div>
  );
}
