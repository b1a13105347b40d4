import { describe, expect, it } from 'vitest'
import { ellipse, textOf } from '../parts/measure'
import { scaleOf } from '../parts/scale'
import { areaOf, back, cut, edges, nearest, type Plane, side, viewOf } from '../parts/turning'

const plane = (at: number[], row: number[], column: number[]): Plane => ({
  at,
  row,
  column,
  rows: 100,
  columns: 100,
  spacing: [1, 1],
  frameOfReference: '1.2',
})
const axial = (z: number) => plane([-50, -50, z], [1, 0, 0], [0, 1, 0])
const coronal = (y: number) => plane([-50, y, 50], [1, 0, 0], [0, 0, -1])

describe('letters of the side', () => {
  it('follow a flip and a turn', () => {
    expect([side([1, 0, 0]), side([0, 1, 0])]).toEqual(['L', 'P'])
    expect(edges('L', 'P', { turn: 0, flipped: false })).toEqual(['L', 'P', 'R', 'A'])
    expect(edges('L', 'P', { turn: 0, flipped: true })).toEqual(['R', 'P', 'L', 'A'])
    expect(edges('L', 'P', { turn: 90, flipped: false })).toEqual(['A', 'L', 'P', 'R'])
    expect(edges('', '', { turn: 90, flipped: true })).toEqual(['', '', '', ''])
  })
  it('a place on the screen is found however it is turned', () => {
    const close = (turn: number, flipped: boolean) => {
      const { x, y } = back({ x: 10, y: 0 }, { turn, flipped })
      return [Math.round(x) + 0, Math.round(y) + 0]
    }
    expect(close(0, false)).toEqual([10, 0])
    expect(close(90, false)).toEqual([0, -10])
    expect(close(0, true)).toEqual([-10, 0])
  })
})

describe('slices in space', () => {
  it('a coronal slice cuts an axial one across', () => {
    expect(cut(axial(0), coronal(10))).toEqual([
      { x: 0, y: 60 },
      { x: 100, y: 60 },
    ])
    expect(cut(axial(0), axial(5))).toBeUndefined()
    expect(cut(axial(0), { ...coronal(10), frameOfReference: '9' })).toBeUndefined()
  })
  it('the nearest slice is the one at the same height', () => {
    expect(nearest([axial(0), axial(5), axial(10)], axial(6))).toBe(1)
    expect(nearest([coronal(0)], axial(6))).toBeUndefined()
  })
  it('a look is opened as it was kept', () => {
    const [frame, of] = [
      { offsetWidth: 400, offsetHeight: 400 },
      { rows: 200, columns: 200 },
    ]
    const view = { zoom: 2, x: 30, y: -10, turn: 90, flipped: true }
    const again = viewOf(areaOf(view, frame, of), view, frame, of)
    expect([again.zoom, Math.round(again.x), Math.round(again.y)]).toEqual([2, 30, -10])
  })
})

describe('a length', () => {
  const of = { modality: 'CT', told: false, regions: [], own: [0.8, 0.8] as [number, number] }
  const line = [
    { x: 0, y: 0 },
    { x: 125, y: 0 },
  ]
  it('says how a pixel is known', () => {
    expect(textOf('length', line, of)).toMatch(/^100[.,]0 mm$/)
    expect(textOf('length', line, { ...of, own: undefined })).toContain('px')
    expect(scaleOf({ ...of, modality: 'DX' }, line).by).toBe('detector')
  })
  it('an area is that of its ellipse', () => {
    const points = ellipse({ x: 0, y: 0 }, { x: 10, y: 10 })
    expect(textOf('ellipse', points, { ...of, own: [1, 1] })).toBe('79 mm²')
  })
})
