import { say } from '../text'
import css from './explained.module.css'
import { Dim } from './Panel'

type Text = Parameters<typeof say>[0]
type Part = { place: string; title: Text; value: string; means?: Text }
type Line = { name: string; title: Text; raw: string; parts: Part[] }

/** A message of a machine as a person reads it: each field by its place, with what it is. */
export function Explained({ lines }: { lines: Line[] }) {
  return (
    <div className={css.lines}>
      {lines.map((line, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a message never move
        <section key={n} className={css.line}>
          <h3>
            {line.name} <Dim>{say(line.title)}</Dim>
          </h3>
          {line.parts.length === 0 && <code>{line.raw}</code>}
          <dl>
            {line.parts.map((part) => (
              <div key={part.place}>
                <dt>
                  {part.place} <Dim>{say(part.title)}</Dim>
                </dt>
                <dd>
                  {part.value} {part.means && say(part.means) && <Dim>= {say(part.means)}</Dim>}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  )
}

/** The bytes themselves. */
export function Bytes({ of }: { of: string }) {
  return <pre className={css.raw}>{of}</pre>
}
