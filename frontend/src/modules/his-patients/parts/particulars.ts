import type {
  DocumentIn,
  KinIn,
  PatientCheck,
  PatientOut,
  Relation,
  ScanOut,
  Sex,
} from '@/kernel/api/types.gen'
import { fold } from '@/kernel/fold'
import { today } from '@/kernel/when'

export type Coded = { code: string; name: string }
export type Commune = Coded & { province: string }

/** What is known of a person, as a form holds it. */
export type Person = {
  name: string
  birth: string | null
  sex: Sex | null
  phone: string
  street: string
  commune: Commune | null
  province: Coded | null
  nationality: Coded | null
  ethnic_group: Coded | null
  occupation: Coded | null
  workplace: string
}

/** A new patient: the person, his cards, and who stands beside him. */
export type Newcomer = Person & {
  cccd: string
  cccd_issued: string | null
  bhyt: string
  bhyt_from: string | null
  bhyt_to: string | null
  facility: string
  kin_name: string
  kin_relation: Relation | null
  kin_phone: string
  scanned: boolean
}

export const NOBODY: Newcomer = {
  name: '',
  birth: null,
  sex: null,
  phone: '',
  street: '',
  commune: null,
  province: null,
  nationality: { code: 'VN', name: 'Việt Nam' },
  ethnic_group: { code: '01', name: 'Kinh (Việt)' },
  occupation: null,
  workplace: '',
  cccd: '',
  cccd_issued: null,
  bhyt: '',
  bhyt_from: null,
  bhyt_to: null,
  facility: '',
  kin_name: '',
  kin_relation: null,
  kin_phone: '',
  scanned: false,
}

const blank = (value: unknown) => value === '' || value === null || value === 'unknown'

/** What a card says, as far as it was read. */
export function fromScan(scan: ScanOut): Partial<Newcomer> {
  const { commune, commune_name, province, province_name } = scan
  const number = { cccd: { cccd: scan.number }, bhyt: { bhyt: scan.number } }
  const said: Partial<Newcomer> = {
    name: scan.name,
    birth: scan.birth,
    sex: scan.sex,
    street: scan.street ?? (commune || province ? '' : scan.address),
    commune: commune
      ? { code: commune, name: commune_name ?? commune, province: province ?? '' }
      : null,
    province: province ? { code: province, name: province_name ?? province } : null,
    cccd_issued: scan.kind === 'cccd' ? scan.issued_on : null,
    ...(scan.kind === 'cccd' || scan.kind === 'bhyt' ? number[scan.kind] : {}),
  }
  const read = Object.entries(said).filter(([, value]) => !blank(value))
  return { ...Object.fromEntries(read), scanned: true }
}

/** What was typed before the search found nobody: a name, a telephone, a card's number. */
export function fromWords(text: string): Partial<Newcomer> {
  const digits = text.replace(/[\s.-]/g, '')
  if (/^\d{12}$/.test(digits)) return { cccd: digits }
  if (/^(0\d{9,10}|\+\d{8,14})$/.test(digits)) return { phone: digits }
  if (/^\d{10}$/.test(digits)) return { bhyt: digits }
  if (/^[A-Za-z]{2}\d{13}$/.test(digits)) return { bhyt: digits.toUpperCase() }
  return /\d/.test(text) ? {} : { name: text.trim() }
}

export type Conflict = { field: 'name' | 'birth' | 'sex'; here: string; card: string }

/**
 * A second card over what the form holds: empty fields are filled, nothing typed is lost;
 * where the card says otherwise, it is told.
 */
export function withCard(
  values: Newcomer,
  scan: ScanOut,
): { values: Newcomer; conflicts: Conflict[] } {
  const said = fromScan(scan)
  const conflicts: Conflict[] = []
  const next: Record<string, unknown> = { ...values }
  for (const [field, card] of Object.entries(said)) {
    const here = values[field as keyof Newcomer]
    if (blank(here) || field === 'scanned') next[field] = card
    else if (field === 'name' && fold(String(here)) !== fold(String(card))) {
      conflicts.push({ field, here: String(here), card: String(card) })
    } else if ((field === 'birth' || field === 'sex') && here !== card) {
      conflicts.push({ field, here: String(here), card: String(card) })
    }
  }
  return { values: next as Newcomer, conflicts }
}

/** A scanner types the whole code of a card into whatever field is in focus. */
export function isScan(text: string): boolean {
  return (text.match(/[|¦‖｜│]/g) ?? []).length >= 3
}

type Particulars = Required<Omit<PatientCheck, 'birth_time' | 'documents' | 'besides'>>

export function particularsOf(values: Person): Particulars {
  return {
    name: values.name.trim(),
    birth: values.birth,
    sex: values.sex ?? 'unknown',
    phone: values.phone.trim() || null,
    street: values.street.trim() || null,
    commune: values.commune?.code ?? null,
    province: values.province?.code ?? null,
    nationality: values.nationality?.code ?? null,
    ethnic_group: values.ethnic_group?.code ?? null,
    occupation: values.occupation?.code ?? null,
    workplace: values.workplace.trim(),
  }
}

export function documentsOf(values: Newcomer): DocumentIn[] {
  const found: DocumentIn[] = []
  const cccd = values.cccd.replace(/[\s.-]/g, '')
  if (cccd) {
    found.push({
      kind: cccd.length === 9 ? 'cmnd' : 'cccd',
      value: cccd,
      issued_on: values.cccd_issued,
    })
  }
  if (values.bhyt.trim()) {
    found.push({
      kind: 'bhyt',
      value: values.bhyt.replace(/[\s.-]/g, '').toUpperCase(),
      valid_from: values.bhyt_from,
      valid_to: values.bhyt_to,
      facility: values.facility.trim() || null,
    })
  }
  return found
}

export function kinOf(values: Newcomer): KinIn[] {
  if (!values.kin_name.trim()) return []
  return [
    {
      name: values.kin_name.trim(),
      relation: values.kin_relation ?? 'other',
      guardian: isChild(values.birth),
      phone: values.kin_phone.trim() || null,
    },
  ]
}

/** Under 16: somebody comes along and decides for him. */
export function isChild(birth: string | null, on: string = today()): boolean {
  return birth !== null && `${Number(birth.slice(0, 4)) + 16}${birth.slice(4)}` > on
}

export function personOf(of: PatientOut): Person {
  const coded = (code: string | null, name: string | null) =>
    code ? { code, name: name ?? code } : null
  const commune = coded(of.commune, of.commune_name)
  return {
    name: of.name,
    birth: of.birth,
    sex: of.sex,
    phone: of.phone ?? '',
    street: of.street ?? '',
    commune: commune && { ...commune, province: of.province ?? '' },
    province: coded(of.province, of.province_name),
    nationality: coded(of.nationality, of.nationality_name),
    ethnic_group: coded(of.ethnic_group, of.ethnic_group_name),
    occupation: coded(of.occupation, of.occupation_name),
    workplace: of.workplace,
  }
}
