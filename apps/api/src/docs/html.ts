const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

/** A page for people; `title` is text, `body` is HTML. */
export function htmlPage(title: string, body: string): string {
  const text = escapeHtml(title);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
dt{font-weight:600;margin-top:.75rem}dd{margin:0}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}</style></head>
<body><h1>${text}</h1>${body}</body>
</html>
`;
}
