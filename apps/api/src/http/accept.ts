/** The form that an `Accept` header (RFC 9110) prefers; the first one where it says nothing that we have. */
export function preferredOf<Form extends string>(accept: string | undefined, forms: readonly [Form, ...Form[]]): Form {
  const ranges = (accept ?? '')
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, q: q === undefined ? 1 : Number(q) };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q);
  for (const { type } of ranges) {
    const form = forms.find(
      (known) => type === known || type === '*/*' || (type.endsWith('/*') && known.startsWith(type.slice(0, -1))),
    );
    if (form) return form;
  }
  return forms[0];
}
