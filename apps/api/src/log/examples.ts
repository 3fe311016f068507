/** What the log answers with, as the description of the api shows it: of a log and a key that exist nowhere else. */
import { encodeBase64, leafHash } from '#tlog';

const ORIGIN = 'records.example.gov/log';

export const NOTE_EXAMPLE = `${ORIGIN}
1224
PH6byTDck/AfppmF7yQtn56GHzxTVaokzl70tLinDMs=

— ${ORIGIN} TBFaACzWoXk/dHC5hRJS2GS/vcefEE0NSHQ3oi3wk+PfOGMy7pH9qcPupSO8OLhwez7qPdGYRbegMfA4Lmcd0wWcOAs=
`;

export const KEYS_EXAMPLE = {
  origin: ORIGIN,
  keys: [{ origin: ORIGIN, vkey: `${ORIGIN}+4c115a00+AQQ3A0Lgi/BfjW7nVVVp9V0vzsvw3TY1dEoeXzvzRmTg`, firstSize: 1 }],
};

export const PROOF_EXAMPLE = { hashes: ['one', 'another'].map((leaf) => encodeBase64(leafHash(Buffer.from(leaf)))) };

export const ENTRY_EXAMPLE =
  '{"actor":"author-1","actorrole":"policy-author","commandid":"…","datahash":"…","id":"…","source":"urn:promulgate:los-angeles",…}';
