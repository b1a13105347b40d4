import type { WhyOut } from '@/kernel/api/types.gen'
import { say } from '@/kernel/text'
import { Panel } from '@/kernel/ui'
import { IconCircleCheck, IconCircleX } from '@/kernel/ui/icons'
import { t } from '../text/rights'
import css from './chain.module.css'

/** From the person to the module, step by step; where it stops, it stops. */
export function Chain({ why }: { why: WhyOut }) {
  const facts = { user: why.user, permission: say(why.permission.title) }
  const Verdict = why.allowed ? IconCircleCheck : IconCircleX
  return (
    <Panel>
      <p className={css.verdict} data-ok={why.allowed} role="status">
        <Verdict size={22} stroke={1.75} />
        {t(why.allowed ? 'can' : 'cannot', facts)}
      </p>
      <ol className={css.chain} aria-label={t('steps')}>
        {why.steps.map((step) => (
          <li key={say(step.says)} data-ok={step.ok}>
            {step.ok ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
            {say(step.says)}
          </li>
        ))}
      </ol>
      <code className={css.id}>{why.permission.id}</code>
    </Panel>
  )
}
