"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
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

/** Another person may have been here before: nothing they saw stays in the cache. */
async function begin(cache: ReturnType<typeof useQueryClient>, grant: Grant): Promise<void> {
  setToken(grant);
  cache.clear();
  await cache.fetchQuery({ queryKey: keys.me(), queryFn: () => api.get("/me") });
}

export function useLogout() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => api.post("/auth/logout"),
    onSettled: () => {
      cache.clear();
      signedOut();
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
