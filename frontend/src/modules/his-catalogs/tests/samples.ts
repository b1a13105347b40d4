import type { ColumnOut, EntryOut, ListOut } from '@/kernel/api/types.gen'

function column(id: string, kind: ColumnOut['kind'], more: Partial<ColumnOut> = {}): ColumnOut {
  return { id, kind, title: { vi: id, en: id }, of: '', choices: [], required: false, ...more }
}

export const SERVICES: ListOut = {
  id: 'service',
  title: { vi: 'Dịch vụ', en: 'Services' },
  group: 'services',
  group_title: { vi: 'Dịch vụ kỹ thuật', en: 'Services' },
  owner: { vi: 'Kế hoạch tổng hợp', en: 'Medical records' },
  source: 'TT 23/2024',
  official: false,
  whole: false,
  maps_to: 'ministry_service',
  columns: [
    column('note', 'text'),
    column('kind', 'choice', { choices: ['lab', 'exam'], required: true }),
    column('price', 'money'),
    column('tests', 'words'),
    column('urgent', 'flag'),
  ],
  entries: 1,
  unmapped: 0,
  last_import: null,
}

export const BLOOD_GAS: EntryOut = {
  id: '1',
  list_id: 'service',
  code: 'BXN-ABG',
  name: 'Khí máu động mạch',
  name_en: 'Arterial blood gas',
  ministry_code: '',
  facts: { kind: 'lab', price: '230000', tests: ['PH', 'PCO2'], urgent: true },
  valid_from: '2026-01-01',
  valid_to: null,
  active: true,
  source: '',
  version: 3,
}
