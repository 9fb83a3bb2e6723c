import { expect, test } from 'vitest';
import { genderOf } from './body-import.ts';

test.each([
  ['SMPL_NEUTRAL.pkl', 'neutral'],
  ['basicModel_neutral_lbs_10_207_0_v1.0.0.pkl', 'neutral'],
  ['basicmodel_m_lbs_10_207_0_v1.1.0.pkl', 'male'],
  ['some/m/SMPL_FEMALE.npz', 'female'],
  ['model.pkl', undefined],
])('%s is %s', (path, gender) => {
  expect(genderOf(path)).toBe(gender);
});
