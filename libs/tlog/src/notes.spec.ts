import fc from 'fast-check';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.js';
import { encodeCheckpoint, parseCheckpoint } from './checkpoint.js';
import { cosignedAt, cosigner, cosignerKey } from './cosignature.js';
import { ed25519Signer, ed25519VerifierKey } from './note-ed25519.js';
import { encodeNote, encodeSignature, parseNote, parseSignatureLines, signNote, verifyNote } from './signed-note.js';
import { refused } from './spec-rfc6962.js';
import { parseLogKey, parseWitnessKey } from './verifier-keys.js';

/** An Ed25519 private key of 32 chosen bytes: those of a PKCS #8 file stand in front. */
const keyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  });
const KEY = keyOf(Buffer.alloc(32, 1));
const ROOT = encodeBase64(Buffer.alloc(32, 9));
const TEXT = `log.example/one\n12\n${ROOT}\n`;

/** Notes that others signed and published: each with its key. */
const PUBLISHED = {
  'the example of c2sp.org/signed-note': {
    key: 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    note: 'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n',
  },
  'the example of golang.org/x/mod/sumdb/note': {
    key: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
    note: 'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n'.replace(
      '’',
      "'",
    ),
  },
  'a checkpoint of sum.golang.org': {
    key: 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8',
    note: 'go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n',
  },
};

describe('A note that others signed', () => {
  it.each(Object.entries(PUBLISHED))('%s verifies, and is written as it was', (_what, { key, note }) => {
    const parsed = parseNote(Buffer.from(note));
    expect(verifyNote(parsed, [parseLogKey(key)])).toEqual(parsed.signatures);
    expect(encodeNote(parsed).toString()).toBe(note);
    const changed = { ...parsed, text: parsed.text.replace(/[a-z]/, 'x') };
    expect(() => verifyNote(changed, [parseLogKey(key)])).toThrow(refused('signature-fails'));
  });

  it('is a checkpoint with a cosignature in the example of c2sp.org/tlog-cosignature', () => {
    const { text, signatures } = parseNote(
      Buffer.from(
        'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n',
      ),
    );
    expect(parseCheckpoint(text)).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163, extensions: [] });
    expect(signatures.map(({ name }) => name)).toEqual(['example.com/behind-the-sofa', 'witness.example.com/w1']);
    // The time that the specification's signed message names.
    expect(cosignedAt(signatures[1]?.signature ?? Buffer.alloc(0))).toBe(1_679_315_147);
  });
});

