"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ToastProvider } from "@/components/ui/toast";
import { ApiProblem } from "@/lib/api/problems";

const FRESH_MS = 30_000;

/** Asking again helps against a lost line or a busy book, not against a refusal. */
function worthRetrying(failures: number, error: unknown): boolean {
  const refused = error instanceof ApiProblem && error.body.status < 500;
  return !refused && failures < 2;
}

export function Providers({ children }: { children: ReactNode }) {
  const [cache] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: FRESH_MS, retry: worthRetrying } } }));
  return (
    <QueryClientProvider client={cache}>
      <ToastProvider>{children}</ToastProvider>
    </QueryClientProvider>
  );
}
