import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { lisSpecimensCheckPackagesOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensTakeCampaign, lisSpecimensTryCampaign } from '@/kernel/api/sdk.gen'
import type { CampaignRowOut, CampaignTrialOut } from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import {
  Alert,
  Button,
  Dim,
  Download,
  Field,
  FileField,
  Panel,
  RefusalNote,
  Row,
  Select,
  Stack,
  Status,
  Table,
} from '@/kernel/ui'
import { showDate } from '@/kernel/when'
import { t } from '../text'

type Decisions = Record<string, string>

/** A list of persons on trial: who is known, who is new, what is wrong; then all at once. */
export function TakeCampaign() {
  const navigate = useNavigate()
  const packages = useQuery(lisSpecimensCheckPackagesOptions({}))
  const [chosen, setChosen] = useState<string | null>(null)
  const [file, setFile] = useState<File | null>(null)
  const [place, setPlace] = useState('')
  const [content, setContent] = useState('')
  const [decisions, setDecisions] = useState<Decisions>({})
  const path = { package_id: chosen ?? '' }
  const attempt = useSubmit((said: { content: string; decisions: Decisions }, headers) =>
    lisSpecimensTryCampaign({ path, body: said, headers }),
  )
  const trial = attempt.done
  const take = useSubmit(
    (plan: string, headers) =>
      lisSpecimensTakeCampaign({ path, body: { content, decisions, plan, place }, headers }),
    { done: (made) => navigate({ to: `/lab/campaigns/${made.id}` }) },
  )
  async function tryFile() {
    if (!file) return
    const read = await base64(file)
    setContent(read)
    setDecisions({})
    attempt.submit({ content: read, decisions: {} })
  }
  function decide(line: number, said: string) {
    const next = { ...decisions, [line]: said }
    setDecisions(next)
    attempt.submit({ content, decisions: next })
  }
  return (
    <Stack>
      <Panel>
        <Stack>
          <Alert weight="info">{t('listNote')}</Alert>
          <Row columns={2}>
            <Select
              label={t('package')}
              required
              value={chosen}
              onChange={setChosen}
              choices={(packages.data?.items ?? []).map((each) => ({
                value: each.id,
                label: [each.name, each.customer].filter(Boolean).join(' · '),
                code: each.code,
              }))}
            />
            <Field label={t('drawnAt')} most={200} value={place} onChange={setPlace} />
          </Row>
          <FileField label={t('listFile')} accept=".csv,.xlsx" value={file} onChange={setFile} />
          <Row>
            <Button
              primary
              hotkey="F9"
              busy={attempt.busy}
              off={!file || !chosen}
              onClick={tryFile}
            >
              {t('tryList')}
            </Button>
            <Download href="/api/lis/campaigns/template">{t('template')}</Download>
          </Row>
          <RefusalNote of={attempt.refusal} />
        </Stack>
      </Panel>
      {trial && <Trial of={trial} onDecide={decide} />}
      <RefusalNote of={take.refusal} />
      {trial && trial.left === 0 && trial.rows.length > 0 && (
        <Button primary busy={take.busy} onClick={() => take.submit(trial.plan)}>
          {t('takePersons', { n: trial.rows.length })}
        </Button>
      )}
    </Stack>
  )
}

function Trial(props: { of: CampaignTrialOut; onDecide: (line: number, said: string) => void }) {
  const { rows, known, new: fresh, left } = props.of
  return (
    <Panel flush title={t('trialSays', { rows: rows.length, known, fresh, left })}>
      <Table<CampaignRowOut>
        label={t('persons')}
        rows={[...rows].sort((a, b) => Number(b.open) - Number(a.open) || a.line - b.line)}
        keyOf={(row) => String(row.line)}
        toneOf={(row) => (row.wrong ? 'red' : row.open ? 'amber' : undefined)}
        columns={[
          { head: t('row'), width: '1%', show: (row) => row.line - 1 },
          {
            head: t('patient'),
            phone: 'title',
            show: (row) => (
              <>
                <b>{row.name}</b>{' '}
                <Dim>
                  {[row.birth && showDate(row.birth), row.cccd, row.unit]
                    .filter(Boolean)
                    .join(' · ')}
                </Dim>
              </>
            ),
          },
          { head: t('becomes'), show: (row) => <Becomes of={row} onDecide={props.onDecide} /> },
        ]}
      />
    </Panel>
  )
}

function Becomes(props: { of: CampaignRowOut; onDecide: (line: number, said: string) => void }) {
  const { of, onDecide } = props
  if (of.wrong) return <Status tone="red">{say(of.wrong)}</Status>
  const known = of.candidates.find((each) => each.patient_id === of.patient_id)
  if (known) {
    return (
      <>
        <Status tone="green">{t('isKnown')}</Status> {known.code}
      </>
    )
  }
  if (!of.open) return <Status tone="grey">{t('isNew')}</Status>
  return (
    <>
      {of.candidates.map((each) => (
        <Button key={each.patient_id} small onClick={() => onDecide(of.line, each.patient_id)}>
          {`${t('sameAs')} ${each.code} ${each.name} ${each.birth ? showDate(each.birth) : ''}`}
        </Button>
      ))}
      <Button small quiet onClick={() => onDecide(of.line, 'new')}>
        {t('somebodyNew')}
      </Button>
    </>
  )
}

async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(text)
}
