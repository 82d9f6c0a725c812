/** How urgent an alert is. */
export type AlertLevel = "ok" | "warn" | "critical";

/** Its number in metrics, the higher the more urgent. */
export const LEVEL_NUMBER: Readonly<Record<AlertLevel, number>> = { ok: 0, warn: 1, critical: 2 };
