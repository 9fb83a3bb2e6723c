declare module 'gltf-validator' {
  interface Report {
    readonly issues: {
      /** Severity 0 is an error, 1 a warning, 2 information, 3 a hint. */
      readonly messages: readonly {
        readonly code: string;
        readonly message: string;
        readonly severity: number;
        readonly pointer?: string;
      }[];
    };
  }
  export function validateBytes(bytes: Uint8Array): Promise<Report>;
}
