import { levelReportPdf, levelReportXlsx } from '@/kernel/api/sdk.gen'
import { useForm } from '@/kernel/form'
import { useMay } from '@/kernel/may'
import { type Submit, useSubmit } from '@/kernel/submit'
import {
  Alert,
  Button,
  DateField,
  Dim,
  Download,
  Field,
  Form,
  NumberField,
  Panel,
  PrintButton,
  Row,
  Stack,
} from '@/kernel/ui'
import { IconCertificate, IconDownload, IconExternalLink } from '@/kernel/ui/icons'
import { today } from '@/kernel/when'
import { publicAddress, useAddress } from '../address'
import css from '../level.module.css'
import { LevelPage } from '../parts/LevelPage'
import { ProfileSegments } from '../parts/ProfileSegments'
import { t } from '../text'

const EMPTY = {
  year: Number(today().slice(0, 4)) as number | null,
  licence: '',
  decision_number: '',
  decision_date: null as string | null,
  council: '',
  consultant: '',
  plan: '',
  contact: '',
  head: '',
}

/** The draft of the yearly report as PDF and workbook; data for machines; what everyone may see. */
export function Report() {
  const may = useMay('level.report.export')
  const { at } = useAddress()
  const query = at.profile ? `?profile=${at.profile}` : ''
  return (
    <LevelPage title={t('reportTitle')} actions={<ProfileSegments now="2017" />}>
      <div className={may ? css.columns : undefined} data-even>
        {may && (
          <div className={css.main}>
            <Draft profile={at.profile} />
          </div>
        )}
        <div className={css.beside}>
          {may && (
            <Panel title={t('downloads')}>
              <Stack>
                <Dim>{t('downloadsNote')}</Dim>
                <div className={css.wrap}>
                  <Download href={`/api/level/assessment${query}`}>{t('json')}</Download>
                  <Download href={`/api/level/oscal${query}`}>{t('oscal')}</Download>
                </div>
              </Stack>
            </Panel>
          )}
          <Panel title={t('forPublic')}>
            <Stack>
              <Dim>{t('forPublicNote')}</Dim>
              <div className={css.wrap}>
                <Download href={publicAddress('/level', at.profile)} icon={IconExternalLink} opens>
                  {t('publicPage')}
                </Download>
                <Download
                  href={publicAddress('/level/badge.svg', at.profile)}
                  icon={IconCertificate}
                  opens
                >
                  {t('badge')}
                </Download>
              </div>
              <img
                className={css.badge}
                src={publicAddress('/level/badge.svg', at.profile)}
                alt={t('badge')}
                height={22}
                onError={(event) => {
                  event.currentTarget.hidden = true // the administrator has closed the public page
                }}
              />
            </Stack>
          </Panel>
        </div>
      </div>
    </LevelPage>
  )
}

function Draft({ profile }: { profile: string | undefined }) {
  const form = useForm(EMPTY, { draft: 'level.report' })
  const [council, year] = [form.values.council, form.values.year]
  const body = {
    ...form.values,
    year: year ?? Number(today().slice(0, 4)),
    council: council
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
    profile: profile ?? null,
  }
  const workbook: Submit<null, unknown> = useSubmit(
    (_: null, headers) => levelReportXlsx({ body, headers, parseAs: 'blob' }),
    { done: (file) => keep(file as Blob, `muc-cntt-${body.year}.xlsx`) },
  )
  return (
    <Panel title={t('draft')}>
      <Form
        form={form}
        submit={workbook}
        onSubmit={() => workbook.submit(null)}
        actions={
          <>
            <PrintButton
              title={t('reportTitle')}
              pdf={() => levelReportPdf({ body, parseAs: 'blob' }).then((r) => r.data as Blob)}
            >
              {t('reportPdf')}
            </PrintButton>
            <Button submit icon={IconDownload} busy={workbook.busy}>
              {t('reportXlsx')}
            </Button>
          </>
        }
      >
        <Alert weight="info">{t('reportNote')}</Alert>
        <Row columns={2}>
          <NumberField label={t('year')} required least={2017} most={2100} {...form.bind('year')} />
          <Field label={t('licence')} most={500} {...form.bind('licence')} />
          <Field label={t('decisionNumber')} most={500} {...form.bind('decision_number')} />
          <DateField label={t('decisionDate')} {...form.bind('decision_date')} />
          <Field label={t('head')} most={500} {...form.bind('head')} />
          <Field label={t('contact')} most={500} {...form.bind('contact')} />
        </Row>
        <Field label={t('council')} lines={3} {...form.bind('council')} />
        <Field label={t('consultant')} most={500} {...form.bind('consultant')} />
        <Field label={t('plan')} lines={4} most={4000} {...form.bind('plan')} />
      </Form>
    </Panel>
  )
}

/** Hands a file that came as an answer to the person. */
function keep(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
