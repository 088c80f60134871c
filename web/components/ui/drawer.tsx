"use client";

import { useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { CloseButton } from "./dialog";

/** The frame renders this empty element beside the page; an open drawer fills it. */
export const DRAWER_SLOT = "drawer-slot";

type DrawerProps = { open: boolean; onClose: () => void; title?: string; children: ReactNode };

/**
 * The "Why" drawer. On a wide screen it takes its own column, so it never covers the number it
 * explains; on a narrow one it lies over the page. It is no dialog: the page stays usable.
 * Escape closes it, and focus goes back to what opened it.
 */
export function Drawer({ open, onClose, title = "Why", children }: DrawerProps) {
  const panel = useRef<HTMLElement>(null);
  const [slot, setSlot] = useState<HTMLElement | null>(null);

  useEffect(() => setSlot(document.getElementById(DRAWER_SLOT)), []);
  useEffect(() => {
    if (!open || !slot) return;
    const opener = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, [open, slot]);

  if (!open || !slot) return null;
  return createPortal(
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={title}
      data-float
      onKeyDown={(event) => event.key === "Escape" && onClose()}
      className="anim-appear fixed inset-x-0 bottom-0 z-30 max-h-[80vh] overflow-auto rounded-t-panel border-hair bg-raised px-6 pt-5 pb-6 text-small shadow-float outline-none [--chart-ground:var(--color-raised)] md:inset-y-0 md:start-auto md:end-0 md:max-h-none md:w-drawer md:rounded-none md:border-s wide:sticky wide:top-bar wide:h-[calc(100vh-var(--spacing-bar))] wide:shadow-none"
    >
      <header className="mb-2.5 flex items-center justify-between text-muted">
        <span>{title}</span>
        <CloseButton onClick={onClose} />
      </header>
      {children}
    </aside>,
    slot,
  );
}

export type SumLine = { label: string; value: string };

/** Explain as a sum: each part on a line, the result below a rule. People check sums, not models. */
export function Sum({ lines, total }: { lines: SumLine[]; total: SumLine }) {
  return (
    <dl className="my-3.5 border-t border-rule">
      {lines.map((line) => (
        <div key={line.label} className="flex justify-between gap-3 border-b border-hair py-[5px] last-of-type:border-rule">
          <dt>{line.label}</dt>
          <dd className="nums font-medium">{line.value}</dd>
        </div>
      ))}
      <div className="-mt-px flex justify-between gap-3 border-t border-rule py-[5px] font-semibold">
        <dt>{total.label}</dt>
        <dd className="nums">{total.value}</dd>
      </div>
    </dl>
  );
}

export function DrawerSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-[18px]">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <div className="text-muted">{children}</div>
    </section>
  );
}
