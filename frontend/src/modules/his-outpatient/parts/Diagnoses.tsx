import { hisCatalogsSearch, hisOutpatientDiagnose } from '@/kernel/api/sdk.gen'
import type {
  DiagnosisIn,
  DiagnosisKind,
  DiagnosisOut,
  EncounterOut,
  EntryOut,
  VisitOut,
} from '@/kernel/api/types.gen'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { Alert, Button, Dim, Panel, Picker, RefusalNote, Status } from '@/kernel/ui'
import { t } from '../text'
import css from './diagnoses.module.css'

function kindOf(code: string, standing: DiagnosisOut[]): DiagnosisKind {
  if (/^[VWXY]/.test(code)) return 'external_cause'
  return standing.some((each) => each.kind === 'main') ? 'secondary' : 'main'
}

/** The visit's codes; each change is saved at once and judged by the rules of ICD-10. */
export function Diagnoses({
  encounter,
  visit,
  off,
}: {
  encounter: EncounterOut
  visit: VisitOut
  off: boolean
}) {
  const standing = visit.diagnoses
  const save = useSubmit((diagnoses: DiagnosisIn[], headers) =>
    hisOutpatientDiagnose({
      path: { encounter_id: encounter.id },
      body: { diagnoses },
      headers,
    }),
  )
  const asIn = ({ kind, code, note }: DiagnosisOut): DiagnosisIn => ({ kind, code, note })

  function add(entry: EntryOut | null) {
    if (!entry) return
    const kind = kindOf(entry.code, standing)
    save.submit([...standing.map(asIn), { kind, code: entry.code }])
  }

  function makeMain(chosen: DiagnosisOut) {
    const others = standing.filter((each) => each.id !== chosen.id)
    save.submit([
      { ...asIn(chosen), kind: 'main' },
      ...others.map((each) => ({
        ...asIn(each),
        kind: each.kind === 'main' ? ('secondary' as const) : each.kind,
      })),
    ])
  }

  return (
    <Panel title={t('diagnoses')}>
      {standing.length === 0 && <Dim>{t('noDiagnoses')}</Dim>}
      <ul className={css.codes}>
        {standing.map((each) => (
          <li key={each.id}>
            <span className={css.code}>{each.code}</span>
            <span className={css.name}>
              {each.name}{' '}
              <Status tone={each.kind === 'main' ? 'blue' : 'grey'}>{t(each.kind)}</Status>
            </span>
            {!off && (
              <span className={css.acts}>
                {each.kind === 'secondary' && (
                  <Button small quiet onClick={() => makeMain(each)}>
                    {t('makeMain')}
                  </Button>
                )}
                <Button
                  small
                  quiet
                  onClick={() =>
                    save.submit(standing.filter((one) => one.id !== each.id).map(asIn))
                  }
                >
                  {t('remove')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {!off && (
        <Picker<EntryOut>
          label={t('addCode')}
          list="icd10"
          value={null}
          onChange={add}
          keepOpen
          line={(entry) => ({ key: entry.id, code: entry.code, name: entry.name })}
          search={(q, signal) =>
            hisCatalogsSearch({ path: { list_id: 'icd10' }, query: { q }, signal }).then(
              (answer) => answer.data.items,
            )
          }
        />
      )}
      <RefusalNote of={save.refusal} />
      {save.done?.warnings.map((warning) => (
        <Alert key={warning.rule + warning.code} weight="warning">
          {say(warning.says)}
        </Alert>
      ))}
    </Panel>
  )
}
