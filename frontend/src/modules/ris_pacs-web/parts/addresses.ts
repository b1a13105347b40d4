/** Where a study is seen: the full viewer in a tab of its own, the quick one in the house. */
export function ohifAddress(studyUid: string): string {
  return `/ohif/open/${encodeURIComponent(studyUid)}`
}

export function quickAddress(studyUid: string): string {
  return `/images/${encodeURIComponent(studyUid)}`
}

/** A telephone has little room for the full viewer. */
export function isSmall(): boolean {
  return window.matchMedia('(max-width: 700px)').matches
}
