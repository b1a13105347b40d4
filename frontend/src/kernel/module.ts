import type { AnyRoute } from '@tanstack/react-router'
import { type ComponentType, createContext } from 'react'
import type { ModuleId, PermissionId } from './assembly.gen'
import type { Icon } from './ui/icons'

/** Who is shown something: who holds the permission, or one of several. */
export type Needs = PermissionId | readonly PermissionId[]

/** A menu entry, shown only to those who hold the permission. */
export type NavItem = {
  label: () => string
  /** One or two words for the bottom bar of a phone. */
  short?: () => string
  to: string
  needs: Needs
  icon: Icon
  /** Set once, looked up now and then: below what is used all day. */
  seldom?: boolean
  /** A hook that says how many are waiting: a badge on the rail and a number at home (null: none to count here). */
  useCount?: () => number | undefined | null
}

/** The work a person finds on the home page. Of those allowed, one that names their role wins. */
export type HomeEntry = {
  needs: Needs
  roles?: string[]
  /** The menu entry that is the same page: not counted above itself. */
  to?: string
  show: ComponentType
}

/** What a part of the check-in form may fill in: fields left out stay. */
export type CheckinSuggestion = {
  room?: string
  payer?: string
  reason?: string
  priority?: string
  visit_type?: string
}

/** Places where a module may show something on another module's page. */
export type Slots = {
  'encounter.panel': { encounterId: string; patientId: string }
  'encounter.out': { encounterId: string; patientId: string }
  'patient.banner': { patientId: string }
  'patient.panel': { patientId: string }
  /** On the page of a linked system: what its codes mean to a module. */
  'link.partner': { partnerId: string; kind: string }
  /** Beside a released result: the link by which its patient sees it (kernel/links.py). */
  'document.links': { documentId: string }
  /** More panels on the page of a patient: his visits. */
  'patient.page': { patientId: string }
  /** At the desk, once it is clear who came: open the visit, then say which. */
  'reception.visit': {
    patientId: string
    emergency: boolean
    onOpened: (encounterId: string) => void
  }
  /**
   * In the form that opens a visit: what a module asks besides (card and route, an appointment).
   * `onPart` gives what is sent along under the part's id (undefined: nothing), in the same
   * transaction; `onSuggest` fills fields of the form that the person has not touched.
   */
  'encounter.checkin': {
    patientId: string
    payer: string
    visitType: string
    priority: string
    roomId: string | null
    onPart: (id: string, value: Record<string, unknown> | undefined) => void
    onSuggest: (some: CheckinSuggestion) => void
  }
  /** At the desk, right after: number, slip, label. */
  'reception.opened': { encounterId: string }
  'reception.side': Record<never, never>
  /** Beside a room that can be chosen: how many wait there. */
  'room.load': { roomId: string }
  /** On the side panel of one visit: its way through the house. */
  'visit.panel': { encounterId: string }
  /**
   * On the form of a re-visit paper: a time of the calendar, booked with the paper (`on`: the day
   * that the doctor has in mind). `onTime` gives what is sent along, and its day.
   */
  'revisit.time': {
    encounterId: string
    patientId: string
    on: string
    onTime: (book: { place: string; at: string } | undefined, day?: string) => void
  }
  /** Beside an imaging study in a list: open its pictures. */
  'study.actions': { studyUid: string; patientId: string | null }
  'study.page': { studyUid: string }
  /** Above everybody's home page: what must not be overlooked. */
  'home.notice': Record<never, never>
  'shell.place': Record<never, never>
  'shell.bar': Record<never, never>
  'shell.light': Record<never, never>
}

export type SlotEntry = {
  /** Without `needs` everybody who is signed in is shown it. */
  [S in keyof Slots]: { slot: S; needs?: Needs; show: ComponentType<Slots[S]> }
}[keyof Slots]

/** What a module of the front end declares: the mirror of module.py. */
export type Module = {
  id: ModuleId
  nav: NavItem[]
  routes: AnyRoute[]
  slots?: SlotEntry[]
  home?: HomeEntry[]
  /** In the person's own menu, for everybody: the account. */
  person?: Omit<NavItem, 'needs'>[]
}

/** The modules of this build; which of them are on, the assembly says. */
export const InstalledContext = createContext<Module[]>([])
