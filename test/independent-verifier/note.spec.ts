import { Malformed, openNote, parseCheckpoint, parseNote, parseVerifierKey } from './note.js';
import { logSigner, witnessSigner } from './spec-log.js';

/** The keys, the text and the signatures of the tests of golang.org/x/mod/sumdb/note, where the format comes from. */
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETER_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const ENOCH = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_LINE = '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';
const note = (text: string, ...lines: string[]) => parseNote(Buffer.from(`${text}\n${lines.join('')}`));
const open = (text: string, lines: string[], keys: string[]) => {
  const { signedBy, forged } = openNote(note(text, ...lines), keys.map(parseVerifierKey));
  return [signedBy.map(({ name }) => name), forged.map(({ name }) => name)];
};

describe('A verifier key', () => {
  it('has a name, an id and a key', () => {
    expect(parseVerifierKey(PETER)).toMatchObject({ name: 'PeterNeumann', id: 'c74f20a3', type: 1 });
    // A witness's key, of the tests of transparency-dev/formats.
    expect(parseVerifierKey('remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2')).toMatchObject({ type: 4 });
  });

  it('is none in any part of it, or with any of its characters changed', () => {
    for (let from = 0; from <= PETER.length; from++)
      for (let to = from; to <= PETER.length; to++)
        if (to - from < PETER.length) expect(() => parseVerifierKey(PETER.slice(from, to))).toThrow(Malformed);
    for (let at = 0; at < PETER.length; at++) {
      const other = String.fromCharCode(PETER.charCodeAt(at) + 1);
      expect(() => parseVerifierKey(PETER.slice(0, at) + other + PETER.slice(at + 1))).toThrow(Malformed);
    }
  });

  it.each([
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    'PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ])('is none of another length, type or spelling: %s', (text) => {
    expect(() => parseVerifierKey(text)).toThrow(Malformed);
  });
});

describe('A signed note', () => {
  it('is that of the specification’s own example', () => {
    const key = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
    const line =
      '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
    expect(open('This is an example message.\n', [line], [key])).toEqual([['example.com/foo'], []]);
    expect(open('This is an example message!\n', [line], [key])).toEqual([[], ['example.com/foo']]);
  });

  it('is opened by whose keys are known, and the other signatures are passed over', () => {
    expect(open(TEXT, [PETER_LINE, ENOCH_LINE], [PETER])).toEqual([['PeterNeumann'], []]);
    expect(open(TEXT, [PETER_LINE, ENOCH_LINE], [PETER, ENOCH])).toEqual([['PeterNeumann', 'EnochRoot'], []]);
    expect(open(TEXT, [PETER_LINE, ENOCH_LINE], [])).toEqual([[], []]);
    expect(open(TEXT, [PETER_LINE.replace('PeterNeumann', 'CarmenSandiego')], [PETER])).toEqual([[], []]);
    expect(open(TEXT, [PETER_LINE.replace('x08g', 'xxxx')], [PETER])).toEqual([[], []]);
  });

  it('is forged where a known key is named and did not sign', () => {
    expect(open(TEXT.replace('answer', 'Answer'), [PETER_LINE], [PETER])).toEqual([[], ['PeterNeumann']]);
    const other = `${PETER_LINE.slice(0, 60)}ABCD${PETER_LINE.slice(60)}`;
    expect(open(TEXT, [PETER_LINE, other], [PETER])).toEqual([['PeterNeumann'], ['PeterNeumann']]);
  });

  it('is signed here to the byte as there', () => {
    const signer = logSigner('PeterNeumann', PETER_SEED);
    expect([signer.verifierKey, signer.line(TEXT)]).toEqual([PETER, PETER_LINE]);
  });

  it('may have empty lines in its text', () => {
    const text = 'one\n\n\ntwo\n';
    const poet = logSigner('poet', PETER_SEED);
    expect(note(text, poet.line(text)).text).toBe(text);
    expect(open(text, [poet.line(text)], [poet.verifierKey])).toEqual([['poet'], []]);
  });

  it.each([
    ['no signature', TEXT],
    ['an empty line and no signature', `${TEXT}\n`],
    ['no last newline', `${TEXT}\n${PETER_LINE.slice(0, -1)}`],
    ['a control character', `\x01${TEXT}\n${PETER_LINE}`],
    ['a return', `${TEXT.replace('\n', '\r\n')}\n${PETER_LINE}`],
    ['a name with a space', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad Name')}`],
    ['a name with a plus', `${TEXT}\n${PETER_LINE.replace('PeterNeumann', 'Bad+Name')}`],
    ['another line', `${TEXT}\n${PETER_LINE}Unexpected line.\n`],
    ['a hyphen for the dash', `${TEXT}\n${PETER_LINE.replace('—', '-')}`],
    ['a signature of nothing', `${TEXT}\n— PeterNeumann x08gow==\n`],
    ['more signatures than anybody makes', `${TEXT}\n${PETER_LINE.repeat(101)}`],
  ])('has not %s', (_what, text) => {
    expect(() => parseNote(Buffer.from(text))).toThrow(Malformed);
  });

  it('is UTF-8', () => {
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(`${TEXT}\n${PETER_LINE}`)]))).toThrow(Malformed);
  });
});

