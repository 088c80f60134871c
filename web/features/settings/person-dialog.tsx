"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox, Choices, Switch } from "@/components/ui/choice";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { useToast } from "@/components/ui/toast";
import { useSaveUser } from "@/lib/api/hooks/session";
import { ApiProblem, plainProblem } from "@/lib/api/problems";
import type { Role, User, UserIn } from "@/lib/api/types";
import { useCurrentMe } from "@/lib/hooks/session";
import { useStore } from "@/lib/hooks/store";
import { newId } from "@/lib/ids";
import { ROLE_WORDS } from "./roles";

const NEW: UserIn = { name: "", email: "", role: "manager", store_ids: null, disabled: false };

/** Adds a person or changes one. The id is made here once, so saving twice adds nobody twice. */
export function PersonDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const [userId] = useState(() => user?.user_id ?? newId());
  const [form, setForm] = useState<UserIn>(user ? { name: user.name, email: user.email, role: user.role, store_ids: user.store_ids, disabled: user.disabled } : NEW);
  const [password, setPassword] = useState("");
  const save = useSaveUser();
  const toast = useToast();
  const me = useCurrentMe();
  const isSelf = userId === me.user_id;
  const problem = save.error instanceof ApiProblem ? save.error : null;

  const submit = () =>
    save.mutate(
      { userId, body: { ...form, ...(password && { password }) } },
      {
        onSuccess: () => {
          toast({ text: user ? `${form.name} is saved` : `${form.name} can sign in now` });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={user ? user.name : "Add a person"}
      actions={
        <>
          <Button kind="main" busy={save.isPending && "Saving"} disabled={!form.name.trim() || !form.email.trim() || (!user && !password)} onClick={submit}>
            Save
          </Button>
          <Button kind="bare" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <TextField label="Name" value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} error={problem?.fieldError("name")} />
      <TextField label="E-mail" type="email" autoComplete="off" value={form.email} onChange={(event) => setForm({ ...form, email: event.target.value })} error={problem?.code === "email-taken" ? plainProblem(problem).text : problem?.fieldError("email")} />
      <TextField
        label={user ? "New password" : "First password"}
        type="password"
        autoComplete="new-password"
        hint={user ? "Leave empty to keep the old one. A new one ends all their sign-ins." : "At least 12 characters. Tell it to them in person."}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={problem?.code === "password-refused" ? plainProblem(problem).text : problem?.fieldError("password")}
      />
      {form.role !== "owner" && (
        <>
          <Choices label="Role" value={form.role} onChange={(role) => setForm({ ...form, role: role as Role })} options={(["manager", "cashier"] as const).map((role) => ({ value: role, label: ROLE_WORDS[role].word, note: ROLE_WORDS[role].note }))} />
          <StoreChoice storeIds={form.store_ids ?? null} onChange={(store_ids) => setForm({ ...form, store_ids })} />
        </>
      )}
      {user && !isSelf && (
        <label className="flex items-center justify-between gap-4">
          <span>
            <span className="block font-medium">May sign in</span>
            <span className="text-small text-muted">Off ends their sign-ins within a minute; what they did stays.</span>
          </span>
          <Switch checked={!form.disabled} onChange={(on) => setForm({ ...form, disabled: !on })} label="May sign in" />
        </label>
      )}
      {problem && problem.body.errors.length === 0 && !["email-taken", "password-refused"].includes(problem.code) && (
        <p role="alert" className="text-danger">
          {plainProblem(problem).text}
        </p>
      )}
    </Dialog>
  );
}

/** Null means every shop, also those opened later. */
function StoreChoice({ storeIds, onChange }: { storeIds: string[] | null; onChange: (storeIds: string[] | null) => void }) {
  const { stores } = useStore();
  if (stores.length < 2) return null;
  const chosen = new Set(storeIds ?? stores.map((store) => store.store_id));
  const toggle = (id: string, on: boolean) => {
    const next = stores.map((store) => store.store_id).filter((one) => (one === id ? on : chosen.has(one)));
    onChange(next.length === stores.length ? null : next);
  };
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Shops</legend>
      {stores.map((store) => (
        <div key={store.store_id} className="flex min-h-9 items-center gap-3">
          <Checkbox label={store.name} checked={chosen.has(store.store_id)} onChange={(on) => toggle(store.store_id, on)} />
          <span>{store.name}</span>
        </div>
      ))}
    </fieldset>
  );
}
