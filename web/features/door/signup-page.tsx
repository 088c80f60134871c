"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button, TextLink } from "@/components/ui/button";
import { NativeSelectField, TextField } from "@/components/ui/field";
import { useSignup } from "@/lib/api/hooks/session";
import { ApiProblem, plainProblem } from "@/lib/api/problems";
import type { SignupIn } from "@/lib/api/types";
import { currencies, guessCurrency, guessTimeZone, timeZones } from "@/lib/places";
import { Door, FormError } from "./door";

const PASSWORD_CHARS_MIN = 12;
const EMPTY: SignupIn = { name: "", email: "", password: "", shop_name: "", time_zone: "", currency: "" };
type Options = { value: string; label: string }[];
type Places = { zones: Options; currencies: Options };
type Faults = Partial<Record<keyof SignupIn, string>>;

export function SignupPage() {
  const router = useRouter();
  const signup = useSignup();
  const [form, setForm] = useState(EMPTY);
  const [faults, setFaults] = useState<Faults>({});
  // Lists and guesses come from the browser, so they are read once the page runs in one.
  const [places, setPlaces] = useState<Places>({ zones: [], currencies: [] });
  useEffect(() => {
    const zone = guessTimeZone();
    const currency = guessCurrency();
    setForm((now) => ({ ...now, time_zone: zone, currency }));
    setPlaces({ zones: withChosen(zone, timeZones().map((name) => ({ value: name, label: name.replaceAll("_", " ") }))), currencies: withChosen(currency, currencies()) });
  }, []);

  const field = (name: keyof SignupIn) => ({
    name,
    value: form[name],
    onChange: ({ target }: { target: { value: string } }) => setForm((now) => ({ ...now, [name]: target.value })),
    error: faults[name] ?? refusedField(signup.error, name),
  });
  const submit = () => {
    const found = check(form);
    setFaults(found);
    if (Object.keys(found).length === 0) signup.mutate(form, { onSuccess: () => router.replace("/welcome/") });
  };
  return (
    <Door
      title="Open a shop"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      below={
        <>
          Already have one? <TextLink href="/login/">Sign in</TextLink>
        </>
      }
    >
      <TextField {...field("name")} label="Your name" autoComplete="name" autoFocus />
      <TextField {...field("email")} label="E-mail" type="email" autoComplete="username" hint="You sign in with it. Nothing is sent to it." />
      <TextField {...field("password")} label="Password" type="password" autoComplete="new-password" hint={`At least ${PASSWORD_CHARS_MIN} characters. A short sentence is easy to keep.`} />
      <TextField {...field("shop_name")} label="Name of the shop" autoComplete="organization" />
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <NativeSelectField {...field("time_zone")} label="Time zone" options={places.zones} />
        <NativeSelectField {...field("currency")} label="Currency" hint="Cannot be changed later." options={places.currencies} />
      </div>
      <FormError>{signup.error && !isFieldProblem(signup.error) && plainProblem(signup.error).text}</FormError>
      <Button type="submit" kind="main" size="tall" busy={signup.isPending && "Opening the shop"}>
        Open the shop
      </Button>
    </Door>
  );
}

/** Browsers know zones under several names; the guessed one stays choosable whatever its list says. */
function withChosen(chosen: string, options: Options): Options {
  return options.some((option) => option.value === chosen) ? options : [{ value: chosen, label: chosen }, ...options];
}

function check(form: SignupIn): Faults {
  const faults: Faults = {};
  if (!form.name.trim()) faults.name = "Enter your name.";
  if (!/^\S+@\S+$/.test(form.email.trim())) faults.email = "Enter an e-mail such as ana@shop.example.";
  if (form.password.length < PASSWORD_CHARS_MIN) faults.password = `Use at least ${PASSWORD_CHARS_MIN} characters.`;
  if (!form.shop_name.trim()) faults.shop_name = "Enter what the shop is called.";
  return faults;
}

const FIELD_OF_CODE: Record<string, keyof SignupIn> = { "password-refused": "password", "email-taken": "email" };

function refusedField(error: Error | null, name: keyof SignupIn): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return FIELD_OF_CODE[error.code] === name ? plainProblem(error).text : error.fieldError(name);
}

function isFieldProblem(error: Error): boolean {
  return error instanceof ApiProblem && (error.code in FIELD_OF_CODE || error.body.errors.length > 0);
}
