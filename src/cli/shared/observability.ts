/** @file How whoever runs a worker or a server watches it: `--log`, `--traces`. */

import type { Logger } from '../../base/index.ts';
import { oneOf, text, type ValueOption } from '../parse/option.ts';
import type { Io } from './io.ts';
import { jsonLogger } from './json-logger.ts';

/** What both are given. */
export interface ObservabilityValues {
  readonly log: 'text' | 'json';
  readonly traces: string | undefined;
}

/** `--log`. */
export const logOption: ValueOption<'text' | 'json'> = oneOf(
  ['text', 'json'],
  'how it reports: lines for people, or a JSON object a line',
  { default: 'text', group: 'Observability' },
);

/** `--traces`. */
export const tracesOption: ValueOption<string | undefined> = text(
  'http://host:4318',
  'an OpenTelemetry collector that is sent traces; OTEL_EXPORTER_OTLP_ENDPOINT unless given, nobody without either',
  { group: 'Observability' },
);

/** The logger that `--log` asks for. */
export function loggerOf({
  values,
  io,
  log,
}: {
  readonly values: Pick<ObservabilityValues, 'log'> & {
    readonly quiet: boolean;
    readonly debug: boolean;
  };
  readonly io: Io;
  readonly log: Logger;
}): Logger {
  return values.log === 'json' ? jsonLogger(io.stderr, values) : log;
}
