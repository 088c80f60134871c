"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one first. */
  actions?: ReactNode;
};

/** For what cannot be undone, and for short forms. Everything else happens in place, with undo. */
export function Dialog({ open, onClose, title, description, children, actions }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="anim-appear fixed inset-0 z-40 bg-veil" />
        <Radix.Content className="anim-rise fixed start-1/2 top-[12vh] z-50 max-h-[80vh] w-[min(480px,calc(100vw-32px))] -translate-x-1/2 overflow-auto rounded-panel bg-raised p-6 shadow-float [--chart-ground:var(--color-raised)] rtl:translate-x-1/2">
          <header className="flex items-start justify-between gap-4">
            <Radix.Title className="text-lead font-semibold">{title}</Radix.Title>
            <CloseButton onClick={onClose} />
          </header>
          <Radix.Description className="mt-1 text-muted empty:hidden">{description}</Radix.Description>
          {children && <div className="mt-4 grid gap-4">{children}</div>}
          {actions && <footer className="mt-6 flex flex-wrap gap-2">{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function CloseButton({ onClick, label = "Close" }: { onClick: () => void; label?: string }) {
  return (
    <button type="button" onClick={onClick} aria-label={label} className="-m-2 grid size-9 shrink-0 place-items-center rounded-control text-muted hover:bg-chosen hover:text-ink">
      <X className="size-4" aria-hidden />
    </button>
  );
}
