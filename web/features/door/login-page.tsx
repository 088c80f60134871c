"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Button, TextLink } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { useLogin } from "@/lib/api/hooks/session";
import { plainProblem } from "@/lib/api/problems";
import { Door, FormError } from "./door";

export function LoginPage() {
  const router = useRouter();
  const next = ownPath(useSearchParams().get("next"));
  const login = useLogin();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);

  const submit = () => {
    setMissing(!email || !password);
    if (email && password) login.mutate({ email, password }, { onSuccess: () => router.replace(next) });
  };
  return (
    <Door
      title="Sign in"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      below={
        <>
          New here? <TextLink href="/signup/">Open a shop</TextLink>
        </>
      }
    >
      <TextField label="E-mail" type="email" name="email" autoComplete="username" autoFocus value={email} onChange={(event) => setEmail(event.target.value)} error={missing && !email ? "Enter your e-mail." : undefined} />
      <TextField label="Password" type="password" name="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} error={missing && !password ? "Enter your password." : undefined} />
      <FormError>{login.error && plainProblem(login.error).text}</FormError>
      <Button type="submit" kind="main" size="tall" busy={login.isPending && "Signing in"}>
        Sign in
      </Button>
    </Door>
  );
}

/** Only a path of our own: a link must not be able to send a person elsewhere after signing in. */
export function ownPath(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/today/";
}
