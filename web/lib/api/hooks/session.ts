"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../client";
import { keys } from "../keys";
import { refreshToken, setToken, signedOut } from "../token";
import type { Grant, Login, Me, Page, SignupIn, User, UserIn } from "../types";

/** Who is signed in; null when nobody is. Turns the cookie first, because a reload forgets the token. */
export function useMe() {
  return useQuery({
    queryKey: keys.me(),
    queryFn: async () => ((await refreshToken()) ? call<Me>("GET", "/me") : null),
    staleTime: 5 * 60_000,
  });
}

export function useLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => call<Grant>("POST", "/login", { body, open: true }),
    onSuccess: (grant) => begin(cache, grant),
  });
}

export function useSignup() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: SignupIn) => call<Grant>("POST", "/signup", { body, open: true }),
    onSuccess: (grant) => begin(cache, grant),
  });
}

/** Another person may have been here before: nothing they saw stays in the cache. */
async function begin(cache: ReturnType<typeof useQueryClient>, grant: Grant): Promise<void> {
  setToken(grant);
  cache.clear();
  await cache.fetchQuery({ queryKey: keys.me(), queryFn: () => call<Me>("GET", "/me") });
}

export function useLogout() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => call<void>("POST", "/auth/logout"),
    onSettled: () => {
      cache.clear();
      signedOut();
    },
  });
}

export function useLogins() {
  return useQuery({ queryKey: keys.logins(), queryFn: ({ signal }) => call<Page<Login>>("GET", "/me/logins", { signal }) });
}

export function useEndLogin() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (loginId: string) => call<void>("DELETE", `/me/logins/${loginId}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.logins() }),
  });
}

export function useUsers() {
  return useQuery({ queryKey: keys.users(), queryFn: ({ signal }) => call<Page<User>>("GET", "/users", { signal }) });
}

export function useSaveUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, body }: { userId: string; body: UserIn }) => call<User>("PUT", `/users/${userId}`, { body }),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.users() }),
  });
}
