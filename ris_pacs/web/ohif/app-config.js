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

  window.config = {
    name: 'HIS54',
    routerBasename: '/ohif',
    extensions: [],
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
