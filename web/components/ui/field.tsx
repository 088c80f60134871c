"use client";

import { useId, type ComponentProps, type ReactNode } from "react";
import { classes } from "@/lib/words";

type FieldProps = {
  label: string;
  hint?: ReactNode;
  /** What is wrong and what to do; announced when it appears. */
  error?: ReactNode;
  children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: true }) => ReactNode;
};

/** A label, one control, and below it either a hint or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": note ? `${id}-note` : undefined, "aria-invalid": error ? true : undefined })}
      <p id={`${id}-note`} aria-live="polite" className={classes("text-small empty:hidden", error ? "text-danger" : "text-muted")}>
        {note}
      </p>
    </div>
  );
}

export const CONTROL =
  "h-9 max-md:h-11 w-full rounded-control border border-rule bg-raised px-3 text-ink placeholder:text-faint aria-invalid:border-danger disabled:opacity-60";

export function TextInput({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={classes(CONTROL, className)} />;
}

type TextFieldProps = Omit<FieldProps, "children"> & ComponentProps<"input">;

export function TextField({ label, hint, error, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <TextInput {...rest} {...ids} />}
    </Field>
  );
}

type NativeSelectProps = Omit<FieldProps, "children"> & ComponentProps<"select"> & { options: { value: string; label: string }[] };

/** The browser's own list: for long ones (time zones), where typing ahead and scrolling must be quick. */
export function NativeSelectField({ label, hint, error, options, className, ...rest }: NativeSelectProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <select {...rest} {...ids} className={classes(CONTROL, className)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
