/** The name of a heading in an address, as code hosts make it. */
export function anchorOf(heading: string): string;
