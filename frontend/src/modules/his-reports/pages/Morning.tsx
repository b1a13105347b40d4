import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { hisReportsMorningFiguresOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { HeadlineOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Awaited, Button, DateField, Dim, Page, Status } from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { showCell } from '../cells'
import { yesterday } from '../period'
import css from '../reports.module.css'
import { t } from '../text'

/** Yesterday at a glance, each figure beside the same weekday before; each opens. */
export function Morning() {
  const at: { day?: string } = useSearch({ strict: false })
  const navigate = useNavigate()
  const go = (chosen: string) =>
    navigate({ to: '.', search: { day: chosen } as never, replace: true })
  const found = useQuery(hisReportsMorningFiguresOptions({ query: at }))
  const day = at.day ?? found.data?.day
  const choice = (label: string, of: string) => (
    <Button small quiet={day !== of} onClick={() => go(of)}>
      {label}
    </Button>
  )
  return (
    <Page
      title={t('morningTitle', { day: day ? showDate(day) : '' })}
      actions={
        <div className={css.choice}>
          {choice(t('yesterday'), yesterday())}
          {choice(t('today'), today())}
          <DateField
            label={t('day')}
            past
            value={day ?? null}
            onChange={(chosen) => chosen && go(chosen)}
          />
        </div>
      }
    >
      <Awaited of={found}>
        {({ figures }) =>
          figures.length === 0 ? (
            <p>{t('nothing')}</p>
          ) : (
            <div className={css.figures}>
              {figures.map((each) => (
                <Figure key={each.id} of={each} />
              ))}
            </div>
          )
        }
      </Awaited>
    </Page>
  )
}

function Figure({ of: { title, kind, value, before, better, to } }: { of: HeadlineOut }) {
  return (
    <Link to={to as never} className={css.figure}>
      {say(title)}
      <span className={css.value}>{showCell(value, kind) || '–'}</span>
      {better !== null && (
        <Status tone={better ? 'green' : 'amber'}>{t(better ? 'better' : 'worse')}</Status>
      )}{' '}
      <Dim>{t('earlier', { value: showCell(before, kind) || '–' })}</Dim>
    </Link>
  )
}
