import css from './parts.module.css'

/** A key of the keyboard, as written on the button that it presses. */
export function Key({ of }: { of: string }) {
  return <kbd className={css.key}>{of}</kbd>
}
