import type { AssessmentOut, JudgedOut, OverviewOut, Verdict } from '@/kernel/api/types.gen'

export function judged(number: number, group: string, able: Verdict, reached: Verdict): JudgedOut {
  return {
    id: `TT54/${number}`,
    number,
    group,
    tier: '1',
    title: { vi: `Tiêu chí số ${number}`, en: `Criterion number ${number}` },
    able,
    reached,
    reached_with_na: reached === 'not_met' ? 'not_applicable' : reached,
    claimed_by: [],
    findings: [
      { kind: 'attested', verdict: reached, says: { vi: 'Chờ ký', en: 'To sign' }, at: null },
    ],
  }
}

export const GROUPS: OverviewOut['groups'] = [
  {
    id: 'infrastructure',
    title: { vi: 'I. Hạ tầng', en: 'I. Infrastructure' },
    criteria: 2,
    able: 1,
    reached: 0,
    reached_with_na: 1,
  },
]

export const TOLD: AssessmentOut = {
  profile: '2017',
  generated_at: '2026-10-06T00:00:00Z',
  version: '0.1.0',
  able: 2,
  reached: 0,
  reached_with_na: 1,
  levels: [
    {
      level: 2,
      met: false,
      requirements: [
        {
          id: 'TT54/L2.cdr',
          kind: 'clause',
          title: { vi: 'Kho dữ liệu lâm sàng', en: 'Clinical data repository' },
          group: null,
          tier: null,
          criteria: [],
          parts: [],
          able: 'met',
          reached: 'met',
          reached_with_na: 'met',
          claimed_by: ['his.cdr'],
          findings: [],
        },
      ],
    },
  ],
  criteria: [
    judged(1, 'infrastructure', 'by_attestation', 'not_reviewed'),
    judged(2, 'infrastructure', 'not_met', 'not_met'),
  ],
}
