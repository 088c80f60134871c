"use client";

import { Checkbox as RadixCheckbox, RadioGroup, Switch as RadixSwitch } from "radix-ui";
import { Check, Minus } from "lucide-react";
import type { ReactNode } from "react";

type CheckboxProps = {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  label: string;
  disabled?: boolean;
};

/** A box without a visible word, for the first column of a table; `label` is said aloud. */
export function Checkbox({ checked, onChange, label, disabled }: CheckboxProps) {
  return (
    <RadixCheckbox.Root
      checked={checked}
      disabled={disabled}
      onCheckedChange={(value) => onChange(value === true)}
      aria-label={label}
      className="relative grid size-4 shrink-0 place-items-center rounded-key border border-rule bg-raised text-on-brand before:absolute before:-inset-2.5 before:content-[''] data-[state=checked]:border-brand data-[state=checked]:bg-brand data-[state=indeterminate]:border-brand data-[state=indeterminate]:bg-brand"
    >
      <RadixCheckbox.Indicator>
        {checked === "indeterminate" ? <Minus className="size-3" aria-hidden /> : <Check className="size-3" strokeWidth={3} aria-hidden />}
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  );
}

type SwitchProps = { checked: boolean; onChange: (checked: boolean) => void; id?: string; label?: string; disabled?: boolean };

export function Switch({ checked, onChange, id, label, disabled }: SwitchProps) {
  return (
    <RadixSwitch.Root
      id={id}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      aria-label={label}
      className="h-5 w-9 shrink-0 rounded-full border border-rule bg-sunken p-px data-[state=checked]:border-brand data-[state=checked]:bg-brand"
    >
      <RadixSwitch.Thumb className="block size-4 rounded-full bg-rule transition-transform duration-120 data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-brand rtl:data-[state=checked]:-translate-x-4" />
    </RadixSwitch.Root>
  );
}

export type Choice = { value: string; label: ReactNode; note?: ReactNode };

/** Answers to a question, each with its outcome in words below it. */
export function Choices({ value, onChange, options, label }: { value: string; onChange: (value: string) => void; options: Choice[]; label: string }) {
  return (
    <RadioGroup.Root value={value} onValueChange={onChange} aria-label={label} className="border-b border-hair">
      {options.map((option) => (
        <label key={option.value} className="grid cursor-pointer grid-cols-[28px_1fr] items-start border-t border-hair py-[11px]">
          <RadioGroup.Item value={option.value} className="mt-0.5 grid size-4 place-items-center rounded-full border border-rule bg-raised data-[state=checked]:border-brand">
            <RadioGroup.Indicator className="size-2 rounded-full bg-brand" />
          </RadioGroup.Item>
          <span>
            <span className="block font-medium">{option.label}</span>
            {option.note && <span className="block text-small text-muted">{option.note}</span>}
          </span>
        </label>
      ))}
    </RadioGroup.Root>
  );
}
