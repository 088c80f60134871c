"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { classes } from "@/lib/words";
import { CONTROL } from "./field";

export type Option = { value: string; label: string; note?: string; disabled?: boolean };

type SelectProps = {
  value: string;
  onChange: (value: string) => void;
  options: Option[];
  /** Needed where no <label> points at the control. */
  label?: string;
  id?: string;
  placeholder?: string;
  disabled?: boolean;
  /** `bare` has no box: for a choice inside a table row or the top bar. */
  look?: "box" | "bare";
  className?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
};

export function Select({ value, onChange, options, label, placeholder, look = "box", className, ...rest }: SelectProps) {
  const trigger =
    look === "box"
      ? classes(CONTROL, "inline-flex items-center justify-between gap-2")
      : "inline-flex min-w-0 items-center gap-1.5 rounded-mark font-medium";
  return (
    <Radix.Root value={value} onValueChange={onChange} disabled={rest.disabled}>
      <Radix.Trigger {...rest} aria-label={label} className={classes(trigger, className)}>
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown className="size-3.5 text-faint" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content position="popper" sideOffset={4} className="anim-appear z-50 max-h-[min(360px,var(--radix-select-content-available-height))] min-w-(--radix-select-trigger-width) overflow-hidden rounded-control border border-hair bg-raised shadow-float">
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled}
      className="flex min-h-8 cursor-pointer items-center gap-2 rounded-key py-1 ps-2 pe-3 outline-none data-disabled:text-faint data-highlighted:bg-chosen max-md:min-h-11"
    >
      <span className="w-4">
        <Radix.ItemIndicator>
          <Check className="size-4 text-brand" aria-hidden />
        </Radix.ItemIndicator>
      </span>
      <span>
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.note && <span className="block text-small text-muted">{option.note}</span>}
      </span>
    </Radix.Item>
  );
}
