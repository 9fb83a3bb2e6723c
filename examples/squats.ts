/**
 * Squats in a video, counted: from the clip to joint angles over time, and by the rule of docs/motion.md.
 *
 *   npx tsx squats.ts clip.mp4
 */
import { countRepetitions, jointAngles } from 'multiroi';
import { MultiRoi } from 'multiroi/node';

const [file = 'clip.mp4'] = process.argv.slice(2);
await using hmr = await MultiRoi.load();
const motion = await hmr.motion(file).finish();
for (const track of motion.tracks) {
  const { seconds, angles } = jointAngles(motion, track, hmr.body);
  // both knees bend in a squat
  const knees = angles.left_knee_flexion.map(
    (left, i) => (left + angles.right_knee_flexion[i]) / 2,
  );
  const squats = countRepetitions(seconds, knees);
  console.log(`person ${track.id}: ${squats.length} squats`);
  for (const { startS, endS, peakDeg } of squats) {
    console.log(`  ${startS.toFixed(1)}–${endS.toFixed(1)} s, ${peakDeg.toFixed(0)}°`);
  }
}
