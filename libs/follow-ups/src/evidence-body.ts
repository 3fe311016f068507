import { Shaped, Text } from '#command-queue';

/** Where proof can be found, as a body names it. */
export class EvidenceBody {
  @Text(300)
  title!: string;

  @Shaped(/^https?:\/\/\S+$/, 'https://example.org/report.pdf')
  uri!: string;
}
