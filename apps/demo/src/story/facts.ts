/**
 * Executive Directive 17 (10 February 2026) as far as it is publicly known. What is invented beside it says "synthetic" wherever a
 * person sees it: names of commissioners, numbers, texts, dates of later steps; and in an invented city all of it.
 */
export const SIGNED_ON = '2026-02-10';

interface Authority {
  readonly citation: string;
  readonly title: string;
  readonly history: readonly {
    readonly scope: string;
    readonly status: string;
    readonly orderedOn: string;
    readonly effectiveOn: string;
    readonly source: string;
  }[];
}

/** What is so in one city only. */
export interface Particulars {
  readonly directive: { readonly number: number; readonly label: string; readonly issuedBy: string; readonly signedOn: string };
  readonly policeDepartment: string;
  /** Where meetings are held, and agendas hang. */
  readonly place: string;
  readonly postedAt: string;
  readonly authorities: { readonly faceCoverings: Authority; readonly identification: Authority };
}

export const PROVISIONS = {
  cityProperty: {
    key: '1',
    verb: 'DIRECT',
    addressee: 'All City departments',
    text: 'City property is not used by federal immigration agents as staging area, processing location or base of operations.',
    // One outlet says 15 days, another under a month.
    dueInDays: 15,
  },
  protocols: {
    key: '2',
    verb: 'REQUEST',
    addressee: 'Board of Police Commissioners',
    text: "Direct the Chief of Police to update the Department's protocols related to federal immigration action.",
    elements: [
      'activate body-worn video on arrival',
      'preserve video and other evidence',
      "ask agents to identify themselves; record the on-scene supervisor's name and badge number",
      'call emergency medical services for the injured',
      'take reports of alleged misconduct',
      'report monthly',
    ],
  },
  stateLaw: {
    key: '3',
    verb: 'GUIDANCE',
    addressee: 'Board of Police Commissioners',
    text: 'Implement state law on facial coverings (SB 627) and visible identification (SB 805), once legal concerns are resolved.',
    parts: ['3a', '3b'],
  },
  ownDuties: {
    key: '3a',
    verb: 'GUIDANCE',
    addressee: 'Board of Police Commissioners',
    text: "The agency's own duties: post facial-covering and visible-identification policies.",
  },
  federalOfficers: {
    key: '3b',
    verb: 'GUIDANCE',
    addressee: 'Board of Police Commissioners',
    text: 'Application to federal officers.',
  },
  ordinance: {
    key: '4',
    verb: 'DIRECT',
    addressee: 'Department of City Planning',
    text: 'Prepare an ordinance on private owners who give site control for immigration enforcement and related activities.',
  },
  contractors: {
    key: '5',
    verb: 'DIRECT',
    addressee: 'To be designated',
    text: 'Begin the process by which City contractors disclose agreements with the Department of Homeland Security.',
  },
} as const;

const AUTHORITIES = {
  faceCoverings: {
    citation: 'SB 627 (Ch. 125/2025; Gov. Code 7289; Penal Code 185.5)',
    title: 'Facial coverings',
    history: [
      {
        scope: 'federal officers: facial-covering rule',
        status: 'ENJOINED',
        orderedOn: '2026-02-09',
        effectiveOn: '2026-02-19',
        source: 'order of 9 February 2026',
      },
    ],
  },
  identification: {
    citation: 'SB 805 (Gov. Code 7288; Penal Code 13653-13654)',
    title: 'Visible identification',
    history: [
      {
        scope: 'federal officers',
        status: 'IN_FORCE',
        orderedOn: '2026-02-09',
        effectiveOn: '2026-02-09',
        source: 'injunction denied, 9 February 2026',
      },
      {
        scope: 'federal officers',
        status: 'ENJOINED',
        orderedOn: '2026-02-19',
        effectiveOn: '2026-02-19',
        source: 'Ninth Circuit, administrative, 19 February 2026',
      },
    ],
  },
} as const;

export const LOS_ANGELES: Particulars = {
  directive: {
    number: 17,
    label: 'Executive Directive 17 (10 February 2026)',
    issuedBy: 'Mayor of Los Angeles',
    signedOn: SIGNED_ON,
  },
  policeDepartment: 'Los Angeles Police Department',
  place: 'Police Administration Building (synthetic)',
  postedAt: '100 West First Street (synthetic)',
  authorities: AUTHORITIES,
};

const invented = ({ title, history }: Authority): Authority => ({
  citation: `Act on ${title.toLowerCase()} (synthetic)`,
  title: `${title} (synthetic)`,
  history: history.map((status) => ({ ...status, source: 'synthetic' })),
});

/** The same case where nothing of it happened. */
export const INVENTED: Particulars = {
  directive: { number: 17, label: 'Executive Directive 17 (synthetic)', issuedBy: 'Mayor (synthetic)', signedOn: SIGNED_ON },
  policeDepartment: 'Police Department (synthetic)',
  place: 'City Hall (synthetic)',
  postedAt: '1 Harbor Street (synthetic)',
  authorities: { faceCoverings: invented(AUTHORITIES.faceCoverings), identification: invented(AUTHORITIES.identification) },
};

export const TEXT_IN_FORCE = [
  'SYNTHETIC TEXT, for demonstration only.',
  '',
  'Response to calls that concern federal immigration action.',
  'Officers respond to calls for service in the ordinary way.',
  'Officers write a report where a crime is alleged.',
].join('\n');

interface Section {
  /** Kept from version to version. */
  readonly id: string;
  readonly number?: string;
  readonly heading?: string;
  readonly text: string;
}

const NOTICE: Section = { id: 'notice', text: 'SYNTHETIC TEXT, for demonstration only.' };
const RESPONSE = { id: 'response', number: '1', heading: 'Response to calls that concern federal immigration action' };

export const FIRST_VERSION: readonly Section[] = [
  NOTICE,
  {
    ...RESPONSE,
    text: [
      'Officers activate body-worn video on arrival.',
      'Officers preserve video.',
      'Officers ask agents to identify themselves.',
      'Officers call emergency medical services for the injured.',
      'Officers take reports of alleged misconduct.',
    ].join('\n'),
  },
];

export const SECOND_VERSION: readonly Section[] = [
  NOTICE,
  {
    ...RESPONSE,
    text: [
      'Officers activate body-worn video on arrival.',
      'Officers preserve video and other evidence.',
      "Officers ask agents to identify themselves and record the on-scene supervisor's name and badge number.",
      'Officers call emergency medical services for the injured.',
      'Officers take reports of alleged misconduct.',
    ].join('\n'),
  },
  {
    ...{ id: 'reports', number: '2', heading: 'Reports to the Board' },
    text: 'The Department reports to the Board every month; nothing to report is reported too.',
  },
];

/** What its author says of the second version. */
export const SECOND_SAID = {
  changeSummary: 'Evidence, supervisor, monthly report (synthetic)',
  rationale: 'Asked for when changes were requested of version 1 (synthetic)',
};

/** The text that sections make, as the api puts them together: it is this text that the Board adopts, by its hash. */
export const wholeText = (sections: readonly Section[]): string =>
  sections.map(({ number, heading, text }) => `${heading ? `# ${number} ${heading}\n` : ''}${text}\n`).join('\n');
