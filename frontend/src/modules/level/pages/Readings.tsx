import { useQuery } from '@tanstack/react-query'
import { levelOverviewOptions } from '@/kernel/api/@tanstack/react-query.gen'
import type { OverviewOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Awaited, Panel, Stack, Status } from '@/kernel/ui'
import css from '../level.module.css'
import { LevelPage } from '../parts/LevelPage'
import { Note } from '../parts/TheText'
import { t } from '../text'

/** Where the circular contradicts itself or is unclear: what we do about it, and why. */
export function Readings() {
  const found = useQuery(levelOverviewOptions())
  return (
    <LevelPage title={t('readingsTitle')} detail={t('readingsNote')}>
      <Awaited of={found} rows={12}>
        {({ readings, doubts }) => (
          <Stack>
            {readings.map((each) => (
              <Reading key={each.id} of={each} />
            ))}
            <h2 className={css.headline}>{t('doubts')}</h2>
            {doubts.map((each) => (
              <Doubt key={each.id} of={each} />
            ))}
          </Stack>
        )}
      </Awaited>
    </LevelPage>
  )
}

function Reading({ of }: { of: OverviewOut['readings'][number] }) {
  const isDefault = of.chosen === of.default
  return (
    <Panel
      title={say(of.title)}
      actions={
        <Status tone={isDefault ? 'grey' : 'blue'}>
          {t(isDefault ? 'default' : 'notDefault')}
        </Status>
      }
    >
      <ul className={css.options}>
        {of.options.map((option) => (
          <li key={option.id} data-on={option.id === of.chosen || undefined}>
            {option.id === of.chosen ? (
              <Status tone="green">{t('chosen')}</Status>
            ) : (
              <span className={css.notChosen} />
            )}
            <span>{say(option.title)}</span>
            {option.id === of.default && <small>({t('default')})</small>}
          </li>
        ))}
      </ul>
      <Note label={t('why')} text={say(of.reason)} />
    </Panel>
  )
}

function Doubt({ of }: { of: OverviewOut['doubts'][number] }) {
  return (
    <details className={css.doubt}>
      <summary>
        <b>{of.id}</b> {say(of.where)}
        <span>{say(of.text)}</span>
      </summary>
      <Note label={t('theText')} text={say(of.text)} />
      <Note label={t('resolution')} text={say(of.resolution)} />
      <Note label={t('product')} text={say(of.product)} />
      <p className={css.note}>{t('confidence', { text: say(of.confidence) })}</p>
    </details>
  )
}
