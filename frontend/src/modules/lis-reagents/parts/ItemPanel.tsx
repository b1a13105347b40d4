import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { lisReagentsOneReagentOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisReagentsSetNorm, lisTestsListTests } from '@/kernel/api/sdk.gen'
import type { ReagentNormIn, ReagentNormOut, ReagentOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Awaited,
  Button,
  Dim,
  Facts,
  Field,
  Form,
  NumberField,
  Picker,
  Row,
  SidePanel,
  Stack,
  Table,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import { t } from '../text'
import { shown } from './state'

type Test = { code: string; name: string }

/** One reagent with its norms; an ended norm stays with what it counted. */
export function ItemPanel(props: {
  id: string
  name: string
  onEdit: (reagent: ReagentOut) => void
  onClose: () => void
}) {
  const options = lisReagentsOneReagentOptions({ path: { reagent_id: props.id } })
  const found = useQuery(options)
  useLive(['lis.reagents'], [options.queryKey])
  const may = useMay('lis.reagents.norm.edit')
  const [adding, setAdding] = useState(false)
  return (
    <SidePanel open title={props.name} onClose={props.onClose}>
      <Awaited of={found} rows={8}>
        {({ reagent, norms, lots }) => (
          <Stack>
            <Facts
              of={[
                { label: t('code'), value: reagent.code },
                { label: t('gtin'), value: reagent.gtin || undefined },
                { label: t('maker'), value: reagent.maker || undefined },
                {
                  label: t('content'),
                  value: `${shown(reagent.content)} ${reagent.content_unit} / ${reagent.kit_unit}`,
                },
                { label: t('deadVolume'), value: shown(reagent.dead_volume) },
                { label: t('minimum'), value: shown(reagent.minimum) },
                { label: t('storage'), value: reagent.storage || undefined },
                {
                  label: t('lots'),
                  value: lots.map((lot) => lot.number).join(', ') || undefined,
                },
              ]}
            />
            {may && (
              <Row>
                <Button onClick={() => props.onEdit(reagent)}>{t('edit')}</Button>
                <Button onClick={() => setAdding((before) => !before)}>{t('setNorm')}</Button>
              </Row>
            )}
            {adding && (
              <NormForm
                reagent={reagent}
                onDone={() => {
                  setAdding(false)
                  void found.refetch()
                }}
              />
            )}
            <Table<ReagentNormOut>
              label={t('norms')}
              rows={norms}
              empty={t('noNorms')}
              keyOf={(row) => row.id}
              toneOf={(row) => (row.valid_to ? 'dim' : undefined)}
              columns={[
                {
                  head: t('test'),
                  phone: 'title',
                  show: (row) => `${row.test_code} · ${row.test_name}`,
                },
                {
                  head: t('amount'),
                  align: 'right',
                  nowrap: true,
                  show: (row) =>
                    `${shown(row.per_test)} ${reagent.content_unit} (+${shown(row.extra_percent)} %)`,
                },
                {
                  head: t('since'),
                  show: (row) => (
                    <Dim>
                      {showInstant(row.valid_from, 'date')}{' '}
                      {row.valid_to && t('until', { day: showInstant(row.valid_to, 'date') })}
                    </Dim>
                  ),
                },
              ]}
            />
          </Stack>
        )}
      </Awaited>
    </SidePanel>
  )
}

function NormForm({ reagent, onDone }: { reagent: ReagentOut; onDone: () => void }) {
  const form = useForm({
    test: null as Test | null,
    per_test: 1 as number | null,
    extra_percent: 10 as number | null,
    reason: '',
  })
  const save = useSubmit(
    (body: ReagentNormIn, headers) =>
      lisReagentsSetNorm({ path: { reagent_id: reagent.id }, body, headers }),
    { done: onDone },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={({ test, per_test, extra_percent, reason }) =>
        test &&
        save.submit({
          test_code: test.code,
          per_test: per_test === null || per_test === 0 ? null : String(per_test),
          extra_percent: String(extra_percent ?? 0),
          reason,
        })
      }
      actions={
        <Button primary submit busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Picker<Test>
        label={t('test')}
        required
        list="lis.tests"
        from={1}
        {...form.bind('test')}
        line={(test) => ({ key: test.code, code: test.code, name: test.name })}
        search={(q, signal) =>
          lisTestsListTests({ query: { q, limit: 20 }, signal }).then((a) => a.data.items)
        }
      />
      <Row columns={2}>
        <NumberField
          label={t('perTest')}
          unit={reagent.content_unit}
          least={0}
          decimals={4}
          {...form.bind('per_test')}
        />
        <NumberField
          label={t('extra')}
          unit="%"
          least={0}
          decimals={2}
          {...form.bind('extra_percent')}
        />
      </Row>
      <Field label={t('reason')} most={500} {...form.bind('reason')} />
    </Form>
  )
}
