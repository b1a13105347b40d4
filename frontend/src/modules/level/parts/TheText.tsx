import type { CriterionOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Dim, Facts, Panel } from '@/kernel/ui'
import css from '../level.module.css'
import { t } from '../text'

/** The circular's own words in both languages, and how we read them. */
export function TheText({ of }: { of: CriterionOut }) {
  const source = of.vietnamese as 'quoted' | 'quoted_in_part' | 'translation' | null
  return (
    <Panel title={t('textOf')}>
      <div className={css.both}>
        {(['vi', 'en'] as const).map((language) => (
          <section key={language} lang={language}>
            <h3>{t(language === 'vi' ? 'vietnamese' : 'english')}</h3>
            <p>{of.title[language]}</p>
            {of.parts.length > 0 && (
              <ol className={css.parts}>
                {of.parts.map((part) => (
                  <li key={part.id} value={Number(part.id.split('.').at(-1)) || undefined}>
                    {part.title[language]}
                  </li>
                ))}
              </ol>
            )}
            {language === 'vi' && source && <Dim>{t(source)}</Dim>}
          </section>
        ))}
      </div>
      <Facts
        of={[
          {
            label: t('group'),
            value: of.group_title ? say(of.group_title) : of.subgroup && say(of.subgroup),
          },
          { label: t('asksLevels'), value: of.levels.join(', ') || '–' },
          ...(of.claimants.length
            ? [{ label: t('claimants'), value: of.claimants.join(', ') }]
            : []),
        ]}
      />
      {of.qualifier && <Note label={t('qualifier')} text={say(of.qualifier)} />}
      {of.reading && <Note label={t('ourReading')} text={say(of.reading)} />}
    </Panel>
  )
}

export function Note({ label, text }: { label: string; text: string }) {
  return (
    <div className={css.noted}>
      <h3>{label}</h3>
      <p>{text}</p>
    </div>
  )
}
