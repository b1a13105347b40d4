import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { hisPatientsBannerOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { BannerInsurance, BannerOut } from '@/kernel/api/types.gen'
import { refusalOf } from '@/kernel/refusal'
import { say } from '@/kernel/text'
import { RefusalNote, Status, type Tone } from '@/kernel/ui'
import { IconAlertOctagon, IconShieldCheck } from '@/kernel/ui/icons'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import css from './banner.module.css'

const OF_CARD: Record<BannerInsurance['validity'], Tone> = {
  valid: 'green',
  ends_soon: 'amber',
  ended: 'red',
  not_yet: 'amber',
  unknown: 'grey',
}

/** Who this is, what he must not get and who pays: the same on every page of a patient. */
export function PatientBanner({ patientId }: { patientId: string }) {
  const { data, error } = useQuery(hisPatientsBannerOptions({ path: { patient_id: patientId } }))
  if (error) return <RefusalNote of={refusalOf(error)} />
  if (!data) return <div className={css.banner} aria-hidden />
  return <Shown of={data} />
}

function Shown({ of }: { of: BannerOut }) {
  return (
    <section className={css.banner} aria-label={t('patient')}>
      <div className={css.who}>
        {of.photo && (
          <img className={css.photo} src={`/api/patients/${of.id}/photo`} alt="" loading="lazy" />
        )}
        <Link to={`/patients/${of.id}`} className={css.name}>
          {of.name}
        </Link>
        <span className={css.facts}>
          {t(of.sex)}
          {say(of.age) && ` · ${say(of.age)}`}
          {of.birth && ` · ${showDate(of.birth)}`}
        </span>
      </div>
      <div className={css.known}>
        <Allergic of={of} />
        <span className={css.code}>{of.code}</span>
        <Insured by={of.insurance} />
        {of.items.map((item) => (
          <span key={say(item.says)}>
            {item.to ? (
              <Link to={item.to} className={css.item}>
                <Status tone={TONE[item.tone]}>{say(item.says)}</Status>
              </Link>
            ) : (
              <Status tone={TONE[item.tone]}>{say(item.says)}</Status>
            )}
          </span>
        ))}
      </div>
    </section>
  )
}

const TONE: Record<BannerOut['items'][number]['tone'], Tone> = {
  info: 'blue',
  warning: 'amber',
  danger: 'red',
}

function Allergic({ of }: { of: BannerOut }) {
  if (of.allergy_status === 'none_known') return <Status tone="green">{t('noAllergies')}</Status>
  if (of.allergy_status === 'not_asked') return <Status tone="amber">{t('notAsked')}</Status>
  const words = of.allergies.map((each) =>
    each.reaction ? `${each.substance} (${each.reaction})` : each.substance,
  )
  return (
    <span className={css.allergies}>
      <Status tone="red" icon={IconAlertOctagon}>
        {`${t('allergic')}: ${words.join(', ')}`}
      </Status>
    </span>
  )
}

function Insured({ by }: { by: BannerInsurance | null }) {
  if (!by) return <Status tone="grey">{t('uninsured')}</Status>
  const words = [
    t('bhyt'),
    by.number.slice(-4).padStart(5, '…'),
    by.pays !== null && `${by.pays}%`,
    by.validity === 'ended' && by.valid_to
      ? t('endedOn', { day: showDate(by.valid_to) })
      : by.valid_to && t('until', { day: showDate(by.valid_to) }),
  ]
  return (
    <Status tone={OF_CARD[by.validity]} icon={IconShieldCheck}>
      {words.filter(Boolean).join(' ')}
    </Status>
  )
}
