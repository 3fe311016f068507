import type { Role } from '#kernel';

/** Somebody who can get a token of the demo's issuer. `id` is the client id and the token's subject. */
export interface Person {
  readonly id: string;
  readonly roles: readonly Role[];
  readonly department?: string;
}

const person = (id: string, role: Role, department?: string): Person => ({
  id,
  roles: [role],
  ...(department ? { department } : {}),
});

/** The invented persons of the demo and the tests, for the larger of the shipped boards. `chief-2` is the Chief's designee. */
export const PERSONS: readonly Person[] = [
  person('mayor-liaison', 'mayor-liaison'),
  person('commission-staff', 'commission-staff'),
  person('commission-staff-2', 'commission-staff'),
  person('board-secretary', 'board-secretary'),
  ...[1, 2, 3, 4, 5, 6, 7].map((seat) => person(`commissioner-${seat}`, 'commissioner')),
  person('policy-author', 'policy-author'),
  person('policy-author-2', 'policy-author'),
  person('chief', 'chief'),
  person('chief-2', 'chief'),
  person('department-liaison', 'department-liaison', 'General Services'),
  person('department-liaison-2', 'department-liaison', 'Recreation and Parks'),
  person('city-attorney', 'city-attorney'),
  person('city-attorney-2', 'city-attorney'),
  person('inspector-general', 'inspector-general'),
  person('labor-relations', 'labor-relations'),
  person('oversight', 'oversight'),
  person('public', 'public'),
  person('administrator', 'administrator'),
];

/** By id, or the first person with a role of that name: `commissioner` is `commissioner-1`. */
export function personNamed(name: string, persons: readonly Person[] = PERSONS): Person {
  const found = persons.find(({ id }) => id === name) ?? persons.find(({ roles }) => (roles as readonly string[]).includes(name));
  if (!found) throw new Error(`Nobody is called ${name}; there are ${persons.map(({ id }) => id).join(', ')}.`);
  return found;
}
