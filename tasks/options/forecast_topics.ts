import type { TopicToMake } from "../../pipeline/broker/mod.ts";

/** The topics that a forecaster writes, as they are made: of the states only the newest one of a station counts. */
export function forecastTopics(
  { forecastTopic, stateTopic, alarmTopic }: { forecastTopic: string; stateTopic: string; alarmTopic: string },
): Exclude<TopicToMake, string>[] {
  return [
    { name: forecastTopic, config: {} },
    { name: stateTopic, config: { "cleanup.policy": "compact" } },
    { name: alarmTopic, config: {} },
  ];
}
