import { describe, expect, expectTypeOf, test } from 'vitest';
import { defineCommand, parseCommandLine, type Command } from './command.ts';
import { choice, flag, integer, number, oneOf, someOf, text, UsageError } from './option.ts';

let seen: unknown;
const command: Command = defineCommand({
  name: 'stretch',
  summary: 'Stretches',
  description: 'Stretches things.',
  operands: { usage: '<thing>…', min: 1, max: 2 },
  options: {
    focal: number('px', 'the focal length', { above: 0 }),
    shift: number('px', 'a shift', { default: 0 }),
    count: integer('n', 'how many', { min: 1, max: 5, default: 5 }),
    model: oneOf(['light', 'resnet50'], 'the model', { default: 'light' }),
    save: someOf(['json', 'glb', 'obj'], 'what to write', { default: ['json'] }),
    out: text('dir', 'where to', { default: 'out' }),
    exif: choice('read EXIF'),
    resume: flag('go on'),
    overwrite: flag('replace'),
  },
  exclusive: [['resume', 'overwrite']],
  examples: [['multiroi stretch a', 'stretches a']],
  run: ({ values }) => {
    expectTypeOf(values.focal).toEqualTypeOf<number | undefined>();
    expectTypeOf(values.count).toEqualTypeOf<number>();
    expectTypeOf(values.model).toEqualTypeOf<'light' | 'resnet50'>();
    expectTypeOf(values.save).toEqualTypeOf<readonly ('json' | 'glb' | 'obj')[]>();
    expectTypeOf(values.exif).toEqualTypeOf<boolean | undefined>();
    expectTypeOf(values.resume).toEqualTypeOf<boolean>();
    seen = values;
    return Promise.resolve(0);
  },
});

const parse = (...args: string[]) => parseCommandLine(command, args);

test('defaults stand in for what is not given', () => {
  const { values, operands } = parse('a');
  expect(operands).toEqual(['a']);
  expect(values).toMatchObject({ count: 5, model: 'light', save: ['json'], out: 'out' });
  expect(values).toMatchObject({ focal: undefined, exif: undefined, resume: false, json: false });
});

test('values are typed, negative numbers are values, lists lose repetitions', () => {
  const { values } = parse('a', '--focal=1e3', '--shift', '-2.5', '--save', 'obj,glb,obj');
  expect(values).toMatchObject({ focal: 1000, shift: -2.5, save: ['obj', 'glb'] });
  expect(parse('a', '--no-exif').values['exif']).toBe(false);
  expect(parse('a', '--exif').values['exif']).toBe(true);
  expect(parse('--', '--focal', '-1').operands).toEqual(['--focal', '-1']);
  expect(seen).toBeUndefined();
});

describe('a wrong line says what was expected', () => {
  test.each([
    [['a', ''], 'multiroi stretch: expected <thing>…, got an empty word'],
    [['a', '--focl', '3'], 'expected a known option, got "--focl"'],
    [['a', '--focal', '5px'], '--focal: expected a number above 0, got "5px"'],
    [['a', '--focal', 'NaN'], '--focal: expected a number above 0, got "NaN"'],
    [['a', '--focal', '0'], '--focal: expected a number above 0, got "0"'],
    [['a', '--focal', '1e999'], '--focal: expected a number above 0, got "1e999"'],
    [['a', '--focal'], '--focal: expected px, got nothing'],
    [['a', '--out', '--json'], '--out: expected dir, got the option "--json"'],
    [['a', '--out', ''], '--out: expected dir, got nothing'],
    [['a', '--count', '2.5'], '--count: expected a whole number from 1 to 5, got "2.5"'],
    [['a', '--count', '6'], '--count: expected a whole number from 1 to 5, got "6"'],
    [['a', '--model', 'lite'], '--model: expected light, resnet50, got "lite"'],
    [['a', '--save', 'json,glp'], '--save: expected json, glb, obj, got "glp"'],
    [['a', '--resume=yes'], '--resume: expected no value, got "yes"'],
    [['a', '--count', '2', '--count', '3'], '--count: expected it once, got it twice'],
    [['a', '--resume', '--overwrite'], 'expected one of --resume, --overwrite, got 2 of them'],
    [['a', '--quiet', '--debug'], 'expected one of --quiet, --debug, got 2 of them'],
    [[], 'expected <thing>…, got nothing'],
    [['a', 'b', 'c'], 'expected <thing>…, got also "c"'],
  ])('%j', (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });

  test.each([
    [['a', '--focl', '3'], 'did you mean "--focal"?'],
    [['a', '--model', 'lihgt'], 'did you mean "light"?'],
    [['a', '--zzzzzz'], 'see multiroi stretch --help'],
  ])('%j hints', (args, hint) => {
    expect(() => parse(...args)).toThrow(expect.objectContaining({ hint }));
  });
});
