cloud: calm

Gitee Go runs a script, and reads parameters from a file.

  $ sh $FIXTURES/ci/try gitee .workflow/deploy.yml
  wrote sampan.json
  wrote .workflow/deploy.yml
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  SAMPAN_STATUS deployed
  SAMPAN_URL $CLOUD/sites/staging-1a2b3c/api
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
  SAMPAN_STATUS deployed
  SAMPAN_URL $CLOUD/sites/prod-4d5e6f/api
