/** @file `multiroi multiview`: photographs of one moment by several calibrated cameras. */

import { basename, dirname, extname, join, resolve } from 'node:path';
import { MultiRoiError, type Logger } from '../../base/index.ts';
import {
  MultiRoi,
  parseRig,
  reconstructViews,
  resultOfView,
  type CalibratedCamera,
  type RigCamera,
} from '../../reconstruct/index.ts';
import {
  outputsOf,
  type Multiview,
  type OutputFile,
  type OutputKind,
  type Reconstruction,
} from '../../result/index.ts';
import type { Photo, Platform } from '../../platform/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { integer, someOf, text } from '../parse/option.ts';
import {
  bodyOption,
  bodyPath,
  count,
  glbOption,
  materialOption,
} from '../shared/common-options.ts';
import { executionOptions, qualityOption, sessionOptionsOf } from '../shared/model-options.ts';

/** What every view can become. */
const VIEW_KINDS = ['json', 'glb', 'obj', 'npz', 'overlay', 'side', 'top'] as const;

/** A camera and the photograph that it took. */
interface ViewInput {
  readonly camera: CalibratedCamera;
  readonly path: string;
}

/** What one camera saw. */
interface SeenView {
  readonly path: string;
  readonly photo: Photo;
  readonly camera: RigCamera;
  readonly result: Reconstruction;
}

export const multiviewCommand: Command = defineCommand({
  name: 'multiview',
  summary: 'One body out of photographs by several calibrated cameras',
  description:
    "Finds people in each photograph, tells who is who across the views, and lays one body on everybody's key-points in all of them: no guess of depth or size is left where two cameras see a person. The calibration is JSON with cameras (name, image, K, distortion, R, t), Pose2Sim's Calib.toml, Panoptic's JSON or OpenCV's YAML; X_cam = R X_world + t, metres. Photographs are those that it names, or those given, in the order of the cameras.",
  operands: { usage: '<calibration> [image…]', min: 1, max: Infinity },
  options: {
    out: text('dir', 'where results go', { default: 'out' }),
    save: someOf(VIEW_KINDS, 'what to write of each view beside the bodies in the world', {
      default: ['json', 'overlay', 'glb'],
    }),
    'min-views': integer('n', 'leave out people whom fewer cameras see', { min: 1, default: 1 }),
    glb: glbOption,
    material: materialOption,
    quality: qualityOption,
    body: bodyOption,
    ...executionOptions,
  },
  examples: [
    ['multiroi multiview views.json', 'photographs named in the calibration'],
    ['multiroi multiview Calib.toml cam1.jpg cam2.jpg cam3.jpg', 'in the order of its cameras'],
  ],
  run: async ({ values, operands: [rigPath = '', ...images], io, log, json }) => {
    const platform = await io.platform();
    const rigFile = resolve(io.cwd, rigPath);
    const calibrated = parseRig(
      new TextDecoder().decode(await platform.files.read(rigFile)),
      basename(rigFile),
    );
    const inputs = inputsOf(calibrated, images, dirname(rigFile), io.cwd);
    const hmr = await MultiRoi.load(platform, {
      ...sessionOptionsOf(values),
      quality: values.quality,
      body: values.body === undefined ? undefined : bodyPath(io, values.body),
      log,
    });
    try {
      const seen: SeenView[] = [];
      for (const input of inputs) seen.push(await lookAt(input, hmr, platform, io.signal, log));
      const multiview = reconstructViews(
        seen.map(({ result }) => result),
        seen.map(({ camera }) => camera),
        hmr.body,
        { minViews: values['min-views'] },
      );
      const folder = resolve(io.cwd, values.out);
      for (const [v, { path, result, photo }] of seen.entries()) {
        const inView = resultOfView(multiview, v, result, hmr.body);
        const kinds: readonly OutputKind[] = values.save;
        const options = { kinds, glb: values.glb, image: photo, material: values.material };
        const { files } = await outputsOf(inView, hmr.body, options, platform);
        for (const file of files) await io.write(pathOf(folder, path, file), file.content);
      }
      const worldFile = join(folder, `${stemOf(rigFile)}.multiview.json`);
      await io.write(worldFile, `${JSON.stringify(multiview, null, 2)}\n`);
      log.info(summary(multiview));
      json.push(multiview);
      return 0;
    } finally {
      await hmr.dispose();
    }
  },
});

/** A view by itself, before others are asked. */
async function lookAt(
  { camera, path }: ViewInput,
  hmr: MultiRoi,
  { files, images }: Platform,
  signal: AbortSignal,
  log: Logger,
): Promise<SeenView> {
  const photo = await images.decode(await files.read(path), path);
  const [[fx, , cx], [, fy, cy]] = camera.K;
  const file = basename(path);
  const intrinsics = { fx, fy, cx, cy };
  const result = await hmr.reconstruct(photo, { file, intrinsics, signal });
  log.info(`${file}: ${count(result.people.length, 'person', 'people')}`);
  return { path, photo, result, camera: sizedCamera(camera, photo) };
}

const stemOf = (path: string): string => basename(path, extname(path));

const pathOf = (folder: string, image: string, { suffix }: OutputFile): string =>
  join(folder, `${stemOf(image)}${suffix}`);

/** @throws E_CONFIG when there is not a photograph for each camera. */
function inputsOf(
  cameras: readonly CalibratedCamera[],
  images: readonly string[],
  rigFolder: string,
  cwd: string,
): ViewInput[] {
  if (images.length > 0) {
    if (images.length !== cameras.length) {
      throw new MultiRoiError(
        'E_CONFIG',
        `multiview: expected a photograph for each of ${count(cameras.length, 'camera', 'cameras')}, got ${images.length}`,
        { hint: `the cameras are ${cameras.map(({ name }) => name).join(', ')}` },
      );
    }
    return cameras.map((camera, v) => ({ camera, path: resolve(cwd, images[v] ?? '') }));
  }
  return cameras.map((camera) => {
    if (camera.image === null) {
      throw new MultiRoiError(
        'E_CONFIG',
        `multiview: expected a photograph of camera "${camera.name}", got none`,
        {
          hint: 'name them in the order of the cameras: multiroi multiview <calibration> a.jpg b.jpg',
        },
      );
    }
    return { camera, path: resolve(rigFolder, camera.image) };
  });
}

function sizedCamera(
  { name, width, height, K, distortion, R, t }: CalibratedCamera,
  photo: Photo,
): RigCamera {
  const size = { width: width ?? photo.width, height: height ?? photo.height };
  return { name, ...size, K, distortion, R, t };
}

function summary({ people, views }: Multiview): string {
  const seen = people.map(({ seen: { length } }) => String(length)).join(', ');
  const told = count(people.length, 'person', 'people');
  return people.length === 0
    ? `nobody in ${views.length} views`
    : `${told} in ${views.length} views, seen by ${seen}`;
}
