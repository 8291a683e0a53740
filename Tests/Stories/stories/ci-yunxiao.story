cloud: calm

Yunxiao runs a script, and has no variable for whether its ref is a branch or a tag.

  $ sh $FIXTURES/ci/try yunxiao .yunxiao/deploy.yml
  wrote sampan.json
  wrote .yunxiao/deploy.yml
  | staging     deployed  $VERSION  $CLOUD/sites/staging-1a2b3c/api  # s
  | production  deployed  v1.2.3  $CLOUD/sites/prod-4d5e6f/api  # s
