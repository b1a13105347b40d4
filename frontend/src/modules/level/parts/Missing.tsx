import { useState } from 'react'
import { say } from '@/kernel/text'
import { Button, Dim, Panel } from '@/kernel/ui'
import { labelOf, type Next } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { To } from './To'

const FIRST = 6

/** The shortest list of what is missing for the next level: the software's and the facility's apart. */
export function Missing({ next }: { next: Next }) {
  if (next.level === null) {
    return (
      <Panel title={t('missing', { n: 7 })}>
        <Dim>{t('missingNone')}</Dim>
      </Panel>
    )
  }
  return (
    <Panel title={t('missing', { n: next.level })} flush>
      <Half who="software" next={next} />
      <Half who="facility" next={next} />
    </Panel>
  )
}

function Half({ who, next }: { who: string; next: Next }) {
  const [all, setAll] = useState(false)
  const mine = next.missing.filter((each) => each.who === who)
  const software = who === 'software'
  return (
    <section className={css.half}>
      <h3>
        <b>{mine.length}</b> {t(software ? 'missingSoftware' : 'missingFacility')}
        <Dim> · {t(software ? 'missingSoftwareNote' : 'missingFacilityNote')}</Dim>
      </h3>
      <ul className={css.lacking}>
        {(all ? mine : mine.slice(0, FIRST)).map(({ id, title, says }) => (
          <li key={id}>
            <To id={id}>
              <b>{labelOf(id)}</b> {say(title)}
            </To>
            <small>{say(says)}</small>
          </li>
        ))}
      </ul>
      {mine.length > FIRST && !all && (
        <Button quiet small onClick={() => setAll(true)}>
          {t('missingMore', { n: mine.length })}
        </Button>
      )}
    </section>
  )
}
