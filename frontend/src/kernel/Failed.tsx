import { NOBODY, useAssembly } from './may'
import { refusalOf } from './refusal'
import css from './shell.module.css'
import { Alert } from './ui/Alert'
import { Button } from './ui/Button'
import { Page } from './ui/Page'
import { w } from './words'

/** A page that could not be shown: a refusal in words, or a bug with its number. */
export function PageFailed({ error }: { error: unknown }) {
  const refusal = refusalOf(error)
  return (
    <Page title={w('pageBroken')} narrow>
      <Alert
        weight="warning"
        right={
          <Button small onClick={() => window.location.reload()}>
            {w('reload')}
          </Button>
        }
      >
        {refusal.sentence}
        {refusal.status === 0 && error instanceof Error && (
          <div className={css.hitNone}>{error.message}</div>
        )}
      </Alert>
    </Page>
  )
}

export function NoSuchPage() {
  const known = useAssembly() !== NOBODY
  return known ? (
    <Page title={w('notFound')} narrow>
      <Button onClick={() => window.history.back()}>{w('back')}</Button>
    </Page>
  ) : null
}

/** Before anything is known of the person: the line is down at the very start. */
export function StartFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div className={css.start}>
      <div>{refusalOf(error).sentence}</div>
      <Button primary onClick={onRetry}>
        {w('retry')}
      </Button>
    </div>
  )
}
