"use client";

import { Toast as Radix } from "radix-ui";
import Link from "next/link";
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from "react";
import { CloseButton } from "./dialog";
import { buttonClass } from "./button";

export type ToastMessage = {
  text: string;
  tone?: "plain" | "danger";
  link?: { href: string; label: string };
  /** Offered for ten seconds instead of asking beforehand. */
  undo?: () => void;
};
type Shown = ToastMessage & { id: number };

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined);

/** Shows one line at the bottom: `const toast = useToast(); toast({ text: "Saved" })`. */
export const useToast = () => useContext(ToastContext);

const SHOWN_MS = 6_000;
const UNDO_MS = 10_000;
let lastId = 0;

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const show = useCallback((message: ToastMessage) => setShown((all) => [...all.slice(-2), { ...message, id: ++lastId }]), []);
  const close = useMemo(() => (id: number) => setShown((all) => all.filter((one) => one.id !== id)), []);
  return (
    <ToastContext value={show}>
      <Radix.Provider>
        {children}
        {shown.map((one) => (
          <ToastLine key={one.id} message={one} onClose={() => close(one.id)} />
        ))}
        <Radix.Viewport data-float className="fixed inset-x-4 bottom-4 z-60 mx-auto grid max-w-[560px] gap-2 outline-none max-md:bottom-20" />
      </Radix.Provider>
    </ToastContext>
  );
}

function ToastLine({ message, onClose }: { message: Shown; onClose: () => void }) {
  const tone = message.tone === "danger" ? "border-danger" : "border-hair";
  return (
    <Radix.Root
      duration={message.undo ? UNDO_MS : SHOWN_MS}
      onOpenChange={(open) => !open && onClose()}
      className={`anim-rise flex items-center gap-3 rounded-panel border bg-raised py-3 ps-5 pe-4 shadow-float ${tone}`}
    >
      <Radix.Description className="min-w-0 flex-1">{message.text}</Radix.Description>
      {message.link && (
        <Radix.Action asChild altText={message.link.label}>
          <Link href={message.link.href} className={buttonClass("bare")}>
            {message.link.label}
          </Link>
        </Radix.Action>
      )}
      {message.undo && (
        <Radix.Action altText="Undo" onClick={message.undo} className={buttonClass("line", "small")}>
          Undo
        </Radix.Action>
      )}
      <CloseButton onClick={onClose} label="Dismiss message" />
    </Radix.Root>
  );
}
