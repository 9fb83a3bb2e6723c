/** @file What axe finds in a page that has its script. */
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Violations of the page as it stands, each with the first element that it is of. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = (await page.evaluate('axe.run()')) as {
    readonly violations: readonly Violation[];
  };
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
