import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  lisAnalysersCodesOptions,
  lisAnalysersCodesQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisAnalysersMapCode, lisTestsListTests } from '@/kernel/api/sdk.gen'
import type { AnalyserCodeIn, AnalyserCodeOut, AnalyserOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import {
  Alert,
  Awaited,
  Button,
  Check,
  Dim,
  Field,
  Form,
  NumberField,
  Panel,
  Picker,
  Row,
  SidePanel,
  Status,
  Table,
} from '@/kernel/ui'
import { t } from '../text'

const TONE = { unknown: 'amber', mapped: 'green', ignored: 'grey' } as const

/** What an instrument's codes mean here; unknown ones first. */
export function Codes({ of }: { of: AnalyserOut }) {
  const may = useMay('lis.analysers.code.map')
  const path = { analyser_id: of.id }
  const found = useQuery(lisAnalysersCodesOptions({ path }))
  useLive(['analysers'], [lisAnalysersCodesQueryKey({ path })])
  const [open, setOpen] = useState<AnalyserCodeOut | 'new'>()
  const [filed, setFiled] = useState<number>()
  return (
    <Panel
      title={t('codes')}
      flush
      actions={may && <Button onClick={() => setOpen('new')}>{t('addCode')}</Button>}
    >
      {filed !== undefined && <Alert weight="info">{t('filedNow', { n: filed })}</Alert>}
      <Awaited of={found}>
        {({ codes }) => (
          <Table<AnalyserCodeOut>
            label={t('codes')}
            rows={codes}
            keyOf={(row) => row.id}
            empty={t('noCodes')}
            onOpen={may ? setOpen : undefined}
            columns={[
              {
                head: t('code'),
                phone: 'title',
                show: (row) => (
                  <>
                    {row.code} <Dim>{row.name}</Dim>
                  </>
                ),
              },
              {
                head: t('state'),
                width: '1%',
                nowrap: true,
                show: (row) => <Status tone={TONE[row.state]}>{t(row.state)}</Status>,
              },
              {
                head: t('means'),
                show: (row) =>
                  row.test_code ??
                  (row.proposed ? <Dim>{t('proposed', { code: row.proposed })}</Dim> : '–'),
              },
              {
                head: t('unit'),
                show: (row) => (row.factor === '1' ? row.unit : `${row.unit} × ${row.factor}`),
              },
              { head: t('sample'), show: (row) => row.sample },
            ]}
          />
        )}
      </Awaited>
      {open && (
        <SidePanel
          open
          title={open === 'new' ? t('addCode') : `${t('mapIt')}: ${open.code}`}
          onClose={() => setOpen(undefined)}
        >
          <Mapping
            analyserId={of.id}
            of={open === 'new' ? undefined : open}
            onDone={(n) => {
              setFiled(n)
              setOpen(undefined)
            }}
          />
        </SidePanel>
      )}
    </Panel>
  )
}

type Named = { code: string; name: string }

function Mapping({
  analyserId,
  of,
  onDone,
}: {
  analyserId: string
  of?: AnalyserCodeOut
  onDone: (filed: number) => void
}) {
  const start = of?.test_code ?? of?.proposed
  const form = useForm({
    code: of?.code ?? '',
    test: (start ? { code: start, name: start } : null) as Named | null,
    unit: of?.unit ?? '',
    factor: Number(of?.factor ?? 1) as number | null,
    ignored: of?.state === 'ignored',
  })
  const save = useSubmit(
    (body: AnalyserCodeIn, headers) =>
      lisAnalysersMapCode({ path: { analyser_id: analyserId }, body, headers }),
    { done: (made) => onDone(made.filed) },
  )
  return (
    <Form
      form={form}
      submit={save}
      onSubmit={(v) =>
        save.submit({
          code: v.code,
          test_code: v.ignored ? null : (v.test?.code ?? null),
          unit: v.unit,
          factor: String(v.factor ?? 1),
          ignored: v.ignored,
        })
      }
      actions={
        <Button primary submit hotkey="F9" busy={save.busy}>
          {t('save')}
        </Button>
      }
    >
      <Dim>{t('codesNote')}</Dim>
      <Field label={t('code')} required off={Boolean(of)} {...form.bind('code')} />
      <Picker<Named>
        label={t('means')}
        list="lis.tests"
        from={1}
        search={(q, signal) =>
          lisTestsListTests({ query: { q, limit: 20 }, signal }).then((r) => r.data.items)
        }
        line={(each) => ({ key: each.code, code: each.code, name: each.name })}
        {...form.bind('test')}
      />
      <Row columns={2}>
        <Field label={t('unit')} {...form.bind('unit')} />
        <NumberField
          label={t('factor')}
          hint={t('factorHint')}
          least={0}
          decimals={8}
          {...form.bind('factor')}
        />
      </Row>
      <Check label={t('ignoreIt')} {...form.bind('ignored')} />
    </Form>
  )
}