describe('A checkpoint', () => {
  const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
  const LOG_LINE =
    '— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';
  const WITNESS_LINE =
    '— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
  const of = (text: string) => parseCheckpoint(Buffer.from(`${text}\n${LOG_LINE}${WITNESS_LINE}`));

  it('is that of the specification: origin, size, root, and two signatures', () => {
    const { origin, size, root, note: signed } = of(`example.com/behind-the-sofa\n20852163\n${ROOT}\n`);
    expect([origin, size, root.toString('base64')]).toEqual(['example.com/behind-the-sofa', 20852163, ROOT]);
    expect(signed.signatures.map(({ name, id }) => `${name} ${id}`)).toEqual([
      'example.com/behind-the-sofa 033de0ae',
      'witness.example.com/w1 8d66cf3f',
    ]);
    // 2023-03-20, as the specification's text spells it out.
    expect(signed.signatures[1].signature.readBigUInt64BE()).toBe(1679315147n);
  });

  it('may say more, and nothing empty', () => {
    expect(of(`log\n0\n${ROOT}\nmore\n`).size).toBe(0);
    for (const text of [
      ...[
        `log\n01\n${ROOT}\n`,
        `log\n-1\n${ROOT}\n`,
        `log\n1.0\n${ROOT}\n`,
        `log\n9007199254740993\n${ROOT}\n`,
        `\n1\n${ROOT}\n`,
      ],
      ...[
        `log\n1\n\n`,
        `log\n1\n${ROOT.slice(4)}\n`,
        `log\n1\n${ROOT.replace('=', '')}\n`,
        `log\n1\n`,
        `log\n1\n${ROOT}\n\nmore\n`,
      ],
    ])
      expect(() => of(text)).toThrow(Malformed);
  });
});

describe('A cosignature', () => {
  const text = `log\n1\n${Buffer.alloc(32).toString('base64')}\n`;
  const seed = Buffer.alloc(32, 7);

  it('is over the time and the whole text', () => {
    const witness = witnessSigner('witness.example/w1', seed, 1679315147);
    expect(open(text, [witness.line(text)], [witness.verifierKey])).toEqual([['witness.example/w1'], []]);
    expect(open(text.replace('log', 'log2'), [witness.line(text)], [witness.verifierKey])).toEqual([[], ['witness.example/w1']]);
  });

  it('of another time is forged', () => {
    const witness = witnessSigner('witness.example/w1', seed, 1679315147);
    const bytes = Buffer.from(witness.line(text).split(' ')[2], 'base64');
    bytes[11] ^= 1;
    const line = `— witness.example/w1 ${bytes.toString('base64')}\n`;
    expect(open(text, [line], [witness.verifierKey])).toEqual([[], ['witness.example/w1']]);
  });

  it('is no signature of the same key as a log', () => {
    const witness = witnessSigner('witness.example/w1', seed, 1679315147);
    const log = logSigner('witness.example/w1', seed);
    expect(log.verifierKey).not.toBe(witness.verifierKey);
    expect(open(text, [witness.line(text)], [log.verifierKey])).toEqual([[], []]);
  });
});
