import type { ReactNode } from "react";

export type Tone = "plain" | "brand" | "attention" | "danger" | "info";

const TONES: Record<Tone, string> = {
  plain: "bg-press text-muted",
  brand: "bg-brand-wash text-brand",
  attention: "bg-attention-wash text-attention",
  danger: "bg-danger-wash text-danger",
  info: "bg-info-wash text-info",
};

/** A state in one or two words. Amber only where somebody has to look, red only for what is wrong. */
export function Tag({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`inline-flex h-5 items-center rounded-key px-1.5 text-tiny font-medium whitespace-nowrap ${TONES[tone]}`}>{children}</span>;
}