describe('A note', () => {
  const LINE = encodeSignature({ name: 'a', keyId: 1, signature: Buffer.of(1) });

  it('gives back its text and signatures', () => {
    const text = fc.string({ unit: 'binary' }).map((any) => `${any.replace(/[\u0000-\u001f\ud800-\udfff]/gu, '\n')}\n`);
    fc.assert(
      fc.property(
        text,
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { minLength: 1, maxLength: 20 }),
        (written, signed) => {
          const note = {
            text: written,
            signatures: signed.map((bytes, at) => ({ name: `key-${at}`, keyId: at * 99_999_999, signature: Buffer.from(bytes) })),
          };
          expect(parseNote(encodeNote(note))).toEqual(note);
        },
      ),
    );
  });

  it('ends its text at the last empty line', () => {
    expect(parseNote(Buffer.from(`one\n\n— a AAAA\n\n${LINE}`))).toMatchObject({ text: 'one\n\n— a AAAA\n' });
    expect(parseNote(Buffer.from(`\n\n${LINE}`)).text).toBe('\n');
  });

  it.each([
    ['nothing', ''],
    ['no signature', 'text\n\n'],
    ['no empty line', `text\n${LINE}`],
    ['no end of its last line', `text\n\n${LINE.slice(0, -1)}`],
    ['an empty line at its end', `text\n\n${LINE}\n`],
    ['a hyphen for a dash', `text\n\n${LINE.replace('—', '-')}`],
    ['two spaces', `text\n\n${LINE.replace('— ', '—  ')}`],
    ['a third part', `text\n\n${LINE.replace('\n', ' x\n')}`],
    ['no signature behind the name', 'text\n\n— a\n'],
    ['a signature that is only a key ID', 'text\n\n— a AAAAAQ==\n'],
    ['no padding', 'text\n\n— a AAAAAQE\n'],
    ['stray bits in its base64', 'text\n\n— a AAAAAQF=\n'],
    ['base64 for URLs', 'text\n\n— a AAAAAQE-\n'],
    ['a carriage return', `text\r\n\n${LINE}`],
    ['a tab', `te\txt\n\n${LINE}`],
    ['a zero byte', `te\0xt\n\n${LINE}`],
    ['101 signatures', `text\n\n${LINE.repeat(101)}`],
    ['a million bytes', `${'x'.repeat(1_000_000)}\n\n${LINE}`],
  ])('with %s is refused', (_what, note) => {
    expect(() => parseNote(Buffer.from(note))).toThrow(refused('malformed-note'));
  });

  it.each([
    ['a plus', `text\n\n${LINE.replace('— a', '— a+b')}`],
    ['a space of another kind', `text\n\n${LINE.replace('— a', '— a\u00a0b')}`],
  ])('with %s in a key’s name is refused', (_what, note) => {
    expect(() => parseNote(Buffer.from(note))).toThrow(refused('malformed-key'));
  });

  it('that is not UTF-8 is refused, and a byte order mark is text', () => {
    expect(() => parseNote(Buffer.concat([Buffer.of(0xff), Buffer.from(`text\n\n${LINE}`)]))).toThrow('not valid UTF-8');
    expect(parseNote(Buffer.from(`\ufefftext\n\n${LINE}`)).text).toBe('\ufefftext\n');
  });

  it('with 100 signatures is read', () => {
    expect(parseNote(Buffer.from(`text\n\n${LINE.repeat(100)}`)).signatures).toHaveLength(100);
    expect(parseSignatureLines(LINE)).toEqual([{ name: 'a', keyId: 1, signature: Buffer.of(1) }]);
  });

  it.each(['text', 'a\tb\n', 'a\ud800\n'])('is not made of the text %j', (text) => {
    expect(() => signNote(text, [])).toThrow(refused('malformed-note'));
    expect(() => encodeNote({ text, signatures: parseSignatureLines(LINE) })).toThrow(refused('malformed-note'));
  });

  it('is not written without a signature', () => {
    expect(() => encodeNote({ text: TEXT, signatures: [] })).toThrow(refused('malformed-note'));
  });
});

