import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisStatisticsCalendarOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisStatisticsAddDayOff, lisStatisticsWithdrawDayOff } from '@/kernel/api/sdk.gen'
import type { SectionDayOffIn } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  DateField,
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

type Off = { id: string; first: string; last: string; name: string; section: string | null }

/** Days on which the laboratory, or a section, does not work; the house's holidays too. */
export function DaysOff({ may }: { may: boolean }) {
  const found = useQuery(lisStatisticsCalendarOptions())
  const sections = useSections()
  const [adding, setAdding] = useState(false)
  const withdraw = useSubmit((id: string, headers) =>
    lisStatisticsWithdrawDayOff({ path: { day_id: id }, headers }),
  )
  const named = (code: string | null) =>
    code === null
      ? t('ofHouse')
      : code
        ? (sections.find((each) => each.value === code)?.label ?? code)
        : t('allSections')
  return (
    <Panel
      title={t('daysOff')}
      actions={
        may && (
          <Button small onClick={() => setAdding(true)}>
            {t('addDayOff')}
          </Button>
        )
      }
    >
      <RefusalNote of={withdraw.refusal} />
      <Awaited of={found}>
        {({ days_off, holidays }) => {
          const all: Off[] = [
            ...days_off.map((each) => ({ ...each, section: each.section_code })),
            ...holidays.map((each) => ({
              ...each,
              id: `${each.first}${each.name}`,
              section: null,
            })),
          ].sort((a, b) => a.first.localeCompare(b.first))
          if (all.length === 0) return <p>{t('noDaysOff')}</p>
          return (
            <Table<Off>
              label={t('daysOff')}
              rows={all}
              keyOf={(row) => row.id}
              columns={[
                {
                  head: t('daysOff'),
                  show: (row) =>
                    row.first === row.last
                      ? showDate(row.first)
                      : `${showDate(row.first)} – ${showDate(row.last)}`,
                  nowrap: true,
                  phone: 'title',
                },
                { head: t('name'), show: (row) => row.name },
                { head: t('section'), show: (row) => named(row.section) },
              ]}
              actions={(row) =>
                may && row.section !== null ? (
                  <Button small quiet onClick={() => withdraw.submit(row.id)}>
                    {t('withdraw')}
                  </Button>
                ) : null
              }
            />
          )
        }}
      </Awaited>
      {adding && (
        <SidePanel open title={t('addDayOff')} onClose={() => setAdding(false)}>
          <Adding onDone={() => setAdding(false)} />
        </SidePanel>
      )}
    </Panel>
  )
}

function Adding({ onDone }: { onDone: () => void }) {
  const sections = useSections()
  const form = useForm({
    first: today() as string | null,
    last: today() as string | null,
    name: '',
    section: null as string | null,
  })
  const save = useSubmit(
    (body: SectionDayOffIn, headers) => lisStatisticsAddDayOff({ body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ first, last, name, section }) =>
        save.submit({
          first: first ?? today(),
          last: last ?? first ?? today(),
          name: name.trim(),
          section_code: section ?? '',
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Row columns={2}>
        <DateField label={t('first')} required {...form.bind('first')} />
        <DateField label={t('last')} required {...form.bind('last')} />
      </Row>
      <Field label={t('name')} required most={200} {...form.bind('name')} />
      <Select
        label={t('section')}
        placeholder={t('allSections')}
        choices={sections}
        {...form.bind('section')}
      />
    </Form>
  )
}
