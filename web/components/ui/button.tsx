import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { classes } from "@/lib/words";

/** One filled button a view (`main`), for what is due first; the rest is outlined or bare. */
export type ButtonKind = "main" | "line" | "bare" | "danger";
export type ButtonSize = "normal" | "small" | "tall";

const KINDS: Record<ButtonKind, string> = {
  main: "bg-brand border-brand text-on-brand hover:opacity-90 active:opacity-80",
  line: "border-rule text-ink hover:bg-chosen active:bg-press",
  bare: "border-transparent text-muted hover:text-ink hover:bg-chosen active:bg-press",
  danger: "border-danger text-danger hover:bg-danger-wash active:bg-danger-wash",
};
/* On a phone every button is a thumb high. */
const SIZES: Record<ButtonSize, string> = {
  normal: "h-8 px-3 max-md:h-11",
  small: "h-7 px-3 text-small max-md:h-11 max-md:text-body",
  tall: "h-11 px-4",
};

export function buttonClass(kind: ButtonKind = "line", size: ButtonSize = "normal"): string {
  return classes(
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap",
    "transition-[background-color,opacity] duration-120 select-none",
    "disabled:opacity-50 disabled:hover:bg-transparent",
    KINDS[kind],
    SIZES[size],
    kind === "bare" && "px-2",
  );
}

type ButtonProps = ComponentProps<"button"> & {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Keeps the button in place and disabled while its work runs; the word says what happens. */
  busy?: string | false;
};

export function Button({ kind, size, icon, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} disabled={rest.disabled || busy !== false} aria-busy={busy !== false || undefined} className={classes(buttonClass(kind, size), className)}>
      {icon}
      {busy === false ? children : busy}
    </button>
  );
}

type ButtonLinkProps = ComponentProps<typeof Link> & { kind?: ButtonKind; size?: ButtonSize; icon?: ReactNode };

export function ButtonLink({ kind, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={classes(buttonClass(kind, size), className)}>
      {icon}
      {children}
    </Link>
  );
}

const TEXT_LINK =
  "text-brand underline decoration-1 underline-offset-3 decoration-brand/35 hover:decoration-brand rounded-mark";

export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={classes(TEXT_LINK, className)} />;
}

/** Looks like a link, does something here: "Why", "as table". */
export function TextButton({ className, quiet, ...rest }: ComponentProps<"button"> & { quiet?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(TEXT_LINK, quiet && "text-muted decoration-muted/35 hover:decoration-muted", className)}
    />
  );
}