describe('The signatures of a note', () => {
  const signer = ed25519Signer('log.example/one', KEY);
  const known = parseLogKey(ed25519VerifierKey('log.example/one', KEY));
  const other = ed25519Signer('log.example/one', keyOf(Buffer.alloc(32, 2)));
  const note = signNote(TEXT, [signer, other]);

  it('hold where the key is known, whoever else has signed', () => {
    expect(verifyNote(note, [known])).toEqual([note.signatures[0]]);
    expect(() => verifyNote(signNote(TEXT, [other]), [known])).toThrow(refused('no-known-signature'));
    expect(() => verifyNote(note, [])).toThrow(refused('no-known-signature'));
  });

  it('count once for each key', () => {
    expect(verifyNote(signNote(TEXT, [signer, signer]), [known])).toHaveLength(1);
  });

  it('all fail where one of a known key does', () => {
    const [first, second] = note.signatures;
    if (!first || !second) throw new Error('Two signed.');
    const forged = { ...first, signature: second.signature };
    expect(() => verifyNote({ text: TEXT, signatures: [first, forged] }, [known])).toThrow(refused('signature-fails'));
    expect(() => verifyNote({ text: TEXT, signatures: [{ ...first, signature: Buffer.alloc(63) }] }, [known])).toThrow(
      refused('signature-fails'),
    );
  });

  it('are those of a name and a key ID together', () => {
    const [first] = note.signatures;
    if (!first) throw new Error('One signed.');
    const renamed = { ...first, name: 'log.example/two' };
    expect(() => verifyNote({ text: TEXT, signatures: [renamed] }, [known])).toThrow(refused('no-known-signature'));
  });

  it('are not looked for with the same key twice', () => {
    expect(() => verifyNote(note, [known, known])).toThrow(refused('malformed-key'));
  });

  it('fail with any bit of the text flipped', () => {
    const bytes = encodeNote(signNote(TEXT, [signer]));
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => verifyNote(parseNote(changed), [known])).toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('A verifier key', () => {
  const written = ed25519VerifierKey('log.example/one', KEY);
  const [, id = '', key = ''] = written.split('+');

  it('is of the private key or the public one, and names the signer', () => {
    expect(parseLogKey(written)).toMatchObject({ name: 'log.example/one', keyId: Number.parseInt(id, 16) });
    expect(ed25519Signer('log.example/one', KEY).keyId).toBe(Number.parseInt(id, 16));
    expect(() => ed25519VerifierKey('x', generateKeyPairSync('x25519').publicKey)).toThrow(refused('malformed-key'));
  });

  it('is not the same for a witness, so that neither signature passes for the other', () => {
    const witness = cosignerKey('log.example/one', KEY);
    expect(parseWitnessKey(witness).keyId).not.toBe(Number.parseInt(id, 16));
    expect(() => parseWitnessKey(written)).toThrow('type 1 are not among');
    expect(() => parseLogKey(witness)).toThrow('type 4 are not among');
  });

  it.each([
    ['has two parts', `log.example/one+${id}`],
    ['has no name', `+${id}+${key}`],
    ['has a space in its name', `log one+${id}+${key}`],
    ['has a key ID in capitals', `log.example/one+${id.toUpperCase()}+${key}`],
    ['has a short key ID', `log.example/one+${id.slice(1)}+${key}`],
    ['has another key ID', `log.example/one+00000000+${key}`],
    ['has another name than its key ID', `log.example/two+${id}+${key}`],
    ['is no base64', `log.example/one+${id}+${key.slice(0, -1)}`],
    ['has a key of 31 bytes', `log.example/one+${id}+${encodeBase64(Buffer.concat([Buffer.of(1), Buffer.alloc(31)]))}`],
    ['has no key at all', `log.example/one+${id}+`],
    ['is of an unknown type', `log.example/one+${id}+${encodeBase64(Buffer.concat([Buffer.of(2), Buffer.alloc(32)]))}`],
    ['ends in a newline', `${written}\n`],
  ])('that %s is refused', (_what, verifierKey) => {
    expect(() => parseLogKey(verifierKey)).toThrow(refused('malformed-key'));
  });

  it('with a plus in its base64 is read', () => {
    expect(PUBLISHED['a checkpoint of sum.golang.org'].key.split('+').length).toBeGreaterThan(3);
    expect(parseLogKey(PUBLISHED['a checkpoint of sum.golang.org'].key).name).toBe('sum.golang.org');
  });
});

describe('A checkpoint', () => {
  it('gives back what it says', () => {
    const checkpoint = { origin: 'log.example/one', size: 12, root: Buffer.alloc(32, 9), extensions: [] };
    expect(encodeCheckpoint(checkpoint)).toBe(TEXT);
    expect(parseCheckpoint(TEXT)).toEqual(checkpoint);
    const extended = { ...checkpoint, extensions: ['one', 'two'] };
    expect(parseCheckpoint(encodeCheckpoint(extended))).toEqual(extended);
    expect(parseCheckpoint(`o\n0\n${ROOT}\n`).size).toBe(0);
  });

  it.each([
    ['nothing', ''],
    ['two lines', 'o\n1\n'],
    ['no newline at its end', `o\n1\n${ROOT}`],
    ['no origin', `\n1\n${ROOT}\n`],
    ['no size', `o\n\n${ROOT}\n`],
    ['a leading zero', `o\n01\n${ROOT}\n`],
    ['a sign', `o\n+1\n${ROOT}\n`],
    ['a fraction', `o\n1.5\n${ROOT}\n`],
    ['a size beyond what is counted', `o\n9007199254740992\n${ROOT}\n`],
    ['a short root', `o\n1\n${encodeBase64(Buffer.alloc(31))}\n`],
    ['a root that is not canonical', `o\n1\n${ROOT.replace('=', '')}\n`],
    ['an empty extension', `o\n1\n${ROOT}\n\n`],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseCheckpoint(text)).toThrow(refused('malformed-checkpoint'));
  });

  it.each([
    ['an origin of two lines', { origin: 'a\nb' }],
    ['an extension of two lines', { extensions: ['a\nb'] }],
    ['a short root', { root: Buffer.alloc(31) }],
    ['no origin', { origin: '' }],
  ])('with %s is not written', (_what, change) => {
    expect(() => encodeCheckpoint({ origin: 'o', size: 1, root: Buffer.alloc(32), extensions: [], ...change })).toThrow(
      refused('malformed-checkpoint'),
    );
  });

  it('of no whole size is not written', () => {
    expect(() => encodeCheckpoint({ origin: 'o', size: -1, root: Buffer.alloc(32), extensions: [] })).toThrow(
      refused('out-of-range'),
    );
  });
});

describe('A cosignature', () => {
  const witness = cosigner('witness.example/w1', KEY, () => 1_679_315_147);
  const known = parseWitnessKey(cosignerKey('witness.example/w1', KEY));

  it('says when, and holds for that time only', () => {
    const note = signNote(TEXT, [witness]);
    const [given] = verifyNote(parseNote(encodeNote(note)), [known]);
    expect(cosignedAt(given?.signature ?? Buffer.alloc(0))).toBe(1_679_315_147);
    const earlier = Buffer.from(given?.signature ?? '');
    earlier.writeBigUInt64BE(1_679_315_146n);
    expect(known.verifies(TEXT, earlier)).toBe(false);
    earlier.writeBigUInt64BE(2n ** 63n);
    expect(known.verifies(TEXT, earlier)).toBe(false);
    expect(known.verifies(TEXT, Buffer.alloc(64))).toBe(false);
  });

  it('is not a signature of the bare text, nor the other way round', () => {
    const bare = ed25519Signer('x', KEY).sign(TEXT);
    expect(known.verifies(TEXT, Buffer.concat([Buffer.alloc(8), bare]))).toBe(false);
    expect(parseLogKey(ed25519VerifierKey('x', KEY)).verifies(TEXT, witness.sign(TEXT).subarray(8))).toBe(false);
  });

  it('covers extension lines', () => {
    const signature = witness.sign(`${TEXT}more\n`);
    expect(known.verifies(`${TEXT}more\n`, signature)).toBe(true);
    expect(known.verifies(`${TEXT}less\n`, signature)).toBe(false);
  });

  it('is given to checkpoints only, at a time that is one', () => {
    expect(() => witness.sign('any other text\n')).toThrow(refused('malformed-checkpoint'));
    expect(() => cosigner('w', KEY, () => 1.5).sign(TEXT)).toThrow(refused('out-of-range'));
    expect(() => cosignedAt(Buffer.alloc(64))).toThrow(refused('malformed-note'));
  });
});

describe('Base64', () => {
  it('has one spelling', () => {
    expect(decodeBase64('AQ==', 'It')).toEqual(Buffer.of(1));
    expect(encodeBase64(Uint8Array.of(0, 1, 2).subarray(1, 2))).toBe('AQ==');
    for (const text of ['AQ', 'AQ=', 'AR==', ' AQ==', 'AQ==\n', 'A-==', '====']) {
      expect(() => decodeBase64(text, 'It')).toThrow(refused('malformed-base64'));
    }
  });
});
