import { hisPricingImportPrices } from '@/kernel/api/sdk.gen'
import type { PayerClass, PriceTrialOut } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DateField,
  Field,
  FileField,
  Form,
  RefusalNote,
  SidePanel,
  showMoney,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'

type Asked = {
  file: File
  payer: PayerClass
  valid_from: string
  decision: string
  dry_run: boolean
}

/** A file of prices: tried first, with every error at its row, then set. */
export function ImportPrices({ payer, onClose }: { payer: PayerClass; onClose: () => void }) {
  const form = useForm({
    file: null as File | null,
    valid_from: today() as string | null,
    decision: '',
  })
  const send = (asked: Asked, headers: { 'Idempotency-Key': string }) => {
    const { file, ...query } = asked
    return hisPricingImportPrices({
      query: { ...query, file_name: file.name },
      body: file,
      headers,
    })
  }
  const attempt = useSubmit(send)
  const take = useSubmit(send)
  const asked = (file: File, dry_run: boolean): Asked => ({
    file,
    payer,
    valid_from: form.values.valid_from ?? today(),
    decision: form.values.decision,
    dry_run,
  })
  const { file } = form.values
  const tried = attempt.done
  const good = tried && tried.errors.length === 0 && tried.differences.length > 0
  return (
    <SidePanel open title={`${t('importTitle')}: ${t(payer)}`} onClose={onClose}>
      <Form
        form={form}
        submit={attempt}
        onSubmit={(values) => values.file && attempt.submit(asked(values.file, true))}
        actions={
          <Button primary={!good} submit busy={attempt.busy}>
            {t('tryFile')}
          </Button>
        }
      >
        <FileField
          label={t('file')}
          required
          hint={t('fileHint')}
          accept=".csv,.xlsx"
          {...form.bind('file')}
        />
        <DateField label={t('since')} required {...form.bind('valid_from')} />
        <Field label={t('decision')} required {...form.bind('decision')} />
      </Form>
      {tried && <Tried of={tried} />}
      <RefusalNote of={take.refusal} />
      {take.done?.list_id ? (
        <Alert weight="info">{t('taken')}</Alert>
      ) : (
        good &&
        file && (
          <Button
            primary
            hotkey="F9"
            busy={take.busy}
            onClick={() => take.submit(asked(file, false))}
          >
            {t('takeFile')}
          </Button>
        )
      )}
    </SidePanel>
  )
}

function Tried({ of: tried }: { of: PriceTrialOut }) {
  const { added, changed, ended, unchanged } = tried
  return (
    <>
      <Alert weight={tried.errors.length > 0 ? 'warning' : 'info'}>
        {t('tried', { added, changed, ended, unchanged })}
      </Alert>
      <ul>
        {tried.errors.slice(0, 30).map((each) => (
          <li key={each.row}>{t('row', { row: each.row, says: say(each.says) })}</li>
        ))}
        {tried.differences.slice(0, 30).map((each) => (
          <li key={`${each.kind}/${each.code}`}>
            {each.code} {each.name}: {each.before === null ? '–' : showMoney(each.before)} →{' '}
            {each.ended ? t('ended') : showMoney(each.after)}
          </li>
        ))}
      </ul>
    </>
  )
}
