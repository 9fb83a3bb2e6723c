/** @file Node as a platform. */

import type { Platform } from '../platform/index.ts';
import { nodeFiles } from './files.ts';
import { nodeImages } from './images.ts';
import { nodeRuntime } from './session.ts';
import { nodeVideos } from './video/videos.ts';

/** Files from disk, images by libvips, models by ONNX Runtime, videos by ffmpeg. */
export const nodePlatform: Platform = {
  runtime: nodeRuntime,
  files: nodeFiles,
  images: nodeImages,
  videos: nodeVideos,
};
