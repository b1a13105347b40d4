import { useState } from 'react'
import { lisTestsImportTests, lisTestsTryTests } from '@/kernel/api/sdk.gen'
import type { FileTrialOut, What } from '@/kernel/api/types.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  DateField,
  Download,
  FileField,
  Form,
  Page,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
  Table,
} from '@/kernel/ui'
import { today } from '@/kernel/when'
import { t } from '../text'

/** The catalogue as a file: out, on trial, and in. */
export function TestFile() {
  const mayImport = useMay('lis.tests.import.run')
  const mayExport = useMay('lis.tests.test.export')
  const [trial, setTrial] = useState<FileTrialOut>()
  const [taken, setTaken] = useState(false)
  const form = useForm({
    what: 'tests' as What | null,
    since: today() as string | null,
    file: null as File | null,
  })
  const { what, since, file } = form.values
  const asked = { what: what ?? 'tests', since: since ?? today() }
  const attempt = useSubmit(
    (body: File, headers) => lisTestsTryTests({ query: asked, body, headers }),
    {
      done: (made) => {
        setTrial(made)
        setTaken(false)
      },
    },
  )
  const take = useSubmit(
    (body: File, headers) =>
      lisTestsImportTests({ query: { ...asked, plan: trial?.plan ?? '' }, body, headers }),
    {
      done: () => {
        setTrial(undefined)
        setTaken(true)
      },
    },
  )
  const choices = [
    { value: 'tests' as What, label: t('whatTests') },
    { value: 'ranges' as What, label: t('whatRanges') },
  ]
  return (
    <Page title={t('file')}>
      <Stack>
        <Panel>
          <Form
            form={form}
            submit={attempt}
            onSubmit={() => file && attempt.submit(file)}
            actions={
              mayImport && (
                <Button primary submit hotkey="F9" busy={attempt.busy} off={!file}>
                  {t('tryFile')}
                </Button>
              )
            }
          >
            <Select label={t('what')} required choices={choices} {...form.bind('what')} />
            {mayExport && (
              <Row>
                <Download href={`/api/lis/catalogue?what=${what}&format=csv`}>
                  {t('exportCsv')}
                </Download>
                <Download href={`/api/lis/catalogue?what=${what}&format=xlsx`}>
                  {t('exportXlsx')}
                </Download>
              </Row>
            )}
            {mayImport && (
              <>
                <Alert weight="info">{t('fileNote')}</Alert>
                <DateField label={t('since')} required {...form.bind('since')} />
                <FileField label={t('choose')} accept=".csv,.xlsx" {...form.bind('file')} />
              </>
            )}
          </Form>
        </Panel>
        {taken && <Alert weight="info">{t('taken')}</Alert>}
        {trial && <Trial of={trial} />}
        <RefusalNote of={take.refusal} />
        {trial && file && trial.changed > 0 && trial.problems.length === 0 && (
          <Row>
            <Button primary busy={take.busy} onClick={() => take.submit(file)}>
              {t('take', { n: trial.changed })}
            </Button>
          </Row>
        )}
      </Stack>
    </Page>
  )
}

function Trial({ of }: { of: FileTrialOut }) {
  const { rows, changed, unchanged, problems } = of
  return (
    <Panel flush title={t('result', { rows, changed, unchanged, problems: problems.length })}>
      {problems.length > 0 && (
        <Alert weight="warning">
          {problems.map((each) => (
            <p key={`${each.row}${each.says.en}`}>
              {t('row', { n: each.row })}: {say(each.says)}
            </p>
          ))}
        </Alert>
      )}
      <Table
        label={t('file')}
        empty={t('nothing')}
        rows={of.differences}
        keyOf={(row) => row.code}
        columns={[
          { head: t('code'), show: (row) => row.code, phone: 'title', width: '1%', nowrap: true },
          { head: t('before'), show: (row) => <Said of={row.before} /> },
          { head: t('after'), show: (row) => <Said of={row.after} /> },
        ]}
      />
    </Panel>
  )
}

function Said({ of }: { of: Record<string, string> }) {
  return Object.entries(of).flatMap(([name, value]) =>
    value
      .split('\n')
      .map((line) => (
        <div key={`${name}${line}`}>{name === 'ranges' ? line : `${name}: ${line}`}</div>
      )),
  )
}
