/**
 * The people of a result as three.js meshes, as a scene of their camera shows them.
 *
 *   npx tsx three.ts photo.json
 */
import { readFile } from 'node:fs/promises';
import { loadBody, parseResult, poseResult } from 'multiroi';
import { nodePlatform } from 'multiroi/node';
import { BufferAttribute, BufferGeometry, Mesh, MeshStandardMaterial, Scene } from 'three';

const [file = 'photo.json'] = process.argv.slice(2);
const result = parseResult(await readFile(file, 'utf8'));
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
const scene = new Scene();
for (const { person, vertices } of poseResult(result, body)) {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(Float32Array.from(vertices), 3));
  geometry.setIndex(new BufferAttribute(Uint32Array.from(body.faces), 1));
  geometry.computeVertexNormals();
  const mesh = new Mesh(geometry, new MeshStandardMaterial());
  const [x, y, z] = person.camera.t;
  // y down and z forward become y up and z backward: half a turn about x
  mesh.rotation.x = Math.PI;
  mesh.position.set(x, -y, -z);
  scene.add(mesh);
}
console.log(`meshes: ${scene.children.length}`);
