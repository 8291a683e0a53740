cloud: calm

Azure Pipelines runs a script, and a later step reads its outputs.

  $ sh $FIXTURES/ci/try azure azure-pipelines.yml
  wrote sampan.json
  wrote azure-pipelines.yml
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  sampan.sampan_status deployed
  sampan.sampan_url $CLOUD/sites/staging-1a2b3c/api
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
  sampan.sampan_status deployed
  sampan.sampan_url $CLOUD/sites/prod-4d5e6f/api
