import { useState } from 'react'
import type { DispensingItemOut, DispensingWork } from '@/kernel/api/types.gen'
import { Button, Dim, Status } from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'
import { LineActs } from './LineActs'
import css from './pharmacy.module.css'
import { type Picked, type Take, take, taken } from './picking'
import { show, units } from './quantity'

const CONTROL = ['narcotic', 'psychotropic', 'precursor', 'toxic'] as const

/** The lines of a prescription, each with the lots to take by expiry. */
export function PickLines({
  work,
  picked,
  off,
  onPick,
}: {
  work: DispensingWork
  picked: Picked
  off: boolean
  onPick: (id: string, lots: Take[]) => void
}) {
  const [acting, setActing] = useState<DispensingItemOut>()
  return (
    <>
      <ol className={css.lines}>
        {work.items.map((item) => (
          <li key={item.id} data-taken={Boolean(picked[item.id]?.length) || undefined}>
            <div className={css.what}>
              <div className={css.name}>
                <b>{item.gives_name}</b>
                {item.place && <span className={css.place}>{item.place}</span>}
                {CONTROL.filter((each) => each === item.control).map((each) => (
                  <Status key={each} tone="red">
                    {t(each)}
                  </Status>
                ))}
                {item.high_alert && <Status tone="red">{t('highAlert')}</Status>}
                {item.look_alike && (
                  <Status tone="amber">{t('lookAlike', { name: item.look_alike })}</Status>
                )}
              </div>
              <Dim>
                {item.dose}
                {item.instruction && ` · ${item.instruction}`}
                {item.consent && ` · ${t('insteadOf', { name: item.name })} (${item.consent})`}
              </Dim>
              <Lots item={item} lots={picked[item.id]} />
            </div>
            <div className={css.howMuch}>
              <b>
                {show(item.quantity)} {item.unit}
              </b>
              <Standing item={item} picked={picked} />
            </div>
            {!off && (
              <div className={css.act}>
                {units(item.owed) > 0n && (
                  <Button
                    small
                    onClick={() => onPick(item.id, picked[item.id]?.length ? [] : take(item))}
                    off={!picked[item.id]?.length && item.picks.length === 0}
                  >
                    {t(picked[item.id]?.length ? 'remove' : 'take')}
                  </Button>
                )}
                <Button small quiet onClick={() => setActing(item)}>
                  {t('acts')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      {acting && (
        <LineActs
          item={acting}
          doctor={work.doctor_name}
          picked={picked[acting.id] ?? []}
          onPick={(lots) => onPick(acting.id, lots)}
          onClose={() => setActing(undefined)}
        />
      )}
    </>
  )
}

function Standing({ item, picked }: { item: DispensingItemOut; picked: Picked }) {
  if (item.refused_reason) return <Status tone="red">{t('refusedState')}</Status>
  if (units(item.owed) === 0n) return <Status tone="green">{t('given')}</Status>
  const now = taken(picked, item)
  if (units(now) > 0n) {
    return (
      <Status tone={units(now) < units(item.owed) ? 'amber' : 'green'}>
        {`${t('taken')} ${show(now)}`}
      </Status>
    )
  }
  if (units(item.missing) > 0n) {
    return <Status tone="red">{t('missing', { n: show(item.missing) })}</Status>
  }
  if (units(item.dispensed) > 0n) {
    return <Status tone="amber">{t('owed', { n: show(item.owed) })}</Status>
  }
  return <Status tone="grey">{t('notTaken')}</Status>
}

function Lots({ item, lots }: { item: DispensingItemOut; lots: Take[] | undefined }) {
  if (item.refused_reason) return <Dim>{item.refused_reason}</Dim>
  if (units(item.owed) === 0n) return null
  const shown = lots?.length ? lots : item.picks
  return (
    <span className={css.lots}>
      {shown.map((each) => {
        const lot = item.lots.find((one) => one.lot_id === each.lot_id)
        return (
          <span key={each.lot_id}>
            {t('lot')} {lot?.lot_number} · {lot && showDate(lot.expiry)} · {show(each.quantity)}
          </span>
        )
      })}
    </span>
  )
}
