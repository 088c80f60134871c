"use client";

import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api } from "../api";
import { keys } from "../keys";
import { refreshToken, setToken, signedOut } from "../token";
import type { Grant, SignupIn, UserIn } from "../types";

/** Who is signed in; null when nobody is. Turns the cookie first, because a reload forgets the token. */
export function useMe() {
  return useQuery({
    queryKey: keys.me(),
    queryFn: async () => ((await refreshToken()) ? api.get("/me") : null),
    staleTime: 5 * 60_000,
  });
}

export function useLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => api.post("/login", { body, open: true }),
    onSuccess: (grant) => begin(cache, grant),
  });
}

export function useSignup() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: SignupIn) => api.post("/signup", { body, open: true }),
    onSuccess: (grant) => begin(cache, grant),
  });
}

/** Drops what the person before has seen. "me" stays: the pages watch it to know who is here. */
function forget(cache: QueryClient): void {
  cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.me()[0] });
}

async function begin(cache: QueryClient, grant: Grant): Promise<void> {
  setToken(grant);
  forget(cache);
  cache.setQueryData(keys.me(), await api.get("/me"));
}

export function useLogout() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/auth/logout"),
    onSettled: () => {
      signedOut();
      forget(cache);
    },
  });
}

export function useLogins() {
  return useQuery({ queryKey: keys.logins(), queryFn: ({ signal }) => api.get("/me/logins", { signal }) });
}

export function useEndLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (loginId: string) => api.delete("/me/logins/{login_id}", { path: { login_id: loginId } }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.logins() }),
  });
}

export function useUsers() {
  return useQuery({ queryKey: keys.users(), queryFn: ({ signal }) => api.get("/users", { signal }) });
}

export function useSaveUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, body }: { userId: string; body: UserIn }) => api.put("/users/{user_id}", { path: { user_id: userId }, body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users() }),
  });
}
