import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  lisStatisticsCalendarOptions,
  lisStatisticsCalendarQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisStatisticsEndHours, lisStatisticsSetHours } from '@/kernel/api/sdk.gen'
import type { SectionHoursIn, SectionHoursOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Check,
  DateField,
  Dim,
  Field,
  Form,
  Panel,
  RefusalNote,
  Row,
  Select,
  SidePanel,
  Table,
} from '@/kernel/ui'
import { showDate, today } from '@/kernel/when'
import { t } from '../text'
import { useSections } from './sections'

const DAYS = [0, 1, 2, 3, 4, 5, 6] as const
const dayName = (day: number) => t(`weekday${day}` as 'weekday0')

/** When each section is open, from today on. */
export function Hours({ may }: { may: boolean }) {
  const found = useQuery(lisStatisticsCalendarOptions())
  useLive(['lis.statistics'], [lisStatisticsCalendarQueryKey()])
  const sections = useSections()
  const [adding, setAdding] = useState(false)
  const end = useSubmit((row: SectionHoursOut, headers) =>
    lisStatisticsEndHours({
      path: { hours_id: row.id },
      body: { version: row.version, last: today() },
      headers,
    }),
  )
  const named = (code: string) =>
    code ? (sections.find((each) => each.value === code)?.label ?? code) : t('allSections')
  return (
    <Panel
      title={t('calendar')}
      actions={
        may && (
          <Button small onClick={() => setAdding(true)}>
            {t('setHours')}
          </Button>
        )
      }
    >
      <Dim>{t('calendarSays')}</Dim>
      <RefusalNote of={end.refusal} />
      <Awaited of={found}>
        {({ hours }) =>
          hours.length === 0 ? (
            <p>{t('noHours')}</p>
          ) : (
            <Table<SectionHoursOut>
              label={t('calendar')}
              rows={hours}
              keyOf={(row) => row.id}
              columns={[
                { head: t('section'), show: (row) => named(row.section_code) },
                { head: t('weekday'), show: (row) => dayName(row.weekday), phone: 'title' },
                { head: t('hours'), show: (row) => `${row.opens}–${row.closes}`, nowrap: true },
                { head: t('from'), show: (row) => showDate(row.valid_from), nowrap: true },
                {
                  head: '',
                  show: (row) =>
                    row.valid_to ? (
                      t('to', { day: showDate(row.valid_to) })
                    ) : may ? (
                      <Button small quiet onClick={() => end.submit(row)}>
                        {t('endHours')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Awaited>
      {adding && (
        <SidePanel open title={t('setHours')} onClose={() => setAdding(false)}>
          <Adding onDone={() => setAdding(false)} />
        </SidePanel>
      )}
    </Panel>
  )
}

function Adding({ onDone }: { onDone: () => void }) {
  const sections = useSections()
  const form = useForm({
    section: null as string | null,
    opens: '07:00',
    closes: '17:00',
    from: today() as string | null,
  })
  const [days, setDays] = useState<number[]>([0, 1, 2, 3, 4])
  const save = useSubmit(
    (body: SectionHoursIn, headers) => lisStatisticsSetHours({ body, headers }),
    {
      done: onDone,
    },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ section, opens, closes, from }) =>
        days.length > 0 &&
        save.submit({
          section_code: section ?? '',
          weekdays: days,
          opens: opens.trim(),
          closes: closes.trim(),
          valid_from: from ?? today(),
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Select
        label={t('section')}
        placeholder={t('allSections')}
        choices={sections}
        {...form.bind('section')}
      />
      <Row columns={2}>
        <Field label={t('opens')} required most={5} {...form.bind('opens')} />
        <Field label={t('closes')} required most={5} {...form.bind('closes')} />
      </Row>
      <DateField label={t('from')} required {...form.bind('from')} />
      {DAYS.map((day) => (
        <Check
          key={day}
          label={dayName(day)}
          value={days.includes(day)}
          onChange={(on) => setDays(on ? [...days, day].sort() : days.filter((d) => d !== day))}
        />
      ))}
    </Form>
  )
}
