import { Link } from '@tanstack/react-router'
import type { ClaimOut, CriterionOut, EvidenceOut, StoredFindingOut } from '@/kernel/api/types.gen'
import { useAssembly } from '@/kernel/may'
import { say } from '@/kernel/text'
import { Alert, Dim, Panel, Table } from '@/kernel/ui'
import { IconArrowRight } from '@/kernel/ui/icons'
import { showInstant } from '@/kernel/when'
import { showTook } from '../figures'
import css from '../level.module.css'
import { t } from '../text'
import { VerdictStatus } from './Verdicts'

/** Who claims it and, piece by piece, how it is proved and what that showed last. */
export function Claims({ of }: { of: CriterionOut }) {
  const partOf = (id: string) => {
    const part = of.parts.find((each) => each.id === id)
    return part ? say(part.title) : id
  }
  return (
    <Panel title={t('claims')} flush>
      {of.claims.length === 0 && (
        <div className={css.pad}>
          <Dim>{t('claimsNone')}</Dim>
        </div>
      )}
      {of.claims.map((claim) => (
        <Claim
          key={`${claim.module} ${claim.claim}`}
          of={claim}
          part={claim.claim === of.id ? undefined : partOf(claim.claim)}
        />
      ))}
      {(of.missing.length > 0 || of.unclaimed.length > 0) && of.claims.length > 0 && (
        <div className={css.pad}>
          <Alert weight="info">
            {of.missing.length > 0 && (
              <div>{t('missingModules', { names: of.missing.join(', ') })}</div>
            )}
            {of.unclaimed.length > 0 && (
              <div>{t('unclaimed', { names: of.unclaimed.map(partOf).join('; ') })}</div>
            )}
          </Alert>
        </div>
      )}
    </Panel>
  )
}

function Claim({ of, part }: { of: ClaimOut; part: string | undefined }) {
  return (
    <section className={css.claim}>
      <header>
        <div>
          <b>{say(of.module_title)}</b> {part && <Dim>({part})</Dim>}
          <div>{say(of.because)}</div>
        </div>
        {of.screen && (
          <Link to={of.screen} className={css.line}>
            {t('openScreen')}
            <IconArrowRight size={15} stroke={1.75} />
          </Link>
        )}
      </header>
      <Table<EvidenceOut>
        label={t('evidence')}
        rows={of.evidence}
        keyOf={(row) => `${row.kind} ${row.name}`}
        columns={[
          {
            head: t('evidence'),
            show: (row) => t(row.kind),
            width: '1%',
            nowrap: true,
            phone: 'title',
          },
          { head: t('verdict'), show: (row) => <VerdictStatus of={row.verdict} />, width: '1%' },
          { head: t('says'), show: (row) => <Says of={row} /> },
          { head: t('when'), show: (row) => <When of={row} />, width: '1%', nowrap: true },
          {
            head: t('took'),
            show: (row) => (row.milliseconds ? showTook(row.milliseconds) : ''),
            width: '1%',
            nowrap: true,
            align: 'right',
          },
        ]}
      />
    </section>
  )
}

function Says({ of }: { of: EvidenceOut }) {
  return (
    <div className={css.says} title={of.name || undefined}>
      {say(of.says)}
    </div>
  )
}

/** A test is of a version, a signature of a day, the rest of an instant. */
function When({ of }: { of: EvidenceOut }) {
  const { version } = useAssembly()
  if (of.kind === 'checked') return <Dim>{`${t('checkedNote')} ${version}`}</Dim>
  return of.at ? showInstant(of.at) : <Dim>–</Dim>
}

/** What the evidence said in the last runs. */
export function LastRuns({ of }: { of: CriterionOut }) {
  return (
    <Panel title={t('lastRuns')} flush>
      {of.history.length === 0 ? (
        <div className={css.pad}>
          <Dim>{t('lastRunsNone')}</Dim>
        </div>
      ) : (
        <Table<StoredFindingOut>
          label={t('lastRuns')}
          rows={of.history}
          keyOf={(row) => row.id}
          columns={[
            { head: t('when'), show: (row) => showInstant(row.at), width: '1%', nowrap: true },
            { head: t('evidence'), show: (row) => t(row.kind), width: '1%', nowrap: true },
            { head: t('verdict'), show: (row) => <VerdictStatus of={row.verdict} />, width: '1%' },
            { head: t('says'), show: (row) => <div className={css.says}>{say(row.says)}</div> },
            {
              head: t('took'),
              show: (row) => showTook(row.milliseconds),
              width: '1%',
              nowrap: true,
              align: 'right',
            },
          ]}
        />
      )}
    </Panel>
  )
}
