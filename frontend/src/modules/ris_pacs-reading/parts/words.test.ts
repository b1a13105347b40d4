import { expect, it } from 'vitest'
import { appended, expanded, filled } from './words'

it('fills the places of a template and leaves open ones to be seen', () => {
  expect(filled('Gan: {gan}. Lách: {lach}.', { gan: 'không to', lach: ' ' })).toBe(
    'Gan: không to. Lách: {lach}.',
  )
})

it('puts a sentence in for its shortcut, and only for a known one', () => {
  const macros = [{ shortcut: 'bt', text: 'Bình thường.' }]
  expect(expanded('.bt ', macros)).toBe('Bình thường. ')
  expect(expanded('Phổi .bt\n', macros)).toBe('Phổi Bình thường.\n')
  expect(expanded('1.bt .xx ', macros)).toBe('1.bt .xx ')
})

it('goes on where the dictation stopped', () => {
  expect(appended('', 'tim không to')).toBe('Tim không to')
  expect(appended('Tim', 'không to')).toBe('Tim không to')
  expect(appended('Xong.', 'phổi sáng')).toBe('Xong. Phổi sáng')
})
