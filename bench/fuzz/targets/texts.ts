/** @file Texts: boxes, results, meshes, sets of regions, COCO; and archives of people. */

import { parseRoiSet, PAPER5 } from '../../../src/camera/index.ts';
import { parseCocoKeypoints, parseSpinNpz } from '../../../src/dataset/index.ts';
import { readBoxes } from '../../../src/detect/index.ts';
import { readObj, writeNpy, type NdArray } from '../../../src/format/index.ts';
import { parseResult, peerResult } from '../../../src/result/index.ts';
import { cocoAnnotation, cocoFile } from '../../../test/support/dataset-files.ts';
import { dict, list, ndarray, pickle, str } from '../../../test/support/pickle.ts';
import { samplePerson, sampleResult } from '../../../test/support/result.ts';
import { toyBody } from '../../../test/support/toy-body.ts';
import { headed, text, utf8, zipped, type Seed } from '../seed.ts';
import { Contradiction, words, type Target } from '../target.ts';

const decoder = new TextDecoder();

export const boxes: Target = {
  name: 'boxes',
  seeds: () => [
    text('{"a.jpg": [[1, 2, 30, 40, 0.5], [5, 6, 70, 80]], "b.jpg": []}'),
    text('a.jpg  1 2 30 40 0.5\nb.jpg 5 6 70 80\n'),
    text(
      '{"imagePath":"a.jpg","shapes":[{"label":"person","points":[[1,2],[30,40]],"shape_type":"rectangle"}]}',
    ),
    text('image,x0,y0,x1,y1,score\na.jpg,1,2,30,40,0.5\n"b, c.jpg",5,6,70,80\n'),
  ],
  tokens: words(
    '"',
    '""',
    ',,',
    '\r\n',
    '\ufeff',
    ';',
    'NaN',
    '[[',
    'image',
    '__proto__',
    '{"image_id":1,"bbox":[1,2,3,4]}',
  ),
  run: (bytes) => readBoxes(decoder.decode(bytes), 'fuzz'),
};

export const resultJson: Target = {
  name: 'result',
  seeds: () => {
    const refined = samplePerson({
      refined: { beforePx: 3, afterPx: null },
      mirrored: true,
      rollRad: 0.1,
    });
    const version = (schemaVersion: 1 | 2): string =>
      JSON.stringify({ ...sampleResult([samplePerson(), { ...refined, id: 1 }]), schemaVersion });
    return [text(version(1)), text(version(2)), text(JSON.stringify(sampleResult([])))];
  },
  tokens: words('"schemaVersion":2', '"people":[]', 'null', '"lost":[]', '"id":0', '1e999'),
  run: (bytes) => parseResult(decoder.decode(bytes)),
};

export const obj: Target = {
  name: 'obj',
  seeds: () => [
    text(
      '# a mesh\no person\nv 0 0 0\nv 1 0 0\nv 1 1 0 1\nv 0 1e-3 0\nvt 0 0\nvn 0 0 1\nf 1 2 3\nf -4/1/1 -3//1 -2 -1\ns off\n',
    ),
  ],
  tokens: words('v ', 'f ', '//', '-1', '\\\n', '1e308', 'f 1 2 3 4 5 6 7 8 9', '\r'),
  run: (bytes) => {
    const { vertices, faces } = readObj(decoder.decode(bytes));
    if (faces.some((index) => index >= vertices.length / 3))
      throw new Contradiction('a face of no vertex');
  },
};

export const roiSet: Target = {
  name: 'roi set',
  seeds: () => [text(JSON.stringify(PAPER5))],
  tokens: words('null', '[0,0]', '1e999', '"shape"'),
  run: (bytes) => parseRoiSet(decoder.decode(bytes)),
};

export const coco: Target = {
  name: 'coco',
  seeds: () => [text(cocoFile([cocoAnnotation(), cocoAnnotation({ iscrowd: 1 })]))],
  tokens: words('"image_id":9', '"file_name":"..\\\\a"', '"keypoints":[]', '1e999'),
  run: (bytes) => parseCocoKeypoints(decoder.decode(bytes)),
};

const ones = (...shape: number[]): NdArray => ({
  type: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
});

/** An `.npy` of Python objects. */
function objects(): Uint8Array {
  const header = utf8("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\n");
  const { parts, join } = headed(
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0),
    2,
    header,
    pickle(ndarray('O8', [2], list(str('a\\b.jpg'), str('./c.jpg')))),
  );
  return join(parts);
}

export const people: Target = {
  name: 'people npz',
  seeds: (): Seed[] => [
    zipped({
      'imgname.npy': writeNpy({ type: 'string', shape: [2], data: ['a.jpg', 'b.jpg'] }),
      'center.npy': writeNpy(ones(2, 2)),
      'scale.npy': writeNpy(ones(2)),
      'part.npy': writeNpy(ones(2, 24, 3)),
      'pose.npy': writeNpy(ones(2, 72)),
      'shape.npy': writeNpy(ones(2, 10)),
    }),
    zipped({
      'imgname.npy': objects(),
      'center.npy': writeNpy(ones(2, 2)),
      'scale.npy': writeNpy(ones(2)),
    }),
  ],
  tokens: words('imgname', "'shape': (", '<f4', '|O', '|S9', '..', '\\'),
  run: (bytes) => parseSpinNpz(bytes),
};

const toy = toyBody({ correctives: false });

export const peers: Target = {
  name: 'peer npz',
  seeds: (): Seed[] => {
    const romp = pickle(
      ndarray('O8', [1], list(dict({ verts: ndarray('f4', [1, 2, 3], new Uint8Array(24)) }))),
    );
    const header = utf8("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }\n");
    const npy = headed(Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0), 2, header, romp);
    return [
      zipped({
        'pose.npy': writeNpy(ones(1, 72)),
        'betas.npy': writeNpy(ones(1, 10)),
        'pred_cam.npy': writeNpy(ones(1, 3)),
        'focal_length.npy': writeNpy(ones(1)),
        'K.npy': writeNpy(ones(1, 3, 3)),
      }),
      zipped({
        'verts.npy': writeNpy(ones(1, 4, 3)),
        'global_orient.npy': writeNpy(ones(1, 1, 3, 3)),
        'body_pose.npy': writeNpy(ones(1, 23, 3, 3)),
      }),
      zipped({ 'results.npy': npy.join(npy.parts) }),
    ];
  },
  tokens: words("'shape': (", '<f4', '|O', 'verts', 'faces', 'pose'),
  run: (bytes) => peerResult(bytes, 'fuzz', toy, { width: 640, height: 480 }),
};
