/**
 * How often somebody bends a knee, and how far: joint angles over time, counted by the rule of docs/motion.md.
 *
 *   npx tsx repetitions.ts clip.motion.json left_knee_flexion
 */
import { readFile } from 'node:fs/promises';
import { countRepetitions, JOINT_ANGLES, jointAngles, loadBody, parseMotion } from 'multiroi';
import { nodePlatform } from 'multiroi/node';

const [file = 'clip.motion.json', wanted = 'left_knee_flexion'] = process.argv.slice(2);
const name = JOINT_ANGLES.find((angle) => angle === wanted);
if (name === undefined) throw new Error(`expected one of ${JOINT_ANGLES.join(', ')}`);
const motion = parseMotion(await readFile(file, 'utf8'));
const body = loadBody(await nodePlatform.files.asset('body/open.safetensors'));
for (const track of motion.tracks) {
  const { seconds, angles } = jointAngles(motion, track, body);
  const found = countRepetitions(seconds, angles[name]);
  console.log(`person ${track.id}: ${found.length} times`);
  for (const { startS, endS, peakDeg } of found) {
    console.log(`  ${startS.toFixed(1)}–${endS.toFixed(1)} s, ${peakDeg.toFixed(0)}°`);
  }
}
