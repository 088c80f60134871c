"use client";

import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from "react";
import { LiveSocket, type Listener, type LiveState } from "./socket";

const LiveContext = createContext<{ socket: LiveSocket | null; state: LiveState }>({ socket: null, state: "catching-up" });

/** Opens the line once somebody is signed in; closes it when they leave. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<LiveState>("catching-up");
  const [socket, setSocket] = useState<LiveSocket | null>(null);
  useEffect(() => {
    const line = new LiveSocket(setState);
    line.start();
    setSocket(line);
    return () => line.stop();
  }, []);
  return <LiveContext value={{ socket, state }}>{children}</LiveContext>;
}

export const useLiveState = () => useContext(LiveContext).state;

/** How often to ask while the line is down (milliseconds); false while changes arrive by themselves. */
export function usePolling(everyMs: number): number | false {
  return useLiveState() === "live" ? false : everyMs;
}

/** Calls `listener` with the topic's state after each change. A null topic listens to nothing. */
export function useTopic(topic: string | null, listener: Listener): void {
  const { socket } = useContext(LiveContext);
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    if (!socket || topic === null) return;
    return socket.subscribe(topic, (state, envelope) => latest.current(state, envelope));
  }, [socket, topic]);
}
