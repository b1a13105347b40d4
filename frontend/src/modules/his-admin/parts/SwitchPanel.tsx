import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { levelWhatIfOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { hisAdminSwitchOff, hisAdminSwitchOn } from '@/kernel/api/sdk.gen'
import type { FiguresOut, ModuleOut, WhatIfOut } from '@/kernel/api/types.gen'
import { useAssembly } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { say } from '@/kernel/text'
import { DangerPanel } from '@/kernel/ui'
import { t } from '../text/settings'
import css from './switch.module.css'

const SHOWN = 6

/** What a switch does: the modules that go along, the level before and after; then the reason. */
export function SwitchPanel(props: {
  module: ModuleOut
  titleOf: (id: string) => string
  onClose: () => void
}) {
  const { module, titleOf, onClose } = props
  const { may, modules } = useAssembly()
  const readsLevel = modules.includes('level') && may.includes('level.assessment.read')
  const off = [module.id, ...module.dependants]
  const { data: whatIf } = useQuery({
    ...levelWhatIfOptions({ query: { off: [module.id] } }),
    enabled: module.on && readsLevel,
  })
  const change = useSubmit(
    (reason: string, headers) =>
      module.on
        ? hisAdminSwitchOff({
            path: { module_id: module.id },
            body: { reason, also: module.dependants },
            headers,
          })
        : hisAdminSwitchOn({ path: { module_id: module.id }, body: { reason }, headers }),
    { done: onClose },
  )
  const title = `${module.on ? t('switchOff') : t('switchOn')}: ${say(module.title)}`
  return (
    <DangerPanel
      open
      title={title}
      verb={module.on ? t('switchOff') : t('switchOn')}
      before={<Side word={module.on ? t('on') : t('off')} figures={whatIf?.before} />}
      after={
        <Side
          word={module.on ? t('offAfter', { modules: off.map(titleOf).join(', ') }) : t('onAfter')}
          figures={whatIf?.after}
        />
      }
      busy={change.busy}
      refusal={change.refusal}
      onAct={change.submit}
      onClose={onClose}
    >
      {whatIf && <Falls whatIf={whatIf} moduleId={module.id} />}
    </DangerPanel>
  )
}

function Side({ word, figures }: { word: string; figures?: FiguresOut }) {
  return (
    <>
      <div>{word}</div>
      {figures && (
        <div className={css.level}>
          {t('levels')}: <b>{t('levelLine', { able: figures.able, reached: figures.reached })}</b>
        </div>
      )}
    </>
  )
}

function Falls({ whatIf, moduleId }: { whatIf: WhatIfOut; moduleId: string }) {
  return (
    <div className={css.falls}>
      <p>{say(whatIf.says)}</p>
      {whatIf.changed.length > 0 && (
        <>
          <b>{t('falls', { n: whatIf.changed.length })}</b>
          <ul>
            {whatIf.changed.slice(0, SHOWN).map((each) => (
              <li key={each.id}>
                {each.figure || each.id} {say(each.title)}
              </li>
            ))}
            {whatIf.changed.length > SHOWN && <li>…</li>}
          </ul>
        </>
      )}
      <Link to="/assessment/what-if" search={{ off: moduleId } as never}>
        {t('whatIf')}
      </Link>
    </div>
  )
}
