// The house's configuration of OHIF: our own DICOMweb, our sign-in, nothing of another host.
;(() => {
  const toLogin = () => {
    const here = window.location.pathname + window.location.search
    window.location.assign('/login?next=' + encodeURIComponent(here))
  }

  // Changes need the session's token (an upload, a measurement that is stored as SR).
  let token = ''
  fetch('/api/session', { headers: { Accept: 'application/json' } })
    .then((answer) => (answer.ok ? answer.json() : toLogin()))
    .then((session) => {
      token = session?.csrf_token ?? ''
    })
    .catch(() => {})
  const open = XMLHttpRequest.prototype.open
  const send = XMLHttpRequest.prototype.send
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    this.changes = !['GET', 'HEAD', 'OPTIONS'].includes(String(method).toUpperCase())
    return open.call(this, method, url, ...rest)
  }
  XMLHttpRequest.prototype.send = function (body) {
    if (this.changes && token) this.setRequestHeader('X-CSRF-Token', token)
    return send.call(this, body)
  }

  // In the person's language, and without the tour: the house has its own guide.
  if (!localStorage.getItem('i18nextLng')) {
    localStorage.setItem('i18nextLng', localStorage.getItem('language') === 'en' ? 'en-US' : 'vi')
  }
  localStorage.setItem('shownTours', JSON.stringify(['basicViewerTour']))

  // Without WebGL the viewport would stay black: the quick viewer shows the study instead.
  const uids = new URLSearchParams(window.location.search).get('StudyInstanceUIDs')
  const canvas = document.createElement('canvas')
  if (uids && !canvas.getContext('webgl2') && !canvas.getContext('webgl')) {
    window.location.replace('/images/' + encodeURIComponent(uids.split(',')[0]) + '?webgl=none')
  }

  // What the house adds: its windows, key images, and a word where a volume is not to be trusted.
  const vi = localStorage.getItem('language') !== 'en'
  const say = (inVietnamese, inEnglish) => (vi ? inVietnamese : inEnglish)
  const api = (path, body) =>
    fetch('/api/pictures/' + path, {
      method: body ? 'POST' : 'GET',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': token },
      body: body && JSON.stringify(body),
    }).then(async (answer) => {
      const said = await answer.json().catch(() => ({}))
      if (!answer.ok) throw new Error(said.detail?.[vi ? 'vi' : 'en'] || String(answer.status))
      return said
    })
  let services
  const tell = (type, title, message) =>
    services.uiNotificationService.show({ title, message, type, duration: 8000 })

  /** The picture that the active viewport shows: its UIDs and frame. */
  const shown = () => {
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(
      services.viewportGridService.getActiveViewportId(),
    )
    const id = viewport?.getCurrentImageId?.()
    return id?.match(/studies\/([0-9.]+)\/series\/([0-9.]+)\/instances\/([0-9.]+)\/frames\/(\d+)/)
  }
  const choose = async () => {
    const found = shown()
    const title = say('Ảnh chủ chốt', 'Key image')
    if (!found) {
      tell('warning', title, say('Hãy chọn một ảnh gốc (không phải ảnh dựng lại).', 'Choose an original picture (not a reformatted one).'))
      return
    }
    try {
      await api('studies/' + found[1] + '/key-images', { instance_uid: found[3], frame: Number(found[4]) })
      tell('success', title, say('Đã chọn và lưu vào kho.', 'Chosen, and kept in the archive.'))
    } catch (error) {
      tell('error', title, error.message)
    }
  }
  const button = () => {
    if (document.getElementById('his54-key')) return
    const made = document.createElement('button')
    made.id = 'his54-key'
    made.type = 'button'
    made.textContent = '★ ' + say('Ảnh chủ chốt', 'Key image')
    made.style.cssText =
      'position:fixed;top:10px;right:230px;z-index:40;padding:5px 12px;border-radius:6px;background:#0b7285;color:#fff;font-size:13px'
    made.addEventListener('click', choose)
    document.body.append(made)
  }
  const DOUBTS = {
    uneven: ['khoảng cách lát cắt không đều', 'the gaps between slices are uneven'],
    tilted: ['lát cắt bị xô lệch (nghiêng giàn)', 'slices are shifted (gantry tilt)'],
    large: ['quá lớn cho máy này: chỉ xem 2D', 'too large for this computer: 2D only'],
    mixed: ['lát cắt nhiều hướng hoặc nhiều cỡ', 'slices of several directions or sizes'],
  }
  const warn = async (uid) => {
    const { items } = await api('studies/' + uid + '/volumes')
    for (const each of items) {
      const told = each.doubts.filter((d) => DOUBTS[d]).map((d) => DOUBTS[d][vi ? 0 : 1])
      if (told.length) {
        tell(
          'warning',
          say('MPR và 3D không tin cậy', 'MPR and 3D are not to be trusted'),
          [each.description, told.join(', ')].filter(Boolean).join(': '),
        )
      }
    }
  }
  /** The house's windows and the person's own, before OHIF's. */
  const offerWindows = async () => {
    const wishes = await api('viewer-settings')
    const name = 'cornerstone.windowLevelPresets'
    const known = services.customizationService.getCustomization(name) || {}
    const ours = Object.fromEntries(
      Object.entries(wishes.presets).map(([modality, windows]) => [
        modality,
        windows.map((w, n) => ({
          id: 'his54-' + modality + '-' + n,
          description: w.name,
          window: String(w.width),
          level: String(w.centre),
        })),
      ]),
    )
    services.customizationService.setCustomizations({ [name]: { $set: { ...known, ...ours } } }, 'global')
  }
  const his54 = {
    id: 'his54',
    preRegistration: ({ servicesManager }) => {
      services = servicesManager.services
    },
    onModeEnter: () => {
      button()
      offerWindows().catch(() => {})
      for (const uid of (uids || '').split(',').filter(Boolean)) warn(uid).catch(() => {})
    },
    onModeExit: () => document.getElementById('his54-key')?.remove(),
  }

  window.config = {
    name: 'HIS54',
    routerBasename: '/ohif',
    extensions: [his54],
    modes: [],
    customizationService: {},
    whiteLabeling: {
      createLogoComponentFn: (React) =>
        React.createElement('a', { href: '/', style: { color: 'white', fontWeight: 600 } }, 'HIS54'),
    },
    showStudyList: true,
    maxNumberOfWebWorkers: 3,
    showWarningMessageForCrossOrigin: false,
    showCPUFallbackMessage: true,
    showLoadingIndicator: true,
    strictZSpacingForVolumeViewport: true,
    groupEnabledModesFirst: true,
    allowMultiSelectExport: false,
    maxNumRequests: { interaction: 100, thumbnail: 5, prefetch: 25 },
    showErrorDetails: 'production',
    investigationalUseDialog: { option: 'never' },
    defaultDataSourceName: 'his54',
    dataSources: [
      {
        namespace: '@ohif/extension-default.dataSourcesModule.dicomweb',
        sourceName: 'his54',
        configuration: {
          friendlyName: 'HIS54',
          name: 'his54',
          wadoUriRoot: '/wado',
          qidoRoot: '/dicom-web',
          wadoRoot: '/dicom-web',
          qidoSupportsIncludeField: true,
          imageRendering: 'wadors',
          thumbnailRendering: 'wadors',
          enableStudyLazyLoad: true,
          supportsFuzzyMatching: true,
          supportsWildcard: true,
          staticWado: false,
          supportsReject: false,
          dicomUploadEnabled: false,
          singlepart: 'bulkdata,video,pdf',
          bulkDataURI: { enabled: true, relativeResolution: 'studies' },
        },
      },
    ],
    httpErrorHandler: (error) => {
      if (error?.status === 401) toLogin()
    },
  }
})()
