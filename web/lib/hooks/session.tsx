"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { createContext, useContext, useEffect, type ReactNode } from "react";
import { useMe } from "@/lib/api/hooks/session";
import { keys } from "@/lib/api/keys";
import { onSignedOut } from "@/lib/api/token";
import type { Me } from "@/lib/api/types";

const MeContext = createContext<Me | null>(null);

type SessionGateProps = { children: ReactNode; waiting: ReactNode; failed: (error: unknown, retry: () => void) => ReactNode };

/** Lets signed-in people through; others go to the door and come back to where they wanted to be. */
export function SessionGate({ children, waiting, failed }: SessionGateProps) {
  const { data, error, refetch } = useMe();
  const cache = useQueryClient();
  const router = useRouter();
  const path = usePathname();
  useEffect(() => onSignedOut(() => cache.setQueryData(keys.me(), null)), [cache]);
  useEffect(() => {
    if (data === null) router.replace(`/login/?next=${encodeURIComponent(path + window.location.search)}`);
  }, [data, path, router]);
  if (error && !data) return failed(error, () => void refetch());
  if (!data) return waiting;
  return <MeContext value={data}>{children}</MeContext>;
}

/** Who is signed in, on every page of the desk. */
export function useCurrentMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useCurrentMe outside the desk");
  return me;
}

export function usePermission(permission: string): boolean {
  return useCurrentMe().permissions.includes(permission);
}
