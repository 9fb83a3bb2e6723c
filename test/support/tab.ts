/** @file One page in a browser of its own, and everything it asked for and complained of. */
import type { Page } from 'playwright-core';
import { launchChromium, type Chromium } from './chromium.ts';

export interface Tab extends Chromium {
  readonly page: Page;
  /** Errors of the console, and those nobody caught. */
  readonly complaints: string[];
  /** Every address that was asked for, whoever answered. */
  readonly requests: string[];
}

/**
 * @param webgpu has Chromium offer WebGPU, by software.
 * @param camera an MJPEG file that Chromium shows as its camera, permitted without a question.
 * @param eagerMemory `measureUserAgentSpecificMemory` collects garbage itself instead of waiting for it.
 */
export async function openTab(
  options: {
    viewport?: { width: number; height: number };
    webgpu?: boolean;
    camera?: string;
    eagerMemory?: boolean;
  } = {},
): Promise<Tab> {
  const { viewport = { width: 1440, height: 900 }, webgpu = false, camera } = options;
  const { eagerMemory = false } = options;
  const flags = webgpu
    ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']
    : ['--disable-gpu'];
  if (eagerMemory) flags.push('--enable-blink-features=ForceEagerMeasureMemory');
  if (camera !== undefined) {
    flags.push(
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    );
  }
  const chromium = await launchChromium({ viewport, acceptDownloads: true }, flags);
  const { context } = chromium;
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  context.on('request', (request) => requests.push(request.url()));
  return { ...chromium, page, complaints, requests };
}
