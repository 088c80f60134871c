/**
 * One WebSocket for the whole page. A topic is a snapshot with number 0, then numbered changes;
 * a gap or a reconnect starts over with a new snapshot, so a listener can always trust its state.
 */
import { api } from "@/lib/api/api";

export type Envelope = { topic: string; number: number; key?: string; data?: unknown; snapshot?: Record<string, unknown> };
export type LiveState = "live" | "catching-up" | "offline";
export type Listener = (state: Record<string, unknown>, envelope: Envelope) => void;

/** The whole new value stands under its key and null removes it, so applying twice does no harm. */
export function applyChange(state: Record<string, unknown>, envelope: Envelope): Record<string, unknown> {
  if (envelope.snapshot) return { ...envelope.snapshot };
  if (envelope.key === undefined) return state;
  const { [envelope.key]: _, ...rest } = state;
  return envelope.data === null ? rest : { ...rest, [envelope.key]: envelope.data };
}

type Topic = { listeners: Set<Listener>; state: Record<string, unknown>; number: number };

const WAITS_MS = [500, 1_000, 2_000, 5_000, 15_000, 30_000];

export class LiveSocket {
  private socket: WebSocket | null = null;
  private topics = new Map<string, Topic>();
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = true;

  constructor(private readonly onState: (state: LiveState) => void) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    void this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  subscribe(name: string, listener: Listener): () => void {
    const topic = this.topics.get(name) ?? { listeners: new Set(), state: {}, number: -1 };
    const first = topic.listeners.size === 0;
    topic.listeners.add(listener);
    this.topics.set(name, topic);
    if (first) this.send({ subscribe: name });
    return () => {
      topic.listeners.delete(listener);
      if (topic.listeners.size > 0) return;
      this.topics.delete(name);
      this.send({ unsubscribe: name });
    };
  }

  private async connect(): Promise<void> {
    this.onState("catching-up");
    try {
      const { ticket } = await api.post("/live/ticket");
      if (this.stopped) return;
      const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/v1/live`);
      this.socket = socket;
      socket.onopen = () => {
        socket.send(JSON.stringify({ ticket }));
        for (const name of this.topics.keys()) this.send({ subscribe: name });
        this.failures = 0;
        this.onState("live");
      };
      socket.onmessage = (event) => this.receive(JSON.parse(String(event.data)) as Envelope);
      socket.onclose = () => this.socket === socket && this.lost();
    } catch {
      this.lost();
    }
  }

  private lost(): void {
    this.socket = null;
    if (this.stopped) return;
    this.onState(this.failures === 0 ? "catching-up" : "offline");
    const wait = WAITS_MS[Math.min(this.failures, WAITS_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => void this.connect(), wait);
  }

  private receive(envelope: Envelope): void {
    const topic = this.topics.get(envelope.topic);
    if (!topic) return;
    const gap = envelope.number !== 0 && envelope.number !== topic.number + 1;
    if (gap) {
      this.send({ unsubscribe: envelope.topic });
      this.send({ subscribe: envelope.topic });
      return;
    }
    topic.number = envelope.number;
    topic.state = applyChange(topic.state, envelope);
    topic.listeners.forEach((listener) => listener(topic.state, envelope));
  }

  private send(message: Record<string, string>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}
