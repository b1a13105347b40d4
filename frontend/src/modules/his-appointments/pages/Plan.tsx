import { useNavigate } from '@tanstack/react-router'
import { useMay } from '@/kernel/may'
import { Button, Page } from '@/kernel/ui'
import { Duties } from '../parts/Duties'
import { Figures } from '../parts/Figures'
import { Leave } from '../parts/Leave'
import css from '../parts/times.module.css'
import { WorkingHours } from '../parts/WorkingHours'
import { t } from '../text'

/** Who works when, who is away, and how many kept their appointments. */
export function Plan() {
  const navigate = useNavigate()
  const mayPlan = useMay('his.appointments.schedule.set')
  const mayCount = useMay('his.appointments.figures.read')
  return (
    <Page
      title={t('plan')}
      actions={
        <>
          <Button onClick={() => navigate({ to: '/appointments' })}>{t('appointments')}</Button>
          <a className={css.all} href="/hen" target="_blank" rel="noreferrer">
            {t('publicPage')}
          </a>
        </>
      }
    >
      <div className={css.plan}>
        <div className={css.side}>
          <Duties />
          <WorkingHours mayPlan={mayPlan} />
        </div>
        <div className={css.side}>
          <Leave mayPlan={mayPlan} />
          {mayCount && <Figures />}
        </div>
      </div>
    </Page>
  )
}
