import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { ScanOut } from '@/kernel/api/types.gen'
import { dropDraft } from '@/kernel/draft'
import { useKeys } from '@/kernel/keys'
import { useMay } from '@/kernel/may'
import { Slot } from '@/kernel/Slot'
import { Button, Page, Panel } from '@/kernel/ui'
import { IconAmbulance, IconBabyCarriage, IconUserPlus } from '@/kernel/ui/icons'
import { FindPatient } from '../parts/FindPatient'
import { Known } from '../parts/Known'
import { Newborn } from '../parts/Newborn'
import type { Newcomer } from '../parts/particulars'
import { DRAFT, Registration } from '../parts/Registration'
import css from '../parts/reception.module.css'
import { Unknown } from '../parts/Unknown'
import { t } from '../text'

type At = { patient?: string; new?: string; mother?: string; opened?: string; emergency?: string }

/** The desk (tiếp đón): one field, then whoever it found, then his visit. */
export function Reception() {
  const at: At = useSearch({ strict: false })
  const navigate = useNavigate()
  const mayRegister = useMay('his.patients.patient.register')
  const input = useRef<HTMLInputElement>(null)
  const [scan, setScan] = useState<ScanOut>()
  const [typed, setTyped] = useState<Newcomer>()
  const [prefill, setPrefill] = useState<{ of: Partial<Newcomer>; nth: number }>({ of: {}, nth: 0 })

  const go = (search: At) => navigate({ to: '.', search: search as never })
  const find = () => {
    input.current?.focus()
    input.current?.select()
  }
  useKeys({ F2: { label: t('find'), act: find } })
  const idle = !at.patient && !at.new
  useEffect(() => {
    if (idle) input.current?.focus()
  }, [idle])

  function known(patientId: string, card?: ScanOut, form?: Newcomer) {
    setScan(card)
    setTyped(form)
    go({ patient: patientId })
  }
  function begin(given: Partial<Newcomer>) {
    dropDraft(DRAFT) // another person's draft must not mix with this one's card
    setPrefill(({ nth }) => ({ of: given, nth: nth + 1 }))
    go({ new: '1' })
  }
  const stop = () => go({})

  return (
    <Page
      title={t('reception')}
      actions={
        mayRegister && (
          <>
            <Button icon={IconUserPlus} hotkey="F4" onClick={() => begin({})}>
              {t('newPatient')}
            </Button>
            <Button icon={IconAmbulance} hotkey="Alt+K" onClick={() => go({ new: 'unknown' })}>
              {t('unknownPatient')}
            </Button>
            <Button
              icon={IconBabyCarriage}
              hotkey="Alt+B"
              onClick={() => go({ new: 'newborn', mother: at.patient })}
            >
              {t('newborn')}
            </Button>
          </>
        )
      }
    >
      <div className={css.desk}>
        <div className={css.main}>
          <FindPatient input={input} onKnown={known} onNew={begin} mayRegister={mayRegister} />
          {at.opened && idle && (
            <div className={css.main}>
              <Slot name="reception.opened" encounterId={at.opened} />
            </div>
          )}
          {at.new === '1' && (
            <Panel title={t('newPatient')}>
              <Registration
                key={prefill.nth}
                prefill={prefill.of}
                onRegistered={(patient) => known(patient.id)}
                onKnown={(id, form) => known(id, undefined, form)}
                onCancel={stop}
              />
            </Panel>
          )}
          {at.new === 'unknown' && (
            <Panel title={t('unknownPatient')}>
              <Unknown
                onRegistered={(patient) => go({ patient: patient.id, emergency: '1' })}
                onCancel={stop}
              />
            </Panel>
          )}
          {at.new === 'newborn' && (
            <Panel title={t('newborn')}>
              <Newborn
                motherId={at.mother}
                onRegistered={(patient) => known(patient.id)}
                onKnown={known}
                onCancel={stop}
              />
            </Panel>
          )}
          {at.patient && (
            <Known
              key={at.patient}
              patientId={at.patient}
              emergency={at.emergency === '1'}
              scan={scan}
              typed={typed}
              onOpened={(encounterId) => go({ opened: encounterId })}
            />
          )}
          {idle && !at.opened && (
            <div className={css.hint}>
              <p>{t('hintScan')}</p>
              <p>{t('hintType')}</p>
            </div>
          )}
        </div>
        <aside className={css.side} aria-label={t('today')}>
          <Slot name="reception.side" />
        </aside>
      </div>
    </Page>
  )
}
