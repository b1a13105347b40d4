import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import {
  lisSpecimensWhereIsOptions,
  lisSpecimensWhereIsQueryKey,
} from '@/kernel/api/@tanstack/react-query.gen'
import { lisSpecimensPrintLabels, lisSpecimensPrintRejection } from '@/kernel/api/sdk.gen'
import type { SpecimenWhole } from '@/kernel/api/types.gen'
import { useLive } from '@/kernel/live'
import { useMay } from '@/kernel/may'
import { refusalOf } from '@/kernel/refusal'
import { Slot } from '@/kernel/Slot'
import { say } from '@/kernel/text'
import {
  Button,
  Dim,
  Facts,
  Page,
  Panel,
  PrintButton,
  RefusalNote,
  Row,
  Stack,
  Status,
} from '@/kernel/ui'
import { showInstant } from '@/kernel/when'
import css from '../parts/specimens.module.css'
import { ITEM, TUBE } from '../parts/state'
import { TubeActs } from '../parts/TubeActs'
import { t } from '../text'

/** Where is this tube, what is measured from it, and where has it been. */
export function Tube() {
  const { code } = useParams({ strict: false }) as { code: string }
  const path = { code }
  const found = useQuery(lisSpecimensWhereIsOptions({ path }))
  useLive(['specimens'], [lisSpecimensWhereIsQueryKey({ path })])
  if (found.error) return <RefusalNote of={refusalOf(found.error)} />
  if (!found.data) return null
  return <Whole key={code} whole={found.data} />
}

function Whole({ whole }: { whole: SpecimenWhole }) {
  const navigate = useNavigate()
  const mayPrint = useMay('lis.specimens.specimen.collect')
  const { specimen, history, items, rejections } = whole
  const blob = { parseAs: 'blob' } as const
  const link = (code: string) => (
    <Button key={code} small quiet onClick={() => navigate({ to: `/lab/specimens/${code}` })}>
      {code}
    </Button>
  )
  return (
    <Page
      title={`${t('tube')} ${specimen.code}`}
      detail={<Status tone={TUBE[specimen.state]}>{t(specimen.state)}</Status>}
      banner={<Slot name="patient.banner" patientId={specimen.patient.id} />}
      actions={
        <>
          {mayPrint && specimen.state !== 'cancelled' && (
            <PrintButton
              pdf={() =>
                lisSpecimensPrintLabels({ body: { codes: [specimen.code] }, ...blob }).then(
                  (answer) => answer.data as unknown as Blob,
                )
              }
            >
              {t(specimen.prints ? 'reprint' : 'printLabels')}
            </PrintButton>
          )}
          {rejections.length > 0 && (
            <PrintButton
              hotkey={null}
              pdf={() =>
                lisSpecimensPrintRejection({ path: { code: specimen.code }, ...blob }).then(
                  (answer) => answer.data as unknown as Blob,
                )
              }
            >
              {t('slip')}
            </PrintButton>
          )}
          <Button quiet hotkey="Alt+Q" onClick={() => navigate({ to: '/lab/specimens' })}>
            {t('back')}
          </Button>
        </>
      }
    >
      <Row columns={2}>
        <Stack>
          <Panel>
            <Facts
              of={[
                {
                  label: t('tube'),
                  value: `${say(specimen.vessel.name)} · ${say(specimen.section)}`,
                },
                {
                  label: t('place'),
                  value: specimen.place
                    ? `${specimen.place}${specimen.position !== specimen.code ? ` · ${specimen.position}` : ''}`
                    : undefined,
                },
                {
                  label: t('act_collect'),
                  value: specimen.collected_at
                    ? `${showInstant(specimen.collected_at)} · ${specimen.collected_by_name} · ${specimen.collected_where}`
                    : undefined,
                },
                {
                  label: t('identified'),
                  value: specimen.identified ? t(specimen.identified) : undefined,
                },
                {
                  label: t('act_receive'),
                  value: specimen.received_at
                    ? `${showInstant(specimen.received_at)} · ${specimen.received_by_name}`
                    : undefined,
                },
                { label: t('condition'), value: specimen.condition || undefined },
                { label: t('reason'), value: specimen.reason || undefined },
              ]}
            />
            {whole.parent && (
              <p>
                <Dim>{t('parent')}</Dim> {link(whole.parent)}
              </p>
            )}
            {whole.parts.length > 0 && (
              <p>
                <Dim>{t('parts')}</Dim> {whole.parts.map((part) => link(part.code))}
              </p>
            )}
          </Panel>
          <Panel title={t('tests')} flush>
            <ul className={css.plain}>
              {items.map((item) => (
                <li key={item.id}>
                  <span>
                    {say(item.name)} <Dim>{item.test_code}</Dim>
                  </span>
                  <Status tone={ITEM[item.state]}>{t(item.state)}</Status>
                </li>
              ))}
              {items.length === 0 && <li>–</li>}
            </ul>
          </Panel>
          <TubeActs whole={whole} />
        </Stack>
        <Panel title={t('history')}>
          <ol className={css.time}>
            {history.map((line) => (
              <li key={`${line.at}${line.act}`}>
                <Dim>{showInstant(line.at)}</Dim>
                <span>
                  <b>{t(`act_${line.act}`)}</b> · {line.by_name}
                  <br />
                  <Dim>
                    {[line.place, line.act === 'collect' ? knownBy(line.note) : line.note]
                      .filter(Boolean)
                      .join(' · ')}
                  </Dim>
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      </Row>
    </Page>
  )
}

const knownBy = (how: string) =>
  how === 'wristband' || how === 'card' || how === 'asked' ? t(how) : how
