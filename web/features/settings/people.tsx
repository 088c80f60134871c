"use client";

import { useState } from "react";
import { Table, type Column } from "@/components/table";
import { Button } from "@/components/ui/button";
import { ErrorState, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { useUsers } from "@/lib/api/hooks/session";
import type { User } from "@/lib/api/types";
import { useStore } from "@/lib/hooks/store";
import { PersonDialog } from "./person-dialog";
import { ROLE_WORDS } from "./roles";

export function People() {
  const { data, error, refetch } = useUsers();
  const { stores } = useStore();
  const [open, setOpen] = useState<User | "new" | null>(null);
  if (error && !data) return <ErrorState title="The people could not be read" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={4} label="Reading people" />;

  const where = (user: User) => (user.store_ids === null ? "all shops" : user.store_ids.map((id) => stores.find((one) => one.store_id === id)?.name ?? "").join(", "));
  const columns: Column<User>[] = [
    { key: "name", head: "Name", cell: (user) => <span className="font-medium">{user.name}</span>, value: (user) => user.name },
    { key: "email", head: "E-mail", cell: (user) => user.email, value: (user) => user.email },
    { key: "role", head: "Role", width: "120px", cell: (user) => ROLE_WORDS[user.role].word, value: (user) => user.role },
    { key: "stores", head: "Where", cell: where, value: where },
    { key: "state", head: "", name: "State", width: "120px", align: "end", cell: (user) => user.disabled && <Tag>Switched off</Tag>, value: (user) => (user.disabled ? "switched off" : "") },
  ];
  return (
    <div className="grid gap-4">
      <div>
        <Button kind="main" onClick={() => setOpen("new")}>
          Add a person
        </Button>
      </div>
      <Table
        label="People"
        columns={columns}
        rows={data.items}
        rowKey={(user) => user.user_id}
        onOpen={setOpen}
        narrow={(user) => (
          <div>
            <p className="font-medium">{user.name}</p>
            <p className="text-small text-muted">
              {ROLE_WORDS[user.role].word}, {where(user)}
              {user.disabled && ", switched off"}
            </p>
          </div>
        )}
      />
      {open && <PersonDialog user={open === "new" ? null : open} onClose={() => setOpen(null)} />}
    </div>
  );
}
