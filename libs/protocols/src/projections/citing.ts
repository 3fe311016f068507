/**
 * A condition in SQL: whether a text cites a protocol by its identifier, as a word of its own; `1/556.1` does not stand in `1/556.10`. Both
 * are expressions of type text. Few texts have it at all, which is quickly seen.
 */
export function cites(text: string, identifier: string): string {
  const literally = String.raw`regexp_replace(${identifier}, '([^\w\s])', '\\\1', 'g')`;
  return String.raw`(strpos(${text}, ${identifier}) > 0 and ${text} ~ ('(?<![\w./])' || ${literally} || '(?!\w|[./]\w)'))`;
}

/**
 * A condition in SQL on a draft `r`: whether it touches the protocol `:touches`. It does where it is to change it, and where the last of its
 * versions that the reader may read cites it.
 */
export function touchesProtocol(published: boolean): string {
  const seen = published ? ' and public_since is not null' : '';
  return `(r.protocol_id = :touches or exists (
    select from protocols p, draft_versions v
    where p.id = :touches and v.draft_id = r.id and ${cites('v.text', 'p.identifier')}
      and v.number = (select max(number) from draft_versions where draft_id = r.id${seen})))`;
}
