cloud: calm

CNB runs Sampan as a plugin: settings in, exports out.

  $ sh $FIXTURES/ci/try cnb .cnb.yml
  wrote sampan.json
  wrote .cnb.yml
  | staging  deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  SAMPAN_STATUS deployed
  SAMPAN_VERSION $VERSION
  SAMPAN_URL $CLOUD/sites/staging-1a2b3c/api
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
  SAMPAN_STATUS deployed
  SAMPAN_VERSION v1.2.3
  SAMPAN_URL $CLOUD/sites/prod-4d5e6f/api
