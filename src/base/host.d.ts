/**
 * The few globals that every host has and that `lib.es2023` does not name. Declared here, and only
 * here, so that the core compiles without DOM or Node types.
 */
interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare function btoa(binary: string): string;
declare const performance: { now(): number };
declare const crypto: {
  readonly subtle: { digest(algorithm: 'SHA-256', data: ArrayBufferView): Promise<ArrayBuffer> };
};
