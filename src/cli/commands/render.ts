/** @file `multiroi render`: pictures of a result, without running it again. */

import { resolve } from 'node:path';
import { checkPhotograph, drawOverlay, drawSide, drawTop } from '../../result/index.ts';
import { defineCommand, type Command } from '../parse/command.ts';
import { oneOf, text } from '../parse/option.ts';
import { readOperand } from '../shared/operand.ts';
import { bodyOption, materialOption, resultReader } from '../shared/common-options.ts';

export const render: Command = defineCommand({
  name: 'render',
  summary: 'A picture of a result over its photograph, from the side or from above',
  description:
    'Draws the bodies of a result file again, with the camera of the result; nothing is detected or reconstructed. The image must be the one the result was made from.',
  operands: { usage: '<result.json> <image>', min: 2, max: 2 },
  options: {
    view: oneOf(['overlay', 'side', 'top'], 'where it is seen from', { default: 'overlay' }),
    out: text('file.png', 'where to write', { default: 'render.png' }),
    material: materialOption,
    body: bodyOption,
  },
  examples: [
    ['multiroi render out/photo.json photo.jpg', 'writes render.png'],
    ['multiroi render out/photo.json photo.jpg --view top --out top.png', 'shows it from above'],
  ],
  run: async ({ values, operands: [path = '', imagePath = ''], io, log, json }) => {
    const { images } = await io.platform();
    const { result, body } = await resultReader(io, values.body)(path);
    const photo = await images.decode(await readOperand(imagePath, io), imagePath);
    for (const warning of photo.warnings ?? []) log.warn(`${imagePath}: ${warning}`);
    // also for the other views: an image that is not the result's is a slip
    checkPhotograph(result, photo);
    const { material } = values;
    const views = {
      overlay: () => drawOverlay(result, body, photo, { material }),
      side: () => drawSide(result, body, { material }),
      top: () => drawTop(result, body, { material }),
    };
    const out = resolve(io.cwd, values.out);
    await io.write(out, await images.encodePng(views[values.view]()));
    log.info(`${path}: ${values.out}`);
    json.push({ file: path, outputs: [values.out] });
    return 0;
  },
});
