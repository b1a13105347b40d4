import { lisQualitySetTarget, lisTestsListTests } from '@/kernel/api/sdk.gen'
import type { ControlLotOut, ControlTargetIn, OwnTargetOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { Button, Choose, Field, Form, NumberField, Picker, Row, SidePanel } from '@/kernel/ui'
import { t } from '../text'
import { shown } from './state'

type Test = { code: string; name: string }
type Source = 'maker' | 'own' | 'peers'

/** From now on a test should read this in a lot; what was judged before keeps its target. */
export function TargetPanel(props: {
  lot: ControlLotOut
  test?: Test
  analyser?: string
  start?: { mean: string; sd: string }
  own?: OwnTargetOut
  onClose: () => void
}) {
  const { lot, own, start, onClose } = props
  const form = useForm({
    test: (props.test ?? null) as Test | null,
    analyser: props.analyser ?? '',
    mean: start ? Number(start.mean) : (null as number | null),
    sd: start ? Number(start.sd) : (null as number | null),
    source: 'maker' as Source | null,
    reason: '',
  })
  const save = useSubmit(
    (body: ControlTargetIn, headers) => lisQualitySetTarget({ body, headers }),
    { done: onClose },
  )
  return (
    <SidePanel
      open
      title={`${t('setTarget')} · ${lot.lot_number} · ${t('level', { n: lot.level })}`}
      onClose={onClose}
    >
      <Form
        form={form}
        submit={save}
        onSubmit={({ test, mean, sd, source, ...rest }) =>
          test &&
          mean !== null &&
          sd !== null &&
          save.submit({
            ...rest,
            lot_id: lot.id,
            test_code: test.code,
            mean: String(mean),
            sd: String(sd),
            source: source ?? 'maker',
          })
        }
        actions={
          <Button primary submit hotkey="F9" busy={save.busy}>
            {t('save')}
          </Button>
        }
      >
        <Picker<Test>
          label={t('test')}
          required
          list="lis.tests"
          from={1}
          off={Boolean(props.test)}
          {...form.bind('test')}
          line={(test) => ({ key: test.code, code: test.code, name: test.name })}
          search={(q, signal) =>
            lisTestsListTests({ query: { q, limit: 20 }, signal }).then((a) => a.data.items)
          }
        />
        <Field
          label={t('analyser')}
          hint={t('analyserHint')}
          most={60}
          off={Boolean(props.test)}
          {...form.bind('analyser')}
        />
        {own && (
          <Button
            small
            onClick={() =>
              form.setAll({ mean: Number(own.mean), sd: Number(own.sd), source: 'own' })
            }
          >
            {t('setOwn', { mean: shown(own.mean), sd: shown(own.sd) })}
          </Button>
        )}
        <Row columns={2}>
          <NumberField label={t('mean')} required decimals={4} {...form.bind('mean')} />
          <NumberField label={t('sd')} required decimals={4} least={0.0001} {...form.bind('sd')} />
        </Row>
        <Choose<Source>
          label={t('source')}
          choices={[
            { value: 'maker', label: t('byMaker') },
            { value: 'own', label: t('own') },
            { value: 'peers', label: t('peers') },
          ]}
          {...form.bind('source')}
        />
        <Field label={t('reason')} most={500} {...form.bind('reason')} />
      </Form>
    </SidePanel>
  )
}
