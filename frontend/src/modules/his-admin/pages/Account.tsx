import { useQuery } from '@tanstack/react-query'
import { sessionMeOptions } from '@/kernel/api/@tanstack/react-query.gen'
import { sessionSpeak } from '@/kernel/api/sdk.gen'
import { useAssembly } from '@/kernel/may'
import { useSubmit } from '@/kernel/submit'
import { type Language, say, speak, useLanguage } from '@/kernel/text'
import { Awaited, Choose, Facts, Page, Panel, Stack } from '@/kernel/ui'
import { names } from '../names'
import { MyPassword } from '../parts/MyPassword'
import { MySecondFactor } from '../parts/MySecondFactor'
import { MySessions } from '../parts/MySessions'
import css from '../parts/user.module.css'
import { t } from '../text/account'

/** What everybody may change about themselves. */
export function Account() {
  const { user } = useAssembly()
  const me = useQuery(sessionMeOptions())
  return (
    <Page title={names('account')}>
      <div className={css.two}>
        <Stack>
          <Panel title={t('me')}>
            <Stack>
              <Facts
                of={[
                  { label: t('name'), value: user.name },
                  { label: t('username'), value: user.username },
                  {
                    label: t('roles'),
                    value: me.data?.role_titles.map(say).join(', ') || undefined,
                  },
                ]}
              />
              <MyLanguage />
            </Stack>
          </Panel>
          <MyPassword />
        </Stack>
        <Stack>
          <Awaited of={me} rows={3}>
            {(session) => <MySecondFactor on={session.second_factor} />}
          </Awaited>
          <MySessions />
        </Stack>
      </div>
    </Page>
  )
}

function MyLanguage() {
  const language = useLanguage()
  const remember = useSubmit((chosen: Language, headers) =>
    sessionSpeak({ body: { language: chosen }, headers }),
  )
  return (
    <Choose<Language>
      label={t('language')}
      value={language}
      choices={[
        { value: 'vi', label: 'Tiếng Việt' },
        { value: 'en', label: 'English' },
      ]}
      onChange={(chosen) => {
        if (!chosen) return
        remember.submit(chosen)
        speak(chosen)
      }}
    />
  )
}
