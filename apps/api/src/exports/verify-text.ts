/** The page that says how a package is verified: plain text, for whoever has it in hand and perhaps nothing else. */

const HEAD = (origin: string, size: number): string => `HOW TO VERIFY THIS PACKAGE

It holds entries of the log ${origin}, up to its position ${size}, and everything that
is needed to find out whether they are what was recorded. No network and no software of ours is needed:
SHA-256, Ed25519 and the texts named below are enough. Positions count from 1, leaf indexes from 0.

1. THE KEY. keys.json has the log's verifier keys. Have them from somebody else as well, such as a witness or a
   library that keeps them: whoever forged this package could have put a key of their own here.

2. THE CHECKPOINT. The file checkpoint is a signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): origin, number
   of entries, and the root of their tree in Base64. Verify the log's Ed25519 signature, and the cosignatures of the
   witnesses that you know (c2sp.org/tlog-cosignature). checkpoints/ has earlier ones, up to 256, spread over the log.
   Where you kept a checkpoint yourself, hold it against the tree as well: that is what nobody can forge.

`;

const WHOLE = `3. THE TREE. tile/ has it in the layout of c2sp.org/tlog-tiles. tile/entries/N is a bundle of 256 entries (the last one of
   fewer, in .p/W), each behind its length as a big-endian uint16. The leaf of an entry is SHA-256(0x00, entry), a node
   SHA-256(0x01, left, right) (RFC 6962, 2.1). Compute the root over all entries: it has to be the checkpoint's, and
   that of the first so many entries each of the earlier ones. Where it is not, the tiles of hashes show which entry
   was changed.

4. THE DATA. data/N.jsonl has a line for each entry of the bundle N.
`;
const FILTERED = `3. THE ENTRIES. This package holds some entries only. entries.jsonl has a line for each. Its "entry" is the exact text of the
   entry, its "proof" the inclusion proof from the leaf SHA-256(0x00, entry) at index position - 1 to the root of the
   checkpoint, hashes in Base64 from the leaf up (RFC 9162, 2.1.3.2). That it has all entries of its question only the
   whole log can show. The entries that ordered an erasure of one in this package are in it too, whatever its question.

4. THE DATA. The same line says what the entry's data are.
`;

const TAIL = `   "data" with "datasalt" (Base64, 32 bytes): SHA-256(salt, data in its RFC 8785 form) in hex is "datahash" of the entry.
   "withheld": they are not open to the one whom the package was made for; the words are the exemption. withheld.csv
   lists them all.
   "erased": they were erased by order of the entry at that position, whose own data list this position.
   A line with none of these: data are missing, and nobody ordered it. That is tampering.

5. THE STREAMS. An entry is a CloudEvents 1.0 envelope in RFC 8785 form. "streamversion" counts the entries of its "stream"
   from 1, and "streamprev" is the SHA-256 of the entry before it there, in hex, zeros for the first.

6. THE DOCUMENTS. documents/ has texts; documents/index.csv gives the SHA-256 of each, which the log's entries name as its
   textHash.

What this shows: that these are the entries that were signed, each in its place, none changed, added or taken away. What it
does not show: that what was recorded is true, and what has been recorded since.
`;

export const verifyText = (origin: string, size: number, isFiltered: boolean): string =>
  HEAD(origin, size) + (isFiltered ? FILTERED : WHOLE) + TAIL;
